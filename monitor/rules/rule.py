"""A rule as values: what it looks for, what it means, and how it is shown to be right.

Every condition knows its anchors: literals one of which stands in every text it holds for. They decide which
rules, and which members of a long list, are worth a look.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from monitor.model import RuleStatus, Severity
from monitor.rules.terms import Term
from monitor.text.characters import is_han


class Scope(StrEnum):
    """A part of a document a condition may be held to."""

    TITLE = "title"
    HIGHLIGHTS = "highlights"
    BODY = "body"


Anchors = frozenset[str] | None  # None: the condition may hold for a text with no literal of it


@dataclass(frozen=True, kw_only=True)
class _Members:
    """Conditions side by side; without slots, for what is derived is kept."""

    members: tuple[Condition, ...]

    @cached_property
    def literals(self) -> frozenset[str]:
        """Every squashed string that is to be looked for."""
        return frozenset().union(*(member.literals for member in self.members))

    @cached_property
    def members_of(self) -> Mapping[str, tuple[int, ...]]:
        """The places of the members that a literal makes worth a look."""
        found: dict[str, tuple[int, ...]] = {}
        for place, member in enumerate(self.members):
            for literal in member.anchors or ():
                found[literal] = (*found.get(literal, ()), place)
        return found

    @cached_property
    def unanchored(self) -> frozenset[int]:
        """The places of the members that are always worth a look."""
        return frozenset(place for place, member in enumerate(self.members) if not member.anchors)

    def likely(self, present: AbstractSet[str]) -> list[Condition]:
        """Return the members that may hold for a text with these literals."""
        of = self.members_of
        places = {place for literal in of.keys() & present for place in of[literal]}
        return [self.members[place] for place in sorted(places | self.unanchored)]

    def _all_but(self, spare: int) -> Anchors:
        """Return the anchors where all members but so many must fail without one."""
        return frozenset(self.members_of) if len(self.unanchored) <= spare else None

    def _rarest(self) -> Anchors:
        """Return the anchors of the member whose shortest literal is longest: long strings are rare."""
        sure = [member.anchors for member in self.members if member.anchors]
        return max(sure, key=lambda anchors: min(map(len, anchors)), default=None)


@dataclass(frozen=True, kw_only=True)
class AnyOf(_Members):
    """At least one member holds."""

    vocabulary: str | None = field(
        default=None, compare=False
    )  # the list these come from; None: written in the rule

    @cached_property
    def flat(self) -> AnyOf | None:
        """The same as one list of terms, so that its hits are all there is to know; None where it is more."""
        terms: dict[Condition, None] = {}
        for member in self.members:
            inner = member.flat if isinstance(member, AnyOf) else None
            if inner is None and not isinstance(member, Term):
                return None
            terms |= dict.fromkeys((member,) if inner is None else inner.members)
        return AnyOf(members=tuple(terms))

    @cached_property
    def anchors(self) -> Anchors:
        """What stands in every text this holds for."""
        return self._all_but(0)


@dataclass(frozen=True, kw_only=True)
class AllOf(_Members):
    """Every member holds, anywhere in the document."""

    @cached_property
    def anchors(self) -> Anchors:
        """What stands in every text this holds for."""
        return self._rarest()


@dataclass(frozen=True, kw_only=True)
class NoneOf(_Members):
    """No member holds."""

    @property
    def anchors(self) -> Anchors:
        """Nothing: it holds for the empty text."""
        return None


@dataclass(frozen=True, kw_only=True)
class Near(_Members):
    """Every member stands in one paragraph, in any order, none on the letters of another.

    Between the end of the first and the start of the last lie at most `within` words; a Han character is half a word.
    """

    within: float = 12

    @cached_property
    def anchors(self) -> Anchors:
        """What stands in every text this holds for."""
        return self._rarest()


@dataclass(frozen=True, kw_only=True)
class AtLeast(_Members):
    """At least `count` different members hold."""

    count: int

    @cached_property
    def anchors(self) -> Anchors:
        """What stands in every text this holds for."""
        return self._all_but(self.count - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoped:
    """The condition holds within some parts of the document."""

    scopes: frozenset[Scope]
    condition: Condition

    @property
    def literals(self) -> frozenset[str]:
        """Every squashed string that is to be looked for."""
        return self.condition.literals

    @property
    def anchors(self) -> Anchors:
        """What stands in every text this holds for."""
        return self.condition.anchors


Condition = Term | AnyOf | AllOf | NoneOf | Near | AtLeast | Scoped


@dataclass(frozen=True, slots=True, kw_only=True)
class VocabularyEntry:
    """One thing of a vocabulary under all its names, as the terms that find them."""

    id: str | None = None  # None: a plain term of the list
    names: tuple[str, ...]

    @property
    def english(self) -> str | None:
        """The first name in Latin letters, as a reader would write it."""
        return next((name for name in self._plain() if not any(map(is_han, name))), None)

    @property
    def chinese(self) -> str | None:
        """The first name with Chinese characters."""
        return next((name for name in self._plain() if any(map(is_han, name))), None)

    def _plain(self) -> list[str]:
        return [name.removeprefix("=") for name in self.names if not name.startswith("/") and "*" not in name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """Texts the rule must find and texts it must not."""

    match: tuple[str, ...]
    no_match: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.match or not self.no_match:
            raise ValueError("a rule needs an example that matches and one that does not; write both")


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One thing an analyst wants to be told of."""

    id: str
    topic: str
    name: str
    severity: Severity
    status: RuleStatus = RuleStatus.STABLE
    why: str
    when: Condition
    unless: tuple[Condition, ...] = ()
    examples: Examples
    references: tuple[str, ...] = ()
    notes: str | None = None  # for the next analyst; never shown to a reader

    @cached_property
    def exceptions(self) -> AnyOf:
        """What `unless` takes out, as one condition."""
        return AnyOf(members=self.unless)
