"""Rules × document → matches with evidence.

layout → one scan → rules it calls → hits checked → `unless` takes hits out → `when` holds or not → Match
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import partial

from monitor.model import BlockKind, Evidence, Layout, Match, Severity
from monitor.rules import automaton, near
from monitor.rules.automaton import Index, Scan
from monitor.rules.hits import Hit
from monitor.rules.near import Span
from monitor.rules.passage import Passage
from monitor.rules.rule import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Near,
    NoneOf,
    Rule,
    Scope,
    Scoped,
    VocabularyEntry,
)
from monitor.rules.terms import Term
from monitor.text import fold

_MOST_EVIDENCE = 50  # a rule; more tells a reader nothing


# By the identity of a condition: a list of hundreds of terms takes long to compare.
Known = dict[int, tuple[Condition, list[Span]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """Every rule in force, compiled; `hash` changes with any text of theirs and with how text is folded."""

    rules: tuple[Rule, ...]
    hash: str
    vocabularies: Mapping[str, tuple[VocabularyEntry, ...]] = field(default_factory=dict)
    index: Index = field(repr=False, compare=False)

    def match(self, layout: Layout) -> tuple[Match, ...]:
        """Return the rules found in a document, in the order of the set."""
        return match(self, layout)


def compile_rules(
    rules: tuple[Rule, ...],
    *,
    texts: Mapping[str, str],
    vocabularies: Mapping[str, tuple[VocabularyEntry, ...]] | None = None,
) -> RuleSet:
    """Make a set of rules; `texts` are the files they came from, by name."""
    digest = hashlib.sha256(fold.VERSION.encode())
    for name, text in sorted(texts.items()):
        digest.update(repr((name, text)).encode("utf-8", "backslashreplace"))
    return RuleSet(
        rules=rules, hash=digest.hexdigest(), vocabularies=vocabularies or {}, index=automaton.build(rules)
    )


def match(rule_set: RuleSet, layout: Layout) -> tuple[Match, ...]:
    """Return the rules found in a document, in the order of the set, each with its evidence."""
    found = automaton.scan(rule_set.index, Passage(layout))
    known: Known = {}
    matches = (
        _match_rule(rule_set.rules[place], Search(found, known))
        for place in automaton.candidates(rule_set.index, found)
    )
    return tuple(made for made in matches if made is not None)


@dataclass(frozen=True, slots=True)
class Search:
    """One document as one rule sees it: every term's hits but those that `unless` takes out."""

    scan: Scan
    known: Known  # found once a document, shared by its rules
    removed: tuple[Span, ...] = ()

    def spans(self, choice: Term | AnyOf, scopes: frozenset[Scope] | None) -> list[Span]:
        """Return where a term, or any of a plain list, stands and counts for the rule."""
        found = self._all(choice)
        if scopes is not None:
            found = [span for span in found if scopes & self.scan.passage.scopes_of(span.start)]
        if self.removed:
            found = [span for span in found if not any(_overlap(span, gone) for gone in self.removed)]
        return found

    def _all(self, choice: Term | AnyOf) -> list[Span]:
        if id(choice) not in self.known:
            if isinstance(choice, AnyOf):
                flat = choice.flat or choice
                likely = flat.likely(self.scan.places.keys())
                made = _union(self._all(term) for term in likely if isinstance(term, Term))
            else:
                made = [Span(hit.start, hit.end, (hit,)) for hit in automaton.hits(choice, self.scan)]
            # The condition is kept beside, so that its id stays its own.
            self.known[id(choice)] = (choice, made)
        return self.known[id(choice)][1]


def spans(condition: Condition, search: Search, scopes: frozenset[Scope] | None = None) -> list[Span] | None:
    """Return the stretches of text that satisfy the condition, None where it does not hold."""
    within = partial(spans, search=search, scopes=scopes)
    present = search.scan.places.keys()
    match condition:
        case AnyOf() if condition.flat is None:
            holding = [found for found in map(within, condition.likely(present)) if found is not None]
            return _union(holding) if holding else None
        case AllOf():
            if not _may_all_hold(condition.members, present):
                return None
            each = [within(member) for member in condition.members]
            return None if None in each else _union(each)
        case NoneOf():
            return [] if all(within(member) is None for member in condition.likely(present)) else None
        case AtLeast():
            holding = [found for found in map(within, condition.likely(present)) if found is not None]
            return _union(holding) if len(holding) >= condition.count else None
        case Near():
            if not _may_all_hold(condition.members, present):
                return None
            members = [within(member) or [] for member in condition.members]
            return near.windows(members, condition.within, search.scan.passage) or None
        case Scoped():
            narrowed = condition.scopes if scopes is None else condition.scopes & scopes
            return spans(condition.condition, search, narrowed)
        case _:
            return search.spans(condition, scopes) or None


def prepare(rule: Rule, search: Search) -> Search:
    """Return the document without the hits that the rule's `unless` takes out."""
    removed = spans(rule.exceptions, search)
    return Search(search.scan, search.known, tuple(removed)) if removed else search


def _match_rule(rule: Rule, search: Search) -> Match | None:
    found = spans(rule.when, prepare(rule, search))
    if not found:
        return None
    hits = {hit for span in found for hit in span.hits}
    is_soft = all(hit.soft for hit in hits)
    return Match(
        rule=rule.id,
        topic=rule.topic,
        name=rule.name,
        why=rule.why,
        severity=list(Severity)[max(0, rule.severity.rank - is_soft)],
        status=rule.status,
        soft=is_soft,
        evidence=tuple(_evidence(hit, search.scan.passage.layout) for hit in _telling(hits)),
    )


def _telling(hits: Iterable[Hit]) -> list[Hit]:
    """Return the hits a reader needs, in order of the text: of several at one place, the longest firm one."""
    kept: list[Hit] = []
    furthest = -1
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.soft, hit.term)):
        if hit.end > furthest:
            kept.append(hit)
            furthest = hit.end
        elif kept[-1].soft and not hit.soft:
            kept.append(hit)
    return kept[:_MOST_EVIDENCE]


def _evidence(hit: Hit, layout: Layout) -> Evidence:
    is_title = any(
        block.kind is BlockKind.TITLE and block.start <= hit.start < block.end for block in layout.blocks
    )
    return Evidence(
        field="title" if is_title else "text",
        start=hit.start,
        end=hit.end,
        text=layout.text[hit.start : hit.end],
        term=hit.term,
        soft=hit.soft,
    )


def _may_all_hold(members: Iterable[Condition], present: AbstractSet[str]) -> bool:
    """Say whether the literals there are can satisfy every member; asked before any is worked out."""
    return not any(member.anchors and present.isdisjoint(member.anchors) for member in members)


def _union(each: Iterable[list[Span] | None]) -> list[Span]:
    return sorted({span for found in each if found for span in found})


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
