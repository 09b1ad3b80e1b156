"""How much two texts have in common letter by letter, from a few numbers each: a MinHash of folded n-grams.

Sources: A. Broder, On the resemblance and containment of documents, 1997; G. Steele et al., Fast splittable
pseudorandom number generators, 2014 (how the numbers are mixed).
"""

from __future__ import annotations

import zlib

import numpy as np

SIZE = 64  # of a sketch
_ROWS = (
    4  # a band of so many equal numbers makes two texts worth a look: those over 0.5 alike mostly have one
)
_GRAM = 5  # folded characters of Chinese
_GRAM_LATIN = 12  # letters, which are about two words and a half
_LEAST = 40  # grams; of a shorter text a sketch says little
_STEP = np.uint64(1_000_003)
_MIXERS = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
# The same in every process, for sketches are kept.
_SALTS = np.random.default_rng(20261122).integers(0, 1 << 63, SIZE, dtype=np.uint64)


def sketch(squashed: str, *, is_latin: bool) -> tuple[tuple[int, ...], int]:
    """Return the sketch of a folded text and how many grams it has; an empty one for a text that is too short."""
    codes = np.frombuffer(squashed.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    size = _GRAM_LATIN if is_latin else _GRAM
    if len(codes) < _LEAST + size:
        return (), 0
    grams = np.zeros(len(codes) - size + 1, dtype=np.uint64)
    for place in range(size):
        grams = grams * _STEP + codes[place : place + len(grams)]
    grams = np.unique(grams)
    # Each salt makes an order of its own; without the mixing, the least gram is the least in most of them.
    mixed = grams[:, None] ^ _SALTS[None, :]
    for shift, mixer in zip((np.uint64(30), np.uint64(27)), _MIXERS, strict=True):
        mixed = (mixed ^ (mixed >> shift)) * mixer
    return tuple((mixed.min(axis=0) >> np.uint64(32)).tolist()), len(grams)


def resemblance(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Return the share of grams that both have among those that either has, 0 to 1, give or take 0.06."""
    if not one or not other:
        return 0.0
    return sum(map(int.__eq__, one, other)) / SIZE


def contained(alike: float, grams: int, others: int) -> float:
    """Return the share of the shorter text's grams that the longer one has, where so much of all is alike."""
    shared = alike * (grams + others) / (1 + alike)
    return min(1.0, shared / min(grams, others)) if grams and others else 0.0


def bands(one: tuple[int, ...]) -> tuple[str, ...]:
    """Return the keys of which two texts much alike share at least one."""
    return tuple(
        f"{start:02d}-{zlib.crc32(repr(one[start : start + _ROWS]).encode()):08x}"
        for start in range(0, len(one), _ROWS)
    )
