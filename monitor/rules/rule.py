"""A rule as values: what it looks for, what it means, and how it is shown to be right.

Every condition knows its anchors: literals one of which stands in every text it holds for. They decide which
rules, and which members of a long list, are worth a look.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from monitor.model import RuleStatus, Severity
from monitor.rules.terms import Phrase, Term
from monitor.text import units
from monitor.text.characters import is_han
from monitor.text.figures import Figure


class Script(StrEnum):
    """What a hit is written in."""

    CHINESE = "zh"  # it has Chinese characters
    LATIN = "en"  # it has none


class Scope(StrEnum):
    """A part of a document a condition may be held to."""

    TITLE = "title"
    HIGHLIGHTS = "highlights"
    BODY = "body"


Anchors = (
    frozenset[str] | tuple[str, ...] | None
)  # None: the condition may hold for a text with no literal of it


_FEW = 8  # members that are quicker asked one by one


def _length(literal: str) -> int:
    """Measure a literal in bytes of UTF-8: a Chinese character is as rare as three letters."""
    return len(literal.encode())


@dataclass(frozen=True, kw_only=True)
class _Members:
    """Conditions side by side; without slots, for what is derived is kept."""

    members: tuple[Condition, ...]

    @property
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
        if len(self.members) <= _FEW:
            return [one for one in self.members if not (of := one.anchors) or not present.isdisjoint(of)]
        by = self.members_of
        places = {place for literal in by.keys() & present for place in by[literal]}
        return [self.members[place] for place in sorted(places | self.unanchored)]

    def _all_but(self, spare: int) -> Anchors:
        """Return the anchors where all members but so many must fail without one."""
        each = [member.anchors for member in self.members]
        is_sure = sum(not anchors for anchors in each) <= spare
        return frozenset().union(*(anchors or () for anchors in each)) if is_sure else None

    def _rarest(self) -> Anchors:
        """Return the anchors of the member whose shortest literal is longest: long strings are rare."""
        sure = [member.anchors for member in self.members if member.anchors]
        return max(sure, key=lambda anchors: min(map(_length, anchors)), default=None)


@dataclass(frozen=True, kw_only=True)
class AnyOf(_Members):
    """At least one member holds."""

    vocabulary: str | None = field(
        default=None, compare=False
    )  # the list these come from; None: written in the rule

    @cached_property
    def flat(self) -> AnyOf | None:
        """The same as one list of terms and numbers, so that its hits are all there is to know; None where it is more."""
        if all(isinstance(member, Leaf) for member in self.members):
            return self
        terms: dict[Condition, None] = {}
        for member in self.members:
            inner = member.flat if isinstance(member, AnyOf) else None
            if inner is None and not isinstance(member, Leaf):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The condition holds somewhere in the document; what it finds says nothing of the matter and is not shown."""

    condition: Condition

    @property
    def literals(self) -> frozenset[str]:
        """Every squashed string that is to be looked for."""
        return self.condition.literals

    @property
    def anchors(self) -> Anchors:
        """What stands in every text this holds for."""
        return self.condition.anchors


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """Any figure of the text that lies in a range and is counted in a unit."""

    text: str  # the range in words: "10 to 20 %"
    minimum: Decimal | None = None  # None: however small
    maximum: Decimal | None = None  # None: however large
    unit: str | None = None  # id of a unit; None: whatever is counted

    @property
    def literals(self) -> frozenset[str]:
        """Every squashed string that is to be looked for."""
        return frozenset() if self.unit is None else units.literals(self.unit)

    @property
    def anchors(self) -> Anchors:
        """The names of the unit; None where any will do, for figures have no letters in common."""
        return self.literals or None

    def admits(self, figure: Figure) -> bool:
        """Say whether a figure is meant."""
        value = figure.value
        if self.unit is not None:
            converted = units.convert(figure.value, figure.unit, self.unit)
            if converted is None:
                return False
            value = converted
        is_enough = self.minimum is None or value >= self.minimum
        return is_enough and (self.maximum is None or value <= self.maximum)


Leaf = Term | Number
Condition = Term | Number | AnyOf | AllOf | NoneOf | Near | AtLeast | Scoped | Context


def leaves(conditions: Iterable[Condition]) -> Iterator[Leaf]:
    """Yield the terms and numbers that conditions consist of; what they share is looked through once."""
    waiting = list(conditions)
    seen: set[int] = set()
    while waiting:
        condition = waiting.pop()
        if isinstance(condition, Leaf):
            yield condition
        elif id(condition) not in seen:
            seen.add(id(condition))
            waiting += (
                (condition.condition,) if isinstance(condition, Scoped | Context) else condition.members
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorClass:
    """Who may be the actor of a hit: everyone of one kind, under all names."""

    id: str
    names: AnyOf
    assumed_in: frozenset[Script] = frozenset()  # where a document names no actor at all


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
    false_alarms: tuple[str, ...] = ()  # known ones, in words; for people
    actor: str | None = None  # the class every hit of a match must belong to; None: whoever acts
    actors: tuple[ActorClass, ...] = field(default=(), repr=False, compare=False)  # every class there is

    @cached_property
    def exceptions(self) -> AnyOf:
        """What `unless` takes out, as one condition."""
        return AnyOf(members=self.unless)

    @cached_property
    def is_list(self) -> bool:
        """Whether a hit of any of its phrases makes the match, so that no more than they need be known."""
        flat = self.when.flat if isinstance(self.when, AnyOf) else AnyOf(members=(self.when,))
        are_phrases = flat is not None and all(isinstance(member, Phrase) for member in flat.members)
        return are_phrases and self.actor is None

    @property
    def conditions(self) -> Iterator[Condition]:
        """Every condition whose hits the rule asks for."""
        yield self.when
        yield from self.unless
        for one in self.actors:
            yield one.names
