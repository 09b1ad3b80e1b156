"""Chinese names that an English text spells in pinyin, found in a Chinese one: Yongxin is 甬芯."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from monitor.text import pinyin

_CAPITAL = re.compile(r"[A-Z][a-z]+(?:['’-][a-z]+)*(?: [A-Z][a-z]+){0,2}")
# English words that could be pinyin, too; the names of places and states are known from the vocabularies.
_NO_NAMES = frozenset(
    re.findall(
        r"\w+",
        "china chinese beijing house women change american america woman human future police taken chance "
        "share sense longer meeting reading league language entire release career waiting mining leading "
        "minute nature canada dance defense defence damage disease machine meaning queen mobile senate aware "
        "decide balance guide paying magazine medicine reduce canadian ensure ocean asian ending route abuse "
        "candidate asia measure debate secure remaining orange desire sending dealing danger depending manage "
        "michigan marine decade license licence riding heading alongside luke chase guarantee anger hunting "
        "mexican remote refuse routine engage nigeria heritage sequence guidance database timing mature "
        "editing realise healing delete generate relating suite shine politician sunshine eliminate timeline "
        "demanding gaining kenya resume mixing pine dubai chile adequate median retire enhance meantime "
        "shanghai taiwan needing pending delicate adelaide facilitate generating sailing mandate june made "
        "making range large line",
    )
)
_SHORTEST = 5  # letters: shorter ones are words of other languages, too


def names_in(text: str) -> Iterator[str]:
    """Yield what may be a Chinese name: words with a capital, alone and as many together as stand there."""
    for found in _CAPITAL.finditer(text):
        words = [word.partition("'")[0].partition("’")[0] for word in found.group().lower().split()]
        for first in range(len(words)):
            for last in range(first + 1, len(words) + 1):
                name = "".join(words[first:last]).replace("-", "")
                if (
                    len(name) >= _SHORTEST
                    and not _NO_NAMES.intersection(words[first:last])
                    and any(len(way) >= 2 for way in pinyin.syllables(name))
                ):
                    yield name


def said_in(names: str, han: str) -> tuple[tuple[str, int], ...]:
    """Return the names, parted by spaces, that can be read in Chinese text, longest first, with their syllables.

    A name inside a longer one that is found is no other name.
    """
    read = _readings(han)
    found = sorted(
        ((name, length) for name in set(names.split()) if (length := _length(name, han, read))),
        key=lambda one: (-one[1], one[0]),
    )
    kept: list[tuple[str, int]] = []
    for name, length in found:
        if not any(name in longer for longer, _ in kept):
            kept.append((name, length))
    return tuple(kept)


def _length(name: str, han: str, read: dict[str, tuple[int, ...]]) -> int:
    """Return how many syllables of a name stand there one after the other; 0 where it is not there."""
    return max(
        (len(way) for way in pinyin.syllables(name) if len(way) > 1 and any(_places(way, han, read))),
        default=0,
    )


def _places(way: tuple[str, ...], han: str, read: dict[str, tuple[int, ...]]) -> Iterator[bool]:
    readings = pinyin.readings()
    for first in read.get(way[0], ()):
        characters = han[first : first + len(way)]
        if len(characters) == len(way):
            yield all(
                syllable in readings.get(character, ())
                for syllable, character in zip(way, characters, strict=True)
            )


@lru_cache(maxsize=256)
def _readings(han: str) -> dict[str, tuple[int, ...]]:
    places: dict[str, list[int]] = {}
    readings = pinyin.readings()
    for place, character in enumerate(han):
        for syllable in readings.get(character, ()):
            places.setdefault(syllable, []).append(place)
    return {syllable: tuple(at) for syllable, at in places.items()}
