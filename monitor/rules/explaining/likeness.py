"""Words of a text that resemble a phrase which does not stand there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise

from monitor.rules.passage import Passage
from monitor.rules.terms import Phrase
from monitor.text.characters import is_han, is_letter, is_mark
from monitor.text.fold import squash

_MOST_BETWEEN = 8  # words between the parts of a phrase
_LEAST_LETTERS = 5  # of a word that another is compared to
_LEAST_LIKE = 0.72  # of 1; `strategy` and `strategic` are 0.82 alike, `state` and `station` 0.67

Place = tuple[int, int]


@dataclass(frozen=True)
class Likeness:
    """Looks for what resembles a phrase in one document; spans are code points of its text."""

    passage: Passage

    def in_a_row(self, keys: Iterable[str]) -> list[Place]:
        """Return where these letters stand in a row, whatever words they belong to."""
        found: dict[Place, None] = {}
        for view in self.passage.squashed:
            for key in keys:
                first = view.text.find(key)
                while first >= 0:
                    found[view.span(first, first + len(key))] = None
                    first = view.text.find(key, first + 1)
        return sorted(found)

    def word_around(self, start: int, end: int) -> Place:
        """Return the span with the letters or digits that go on at either edge of it."""
        text = self.passage.layout.text
        while start and _goes_on(text[start], text[start - 1]):
            start -= 1
        while end < len(text) and _goes_on(text[end - 1], text[end]):
            end += 1
        return start, end

    def parted(self, phrase: Phrase) -> tuple[Sequence[str], Place] | None:
        """Return the parts of the phrase and the narrow stretch that has them all, in whatever order."""
        for parts in _partings(phrase):
            window = self._narrowest([self._standing(part) for part in parts])
            if window is not None:
                return parts, window
        return None

    def similar(self, phrase: Phrase) -> Place | None:
        """Return the word that begins as the phrase does and is spelt most like it."""
        key = phrase.key
        is_one_word = not phrase.joints and not phrase.prefix and all(map(is_letter, key))
        if not is_one_word or len(key) < _LEAST_LETTERS:
            return None
        matcher = SequenceMatcher(b=key, autojunk=False)
        best, place = _LEAST_LIKE, None
        for word, where in self._words.get(key[:3], ()):
            matcher.set_seq1(word)
            if matcher.ratio() > best:
                best, place = matcher.ratio(), where
        return place

    @cached_property
    def _words(self) -> Mapping[str, Sequence[tuple[str, Place]]]:
        """The words of the searched blocks, folded, by their first three letters."""
        found: defaultdict[str, list[tuple[str, Place]]] = defaultdict(list)
        for block in self.passage.blocks:
            for one in re.finditer(r"[^\W\d_]+", self.passage.layout.text[block.start : block.end]):
                word = squash(one.group())
                found[word[:3]].append((word, (block.start + one.start(), block.start + one.end())))
        return found

    def _standing(self, part: str) -> list[Place]:
        """Return where a part of a phrase stands as a word of its own, or as the plural of it."""
        text = self.passage.layout.text
        return [
            (start, end)
            for start, end in self.in_a_row((part,))
            if self.passage.block_of(start, end) is not None
            and not any(map(str.isspace, text[start:end]))
            and (is_han(part[0]) or _is_word(text, (start, end), self.word_around(start, end)))
        ]

    def _narrowest(self, standing: Sequence[Sequence[Place]]) -> Place | None:
        """Return the stretch of one paragraph with the fewest words between the parts, where these are few."""
        if not all(standing):
            return None
        passage = self.passage
        windows: list[tuple[float, Place]] = []
        for anchor in standing[0]:
            chosen = [min(places, key=lambda place: abs(place[0] - anchor[0])) for places in standing]
            start, end = min(chosen)[0], max(place[1] for place in chosen)
            between = passage.words_between(start, end) - sum(passage.words_between(*one) for one in chosen)
            is_apart = len(set(chosen)) == len(chosen)
            is_together = len({passage.paragraph_of(place[0]) for place in chosen}) == 1
            if is_apart and is_together and between <= _MOST_BETWEEN:
                windows.append((between, (start, end)))
        return min(windows)[1] if windows else None


def _partings(phrase: Phrase) -> Iterator[Sequence[str]]:
    """Yield the ways to take a phrase apart: at its spaces, or in two where it is Chinese."""
    key = phrase.key
    if phrase.joints:
        edges = [0, *sorted(phrase.joints), len(key)]
        yield [key[first:last] for first, last in pairwise(edges)]
    elif all(map(is_han, key)):
        yield from ([key[:at], key[at:]] for at in range(2, len(key) - 1))


def _is_word(text: str, place: Place, around: Place) -> bool:
    return place[0] == around[0] and text[place[1] : around[1]].casefold() in {"", "s", "es"}


def _goes_on(edge: str, beside: str) -> bool:
    if edge.isdigit():
        return beside.isdigit()
    return (is_letter(edge) or is_mark(edge)) and (is_letter(beside) or is_mark(beside))
