"""A laid-out document made ready for the search: its folded views, blocks, paragraphs and distances."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from monitor.model import Block, BlockKind, Layout
from monitor.rules import distance
from monitor.rules.rule import Scope
from monitor.text import figures, sentences
from monitor.text.figures import Figure
from monitor.text.fold import Folded, View, fold

_SCOPES = {
    BlockKind.TITLE: Scope.TITLE,
    BlockKind.HIGHLIGHT: Scope.HIGHLIGHTS,
    BlockKind.HEADING: Scope.BODY,
    BlockKind.PARAGRAPH: Scope.BODY,
    BlockKind.BULLET: Scope.BODY,
}

# A tuple, for members of an enumeration are quicker to compare than to hash.
_NOT_SEARCHED = tuple(kind for kind in BlockKind if kind not in _SCOPES)

# Some reprints put the reading of a character behind it: 關(guān)鍵.
GLOSS = re.compile(
    r"[(（](?<=[\u2e80-\u2fdf々〇\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff].)"
    r"[a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿ]{1,6}[)）]"
)

_LINE_END = r"(?:\r\n|\n|\r(?!\n)|\u2028)"
_PARAGRAPH_END = re.compile(
    rf"[.!?。！？…][\"'”’)）」』】》]*[ \t\u3000]*{_LINE_END}|{_LINE_END}[ \t\u3000]*{_LINE_END}|\u2029"
)


@dataclass(frozen=True)
class Passage:
    """What the search asks of a document; every part is worked out when first asked for."""

    layout: Layout

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks that are searched, in the order of the text."""
        searched = [block for block in self.layout.blocks if block.kind not in _NOT_SEARCHED]
        return tuple(sorted(searched, key=attrgetter("start")))

    @cached_property
    def glosses(self) -> tuple[tuple[int, int], ...]:
        """Where readings stand in brackets behind Chinese characters."""
        text = self.layout.text
        # Looking for either bracket alone is ten times as fast as an expression that takes both.
        openings = [found for bracket in "(（" for found in _places(bracket, text)]
        readings = (GLOSS.match(text, place) for place in sorted(openings))
        return tuple(found.span() for found in readings if found is not None)

    @cached_property
    def folded(self) -> tuple[Folded, ...]:
        """The folded text; where there are glosses, a second time without them."""
        whole = fold(self.layout.text)
        return (whole, whole.without(self.glosses)) if self.glosses else (whole,)

    @cached_property
    def squashed(self) -> tuple[View, ...]:
        """Each folded text without separators."""
        return tuple(folded.squashed() for folded in self.folded)

    @cached_property
    def kept(self) -> tuple[View, ...]:
        """Each folded text with its separators."""
        return tuple(folded.kept() for folded in self.folded)

    def block_of(self, start: int, end: int) -> int | None:
        """Return the place in `blocks` of the one that holds the whole span."""
        place = bisect_right(self._starts, start) - 1
        return place if place >= 0 and end <= self.blocks[place].end else None

    def block_around(self, start: int) -> tuple[int, int]:
        """Return where the block of a searched place begins and ends."""
        block = self.blocks[bisect_right(self._starts, start) - 1]
        return block.start, block.end

    def scopes_of(self, start: int) -> frozenset[Scope]:
        """Return the scopes a searched place belongs to."""
        place = bisect_right(self._starts, start) - 1
        scope = _SCOPES[self.blocks[place].kind]
        if place == 0 and self.layout.title_derived:
            return frozenset({scope, Scope.TITLE})
        return frozenset({scope})

    @cached_property
    def title_end(self) -> int:
        """Where the title ends that is part of the text, and stands at its head; 0: there is none."""
        return max((block.end for block in self.layout.blocks if block.kind is BlockKind.TITLE), default=0)

    def paragraph_of(self, start: int) -> tuple[int, int]:
        """Return what tells the paragraph of a searched place from every other."""
        return bisect_right(self._starts, start), bisect_right(self._ends_of_paragraphs, start)

    def covers_gloss(self, start: int, end: int) -> bool:
        """Say whether a reading in brackets lies inside the span."""
        place = bisect_right(self.glosses, start, key=lambda gloss: gloss[0])
        return place < len(self.glosses) and self.glosses[place][1] <= end

    @cached_property
    def bounds(self) -> Sequence[Sequence[tuple[int, int]]]:
        """Where each searched block begins and ends in each folded text that has separators."""
        return [self._bounds(view) for view in self.kept]

    @cached_property
    def letters(self) -> Sequence[Sequence[str]]:
        """What each searched block reads in each folded text without separators."""
        return [[view.text[first:last] for first, last in self._bounds(view)] for view in self.squashed]

    def _bounds(self, view: View) -> list[tuple[int, int]]:
        starts = [block.start for block in self.blocks]
        ends = [block.end for block in self.blocks]
        firsts, lasts = view.starts.searchsorted(starts), view.starts.searchsorted(ends)
        return list(zip(firsts.tolist(), lasts.tolist(), strict=True))

    def sentence_of(self, start: int) -> int:
        """Return what tells the sentence of a searched place from every other."""
        return bisect_right(self._starts_of_sentences, start)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The figures of the blocks that are searched; none leaves its block."""
        text, pieces, end = self.layout.text, [], 0
        for block in self.blocks:
            pieces += ["\ufffc" * (block.start - end), text[block.start : block.end]]
            end = block.end
        return figures.find("".join(pieces))

    def words_between(self, start: int, end: int) -> float:
        """Count the words that begin from `start` up to `end`; a Han character is half a word."""
        counted = self._half_words
        return (counted[end] - counted[start]) / 2

    @cached_property
    def _starts(self) -> Sequence[int]:
        return [block.start for block in self.blocks]

    @cached_property
    def _ends_of_paragraphs(self) -> Sequence[int]:
        text = self.layout.text
        # Few blocks hold a line end, and looking for one is much quicker than the expression.
        broken = (
            block
            for block in self.blocks
            if any(text.find(sign, block.start, block.end) >= 0 for sign in "\n\r\u2028\u2029")
        )
        return [
            found.end() for block in broken for found in _PARAGRAPH_END.finditer(text, block.start, block.end)
        ]

    @cached_property
    def _starts_of_sentences(self) -> Sequence[int]:
        return [
            block.start + start
            for block in self.blocks
            for start, _ in sentences.split(self.layout.text[block.start : block.end])
        ]

    @cached_property
    def _half_words(self) -> Sequence[int]:
        return distance.half_words(self.layout.text)


def _places(sign: str, text: str) -> Iterator[int]:
    place = text.find(sign)
    while place >= 0:
        yield place
        place = text.find(sign, place + 1)
