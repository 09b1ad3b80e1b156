"""How common English words are, by the lists of wordfreq, which are read here without its code.

That code keeps the large list as a dictionary of 33 MB, in every process that asks for a word, and loads 16 MB for
other languages besides; as sorted hashes the list takes 3 MB.
"""

from __future__ import annotations

import gzip
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import msgpack
import numpy as np
from numpy.typing import NDArray


class WordList:
    """The words of a list; each is kept as its hash, of which no two in a million words are alike."""

    __slots__ = ("_hashes", "_ranks", "_shares")

    def __init__(self, ranks: Iterable[Sequence[str]]) -> None:
        """Take the words of each rank, the commonest first."""
        hashes: list[NDArray[np.int64]] = [
            np.fromiter(map(_hash, words), dtype=np.int64, count=len(words)) for words in ranks
        ]
        every = np.concatenate(hashes)
        order = every.argsort(kind="stable")
        sizes = [len(words) for words in hashes]
        # One number of an array is read three times as fast through a view of its memory.
        self._hashes: memoryview[int] = every[order].data
        self._ranks: memoryview[int] = np.repeat(np.arange(len(sizes), dtype=np.uint16), sizes)[order].data
        self._shares = tuple(map(_share, range(len(sizes))))

    def share(self, word: str) -> float:
        """Return the share of a word among all words of texts, 0 where it is not in the list."""
        wanted = _hash(word)
        at = bisect_right(self._hashes, wanted) - 1
        return self._shares[self._ranks[at]] if at >= 0 and self._hashes[at] == wanted else 0.0


@cache
def every() -> WordList:
    """Return the list of 320,000 words."""
    return WordList(_ranks("large"))


@cache
def common() -> Mapping[str, float]:
    """Return the shares of the 29,000 commonest words, as what is looked up fastest: each word of a text is."""
    return {word: _share(rank) for rank, words in enumerate(_ranks("small")) for word in words}


def _ranks(size: str) -> Iterator[Sequence[str]]:
    """Yield the words of each rank, rank by rank: together they would take the memory that is to be saved."""
    package = find_spec("wordfreq")
    assert package is not None
    assert package.origin is not None
    with gzip.open(Path(package.origin).parent / "data" / f"{size}_en.msgpack.gz") as file:
        unpacker = msgpack.Unpacker(file)
        count = unpacker.read_array_header()
        unpacker.skip()  # names the form that this is
        for _ in range(count - 1):
            yield unpacker.unpack()


def _hash(word: str) -> int:
    # That of a string is of its letters as they lie in memory, where `つ` is `d0`.
    return hash(word.encode("utf-8", "surrogatepass"))


def _share(rank: int) -> float:
    return float(10 ** (-rank / 100))
