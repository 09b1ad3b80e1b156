"""An edit of the rules over one document: what it matches newly, no longer, or otherwise.

two sets → the rules that differ in meaning → a Question → asked of many documents → Differences
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from monitor.model import Layout, Match, RuleStatus, Severity
from monitor.rules import meaning
from monitor.rules.evaluate import compile_rules
from monitor.rules.passage import Passage
from monitor.rules.rule import AnyOf, Condition, Context, Leaf, Rule, Scoped

_BEFORE = "-"  # stands before the id of a rule as it was; no id begins so


class Kind(StrEnum):
    """What an edit changes for one document and one rule."""

    NEW = "new"
    GONE = "gone"
    SEVERITY = "severity"
    STATUS = "status"  # it matches as before, and is told now or told no longer


class Found(NamedTuple):
    """A rule found in a document, as far as a comparison cares."""

    rule: str
    severity: Severity
    status: RuleStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What an edit changes for one document and one rule."""

    rule: str
    kind: Kind
    before: Found | None  # None: it did not match
    after: Found | None  # None: it does not match now


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A rule that means something else now."""

    before: Rule | None  # None: it is new
    after: Rule | None  # None: it is taken out

    @property
    def id(self) -> str:
        """The rule's id."""
        rule = self.after or self.before
        assert rule is not None
        return rule.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Rules to be asked of many documents; it can be sent to another process."""

    always: tuple[Rule, ...] = ()
    guarded: tuple[Rule, ...] = ()  # asked of documents with one of the guards only
    guards: frozenset[str] = frozenset()  # squashed
    restated: tuple[Found, ...] = ()  # what rules of the same id said before, where they found the same


class Asker:
    """A question made ready."""

    def __init__(self, question: Question) -> None:
        self._restated = {before.rule: before for before in question.restated}
        self._always = compile_rules(question.always, texts={})
        self._guarded = compile_rules(question.guarded, texts={})
        self._guards = (
            AhoCorasick(
                sorted(question.guards), implementation=Implementation.ContiguousNFA, store_patterns=False
            )
            if question.guards
            else None
        )

    def ask(self, layout: Layout) -> tuple[Found, ...]:
        """Return which of the rules a document matches."""
        matches = self._always.match(layout) if self._always.rules else ()
        if self._has_guard(layout):
            matches += self._guarded.match(layout)
        return tuple(found for match in matches for found in self._said(match))

    def _said(self, match: Match) -> Iterator[Found]:
        yield Found(match.rule, match.severity, match.status)
        before = self._restated.get(match.rule)
        if before is not None:
            severity = list(Severity)[max(0, before.severity.rank - match.soft)]  # as `evaluate` has it
            yield Found(_BEFORE + before.rule, severity, before.status)

    def _has_guard(self, layout: Layout) -> bool:
        if self._guards is None:
            return False
        views = Passage(layout).squashed
        return any(self._guards.find_matches_as_indexes(view.text) for view in views)


def edits(before: Iterable[Rule], after: Iterable[Rule]) -> tuple[Edit, ...]:
    """Return the rules that differ in meaning, in the order of the newer set, those taken out last."""
    old = {rule.id: rule for rule in before}
    new = {rule.id: rule for rule in after}
    pairs = (Edit(before=old.get(id_), after=new.get(id_)) for id_ in dict.fromkeys((*new, *old)))
    return tuple(edit for edit in pairs if meaning.of(edit.before) != meaning.of(edit.after))


def question_of(changed: Iterable[Edit]) -> Question:
    """Return what must be asked of a document to know what the edits change for it."""
    always: list[Rule] = []
    guarded: list[Rule] = []
    guards: set[str] = set()
    restated: list[Found] = []
    shared = _Shared()
    for edit in changed:
        before, after = meaning.running(edit.before), meaning.running(edit.after)
        if before is not None and after is not None and meaning.search(before) == meaning.search(after):
            always.append(shared.rule(after))
            restated.append(Found(before.id, before.severity, before.status))
            continue
        pair = [] if before is None else [replace(shared.rule(before), id=_BEFORE + before.id)]
        pair += [] if after is None else [shared.rule(after)]
        guard = None if before is None or after is None else meaning.guard(before, after)
        if guard is None:
            always += pair
        else:
            guarded += pair
            guards |= guard
    return Question(
        always=tuple(always),
        guarded=tuple(guarded),
        guards=frozenset(guards),
        restated=tuple(restated),
    )


def differences(found: Iterable[Found]) -> tuple[Difference, ...]:
    """Return what the answer to such a question says of the edits."""
    before: dict[str, Found] = {}
    after: dict[str, Found] = {}
    for one in found:
        id_ = one.rule.removeprefix(_BEFORE)
        (before if id_ != one.rule else after)[id_] = one._replace(rule=id_)
    each = (_difference(id_, before.get(id_), after.get(id_)) for id_ in dict.fromkeys((*after, *before)))
    return tuple(one for one in each if one is not None)


def _difference(id_: str, before: Found | None, after: Found | None) -> Difference | None:
    if before is None:
        kind = Kind.NEW
    elif after is None:
        kind = Kind.GONE
    elif before.severity is not after.severity:
        kind = Kind.SEVERITY
    elif before.status is not after.status:
        kind = Kind.STATUS
    else:
        return None
    return Difference(rule=id_, kind=kind, before=before, after=after)


class _Shared:
    """Makes equal conditions one object, so that what one rule found of it is known to all others."""

    def __init__(self) -> None:
        self._by_value: dict[Condition, Condition] = {}
        self._by_id: dict[
            int, tuple[Condition, Condition]
        ] = {}  # the first is kept, so that its id stays its own

    def rule(self, rule: Rule) -> Rule:
        actors = tuple(replace(one, names=self._names(one.names)) for one in rule.actors)
        unless = tuple(map(self._condition, rule.unless))
        return replace(rule, when=self._condition(rule.when), unless=unless, actors=actors)

    def _names(self, names: AnyOf) -> AnyOf:
        made = self._condition(names)
        assert isinstance(made, AnyOf)
        return made

    def _condition(self, condition: Condition) -> Condition:
        if id(condition) not in self._by_id:
            made = condition
            if isinstance(condition, Scoped | Context):
                made = replace(condition, condition=self._condition(condition.condition))
            elif not isinstance(condition, Leaf):
                made = replace(condition, members=tuple(map(self._condition, condition.members)))
            self._by_id[id(condition)] = (condition, self._by_value.setdefault(made, made))
        return self._by_id[id(condition)][1]
