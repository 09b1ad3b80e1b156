"""What a rule means to the search, apart from how it is told: whether an edit changes anything, and for which documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from monitor.model import RuleStatus
from monitor.rules.rule import AllOf, AtLeast, Condition, Context, Leaf, Near, NoneOf, Rule, Scoped


def running(rule: Rule | None) -> Rule | None:
    """Return the rule if it is run: one that is retired is as good as none."""
    return None if rule is None or rule.status is RuleStatus.RETIRED else rule


def of(rule: Rule | None) -> tuple[object, ...] | None:
    """Return what decides about a match; names, reasons and examples do not."""
    found = running(rule)
    return None if found is None else (found.severity, found.status, *search(found))


def search(rule: Rule, dead: frozenset[Leaf] = frozenset()) -> tuple[object, ...]:
    """Return what decides whether a rule matches a text in which some terms do not stand."""
    classes = rule.actors if rule.actor is not None else ()
    return (
        _alive(rule.when, dead),
        tuple(made for one in rule.unless if (made := _alive(one, dead)) is not None),
        rule.actor,
        tuple((one.id, _alive(one.names, dead), one.assumed_in) for one in classes),
    )


def guard(before: Rule, after: Rule) -> frozenset[str] | None:
    """Return literals without which two rules find the same; None where no such promise can be made.

    Most edits add or drop terms of a list. In a document with none of those terms, both rules are the same rule.
    """
    if (before.severity, before.status) != (after.severity, after.status):
        return None
    moved = frozenset(_leaves(before)) ^ frozenset(_leaves(after))
    if not all(leaf.literals for leaf in moved) or search(before, moved) != search(after, moved):
        return None
    return frozenset().union(*(leaf.literals for leaf in moved))


def _alive(condition: Condition, dead: frozenset[Leaf]) -> Condition | None:
    """Return what is left of a condition where some terms do not stand in the text; None where it cannot hold."""
    if isinstance(condition, Leaf):
        return None if condition in dead else condition
    if not dead:
        return condition
    if isinstance(condition, Scoped | Context):
        inner = _alive(condition.condition, dead)
        return None if inner is None else replace(condition, condition=inner)
    members = tuple(made for one in condition.members if (made := _alive(one, dead)) is not None)
    match condition:
        case AllOf() | Near():
            is_possible = len(members) == len(condition.members)
        case AtLeast():
            is_possible = len(members) >= condition.count
        case NoneOf():
            is_possible = True
        case _:
            is_possible = bool(members)
    return replace(condition, members=members) if is_possible else None


def _leaves(rule: Rule) -> Iterator[Leaf]:
    for condition in (rule.when, *rule.unless):
        yield from _leaves_of(condition)
    for one in rule.actors if rule.actor is not None else ():
        yield from _leaves_of(one.names)


def _leaves_of(condition: Condition) -> Iterator[Leaf]:
    if isinstance(condition, Leaf):
        yield condition
    elif isinstance(condition, Scoped | Context):
        yield from _leaves_of(condition.condition)
    else:
        for member in condition.members:
            yield from _leaves_of(member)
