"""What `unless` does that its author cannot have meant: nothing at all, or something to `none`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, product
from typing import NamedTuple

from monitor.rules.linting.covers import covers
from monitor.rules.linting.sharing import may_share
from monitor.rules.rule import AnyOf, Condition, Context, Leaf, NoneOf, Rule, Scoped, leaves
from monitor.rules.terms import Phrase


class Doubt(NamedTuple):
    """What is doubtful about a part of `unless`, and the text to point at."""

    said: str | None  # None: no text of its own
    reason: str


def doubts(rule: Rule) -> Iterator[Doubt]:
    """Yield what is doubtful about the rule's `unless`."""
    if rule.unless:
        yield from _idle(rule)
        yield from _against_vetoes(rule)


def _idle(rule: Rule) -> Iterator[Doubt]:
    """Yield the exceptions that can share no letter with what the rule looks for."""
    looked_for = (rule.when, *(one.names for one in rule.actors))
    keys = frozenset().union(*(condition.literals for condition in looked_for))
    # Most hold a term of the rule, which is quickly seen.
    suspects = [
        (condition, phrases)
        for condition in _written(rule.unless)
        if (phrases := _phrases(condition))
        and not any(key in own for phrase in phrases for own in phrase.keys for key in keys)
    ]
    # Nobody can tell where an expression or a number stands.
    others = list(leaves(looked_for)) if suspects else []
    terms = [leaf for leaf in others if isinstance(leaf, Phrase)]
    for condition, phrases in suspects if len(terms) == len(others) else ():
        if not any(may_share(phrase, terms) for phrase in phrases):
            yield Doubt(
                _said(condition),
                f"{_named(condition)} takes nothing out: no term of `when` can share a letter with it; "
                "write it with the term in it, or veto the document with `none`",
            )


def _phrases(condition: Condition) -> list[Phrase]:
    """Return the terms whose letters a condition takes out; none where it takes out more than those."""
    terms = list(_plain_leaves((condition,)))
    phrases = [leaf for leaf in terms if isinstance(leaf, Phrase)]
    return phrases if len(phrases) == len(terms) else []


def _against_vetoes(rule: Rule) -> Iterator[Doubt]:
    """Yield the exceptions that take out a word of `none` before it can veto."""
    vetoes = list(dict.fromkeys(leaf for none in _nones(rule.when) for leaf in _plain_leaves(none.members)))
    lines = _lines(vetoes)
    for condition in _written(rule.unless) if vetoes else ():
        by = "" if _said(condition) else f" of {_named(condition)}"
        terms = list(_plain_leaves((condition,)))
        own = _lines(terms)
        # Lists of hundreds are compared as text first.
        shorter = [term for term in terms if _may_stand_in(term, lines)]
        longer = [veto for veto in vetoes if _may_stand_in(veto, own)]
        pairs = chain(product(shorter, vetoes), product(terms, longer))
        reason = next((said for term, veto in pairs if (said := _cancels(term, veto, by))), None)
        if reason is not None:
            yield Doubt(_said(condition), reason)


def _lines(terms: Iterable[Leaf]) -> str:
    return "\n".join(key for term in terms if isinstance(term, Phrase) for key in term.keys)


def _may_stand_in(term: Leaf, lines: str) -> bool:
    return not isinstance(term, Phrase) or any(key in lines for key in term.keys)


def _cancels(leaf: Leaf, veto: Leaf, by: str) -> str | None:
    """Say how an exception keeps a word of `none` from its veto; None where it does not."""
    if covers(leaf, veto, glued=False):
        return (
            f"`{leaf.text}`{by} takes out the `{veto.text}` of `none`, which then vetoes nothing; "
            "take it out of `unless`, or out of `none`"
        )
    if covers(veto, leaf, glued=False):
        return (
            f"`{leaf.text}`{by} takes out the `{veto.text}` of `none` with it, and a document that says it is not "
            "vetoed; take it out of `unless`, for the veto does more"
        )
    return None


def _nones(condition: Condition) -> Iterator[NoneOf]:
    if isinstance(condition, NoneOf):
        yield condition
    is_list = isinstance(condition, AnyOf) and condition.vocabulary is not None
    for member in () if is_list else _members(condition):
        yield from _nones(member)


def _written(conditions: Iterable[Condition]) -> Iterator[Condition]:
    """Yield what the rule itself writes: terms, vocabularies whole, and what is no list."""
    for condition in conditions:
        if isinstance(condition, AnyOf) and condition.vocabulary is None:
            yield from _written(condition.members)
        elif isinstance(condition, Scoped):
            yield from _written((condition.condition,))
        else:
            yield condition


def _plain_leaves(conditions: Iterable[Condition]) -> Iterator[Leaf]:
    """Yield the terms each of which counts alone."""
    for condition in conditions:
        if isinstance(condition, AnyOf):
            yield from _plain_leaves(condition.members)
        elif isinstance(condition, Leaf):
            yield condition


def _members(condition: Condition) -> tuple[Condition, ...]:
    if isinstance(condition, Leaf):
        return ()
    return (condition.condition,) if isinstance(condition, Scoped | Context) else condition.members


def _said(condition: Condition) -> str | None:
    return condition.text if isinstance(condition, Leaf) else None


def _named(condition: Condition) -> str:
    if isinstance(condition, AnyOf):
        return f"`@{condition.vocabulary}`"
    return f"`{condition.text}`" if isinstance(condition, Leaf) else "this"
