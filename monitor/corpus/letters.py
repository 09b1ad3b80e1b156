"""Choose between letters, or between symbols, that damage made one, by what they touch."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.corpus.dictionary import frequency

_TIMES = "×"
_TRADE_MARK = "™"
_SHARP_S = "ß"
_LONGEST_WORD = 30


def spell(text: str, places: Mapping[int, tuple[str, ...]]) -> str:
    """Put at each place the candidate that makes the commonest word with the letters around it."""
    characters = list(text)
    for place, options in sorted(places.items()):
        characters[place] = _choose(characters, place, options)
    return "".join(characters)


def _choose(characters: list[str], place: int, options: tuple[str, ...]) -> str:
    start, end = place, place + 1
    while start > place - _LONGEST_WORD and start and characters[start - 1].isalpha():
        start -= 1
    while end < min(len(characters), place + _LONGEST_WORD) and characters[end].isalpha():
        end += 1
    before, after = "".join(characters[start:place]), "".join(characters[place + 1 : end])
    if _TRADE_MARK in options:
        return _TRADE_MARK if place and not characters[place - 1].isspace() else options[0]
    if not before and not after:
        return _TIMES if _TIMES in options else options[0]
    letters = [option for option in options if option.isalpha()] or list(options)
    # Inside a word the case goes on; at the start of one it is a name more often than not.
    of_case = [letter for letter in letters if letter.islower() == before[-1:].islower()]
    letters = of_case or letters
    best = max(letters, key=lambda option: frequency(before + option + after))
    if frequency(before + best + after) > 0:
        return best
    return _SHARP_S if _SHARP_S in options and before.islower() else letters[0]
