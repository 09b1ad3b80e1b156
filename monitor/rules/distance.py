"""How far apart places of a text are, in words: a Latin word or a number is one, a Chinese character half of one."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from monitor.text.characters import ZERO_WIDTH_SPACE, is_han, is_ignorable, is_letter, is_mark

_WORD, _DIGIT, _OTHER, _HAN, _SILENT, _STOP, _APOSTROPHE = range(7)


def half_words(text: str) -> memoryview[int]:
    """Count the half words that begin before each offset, the end of the text included."""
    kinds = _kinds_of(text)
    is_silent = kinds == _SILENT
    if is_silent.any():
        # An accent or a soft hyphen parts no word, so the words are those of the text without them.
        weights = np.zeros(len(kinds), dtype=np.uint8)
        heard = (~is_silent).nonzero()[0]
        weights[heard] = _weights(kinds.take(heard))
    else:
        weights = _weights(kinds)
    counted = np.zeros(len(kinds) + 1, dtype=np.int32)
    np.cumsum(weights, out=counted[1:])
    return counted.data


def _weights(kinds: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return how many half words begin at each character."""
    in_word = kinds <= _DIGIT
    signs = (kinds[1:-1] >= _STOP).nonzero()[0] + 1
    here, before, after = kinds.take(signs), kinds.take(signs - 1), kinds.take(signs + 1)
    is_decimal = (here == _STOP) & (before == _DIGIT) & (after == _DIGIT)
    is_elision = (here == _APOSTROPHE) & (before == _WORD) & (after == _WORD)
    in_word[signs] = is_decimal | is_elision
    begins = in_word.copy()
    begins[1:] &= ~in_word[:-1]
    weights: NDArray[np.uint8] = 2 * begins.view(np.uint8) + (kinds == _HAN)
    return weights


def _kinds_of(text: str) -> NDArray[np.uint8]:
    codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype=np.uint16)
    if len(codes) == len(text):
        return _kinds().take(codes)
    wide = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    near = _kinds().take(np.minimum(wide, 0xFFFF))
    # Beyond the first plane lie rare Chinese characters, signs that nobody sees, and signs that are no words.
    far = np.where(wide >= 0xE0000, _SILENT, np.where(wide >= 0x20000, _HAN, _OTHER))
    return np.where(wide < 0x10000, near, far).astype(np.uint8)


@cache
def _kinds() -> NDArray[np.uint8]:
    return np.array([_kind(chr(code)) for code in range(0x10000)], dtype=np.uint8)


def _kind(character: str) -> int:
    if is_han(character):
        return _HAN
    if is_letter(character):
        return _WORD
    if character.isdigit():
        return _DIGIT
    if character in ".,":
        return _STOP
    if character in "'’":
        return _APOSTROPHE
    is_silent = is_mark(character) or (is_ignorable(character) and character != ZERO_WIDTH_SPACE)
    return _SILENT if is_silent else _OTHER
