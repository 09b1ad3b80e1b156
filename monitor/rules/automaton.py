"""All terms of all rules in one scan of a document, and which rules it makes worth a look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from ahocorasick_rs import AhoCorasick, Implementation

from monitor.model import RuleStatus
from monitor.rules import regexes
from monitor.rules.hits import Hit, is_worded, spot
from monitor.rules.passage import Passage
from monitor.rules.regexes import Regex
from monitor.rules.rule import Rule
from monitor.rules.terms import Phrase, Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """The literals of every rule in one automaton, and the rules each of them calls."""

    automaton: AhoCorasick | None  # None: no rule has a literal
    literals: tuple[str, ...]
    rules_of: Mapping[str, frozenset[int]]  # literal → places of the rules it calls
    always: frozenset[int]  # rules with an expression that promises no literal


@dataclass(frozen=True, slots=True)
class Scan:
    """What the automaton found in one document: where each literal's letters stand, in which view."""

    passage: Passage
    places: Mapping[str, list[tuple[int, int]]]  # literal → (view, offset in it)


def build(rules: tuple[Rule, ...]) -> Index:
    """Compile the rules' terms; a retired rule is called by nothing."""
    rules_of: defaultdict[str, set[int]] = defaultdict(set)
    always: set[int] = set()
    wanted: set[str] = set()
    for place, rule in enumerate(rules):
        if rule.status is RuleStatus.RETIRED:
            continue
        called_by = rule.when.anchors
        if called_by is None:
            always.add(place)
        for literal in called_by or ():
            rules_of[literal].add(place)
        wanted |= rule.when.literals | rule.exceptions.literals
    return _index(wanted, rules_of, always)


def build_for(terms: Iterable[Term]) -> Index:
    """Compile terms that belong to no rule."""
    return _index(chain.from_iterable(term.literals for term in terms), {}, ())


def _index(wanted: Iterable[str], rules_of: Mapping[str, Iterable[int]], always: Iterable[int]) -> Index:
    literals = tuple(sorted(set(wanted)))
    # The default implementation is the fastest for a hundred literals and the slowest for ten thousand.
    automaton = (
        AhoCorasick(literals, implementation=Implementation.ContiguousNFA, store_patterns=False)
        if literals
        else None
    )
    calls = {literal: frozenset(places) for literal, places in rules_of.items()}
    return Index(automaton=automaton, literals=literals, rules_of=calls, always=frozenset(always))


def scan(index: Index, passage: Passage) -> Scan:
    """Find every literal of every rule in the document."""
    places: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    if index.automaton is not None:
        for number, view in enumerate(passage.squashed):
            for literal, start, _ in index.automaton.find_matches_as_indexes(view.text, overlapping=True):
                places[index.literals[literal]].append((number, start))
    return Scan(passage, places)


def candidates(index: Index, found: Scan) -> list[int]:
    """Return the places of the rules that may match, in order."""
    called = set(index.always)
    for literal in found.places:
        called |= index.rules_of.get(literal, frozenset())
    return sorted(called)


def hits(term: Term, found: Scan) -> tuple[Hit, ...]:
    """Return where a term stands, in order of the text, within blocks that are searched."""
    spotted = _phrase_hits(term, found) if isinstance(term, Phrase) else _regex_hits(term, found)
    return tuple(sorted({hit for hit in spotted if found.passage.block_of(hit.start, hit.end) is not None}))


def _phrase_hits(phrase: Phrase, found: Scan) -> Iterator[Hit]:
    text = found.passage.layout.text
    for key in phrase.keys:
        for number, first in found.places.get(key, ()):
            hit = spot(phrase, key, found.passage.squashed[number], first, text)
            if hit is not None:
                yield hit


def _regex_hits(regex: Regex, found: Scan) -> Iterator[Hit]:
    """Run the expression over the blocks that hold a literal of it: no match leaves its block."""
    passage = found.passage
    for number, view in enumerate(passage.kept):
        for place in _blocks_of(regex, found, number):
            block = passage.blocks[place]
            first, last = view.starts.searchsorted((block.start, block.end))
            for start, end in regexes.spans(regex, view.text[first:last]):
                # Half of a cluster cannot be shown, so the hit takes all of it.
                span = view.span(int(first) + start, int(first) + end)
                if number and not passage.covers_gloss(*span):
                    continue  # found in the first view already
                if not regex.worded or is_worded(passage.layout.text, *span):
                    yield Hit(*span, regex.text)


def _blocks_of(regex: Regex, found: Scan, number: int) -> list[int]:
    if not regex.literals:
        return list(range(len(found.passage.blocks)))
    view = found.passage.squashed[number]
    blocks = {
        found.passage.block_of(*view.span(first, first + len(literal)))
        for literal in regex.literals
        for of_view, first in found.places.get(literal, ())
        if of_view == number
    }
    return sorted(place for place in blocks if place is not None)
