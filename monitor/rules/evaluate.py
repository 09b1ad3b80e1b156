"""Rules × document → matches with evidence.

layout → one scan → rules it calls → hits checked → `unless` takes hits out → `when` holds or not → Match
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, groupby
from typing import cast as cast_to
from typing import get_args

from monitor.model import Evidence, Layout, Match, Severity
from monitor.rules import automaton, near
from monitor.rules.actors import Cast, cast
from monitor.rules.automaton import Index, Scan
from monitor.rules.hits import Hit
from monitor.rules.names import NameKind, Names, compile_names
from monitor.rules.near import Span
from monitor.rules.origins import Origin
from monitor.rules.passage import Passage
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
    VocabularyEntry,
)
from monitor.text import fold

_MOST_EVIDENCE = 50  # a rule; more tells a reader nothing

_LEAVES = get_args(Leaf)  # twice as quick to ask for as the union


# By the identity of a condition: a list of hundreds of terms takes long to compare.
Known = dict[int, tuple[Condition, list[Span]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """Every rule in force, compiled; `hash` changes with any text of theirs and with how text is folded."""

    rules: tuple[Rule, ...]
    hash: str
    vocabularies: Mapping[str, tuple[VocabularyEntry, ...]] = field(default_factory=dict)
    names: Names = field(
        default_factory=Names, repr=False, compare=False
    )  # those of the vocabularies with a kind
    origins: tuple[Origin, ...] = field(default=(), repr=False, compare=False)  # file by file; for the loader
    index: Index = field(repr=False, compare=False)

    def match(self, layout: Layout) -> tuple[Match, ...]:
        """Return the rules found in a document, in the order of the set."""
        return match(self, layout)


def compile_rules(
    rules: tuple[Rule, ...],
    *,
    texts: Mapping[str, str],
    vocabularies: Mapping[str, tuple[VocabularyEntry, ...]] | None = None,
    kinds: Mapping[NameKind, tuple[str, ...]] | None = None,
) -> RuleSet:
    """Make a set of rules; `texts` are the files they came from, by name."""
    return RuleSet(
        rules=rules,
        hash=content_hash(texts),
        vocabularies=vocabularies or {},
        names=compile_names(vocabularies or {}, kinds or {}),
        index=automaton.build(rules),
    )


def content_hash(texts: Mapping[str, str]) -> str:
    """Return the hash of the set that these files make."""
    digest = hashlib.sha256(fold.VERSION.encode())
    for name, text in sorted(texts.items()):
        for part in (name, text):
            encoded = part.encode("utf-8", "surrogatepass")
            digest.update(b"%d:" % len(encoded) + encoded)
    return digest.hexdigest()


def match(rule_set: RuleSet, layout: Layout) -> tuple[Match, ...]:
    """Return the rules found in a document, in the order of the set, each with its evidence."""
    search = Search(automaton.scan(rule_set.index, Passage(layout)), {})
    matches = (
        _match_rule(rule_set.rules[place], literals, search)
        for place, literals in automaton.candidates(rule_set.index, search.scan).items()
    )
    return tuple([made for made in matches if made is not None])


@dataclass(frozen=True, slots=True)
class Search:
    """One document as one rule sees it: all hits but those that `unless` takes out or another actor has."""

    scan: Scan
    known: Known  # found once a document, shared by its rules
    removed: tuple[Span, ...] = ()
    cast: Cast | None = None  # None: whoever acts
    actor: str | None = None  # the class whose hits count
    told: dict[Hit, Evidence] = field(default_factory=dict)  # made once a document, shared by its rules

    def spans(self, choice: Leaf | AnyOf, scopes: frozenset[Scope] | None) -> list[Span]:
        """Return where a term or number, or any of a plain list, stands and counts for the rule."""
        found = self._all(choice)
        if scopes is not None:
            found = [span for span in found if scopes & self.scan.passage.scopes_of(span.start)]
        if self.removed:
            found = near.clear_of(found, self.removed)
        if self.cast is not None:
            found = [span for span in found if self.actor in self.cast.actor_of(span).classes]
        return found

    def whoever_acts(self) -> Search:
        """Return the document with the hits of every actor."""
        return self if self.cast is None else replace(self, cast=None, actor=None)

    def _all(self, choice: Leaf | AnyOf) -> list[Span]:
        known = self.known.get(id(choice))
        if known is None:
            if isinstance(choice, AnyOf):
                flat = choice.flat or choice
                likely = cast_to("list[Leaf]", flat.likely(self.scan.present))
                made = _union([self._all(one) for one in likely])
            elif isinstance(choice, Number):
                meant = (figure for figure in self.scan.passage.figures if choice.admits(figure))
                hits = (Hit(figure.start, figure.end, choice.text) for figure in meant)
                made = [Span(hit.start, hit.end, (hit,)) for hit in hits]
            else:
                # This takes half the time of calling Span.
                made = [
                    tuple.__new__(Span, (hit[0], hit[1], (hit,))) for hit in automaton.hits(choice, self.scan)
                ]
            # The condition is kept beside, so that its id stays its own.
            self.known[id(choice)] = known = (choice, made)
        return known[1]


def spans(condition: Condition, search: Search, scopes: frozenset[Scope] | None = None) -> list[Span] | None:
    """Return the stretches of text that satisfy the condition, None where it does not hold."""
    if isinstance(condition, _LEAVES) or (isinstance(condition, AnyOf) and condition.flat is not None):
        return search.spans(condition, scopes) or None
    return _composed(condition, search, scopes)


def _composed(condition: Condition, search: Search, scopes: frozenset[Scope] | None) -> list[Span] | None:
    """Put together what the members of a condition find."""
    within = partial(spans, search=search, scopes=scopes)
    present = search.scan.present
    match condition:
        case AnyOf():
            holding = [found for found in map(within, condition.likely(present)) if found is not None]
            return _union(holding) if holding else None
        case AllOf():
            each = _each(condition.members, search, scopes)
            return None if each is None else _union(each)
        case NoneOf():
            free = partial(spans, search=search.whoever_acts(), scopes=scopes)
            return [] if all(free(member) is None for member in condition.likely(present)) else None
        case Context():
            return None if spans(condition.condition, search.whoever_acts(), scopes) is None else []
        case AtLeast():
            holding = [found for found in map(within, condition.likely(present)) if found is not None]
            return _union(holding) if len(holding) >= condition.count else None
        case Near():
            each = _each(condition.members, search, scopes)
            if each is None or not all(each):
                return None
            return near.windows(each, condition.within, search.scan.passage) or None
        case Scoped():
            narrowed = condition.scopes if scopes is None else condition.scopes & scopes
            return spans(condition.condition, search, narrowed)
        case _:
            raise AssertionError(condition)


def prepare(rule: Rule, search: Search) -> Search:
    """Return the document without the hits that the rule's `unless` takes out."""
    if not rule.unless or _is_ruled_out(rule.exceptions, search):
        return search
    removed = spans(rule.exceptions, search)
    return replace(search, removed=tuple(removed)) if removed else search


def hold_to_actor(rule: Rule, search: Search) -> Search:
    """Return the document without the hits that are another actor's doing, where the rule names one."""
    if rule.actor is None:
        return search
    everyone = cast(rule.actors, search.scan.passage, lambda one: search.spans(one.names, None))
    return replace(search, cast=everyone, actor=rule.actor)


def _match_rule(rule: Rule, literals: Sequence[int], search: Search) -> Match | None:
    """Return the match of a rule that these literals call, if it is one."""
    prepared = prepare(rule, search)
    # Most rules that match are lists of phrases: their hits are those the scan has by the literals.
    is_told = literals and prepared is search and rule.is_list
    listed = automaton.hits_of(literals, search.scan) if is_told else None
    hits = _hits(rule.when, prepared) if listed is None else set(listed)
    if hits and rule.actor is not None:
        prepared = hold_to_actor(rule, prepared)
        hits = _hits(rule.when, prepared)
    if not hits:
        return None
    is_soft = all(hit.soft for hit in hits)
    if prepared.cast is not None:
        actors = {prepared.cast.actor_of(hit).hit for hit in hits}
        hits |= {hit for hit in actors if hit is not None}
    return Match(
        rule=rule.id,
        topic=rule.topic,
        name=rule.name,
        why=rule.why,
        severity=list(Severity)[max(0, rule.severity.rank - 1)] if is_soft else rule.severity,
        status=rule.status,
        soft=is_soft,
        evidence=tuple([_evidence(hit, search) for hit in _telling(hits)]),
    )


def _hits(condition: Condition, search: Search) -> set[Hit]:
    """Return the hits that satisfy a condition; none where it does not hold, or holds by what is not there."""
    if isinstance(condition, AllOf):
        each = _each(condition.members, search, None)  # as they are, for hits need no order
    else:
        found = spans(condition, search)
        each = None if found is None else [found]
    return {hit for found in each or () for span in found for hit in span.hits}


def _telling(hits: Collection[Hit]) -> Collection[Hit]:
    """Return the hits a reader needs, in order of the text: of several at one place, the longest firm one."""
    if len(hits) < 2:
        return hits
    kept: list[Hit] = []
    furthest = -1
    ordered = sorted(hits)
    if len({hit.start for hit in ordered}) < len(ordered):  # seldom, and to sort by a key takes long
        ordered.sort(key=lambda hit: (hit.start, -hit.end, hit.soft, hit.term))
    for hit in ordered:
        if hit.end > furthest:
            kept.append(hit)
            furthest = hit.end
        elif kept[-1].soft and not hit.soft:
            kept.append(hit)
    return kept[:_MOST_EVIDENCE]


def _evidence(hit: Hit, search: Search) -> Evidence:
    told = search.told.get(hit)
    if told is None:
        passage = search.scan.passage
        told = search.told[hit] = Evidence(
            field="title" if hit.start < passage.title_end else "text",
            start=hit.start,
            end=hit.end,
            text=passage.layout.text[hit.start : hit.end],
            term=hit.term,
            soft=hit.soft,
        )
    return told


def _each(
    members: Sequence[Condition], search: Search, scopes: frozenset[Scope] | None
) -> list[list[Span]] | None:
    """Return what every member finds, None where one does not hold."""
    for member in members:
        if _is_ruled_out(member, search):
            return None  # known before any is worked out
    each: list[list[Span]] = []
    for member in members:
        found = spans(member, search, scopes)
        if found is None:
            return None
        each.append(found)
    return each


def _is_ruled_out(condition: Condition, search: Search) -> bool:
    """Say whether a condition cannot hold for want of every literal one of which it needs."""
    anchors = condition.anchors
    return search.scan.present.isdisjoint(anchors) if anchors else False


def _union(each: Iterable[list[Span] | None]) -> list[Span]:
    lists = [found for found in each if found]
    if len(lists) == 1:
        return lists[0]
    # Lists in order are soon merged, and neighbours sooner compared than a span with its hits is hashed.
    return [span for span, _ in groupby(sorted(chain.from_iterable(lists)))]
