"""A laid-out document made ready for the search: its folded views, blocks, paragraphs and distances."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from monitor.model import Block, BlockKind, Layout
from monitor.rules.rule import Scope
from monitor.text.characters import is_han, is_letter
from monitor.text.fold import Folded, View, fold

_SCOPES = {
    BlockKind.TITLE: Scope.TITLE,
    BlockKind.HIGHLIGHT: Scope.HIGHLIGHTS,
    BlockKind.HEADING: Scope.BODY,
    BlockKind.PARAGRAPH: Scope.BODY,
    BlockKind.BULLET: Scope.BODY,
}

# Some reprints put the reading of a character behind it: 關(guān)鍵.
GLOSS = re.compile(
    r"[(（](?<=[\u2e80-\u2fdf々〇\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff].)"
    r"[a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿ]{1,6}[)）]"
)

_PARAGRAPH_END = re.compile(
    r"[.!?。！？…][\"'”’)）」』】》]*[ \t\u3000]*(?:\r\n|[\n\r\u2028])|\n[ \t\u3000]*\r?\n|\u2029"
)

_OTHER, _WORD, _HAN, _DIGIT, _STOP, _APOSTROPHE = range(6)


@dataclass(frozen=True)
class Passage:
    """What the search asks of a document; every part is worked out when first asked for."""

    layout: Layout

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks that are searched, in the order of the text."""
        searched = (block for block in self.layout.blocks if block.kind in _SCOPES)
        return tuple(sorted(searched, key=lambda block: block.start))

    @cached_property
    def glosses(self) -> tuple[tuple[int, int], ...]:
        """Where readings stand in brackets behind Chinese characters."""
        return tuple(found.span() for found in GLOSS.finditer(self.layout.text))

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

    def scopes_of(self, start: int) -> frozenset[Scope]:
        """Return the scopes a searched place belongs to."""
        place = bisect_right(self._starts, start) - 1
        scope = _SCOPES[self.blocks[place].kind]
        if place == 0 and self.layout.title_derived:
            return frozenset({scope, Scope.TITLE})
        return frozenset({scope})

    def paragraph_of(self, start: int) -> tuple[int, int]:
        """Return what tells the paragraph of a searched place from every other."""
        return bisect_right(self._starts, start), bisect_right(self._ends_of_paragraphs, start)

    def covers_gloss(self, start: int, end: int) -> bool:
        """Say whether a reading in brackets lies inside the span."""
        return any(start < first and last <= end for first, last in self.glosses)

    def words_between(self, start: int, end: int) -> float:
        """Count the words that begin from `start` up to `end`; a Han character is half a word."""
        counted = self._half_words
        return (int(counted[end]) - int(counted[start])) / 2

    @cached_property
    def _starts(self) -> Sequence[int]:
        return [block.start for block in self.blocks]

    @cached_property
    def _ends_of_paragraphs(self) -> Sequence[int]:
        return [found.end() for found in _PARAGRAPH_END.finditer(self.layout.text)]

    @cached_property
    def _half_words(self) -> NDArray[np.int64]:
        """How many half words begin before each offset."""
        codes = np.frombuffer(self.layout.text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        # Beyond the first plane lie rare Chinese characters, and signs that are no words.
        kinds = np.where(
            codes < 0x10000, _kinds()[np.minimum(codes, 0xFFFF)], np.where(codes >= 0x20000, _HAN, _OTHER)
        )
        padded = np.concatenate(([_OTHER], kinds, [_OTHER]))
        before, here, after = padded[:-2], padded[1:-1], padded[2:]
        is_joined = ((here == _STOP) & (before == _DIGIT) & (after == _DIGIT)) | (
            (here == _APOSTROPHE) & (before == _WORD) & (after == _WORD)
        )
        in_word = (here == _WORD) | (here == _DIGIT) | is_joined
        begins = in_word & ~np.concatenate(([False], in_word[:-1]))
        return np.concatenate(([0], np.cumsum(2 * begins + (here == _HAN))))


@cache
def _kinds() -> NDArray[np.uint8]:
    kinds = np.zeros(0x10000, dtype=np.uint8)
    for code in range(0x10000):
        character = chr(code)
        if is_han(character):
            kinds[code] = _HAN
        elif is_letter(character):
            kinds[code] = _WORD
        elif character.isdigit():
            kinds[code] = _DIGIT
    for character in ".,":
        kinds[ord(character)] = _STOP
    for character in "'’":
        kinds[ord(character)] = _APOSTROPHE
    return kinds
