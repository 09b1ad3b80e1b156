"""Text as the rules see it: case, width, script variant, quotes and dashes levelled, with a map back.

text → clusters → NFKC case folding → quotes, dashes, spaces, traditional characters → kept view → squashed view

The kept view has every space as ` `, every line end as a newline, every dash as `-`; the squashed view has none of
them. A cluster is a character with the marks that belong to it; nothing ever maps to a part of one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import cast

import numpy as np
from numpy.typing import NDArray

from monitor.text.characters import HYPHENS, LONG_DASHES, NEWLINES, is_ignorable, is_mark

VERSION = "1"  # changes whenever the same text folds to something else

Codes = NDArray[np.uint32]
Offsets = NDArray[np.int64]

_PLANE = 0x10000
_NOTHING = 0
_AWKWARD = 0xFFFF  # folds to several characters, belongs to the one before it, or lies beyond the first plane
_SPACE, _NEWLINE, _DASH = ord(" "), ord("\n"), ord("-")

_SINGLE_QUOTES = frozenset("'`´‘’‚‛′ʼ＇")
_DOUBLE_QUOTES = frozenset('"“”„‟″＂「」『』﹁﹂﹃﹄')

# Blocks that fold to themselves but for the script variant; skipping them makes the table twice as fast to build.
_PLAIN_BLOCKS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xA000, 0xA48C), (0xAC00, 0xD7A3), (0xE000, 0xF8FF))


@dataclass(frozen=True, slots=True)
class View:
    """One folded form of a text, and where in the original each of its characters comes from."""

    text: str
    starts: Offsets
    ends: Offsets
    is_plain: bool  # every character comes from one of its own, so a longer original has something between

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return the original span of the folded characters from `first` up to `last`."""
        return int(self.starts[first]), int(self.ends[last - 1])

    def is_whole(self, first: int, last: int) -> bool:
        """Say whether the folded span begins and ends between clusters, as in neither half of `ﬁ`."""
        if self.is_plain:
            return True
        starts = self.starts
        return (first == 0 or starts[first] != starts[first - 1]) and (
            last == len(self.text) or starts[last] != starts[last - 1]
        )


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text, from which both views are cut."""

    codes: Codes
    starts: Offsets
    ends: Offsets
    is_plain: bool

    def kept(self) -> View:
        """Return the view with separators, for regular expressions."""
        return View(_decode(self.codes), self.starts, self.ends, self.is_plain)

    def squashed(self) -> View:
        """Return the view without separators, for phrases."""
        codes = self.codes
        letters = np.flatnonzero((codes != _SPACE) & (codes != _NEWLINE) & (codes != _DASH))
        return View(_decode(codes[letters]), self.starts[letters], self.ends[letters], self.is_plain)

    def without(self, spans: Iterable[tuple[int, int]]) -> Folded:
        """Return the same text as if these stretches of the original were not there."""
        keep = np.ones(len(self.codes), dtype=bool)
        for start, end in spans:
            first, last = np.searchsorted(self.starts, (start, end))
            keep[first:last] = False
        return Folded(self.codes[keep], self.starts[keep], self.ends[keep], self.is_plain)


def fold(text: str) -> Folded:
    """Fold a text, remembering where each character comes from."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    folded = _table()[np.minimum(codes, _AWKWARD)]
    awkward = np.flatnonzero(folded == _AWKWARD)
    if len(awkward):
        return _splice(text, folded, awkward)
    starts = np.flatnonzero(folded)
    return Folded(folded[starts], starts, starts + 1, is_plain=True)


def squash(text: str) -> str:
    """Return the text folded and without separators: what two spellings of one phrase have in common."""
    return fold(text).squashed().text


def fold_cluster(cluster: str) -> str:
    """Fold one character with its marks."""
    if cluster == "…":
        return cluster  # NFKC makes three full stops of it, which would end sentences
    levelled = "".join(level(character) for character in cluster)
    for form in ("NFD", "NFKC", "NFKC"):
        levelled = unicodedata.normalize(form, levelled).casefold()
    levelled = unicodedata.normalize("NFKC", levelled)
    return "".join(level(character) for character in levelled)


@lru_cache(maxsize=0x4000)
def is_continuing(character: str) -> bool:
    """Say whether the character, once folded, composes with the one before it."""
    compatible = unicodedata.normalize("NFKC", character)[0]
    return is_mark(compatible) or "\u1160" <= compatible <= "\u11ff"


_cached_cluster = lru_cache(maxsize=0x4000)(fold_cluster)


def level(character: str) -> str:
    """Level quotes, dashes, spaces and script variant; empty where a reader sees nothing."""
    if character in NEWLINES:
        return "\n"
    if character.isspace():
        return " "
    if character in HYPHENS or character in LONG_DASHES:
        return "-"
    if character in _SINGLE_QUOTES:
        return "'"
    if character in _DOUBLE_QUOTES:
        return '"'
    if is_ignorable(character):
        return ""
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"  # half a character: no matcher takes it
    return simplified().get(character, character)


@cache
def simplified() -> dict[str, str]:
    """Return the simplified form of every traditional character that has one, made once from OpenCC."""
    from opencc import OpenCC  # noqa: PLC0415 - loaded with the table, not with the module

    ranges = ((0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, 0x32400))
    characters = [chr(code) for first, last in ranges for code in range(first, last)]
    # A line each: OpenCC also knows words, and would read neighbours as one.
    converted = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    table = {before: after for before, after in zip(characters, converted, strict=True) if before != after}
    return {before: table.get(after, after) for before, after in table.items()}


@cache
def _table() -> Codes:
    """Return what each character of the first plane folds to; built once, in a few dozen milliseconds."""
    table = np.arange(_PLANE, dtype=np.uint32)
    plain = {code for first, last in _PLAIN_BLOCKS for code in range(first, last + 1)}
    for code in range(_PLANE):
        if code not in plain:
            table[code] = _entry(chr(code))
    for before, after in simplified().items():
        if ord(before) in plain:
            table[ord(before)] = min(ord(after), _AWKWARD)
    table[_AWKWARD] = _AWKWARD
    return table


def _entry(character: str) -> int:
    if is_continuing(character):
        return _AWKWARD
    folded = fold_cluster(character)
    if not folded:
        return _NOTHING
    return ord(folded) if len(folded) == 1 and ord(folded) < _AWKWARD else _AWKWARD


def _splice(text: str, folded: Codes, awkward: Offsets) -> Folded:
    """Fold cluster by cluster where the table cannot, and put the results among the rest."""
    clusters: list[tuple[int, int, str]] = []
    counts = (folded != _NOTHING).astype(np.int64)
    covered = 0
    for position in cast("list[int]", awkward.tolist()):
        if position < covered:
            continue
        start = position
        while start > covered and is_continuing(text[start]):
            start -= 1
        covered = position + 1
        while covered < len(text) and is_continuing(text[covered]):
            covered += 1
        result = _cached_cluster(text[start:covered])
        counts[start:covered] = 0
        counts[start] = len(result)
        clusters.append((start, covered, result))
    places = np.cumsum(counts) - counts
    codes = np.repeat(folded, counts)
    starts = np.repeat(np.arange(len(text)), counts)
    ends = starts + 1
    for start, end, result in clusters:
        first = int(places[start])
        last = first + len(result)
        codes[first:last] = [ord(character) for character in result]
        ends[first:last] = end
    return Folded(codes, starts, ends, is_plain=False)


def _decode(codes: Codes) -> str:
    return codes.astype("<u4", copy=False).tobytes().decode("utf-32-le")
