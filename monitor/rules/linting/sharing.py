"""Whether hits of two phrases can share a letter of some text."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.rules.terms import Phrase
from monitor.text.characters import is_letter

_PLURALS = ("s", "es")


def may_share(one: Phrase, others: Iterable[Phrase]) -> bool:
    """Say whether a hit of a phrase can lie on the letters of a hit of another; words glued, or cut by a hyphen, left aside."""
    return any(
        _may_lie(key, other_key, one, other)
        for other in others
        for key in one.keys
        for other_key in other.keys
    )


def _may_lie(key: str, other_key: str, one: Phrase, other: Phrase) -> bool:
    """Try every place the second key can begin, from the first; where both have letters these must agree."""
    return any(
        key[max(0, start) : start + len(other_key)] == other_key[max(0, -start) : len(key) - start]
        and _begins_well(start, one, key, other, other_key)
        and _ends_well(start, one, key, other, other_key)
        for start in range(1 - len(other_key), len(key))
    )


def _begins_well(start: int, one: Phrase, key: str, other: Phrase, other_key: str) -> bool:
    """Say whether the one that begins later begins at the edge of a word of the other."""
    if start > 0:
        return _is_edge(one, key, start)
    return start == 0 or _is_edge(other, other_key, -start)


def _ends_well(start: int, one: Phrase, key: str, other: Phrase, other_key: str) -> bool:
    """Say whether the one that ends earlier ends at the edge of a word, or goes on as the other does."""
    end = start + len(other_key)
    if end == len(key):
        return True
    if end < len(key):
        return _is_edge(one, key, end) or _goes_on(other, key[end:])
    return _is_edge(other, other_key, len(key) - start) or _goes_on(one, other_key[len(key) - start :])


def _is_edge(phrase: Phrase, key: str, place: int) -> bool:
    """Say whether a word may begin or end at a place inside a key."""
    before, after = key[place - 1], key[place]
    is_cut = (is_letter(before) and is_letter(after)) or (before.isdigit() and after.isdigit())
    return not is_cut or place in phrase.joints


def _goes_on(phrase: Phrase, rest: str) -> bool:
    """Say whether a hit of the phrase may go on into letters that are not its own."""
    return phrase.prefix or (phrase.plural and rest.startswith(_PLURALS))
