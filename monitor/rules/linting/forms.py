"""Conditions by what they mean: two spellings of one meaning are one number.

condition → without order, nesting, repetition and the names of lists → a form, told apart by its number
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from enum import Enum, auto

from monitor.rules.regexes import Regex
from monitor.rules.rule import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Context,
    Leaf,
    Near,
    NoneOf,
    Number,
    Rule,
    Scope,
    Scoped,
)

_EVERYWHERE = frozenset(Scope)


class Kind(Enum):
    """What a form is."""

    LEAF = auto()
    ANY = auto()
    ALL = auto()
    NONE = auto()
    NEAR = auto()
    AT_LEAST = auto()
    SCOPED = auto()
    CONTEXT = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a condition means; what it is made of stands there by number."""

    kind: Kind
    parts: frozenset[int] = frozenset()
    twice: frozenset[tuple[int, int]] = frozenset()  # parts a `near` wants several of, and how many
    least: int = 0  # of `at_least`
    within: float = 0  # of `near`
    scopes: frozenset[Scope] = _EVERYWHERE
    leaf: Hashable = None  # what tells a term or number from every other


@dataclass(frozen=True, slots=True)
class Forms:
    """Every form once."""

    forms: list[Form] = field(default_factory=list)  # by number
    leaves: dict[int, Leaf] = field(default_factory=dict)  # the first leaf of that meaning
    _numbers: dict[Form, int] = field(default_factory=dict)
    _known: dict[int, tuple[Condition, int]] = field(default_factory=dict)  # by identity: lists are shared

    def of(self, condition: Condition) -> int:
        """Return the number of what a condition means."""
        known = self._known.get(id(condition))
        if known is None:
            # The condition is kept beside, so that its id stays its own.
            known = self._known[id(condition)] = (condition, self._made(condition))
        return known[1]

    def choices(self, condition: Condition) -> frozenset[int]:
        """Return the numbers of what a condition offers to choose from; of one that is no `any`, its own."""
        return self._opened(self.of(condition), Kind.ANY)

    def removed(self, rule: Rule) -> frozenset[int]:
        """Return the numbers of what the rule's `unless` takes out."""
        return self._united(rule.unless, Kind.ANY)

    def _made(self, condition: Condition) -> int:
        match condition:
            case AnyOf():
                return self._one_or(Kind.ANY, self._united(condition.members, Kind.ANY))
            case AllOf():
                return self._one_or(Kind.ALL, self._united(condition.members, Kind.ALL))
            case NoneOf():
                return self._number(Form(kind=Kind.NONE, parts=self._united(condition.members, Kind.ANY)))
            case Near():
                counted = Counter(map(self.of, condition.members))
                twice = frozenset((part, times) for part, times in counted.items() if times > 1)
                form = Form(kind=Kind.NEAR, parts=frozenset(counted), twice=twice, within=condition.within)
                return self._number(form)
            case AtLeast(count=1):
                return self._one_or(Kind.ANY, self._united(condition.members, Kind.ANY))
            case AtLeast():
                parts = frozenset(map(self.of, condition.members))
                return self._number(Form(kind=Kind.AT_LEAST, parts=parts, least=condition.count))
            case Scoped():
                return self._scoped(self.of(condition.condition), condition.scopes)
            case Context():
                parts = frozenset({self.of(condition.condition)})
                return self._number(Form(kind=Kind.CONTEXT, parts=parts))
            case _:
                number = self._number(Form(kind=Kind.LEAF, leaf=_meaning(condition)))
                self.leaves.setdefault(number, condition)
                return number

    def _scoped(self, inner: int, scopes: frozenset[Scope]) -> int:
        form = self.forms[inner]
        if form.kind is Kind.SCOPED:
            scopes &= form.scopes
            (inner,) = form.parts
        if scopes == _EVERYWHERE:
            return inner
        return self._number(Form(kind=Kind.SCOPED, parts=frozenset({inner}), scopes=scopes))

    def _united(self, members: Iterable[Condition], kind: Kind) -> frozenset[int]:
        return frozenset().union(*(self._opened(self.of(member), kind) for member in members))

    def _opened(self, number: int, kind: Kind) -> frozenset[int]:
        form = self.forms[number]
        return form.parts if form.kind is kind else frozenset({number})

    def _one_or(self, kind: Kind, parts: frozenset[int]) -> int:
        return next(iter(parts)) if len(parts) == 1 else self._number(Form(kind=kind, parts=parts))

    def _number(self, form: Form) -> int:
        if form not in self._numbers:
            self._numbers[form] = len(self.forms)
            self.forms.append(form)
        return self._numbers[form]


def _meaning(leaf: Leaf) -> Hashable:
    """Return what a leaf finds, whatever way it is written."""
    if isinstance(leaf, Regex):
        return leaf.pattern, leaf.worded
    if isinstance(leaf, Number):
        return leaf.minimum, leaf.maximum, leaf.unit
    return leaf.keys, leaf.joints, leaf.cased, leaf.plural, leaf.is_short, leaf.prefix, leaf.split
