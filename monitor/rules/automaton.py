"""All terms of all rules in one scan of a document, and which rules it makes worth a look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from ahocorasick_rs import AhoCorasick, Implementation

from monitor.model import RuleStatus
from monitor.rules import quick, regexes
from monitor.rules.hits import Hit, is_worded, spot
from monitor.rules.passage import Passage
from monitor.rules.quick import Columns, Raw
from monitor.rules.regexes import Regex
from monitor.rules.rule import Leaf, Rule, leaves
from monitor.rules.terms import Phrase, Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """The literals of every rule in one automaton, and the rules each of them calls."""

    automaton: AhoCorasick | None  # None: no rule has a literal
    literals: tuple[str, ...]  # elsewhere each is told by its number here
    phrases: tuple[tuple[Phrase, ...], ...]  # those each literal is a key of
    columns: Columns
    keys: Mapping[int, tuple[int, ...]]  # by the identity of a phrase
    others: frozenset[int]  # the literals that are more than keys: an expression or a number has them
    rules_of: tuple[tuple[int, ...], ...]  # places of the rules each literal calls
    always: frozenset[int]  # rules with an expression that promises no literal


@dataclass(frozen=True)
class Scan:
    """What the automaton found in one document."""

    index: Index
    passage: Passage
    raw: Sequence[Sequence[Raw]]  # for each view
    called: AbstractSet[int]  # literals that a hit may need
    hits: Mapping[int, Sequence[Hit]]  # by the literal, where it is the key of one phrase alone
    shared: Mapping[int, Sequence[Hit]]  # those of all other literals, by the identity of the phrase
    starts: Mapping[str, list[tuple[int, int]]]  # of the letters of every other literal: view, offset in it

    @cached_property
    def present(self) -> AbstractSet[str]:
        """The literals that a hit may need, as they read."""
        return frozenset(map(self.index.literals.__getitem__, self.called))

    @cached_property
    def places(self) -> Mapping[str, list[tuple[int, int]]]:
        """The same for every literal."""
        places: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, raw in enumerate(self.raw):
            for literal, start, _ in raw:
                places[self.index.literals[literal]].append((number, start))
        return places


def build(rules: tuple[Rule, ...]) -> Index:
    """Compile the rules' terms; a retired rule is called by nothing."""
    rules_of: defaultdict[str, set[int]] = defaultdict(set)
    always: set[int] = set()
    for place, rule in enumerate(rules):
        if rule.status is RuleStatus.RETIRED:
            continue
        called_by = rule.when.anchors
        if called_by is None:
            always.add(place)
        for literal in called_by or ():
            rules_of[literal].add(place)
    living = (rule for rule in rules if rule.status is not RuleStatus.RETIRED)
    return _index(leaves(chain.from_iterable(rule.conditions for rule in living)), rules_of, always)


def build_for(terms: Iterable[Leaf]) -> Index:
    """Compile terms that belong to no rule."""
    return _index(terms, {}, frozenset())


def _index(
    terms: Iterable[Leaf], rules_of: Mapping[str, AbstractSet[int]], always: AbstractSet[int]
) -> Index:
    phrases: dict[str, tuple[Phrase, ...]] = {}
    others: set[str] = set()
    for term in terms:
        if isinstance(term, Phrase):
            for key in term.keys:
                known = phrases.get(key, ())
                # By identity, which is quicker to compare; a hit asks by identity too.
                if all(term is not other for other in known):
                    phrases[key] = (*known, term)
        else:
            others |= term.literals
    # In order, for then the automaton is built in a third of the time.
    literals = tuple(sorted(phrases.keys() | others))
    return assemble(
        literals=literals,
        phrases=tuple(phrases.get(literal, ()) for literal in literals),
        others=frozenset(place for place, literal in enumerate(literals) if literal in others),
        rules_of=tuple(tuple(sorted(rules_of.get(literal, ()))) for literal in literals),
        always=frozenset(always),
    )


def assemble(
    *,
    literals: tuple[str, ...],
    phrases: tuple[tuple[Phrase, ...], ...],
    others: frozenset[int],
    rules_of: tuple[tuple[int, ...], ...],
    always: frozenset[int],
) -> Index:
    """Build an index of its parts."""
    # The default implementation is the fastest for a hundred literals and the slowest for ten thousand.
    automaton = (
        AhoCorasick(literals, implementation=Implementation.ContiguousNFA, store_patterns=False)
        if literals
        else None
    )
    keys: dict[int, tuple[int, ...]] = {}
    for place, those in enumerate(phrases):
        for phrase in those:
            keys[id(phrase)] = (*keys.get(id(phrase), ()), place)
    return Index(
        automaton=automaton,
        literals=literals,
        phrases=phrases,
        columns=quick.columns(literals, phrases, others),
        keys=keys,
        others=others,
        rules_of=rules_of,
        always=always,
    )


def scan(index: Index, passage: Passage) -> Scan:
    """Find every phrase of every rule in the document, and the literals of everything else."""
    hits: dict[int, list[Hit]] = {}
    shared: defaultdict[int, list[Hit]] = defaultdict(list)
    starts: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    called: set[int] = set()
    every: list[Sequence[Raw]] = []
    text = passage.layout.text
    for number, view in enumerate(passage.squashed):
        raw = (
            ()
            if index.automaton is None
            else index.automaton.find_matches_as_indexes(view.text, overlapping=True)
        )
        every.append(raw)
        for literal, first, _ in quick.sift(raw, index.columns, view, passage, hits):
            key, phrases = index.literals[literal], index.phrases[literal]
            for phrase in phrases:
                hit = spot(phrase, key, view, first, text)
                if hit is not None and passage.block_of(hit.start, hit.end) is not None:
                    (shared[id(phrase)] if len(phrases) > 1 else hits.setdefault(literal, [])).append(hit)
                    called.add(literal)
            if literal in index.others:
                starts[key].append((number, first))
                called.add(literal)
    called.update(hits)
    return Scan(index, passage, every, called, hits, shared, starts)


def candidates(index: Index, found: Scan) -> dict[int, list[int]]:
    """Return the places of the rules that may match, in order, each with the literals that call it."""
    called: defaultdict[int, list[int]] = defaultdict(list, {place: [] for place in index.always})
    for literal in found.called:
        for place in index.rules_of[literal]:
            called[place].append(literal)
    return dict(sorted(called.items()))


def hits_of(literals: Iterable[int], found: Scan) -> list[Hit] | None:
    """Return the hits of the phrases that have these keys; None where a literal may be more than that."""
    every: list[Hit] = []
    for literal in literals:
        known = found.hits.get(literal)
        if known is None:
            return None
        every += known
    return every


def hits(term: Term, found: Scan) -> Sequence[Hit]:
    """Return where a term stands, in order of the text, within blocks that are searched."""
    keys = found.index.keys.get(id(term))
    if keys is not None:
        known = found.hits.get(keys[0], ())
        if len(keys) > 1 or id(term) in found.shared:
            each = (found.hits.get(key, ()) for key in keys)
            known = [*chain.from_iterable(each), *found.shared.get(id(term), ())]
        return known if len(known) < 2 else sorted(set(known))
    spotted = _regex_hits(term, found) if isinstance(term, Regex) else _phrase_hits(term, found)
    return tuple(sorted({hit for hit in spotted if found.passage.block_of(hit.start, hit.end) is not None}))


def _phrase_hits(phrase: Phrase, found: Scan) -> Iterator[Hit]:
    """Look for a phrase that is none of the index itself, but has letters of one."""
    for key in phrase.keys:
        for number, first in found.places.get(key, ()):
            hit = spot(phrase, key, found.passage.squashed[number], first, found.passage.layout.text)
            if hit is not None:
                yield hit


def _regex_hits(regex: Regex, found: Scan) -> Iterator[Hit]:
    """Run an expression of the index over the blocks that hold a literal of it: no match leaves its block."""
    passage = found.passage
    for number, view in enumerate(passage.kept):
        for place in _blocks_of(regex, found, number):
            first, last = passage.bounds[number][place]
            for start, end in regexes.spans(regex, view.text[first:last]):
                # Half of a cluster cannot be shown, so the hit takes all of it.
                span = view.span(first + start, first + end)
                if number and not passage.covers_gloss(*span):
                    continue  # found in the first view already
                if not regex.worded or is_worded(passage.layout.text, *span):
                    yield Hit(*span, regex.text)


def _blocks_of(regex: Regex, found: Scan, number: int) -> list[int]:
    if not regex.literals:
        return list(range(len(found.passage.blocks)))
    view = found.passage.squashed[number]
    blocks: set[int] = set()
    for literal in regex.literals:
        end = 0  # of the last block, in the original; what begins before it stands in the same one
        for of_view, first in found.starts.get(literal, ()):
            if of_view != number or view.first[first] < end:
                continue
            place = found.passage.block_of(*view.span(first, first + len(literal)))
            if place is not None:
                blocks.add(place)
                end = found.passage.blocks[place].end
    letters = found.passage.letters[number]
    return sorted(place for place in blocks if _may_match(regex, letters[place]))


def _may_match(regex: Regex, letters: str) -> bool:
    """Say whether a block holds all that a match must: it is found out sooner than the expression is run."""
    for needed in regex.others:
        for literal in needed:
            if literal in letters:
                break
        else:
            return False
    return True
