"""How Chinese characters read, tones left out: 甬 is `yong`, 长 is `chang` or `zhang`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

_LONGEST = 6  # letters of a syllable
_MOST_WAYS = 8  # to part one word; names have one or two


@cache
def readings() -> Mapping[str, frozenset[str]]:
    """Return the syllables of every simplified character of GB 2312 and some that names have besides.

    Source: the readings of pypinyin 0.55 (MIT), which come from Unihan and the 汉语大字典.
    """
    found: dict[str, set[str]] = {}
    table = resources.files("monitor.text").joinpath("pinyin.txt").read_text(encoding="utf-8")
    for line in table.splitlines():
        syllable, characters = line.split(" ")
        for character in characters:
            found.setdefault(character, set()).add(syllable)
    return {character: frozenset(syllables) for character, syllables in found.items()}


@lru_cache(maxsize=4096)
def syllables(word: str) -> tuple[tuple[str, ...], ...]:
    """Return every way to read a word in small letters as syllables of Mandarin; none for what is not pinyin."""
    if not word:
        return ((),)
    ways: list[tuple[str, ...]] = []
    for length in range(min(_LONGEST, len(word)), 0, -1):
        if word[:length] in _known():
            ways += ((word[:length], *rest) for rest in syllables(word[length:]))
    return tuple(ways[:_MOST_WAYS])


@cache
def _known() -> frozenset[str]:
    return frozenset(syllable for several in readings().values() for syllable in several)
