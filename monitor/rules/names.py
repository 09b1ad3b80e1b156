"""Who and what a text names: the entries of vocabularies, in one scan, each by its id and not by its name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from monitor.model import Layout, Named
from monitor.rules import automaton, terms
from monitor.rules.automaton import Index
from monitor.rules.passage import Passage
from monitor.rules.rule import VocabularyEntry
from monitor.rules.terms import Phrase


class NameKind(StrEnum):
    """What the entries of a vocabulary are."""

    BODY = "body"  # that governs, or stands for an industry
    PLACE = "place"  # within China
    FIRM = "firm"  # institutes, too
    THING = "thing"  # mined, made or used
    STATE = "state"
    SUBJECT = "subject"  # what a report is about; told to no reader, as words are not
    WORD = "word"  # any other that both languages have


_UNSHOWN = (NameKind.SUBJECT, NameKind.WORD)  # too common to hide what stands in the same place


@dataclass(frozen=True, kw_only=True)
class Names:
    """The names of every entry of some vocabularies; compiled when first asked for, which takes a moment."""

    vocabularies: Mapping[str, tuple[VocabularyEntry, ...]] = field(default_factory=dict)
    kinds: Mapping[NameKind, tuple[str, ...]] = field(default_factory=dict)  # the vocabularies that hold them

    def find(self, layout: Layout) -> tuple[Named, ...]:
        """Return what a text names, in order; of two names in one place the longer one counts.

        A place inside the name of another, and what no reader is shown, are told all the same.
        """
        index, entries_of = self._compiled
        found = automaton.scan(index, Passage(layout))
        phrases = {id(phrase): phrase for literal in found.called for phrase in index.phrases[literal]}
        hits = [
            (hit.start, -hit.end, entries_of[phrase])
            for phrase in phrases.values()
            for hit in automaton.hits(phrase, found)
        ]
        return tuple(_outermost(sorted(hits, key=lambda hit: (*hit[:2], hit[2][0].id))))

    @cached_property
    def _compiled(self) -> tuple[Index, Mapping[Phrase, tuple[_Entry, ...]]]:
        named: defaultdict[str, dict[_Entry, None]] = defaultdict(dict)
        listed_in: defaultdict[VocabularyEntry, set[str]] = defaultdict(set)
        for name, entries in self.vocabularies.items():
            for entry in entries:
                listed_in[entry].add(name)
        for kind, members in self.kinds.items():
            for entry in (entry for member in members for entry in self.vocabularies.get(member, ())):
                one = _Entry(
                    kind,
                    entry.id or entry.names[0],
                    entry.english,
                    entry.chinese,
                    tuple(sorted(listed_in[entry])),
                )
                for name in entry.names:
                    named[name][one] = None
        parsed = ((terms.parse(name), tuple(entries)) for name, entries in named.items())
        # A regular expression says what a thing is like, not what it is called.
        entries_of = {phrase: entries for phrase, entries in parsed if isinstance(phrase, Phrase)}
        return automaton.build_for(entries_of), entries_of


class _Entry(NamedTuple):
    kind: NameKind
    id: str
    english: str | None
    chinese: str | None
    vocabularies: tuple[str, ...]


def compile_names(
    vocabularies: Mapping[str, tuple[VocabularyEntry, ...]], kinds: Mapping[NameKind, tuple[str, ...]]
) -> Names:
    """Gather the names of the vocabularies that have a kind."""
    return Names(vocabularies=vocabularies, kinds=kinds)


def _outermost(hits: Iterable[tuple[int, int, tuple[_Entry, ...]]]) -> Iterator[Named]:
    covered = last = 0
    by: frozenset[NameKind] = frozenset()  # what the longer name is one of
    for start, minus_end, of in hits:
        end = -minus_end
        shown = frozenset(entry.kind for entry in of if entry.kind not in _UNSHOWN)
        is_inside = end <= covered and not (start == last and end == covered)
        if shown and not is_inside:
            last, covered, by = start, end, shown
        for entry in of:
            # A ministry's name inside a longer body's is none; 包头 inside 包头稀土高新区 is where that lies.
            is_place = entry.kind is NameKind.PLACE and NameKind.PLACE in by
            if is_inside and entry.kind not in _UNSHOWN and not is_place:
                continue
            yield Named(
                kind=entry.kind.value,
                id=entry.id,
                start=start,
                end=end,
                english=entry.english,
                chinese=entry.chinese,
                vocabularies=frozenset(entry.vocabularies),
            )
