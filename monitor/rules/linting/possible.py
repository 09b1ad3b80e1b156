"""Whether any text satisfies a rule, as far as that is certain, and what stands against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from monitor.rules.linting.covers import covers
from monitor.rules.rule import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Context,
    Leaf,
    Near,
    NoneOf,
    Rule,
    Scope,
    Scoped,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """Why a rule can never match: the key to point at, the text to point at there, and the reason with its mend."""

    part: str
    reason: str
    said: str | None = None  # None: the whole part


def needs_hit(condition: Condition) -> bool:
    """Say whether the condition holds only for a text with a hit of it."""
    match condition:
        case NoneOf() | Context():
            return False
        case Scoped():
            return needs_hit(condition.condition)
        case AnyOf():
            return all(map(needs_hit, condition.members))
        case AllOf():
            return any(map(needs_hit, condition.members))
        case AtLeast():
            return condition.count > sum(not needs_hit(member) for member in condition.members)
        case _:
            return True


def obstacle(rule: Rule, *, surely: bool = True) -> Obstacle | None:
    """Return what keeps the rule from ever matching; None where a text may satisfy it.

    What is not sure leaves texts aside in which a phrase has lost its spaces.
    """
    view = _View(surely=surely)
    bans = tuple(_bans(rule.unless, "unless"))
    return _against(rule.when, view) or (_against(rule.when, replace(view, bans=bans)) if bans else None)


@dataclass(frozen=True, slots=True)
class _Ban:
    """What may not stand in a text, or is taken out of it, wherever it stands."""

    key: str  # "none" or "unless"
    condition: Condition

    def covers(self, condition: Condition, *, surely: bool) -> bool:
        """Say whether nothing of the condition is left."""
        if isinstance(self.condition, Leaf):
            return isinstance(condition, Leaf) and covers(self.condition, condition, glued=surely)
        return _is_part_of(condition, self.condition)


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """What is allowed where a condition stands."""

    scopes: frozenset[Scope] = frozenset(Scope)
    bans: tuple[_Ban, ...] = ()
    surely: bool


def _bans(conditions: Iterable[Condition], key: str) -> Iterator[_Ban]:
    for condition in conditions:
        if isinstance(condition, AnyOf):
            yield from _bans(condition.members, key)
        elif not isinstance(condition, Scoped):
            yield _Ban(key, condition)


def _is_part_of(narrow: Condition, wide: Condition) -> bool:
    """Say whether the second holds wherever the first does, where both are of one shape."""
    if isinstance(narrow, Near) and isinstance(wide, Near):
        return narrow.within <= wide.within and narrow.members == wide.members
    return narrow == wide


def _against(condition: Condition, view: _View) -> Obstacle | None:
    """Return what keeps a condition from holding."""
    banned = next((ban for ban in view.bans if ban.covers(condition, surely=view.surely)), None)
    if banned is not None:
        return _banned(banned, condition)
    match condition:
        case Scoped():
            narrowed = view.scopes & condition.scopes
            if not narrowed:
                return _no_place(condition.scopes, view.scopes)
            return _against(condition.condition, replace(view, scopes=narrowed))
        case Context():
            return _against(condition.condition, view)
        case AnyOf():
            return _first_if_all(condition.members, view)
        case AllOf():
            vetoes = (member.members for member in condition.members if isinstance(member, NoneOf))
            more = tuple(ban for members in vetoes for ban in _bans(members, "none"))
            return _first_of(condition.members, replace(view, bans=(*view.bans, *more)))
        case Near():
            return _first_of(condition.members, view)
        case AtLeast():
            return _too_few(condition, view)
        case _:
            return None


def _first_of(members: Iterable[Condition], view: _View) -> Obstacle | None:
    each = (_against(member, view) for member in members)
    return next((found for found in each if found is not None), None)


def _first_if_all(members: Iterable[Condition], view: _View) -> Obstacle | None:
    first = None
    for member in members:
        found = _against(member, view)
        if found is None:
            return None
        first = first or found
    return first


def _too_few(condition: AtLeast, view: _View) -> Obstacle | None:
    found = [_against(member, view) for member in condition.members]
    against = [one for one in found if one is not None]
    left = len(condition.members) - len(against)
    if left >= condition.count:
        return None
    first = against[0]
    reason = f"`at_least` needs {condition.count} of its members and {left} can hold: {first.reason}"
    return Obstacle(part=first.part, reason=reason, said=first.said)


def _banned(ban: _Ban, condition: Condition) -> Obstacle:
    narrow, wide = _named(condition), _named(ban.condition)
    by = "too" if narrow == wide else f"as {wide}"
    said = _text(condition) if ban.key == "none" else _text(ban.condition)
    if ban.key == "none":
        reason = f"{narrow} is asked for and stands under `none` {by}; take it out of one of the two"
        return Obstacle(part="when", reason=reason, said=said)
    if narrow == wide:
        reason = f"{narrow} stands in `when` too; write the longer phrase that is not meant"
    else:
        reason = f"{wide} stands in every {narrow}; write the longer phrase that is not meant"
    return Obstacle(part="unless", reason=reason, said=said)


def _no_place(inner: AbstractSet[Scope], outer: AbstractSet[Scope]) -> Obstacle:
    reason = (
        f"`in: {_listed(inner)}` stands inside `in: {_listed(outer)}`, which leaves no place; make them agree"
    )
    return Obstacle(part="when", reason=reason)


def _listed(scopes: AbstractSet[Scope]) -> str:
    names = [scope.value for scope in Scope if scope in scopes]
    return names[0] if len(names) == 1 else f"[{', '.join(names)}]"


def _text(condition: Condition) -> str | None:
    return condition.text if isinstance(condition, Leaf) else None


def _named(condition: Condition) -> str:
    if isinstance(condition, Leaf):
        return f"`{condition.text}`"
    return {Near: "a `near`", AllOf: "an `all`", AtLeast: "an `at_least`"}.get(type(condition), "a condition")
