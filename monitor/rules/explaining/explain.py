"""Why a rule does not hold for a text, in words an analyst can act on.

condition → the parts of it that fail → what almost stood there, the nearest to holding first
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from monitor.model import Layout
from monitor.rules import automaton
from monitor.rules.evaluate import RuleSet, Search, hold_to_actor, prepare, spans
from monitor.rules.explaining.almost import Kind, Look, NearMiss, of_leaf, terms_of
from monitor.rules.explaining.apart import why_apart
from monitor.rules.explaining.wording import choice, first_few, texts
from monitor.rules.near import Span
from monitor.rules.passage import Passage
from monitor.rules.rule import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Context,
    Near,
    NoneOf,
    Rule,
    Scope,
    Scoped,
)

_MOST_REASONS = 3

# How far a part is from holding; of several alternatives the nearest is the one that was meant.
_FARNESS = {kind: place + 1.0 for place, kind in enumerate(Kind)} | {Kind.ABSENT: 20.0}
_NOWHERE = _FARNESS[Kind.ABSENT]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Failure:
    """Why a condition does not hold."""

    farness: float
    misses: tuple[NearMiss, ...]  # what stands against it, by the alternative that is nearest to holding
    others: tuple[NearMiss, ...] = ()  # what stands against the other alternatives


def explain(rule: Rule, rule_set: RuleSet, layout: Layout) -> str:
    """Say what the rule did not find, or what stood against it; for a rule that does not match."""
    failure = _failure_of(rule, rule_set, layout)
    reasons = dict.fromkeys(miss.message for miss in failure.misses)
    return "; ".join(list(reasons)[:_MOST_REASONS])


def near_misses(rule: Rule, rule_set: RuleSet, layout: Layout) -> tuple[NearMiss, ...]:
    """Return everything that keeps the rule from matching, the best explanation first."""
    failure = _failure_of(rule, rule_set, layout)
    others = (miss for miss in failure.others if miss.kind is not Kind.ABSENT)
    return tuple(dict.fromkeys((*failure.misses, *sorted(others, key=_farness))))


def _failure_of(rule: Rule, rule_set: RuleSet, layout: Layout) -> _Failure:
    search = prepare(rule, Search(automaton.scan(rule_set.index, Passage(layout)), {}))
    # As when matching, whose doing it is comes last: only what holds otherwise is asked for its actor.
    if spans(rule.when, search) is not None:
        search = hold_to_actor(rule, search)
    failure = _failure(rule.when, Look(search), None, guess=True)
    if failure is not None:
        return failure
    message = f"{choice(rule.when)} makes no match by itself: what it finds is not shown"
    return _of_misses((NearMiss(kind=Kind.ABSENT, message=message),))


def _failure(
    condition: Condition, look: Look, scopes: frozenset[Scope] | None, *, guess: bool
) -> _Failure | None:
    """Return why a condition does not hold, None where it does."""
    if spans(condition, look.search, scopes) is not None:
        return None
    match condition:
        case AnyOf():
            return _of_alternatives(condition, look, scopes, guess=guess and condition.vocabulary is None)
        case AllOf() | Near():
            failures = _failures(condition.members, look, scopes, guess=guess)
            if failures:
                return _of_all(failures, len(condition.members))
            assert isinstance(condition, Near)
            return _of_misses(why_apart(condition, look, scopes))
        case NoneOf():
            return _of_veto(condition, look.whoever_acts(), scopes, guess=guess)
        case AtLeast():
            return _of_too_few(condition, look, scopes, guess=guess)
        case Scoped():
            narrowed = condition.scopes if scopes is None else condition.scopes & scopes
            return _failure(condition.condition, look, narrowed, guess=guess)
        case Context():
            return _failure(condition.condition, look.whoever_acts(), scopes, guess=guess)
        case _:
            miss = of_leaf(condition, look, scopes, guess=guess)
            return _absent(condition) if miss is None else _of_misses((miss,))


def _failures(
    members: Iterable[Condition], look: Look, scopes: frozenset[Scope] | None, *, guess: bool
) -> list[_Failure]:
    found = (_failure(member, look, scopes, guess=guess) for member in members)
    return [failure for failure in found if failure is not None]


def _of_alternatives(
    condition: AnyOf, look: Look, scopes: frozenset[Scope] | None, *, guess: bool
) -> _Failure:
    failures = sorted(_failures(condition.members, look, scopes, guess=guess), key=lambda one: one.farness)
    if not failures:
        return _absent(condition)  # a member that holds by itself was not even looked for
    best, *rest = failures
    if best.farness >= _NOWHERE:
        return _absent(condition)
    others = chain(best.others, *((*failure.misses, *failure.others) for failure in rest))
    return _Failure(farness=best.farness, misses=best.misses, others=tuple(others))


def _of_all(failures: Sequence[_Failure], members: int) -> _Failure:
    """Join what fails of several members that must all hold; the more of them hold, the nearer it is."""
    return _Failure(
        farness=sum(failure.farness for failure in failures) / members,
        misses=tuple(chain.from_iterable(failure.misses for failure in failures)),
        others=tuple(chain.from_iterable(failure.others for failure in failures)),
    )


def _of_too_few(condition: AtLeast, look: Look, scopes: frozenset[Scope] | None, *, guess: bool) -> _Failure:
    failures = sorted(
        _failures(condition.members, look, scopes, guess=guess), key=lambda failure: failure.farness
    )
    holding = len(condition.members) - len(failures)
    missing = failures[: condition.count - holding]
    found = [span for member in condition.members for span in spans(member, look.search, scopes) or ()]
    counted = f"{holding}: {first_few(terms_of(found), 'and')}" if found else f"{holding}"
    message = f"`at_least` needs {condition.count} of {choice(condition)} and finds {counted}"
    return _Failure(
        farness=sum(failure.farness for failure in missing) / condition.count,
        misses=(NearMiss(kind=Kind.AT_LEAST, message=message),),
        others=tuple(chain.from_iterable((*failure.misses, *failure.others) for failure in failures)),
    )


def _of_veto(condition: NoneOf, look: Look, scopes: frozenset[Scope] | None, *, guess: bool) -> _Failure:
    """Say what `none` found; where it found that something is missing, why that is."""
    misses: list[NearMiss] = []
    for member in condition.members:
        found = _found(member, look, scopes)
        if found:
            message = f"`none` forbids {first_few(terms_of(found), 'and')}, {_which_stands(found, look)}"
            misses.append(NearMiss(kind=Kind.NONE, message=message, start=found[0].start, end=found[0].end))
        elif found is not None:
            wanted = AnyOf(members=member.members) if isinstance(member, NoneOf) else member
            inner = _failure(wanted, look, scopes, guess=guess)
            misses += (inner or _absent(wanted)).misses
    return _of_misses(misses)


def _which_stands(found: Sequence[Span], look: Look) -> str:
    where = look.place(found[0].start)
    if len(terms_of(found)) == 1:
        return f"which stands {where}"
    return f"the first of them {where}" if look.has_lines else f"which stand {where}"


def _found(condition: Condition, look: Look, scopes: frozenset[Scope] | None) -> list[Span] | None:
    """Return where a condition holds, what is not shown as evidence included."""
    inner = condition.condition if isinstance(condition, Context) else condition
    return spans(inner, look.search, scopes)


def _of_misses(misses: Iterable[NearMiss]) -> _Failure:
    told = tuple(misses)
    return _Failure(farness=max(map(_farness, told)), misses=told)


def _absent(condition: Condition) -> _Failure:
    return _of_misses((NearMiss(kind=Kind.ABSENT, message=_not_there(condition)),))


def _not_there(condition: Condition) -> str:
    if len(texts(condition)) == 1:
        return f"{choice(condition)} is not there"
    return f"none of {choice(condition)} is there"


def _farness(miss: NearMiss) -> float:
    return _FARNESS[miss.kind]
