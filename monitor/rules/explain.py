"""Why a rule does not hold for a text, in words an analyst can act on."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.model import Layout
from monitor.rules import automaton
from monitor.rules.evaluate import RuleSet, Search, prepare, spans
from monitor.rules.near import Span
from monitor.rules.passage import Passage
from monitor.rules.regexes import Regex
from monitor.rules.rule import AllOf, AnyOf, AtLeast, Condition, Near, NoneOf, Rule, Scope, Scoped
from monitor.rules.terms import Phrase

_MOST_NAMED = 4


def explain(rule: Rule, rule_set: RuleSet, layout: Layout) -> str:
    """Say what the rule did not find, or what stood against it; for a rule that does not match."""
    search = Search(automaton.scan(rule_set.index, Passage(layout)), {})
    if spans(rule.when, search):
        removed = prepare(rule, search).removed
        return f"`unless` takes out what it found, by {_quote(removed)}"
    return _reason(rule.when, search, None)


def _reason(condition: Condition, search: Search, scopes: frozenset[Scope] | None) -> str:
    """Name the first part of a condition that fails."""
    match condition:
        case Scoped():
            if spans(condition.condition, search, scopes) is not None:
                return f"{_name(condition.condition)} is there, but not in {_list(sorted(condition.scopes), 'or')}"
            return _reason(condition.condition, search, scopes)
        case AnyOf():
            closest = _closest(condition, search, scopes)
            return _absent(condition) if closest is None else _reason(closest, search, scopes)
        case AllOf() | Near():
            absent = (member for member in condition.members if spans(member, search, scopes) is None)
            first = next(absent, None)
            if first is not None:
                return _reason(first, search, scopes)
            # Only `near` fails where all its members hold.
            within = getattr(condition, "within", 0)
            both = _list(map(_name, condition.members), "and")
            return f"{both} are there, but not apart from each other within {within:g} words of one paragraph"
        case NoneOf():
            against = [found for member in condition.members for found in spans(member, search, scopes) or ()]
            return f"`none` forbids {_quote(against)}"
        case AtLeast():
            holding = sum(spans(member, search, scopes) is not None for member in condition.members)
            return f"`at_least` needs {condition.count} of {_choice(condition)} and finds {holding}"
        case _:
            return _absent(condition)


def _closest(condition: AnyOf, search: Search, scopes: frozenset[Scope] | None) -> Condition | None:
    """Return the first member of which at least a part is there."""
    composite = (member for member in condition.members if not isinstance(member, Phrase | Regex))
    return next((member for member in composite if _has_part(member, search, scopes)), None)


def _has_part(condition: Condition, search: Search, scopes: frozenset[Scope] | None) -> bool:
    if isinstance(condition, Scoped):
        return _has_part(condition.condition, search, scopes)
    if isinstance(condition, Phrase | Regex):
        return bool(spans(condition, search, scopes))
    return any(_has_part(member, search, scopes) for member in condition.members)


def _name(condition: Condition) -> str:
    several = isinstance(condition, AnyOf | AtLeast | NoneOf) and len(_texts(condition)) > 1
    return (
        f"one of {_choice(condition)}"
        if several
        else _list([f"`{text}`" for text in _texts(condition)], "and")
    )


def _absent(condition: Condition) -> str:
    if len(_texts(condition)) == 1:
        return f"{_choice(condition)} is not there"
    return f"none of {_choice(condition)} is there"


def _choice(condition: Condition) -> str:
    texts = _texts(condition)
    more = [f"{len(texts) - _MOST_NAMED} more"] if len(texts) > _MOST_NAMED else []
    return _list([*(f"`{text}`" for text in texts[:_MOST_NAMED]), *more], "or")


def _texts(condition: Condition) -> list[str]:
    """Return the condition's terms, each vocabulary under its name."""
    match condition:
        case Phrase() | Regex():
            return [condition.text]
        case AnyOf(vocabulary=str(name)):
            return [f"@{name}"]
        case Scoped():
            return _texts(condition.condition)
        case _:
            return list(dict.fromkeys(text for member in condition.members for text in _texts(member)))


def _quote(found: Iterable[Span]) -> str:
    terms = dict.fromkeys(hit.term for span in found for hit in span.hits)
    return _list([f"`{term}`" for term in list(terms)[:_MOST_NAMED]], "and")


def _list(words: Iterable[str], last: str) -> str:
    *most, final = words
    return f"{', '.join(most)} {last} {final}" if most else final
