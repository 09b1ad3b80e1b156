"""Text as the rules see it: case, width, script variant, quotes and dashes levelled, with a map back.

text → clusters → NFKC case folding → quotes, dashes, spaces, traditional characters → kept view → squashed view

The kept view has every space as ` `, every line end as a newline, every dash as `-`; the squashed view has none of
them. A cluster is a character with the marks that belong to it; nothing ever maps to a part of one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from monitor.text.characters import HYPHENS, LONG_DASHES, NEWLINES, is_ignorable, is_mark

VERSION = "1"  # changes whenever the same text folds to something else

Table = NDArray[np.uint16] | NDArray[np.uint8]  # the second for what is plain ASCII
Codes = Table | NDArray[np.uint32]
Offsets = NDArray[np.int64]

_PLANE = 0x10000
_ASCII = 0x80
_NOTHING = 0
_AWKWARD = 0xFFFF  # folds to several characters, belongs to the one before it, or lies beyond the first plane
_SPACE, _NEWLINE, _DASH = ord(" "), ord("\n"), ord("-")
_CODECS = {1: "ascii", 2: "utf-16-le", 4: "utf-32-le"}  # by the bytes of a code
_SEPARATORS = dict.fromkeys((_SPACE, _NEWLINE, _DASH))

_SINGLE_QUOTES = frozenset("'`´‘’‚‛′ʼ＇")
_DOUBLE_QUOTES = frozenset('"“”„‟″＂「」『』﹁﹂﹃﹄')

_AT_ONCE = 0x1000  # characters; all together would leave 15 MB behind in every process

# Blocks that fold to themselves but for the script variant; skipping them makes the table twice as fast to build.
_PLAIN_BLOCKS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xA000, 0xA48C), (0xAC00, 0xD7A3), (0xE000, 0xF8FF))


class View:
    """One folded form of a text, and where in the original each of its characters comes from."""

    __slots__ = ("_last", "clusters", "first", "is_plain", "starts", "text")

    def __init__(
        self, codes: Codes, starts: Offsets, ends: Offsets | None = None, clusters: Sequence[int] = ()
    ) -> None:
        self.text = codes.tobytes().decode(_CODECS[codes.itemsize])
        self.is_plain = ends is None  # every character comes from one of its own
        self.clusters = clusters  # where in the original those start that do not
        self.starts = starts
        # One number of an array is read three times as fast through a view of its memory.
        self.first: memoryview[int] = starts.data
        self._last: memoryview[int] | None = None if ends is None else ends.data

    @property
    def places(self) -> tuple[memoryview[int], memoryview[int], int]:
        """Where in the original each character starts, and where it ends once the last number is added."""
        return (self.first, self.first, 1) if self._last is None else (self.first, self._last, 0)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return the original span of the folded characters from `first` up to `last`."""
        if self._last is None:
            return self.first[first], self.first[last - 1] + 1
        return self.first[first], self._last[last - 1]

    def is_whole(self, first: int, last: int) -> bool:
        """Say whether the folded span begins and ends between clusters, as in neither half of `ﬁ`."""
        if self.is_plain:
            return True
        starts = self.first
        return (first == 0 or starts[first] != starts[first - 1]) and (
            last == len(self.text) or starts[last] != starts[last - 1]
        )

    def gaps(self, first: int, last: int) -> Iterator[tuple[int, int, int]]:
        """Yield each place in the folded span with something left out before it, and that stretch of the original."""
        _, end = self.span(first, first + 1)
        for place in range(first + 1, last):
            before = end
            start, end = self.span(place, place + 1)
            if start > before:
                yield place, before, start


class _Cluster(NamedTuple):
    """Characters that the table cannot fold one by one."""

    start: int
    end: int
    folded: str


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text, from which both views are cut."""

    codes: Table  # of the original
    letters: Table  # what each folds to: 0 for a separator, for nothing, and within a cluster
    clusters: Sequence[_Cluster]

    def kept(self) -> View:
        """Return the view with separators, for regular expressions."""
        kept = _tables_for(self.codes).kept.take(self.codes)
        for start, end, _ in self.clusters:
            kept[start:end] = _NOTHING
        return _view(kept, self.clusters)

    def squashed(self) -> View:
        """Return the view without separators, for phrases."""
        clusters = [
            cluster._replace(folded=cluster.folded.translate(_SEPARATORS)) for cluster in self.clusters
        ]
        return _view(self.letters, clusters)

    def without(self, spans: Iterable[tuple[int, int]]) -> Folded:
        """Return the same text as if these stretches of the original were not there."""
        gone = np.zeros(len(self.codes), dtype=bool)
        for start, end in spans:
            gone[start:end] = True
        clusters: list[_Cluster] = []
        for cluster in self.clusters:
            if gone[cluster.start]:
                gone[cluster.start : cluster.end] = True  # its marks go with it
            else:
                clusters.append(cluster)
        return Folded(np.where(gone, _NOTHING, self.codes), np.where(gone, _NOTHING, self.letters), clusters)


def fold(text: str) -> Folded:
    """Fold a text, remembering where each character comes from."""
    if text.isascii():
        plain = np.frombuffer(text.encode(), dtype=np.uint8)
        return Folded(plain, _tables_for(plain).squashed.take(plain), ())
    codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype=np.uint16)
    if len(codes) != len(text):
        wide = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        codes = np.minimum(wide, _AWKWARD).astype(np.uint16)
    letters = _tables().squashed.take(codes)
    clusters = list(_clusters(text, (letters == _AWKWARD).nonzero()[0].tolist()))
    for start, end, _ in clusters:
        letters[start:end] = _NOTHING
    return Folded(codes, letters, clusters)


def _clusters(text: str, awkward: Iterable[int]) -> Iterator[_Cluster]:
    covered = 0
    for position in awkward:
        if position < covered:
            continue
        start = position
        while start > covered and is_continuing(text[start]):
            start -= 1
        covered = position + 1
        while covered < len(text) and is_continuing(text[covered]):
            covered += 1
        yield _Cluster(start, covered, _cached_cluster(text[start:covered]))


def _view(codes: Table, clusters: Sequence[_Cluster]) -> View:
    """Cut out what folds to nothing, and put what clusters fold to in its place."""
    places = (codes != _NOTHING).nonzero()[0]  # on booleans it is four times as fast
    if not clusters:
        return View(codes.take(places), places)
    starts = [start for start, _, folded in clusters for _ in folded]
    results = [ord(sign) for cluster in clusters for sign in cluster.folded]
    at = places.searchsorted(starts) + np.arange(len(starts))
    # As np.insert does it, but for two arrays at once.
    others = np.ones(len(places) + len(starts), dtype=bool)
    others[at] = False
    every = np.empty(len(others), dtype=np.int64)
    every[others], every[at] = places, starts
    ends = every + 1
    ends[at] = [end for _, end, folded in clusters for _ in folded]
    is_wide = max(results, default=0) >= _PLANE
    merged: Codes = np.empty_like(every, np.uint32) if is_wide else np.empty_like(every, np.uint16)
    merged[others], merged[at] = codes.take(places), results
    return View(merged, every, ends, [start for start, _, _ in clusters])


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

    convert = OpenCC("t2s").convert
    table: dict[str, str] = {}
    for first, last in ((0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, 0x32400)):
        for start in range(first, last, _AT_ONCE):
            characters = [chr(code) for code in range(start, min(start + _AT_ONCE, last))]
            # A line each: OpenCC also knows words, and would read neighbours as one.
            converted = convert("\n".join(characters)).split("\n")
            pairs = zip(characters, converted, strict=True)
            table |= {before: after for before, after in pairs if before != after}
    return {before: table.get(after, after) for before, after in table.items()}


class _Tables(NamedTuple):
    kept: Table
    squashed: Table  # the same, with nothing for a separator


@cache
def _tables() -> _Tables:
    """Return what each character of the first plane folds to; built once, in a few dozen milliseconds."""
    table = np.arange(_PLANE).astype(np.uint16)
    plain = {code for first, last in _PLAIN_BLOCKS for code in range(first, last + 1)}
    for code in range(_PLANE):
        if code not in plain:
            table[code] = _entry(chr(code))
    for before, after in simplified().items():
        if ord(before) in plain:
            table[ord(before)] = min(ord(after), _AWKWARD)
    table[_AWKWARD] = _AWKWARD
    is_separator = (table == _SPACE) | (table == _NEWLINE) | (table == _DASH)
    return _Tables(kept=table, squashed=np.where(is_separator, _NOTHING, table).astype(np.uint16))


@cache
def _ascii_tables() -> _Tables:
    """Return the same for plain ASCII, which folds to plain ASCII."""
    return _Tables(*(table[:_ASCII].astype(np.uint8) for table in _tables()))


def _tables_for(codes: Table) -> _Tables:
    return _ascii_tables() if codes.itemsize == 1 else _tables()


def _entry(character: str) -> int:
    if is_continuing(character):
        return _AWKWARD
    folded = fold_cluster(character)
    if not folded:
        return _NOTHING
    return ord(folded) if len(folded) == 1 and ord(folded) < _AWKWARD else _AWKWARD
