"""Where a phrase stands: whole words only, with gaps only where it may have some."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from monitor.rules import words
from monitor.rules.passage import GLOSS
from monitor.rules.terms import Phrase, cased
from monitor.text.characters import (
    HYPHENS,
    LONG_DASHES,
    NEWLINES,
    ZERO_WIDTH_SPACE,
    is_han,
    is_ignorable,
    is_letter,
    is_mark,
)
from monitor.text.fold import View, squash

_LEAST_SOFT = 8  # letters; a shorter term is a part of too many words


class Hit(NamedTuple):
    """A term found in a text, in code points of the original."""

    start: int
    end: int
    term: str  # as written
    soft: bool = False  # one edge had lost its space


def spot(phrase: Phrase, key: str, view: View, first: int, text: str) -> Hit | None:
    """Return the hit if the phrase itself stands where the scan found the letters of `key`."""
    last = first + len(key)
    start, end = view.span(first, last)
    left = _is_cut(key[0], text, start, -1)
    end_of_word = end
    right = False
    if phrase.prefix:
        end_of_word = _end_of_letters(text, end) if is_letter(key[-1]) else end
    elif _is_cut(key[-1], text, end, 1):
        end_of_word = _end_of_letters(text, end)
        right = key != phrase.key or not _is_plural(phrase, text[start:end], text[end:end_of_word])
        end_of_word = end if right else end_of_word
    if left and right:
        return None
    if not view.is_whole(first, last) or not _gaps_hold(phrase, key, view, first, text):
        return None
    if phrase.cased is not None and cased(text[start:end]) != phrase.cased:
        return None
    if (left or right) and not _has_lost_space(key, text, start, end, left=left):
        return None
    return Hit(start, end_of_word, phrase.text, left or right)


def is_worded(text: str, start: int, end: int) -> bool:
    """Say whether a span begins and ends where words do."""
    return not _is_cut(text[start], text, start, -1) and not _is_cut(text[end - 1], text, end, 1)


def _is_cut(edge: str, text: str, place: int, step: int) -> bool:
    """Say whether the letter or digit at the edge of a hit has another one beside it."""
    neighbour = _neighbour(text, place, step)
    if is_letter(edge) or is_mark(edge):
        return is_letter(neighbour)
    return edge.isdigit() and neighbour.isdigit()


def _neighbour(text: str, place: int, step: int) -> str:
    """Return the character a reader sees before (-1) or from (1) the place; a space at either end of the text."""
    at = place - 1 if step < 0 else place
    while 0 <= at < len(text):
        character = text[at]
        if character.isascii() and character.isprintable():
            return character
        if character == ZERO_WIDTH_SPACE or not (is_ignorable(character) or is_mark(character)):
            return character
        at += step
    return " "


def _end_of_letters(text: str, place: int) -> int:
    """Return where the run of letters that goes on at the place ends."""
    end = place
    for at in range(place, len(text)):
        character = text[at]
        if is_letter(character) or is_mark(character):
            end = at + 1
        elif character == ZERO_WIDTH_SPACE or not is_ignorable(character):
            break
    return end


def _start_of_letters(text: str, place: int) -> int:
    start = place
    while start and (is_letter(text[start - 1]) or is_mark(text[start - 1])):
        start -= 1
    return start


def _is_plural(phrase: Phrase, found: str, rest: str) -> bool:
    """Say whether the rest of the word is the ending of a plural."""
    if not phrase.plural or _letters(rest) not in {"s", "es"}:
        return False
    # "EVs" is the plural of EV, but "its" is not the plural of IT.
    return not phrase.is_short or (found[-1].isupper() and rest == "s")


def _gaps_hold(phrase: Phrase, key: str, view: View, first: int, text: str) -> bool:
    last = first + len(key)
    start, end = view.span(first, last)
    if view.is_plain and end - start == len(key):
        return True
    ends, starts = view.ends[first : last - 1], view.starts[first + 1 : last]
    return all(
        _gap_holds(phrase, key, int(place) + 1, text[int(ends[place]) : int(starts[place])])
        for place in np.flatnonzero(starts > ends)
    )


def _gap_holds(phrase: Phrase, key: str, place: int, gap: str) -> bool:
    """Say whether this may stand between two letters of the phrase."""
    before, after = key[place - 1], key[place]
    is_chinese = is_han(before), is_han(after)
    if all(is_chinese):
        gap = GLOSS.sub("", before + gap)[1:]
    seen = [character for character in gap.replace("\r\n", "\n") if not is_ignorable(character)]
    if not seen:
        return True
    if sum(character in NEWLINES for character in seen) > 1:
        return False  # a blank line
    if not all(character.isspace() or character in HYPHENS for character in seen):
        is_dashes = all(character.isspace() or character in HYPHENS | LONG_DASHES for character in seen)
        return is_dashes and place in phrase.dashes
    if place in phrase.joints or phrase.split or any(is_chinese):
        return True
    # A hyphen inside a word is spelling, inside a number it is a range.
    is_spaced = any(character.isspace() for character in seen)
    return not is_spaced and not (before.isdigit() and after.isdigit())


def _has_lost_space(key: str, text: str, start: int, end: int, *, left: bool) -> bool:
    """Say whether the letters glued to one edge are a word of their own, and no longer word with the term's."""
    if sum(map(is_letter, key)) < _LEAST_SOFT:
        return False
    edge = start if left else end
    if text[edge - 1].islower() and text[edge].isupper():
        return True
    first, last = _start_of_letters(text, edge), _end_of_letters(text, edge)
    if words.is_known(_letters(text[first:last])):
        return False  # "rare earthquake"
    if left:
        return words.is_glued_before(_letters(text[first:edge]))
    return words.is_glued_after(_letters(text[edge:last]))


def _letters(text: str) -> str:
    """Fold a few letters; most are plain ones, and this stands in the innermost loop."""
    return text.casefold() if text.isascii() else squash(text)
