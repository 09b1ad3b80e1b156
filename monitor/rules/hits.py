"""Where a phrase stands: whole words only, with gaps only where it may have some."""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from monitor.rules import words
from monitor.rules.passage import GLOSS
from monitor.rules.terms import Phrase, cased, plural_endings
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

_SIGN = re.compile(r"[.．]\d|,\d{3}(?!\d)")  # a decimal point, or a comma that parts thousands

_LONGEST_ENDING = 2  # letters that make a plural
_LONGEST_WORD = 40  # letters; no longer one is known
_MOST_OF_WORD = 200  # letters behind a prefix; a page of one letter would take the square of its length

# What may stand between two words of any phrase.
GAPS = HYPHENS | frozenset(" \n\u00a0\u3000")
FREE_GAPS = GAPS | {ZERO_WIDTH_SPACE}  # and between two characters of a Chinese one
_SPACES = dict.fromkeys(map(ord, GAPS), " ")
_NO_SPACES: dict[int, None] = dict.fromkeys(_SPACES)

# What stands beside most words and is sure to be part of none.
APART = frozenset(" \n!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~，。、：；（）《》“”‘’！？")
FIRST_HAN, LAST_HAN = "\u4e00", "\u9fff"  # nor is one of these

LETTERS = frozenset(string.ascii_letters)
NO_ENDING = LETTERS - set("sSeE")  # behind a word they are no plural


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
    if not phrase.is_quick or not _is_apart(phrase, text, start, end):
        return _look_closely(phrase, key, view, first, text)
    # Nothing beside it can be a part of its word, so what is left to see is what lies inside.
    is_found = view.is_whole(first, last) and _gaps_hold(phrase, key, view, first, text[start:end])
    return Hit(start, end, phrase.text) if is_found else None


def _is_apart(phrase: Phrase, text: str, start: int, end: int) -> bool:
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return (phrase.is_open_before or before in APART or FIRST_HAN <= before <= LAST_HAN) and (
        phrase.is_open_behind or after in APART or FIRST_HAN <= after <= LAST_HAN
    )


def _look_closely(phrase: Phrase, key: str, view: View, first: int, text: str) -> Hit | None:
    last = first + len(key)
    start, end = view.span(first, last)
    left = _is_cut(key[0], text, start, -1)
    if left and not phrase.is_long:
        return None
    right = not phrase.prefix and _is_cut(key[-1], text, end, 1)
    end_of_word = end
    if right:
        # One letter more than the longest ending is enough to know that the rest is none.
        end_of_word = _end_of_letters(text, end, _LONGEST_ENDING + 1)
        right = key != phrase.key or not _is_plural(phrase, text[start:end], text[end:end_of_word])
        end_of_word = end if right else end_of_word
    if (left and right) or (right and not phrase.is_long):
        return None
    if (left or right) and not _has_lost_space(text, start if left else end, left=left):
        return None
    if not view.is_whole(first, last) or not _gaps_hold(phrase, key, view, first, text[start:end]):
        return None
    if phrase.cased is not None and not _has_capitals(phrase.cased, text[start:end]):
        return None
    if phrase.prefix and is_letter(key[-1]):
        end_of_word = _end_of_letters(text, end, _MOST_OF_WORD)
    return Hit(start, end_of_word, phrase.text, left or right)


def is_worded(text: str, start: int, end: int) -> bool:
    """Say whether a span begins and ends where words do."""
    return not _is_cut(text[start], text, start, -1) and not _is_cut(text[end - 1], text, end, 1)


def _is_cut(edge: str, text: str, place: int, step: int) -> bool:
    """Say whether the letter or digit at the edge of a hit has another one beside it."""
    goes_on = _kind(edge)
    if goes_on is None:
        return False
    is_next = goes_on(_neighbour(text, place, step))
    return is_next or (goes_on is str.isdigit and _has_sign(text, place, step))


@lru_cache(maxsize=1 << 14)
def _kind(edge: str) -> Callable[[str], bool] | None:
    """Return what tells that a neighbour belongs to the same word or number; None where nothing does."""
    if is_letter(edge) or is_mark(edge):
        return is_letter
    return str.isdigit if edge.isdigit() else None


def _has_sign(text: str, place: int, step: int) -> bool:
    """Say whether the number at the edge goes on behind a sign: 2.5G is no 5G, and 1,000 no 1."""
    if step > 0:
        return _SIGN.match(text, place) is not None
    return place > 1 and text[place - 2].isdigit() and _SIGN.match(text, place - 1) is not None


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


def _end_of_letters(text: str, place: int, most: int) -> int:
    """Return where the run of letters that goes on at the place ends, or where so many of them are passed."""
    end = place
    for at in range(place, len(text)):
        character = text[at]
        if character in LETTERS or is_letter(character) or is_mark(character):
            end = at + 1
            most -= 1
            if not most:
                break
        elif character == ZERO_WIDTH_SPACE or not is_ignorable(character):
            break
    return end


def _start_of_letters(text: str, place: int, most: int) -> int:
    start, least = place, max(0, place - most)
    while start > least:
        character = text[start - 1]
        if not (character in LETTERS or is_letter(character) or is_mark(character)):
            break
        start -= 1
    return start


def _is_plural(phrase: Phrase, found: str, rest: str) -> bool:
    """Say whether the rest of the word is the ending of a plural."""
    if not phrase.plural or _letters(rest) not in plural_endings(phrase.key):
        return False
    # "EVs" is the plural of EV, but "its" is not the plural of IT.
    return not phrase.is_short or (found[-1].isupper() and rest == "s")


def _gaps_hold(phrase: Phrase, key: str, view: View, first: int, found: str) -> bool:
    """Say whether all that stands between the letters of the phrase may stand there."""
    if view.is_plain and len(found) == len(key):
        return True
    # What most texts hold is told at once: a phrase with a sign at each joint, or Chinese with spaces in one line.
    if phrase.is_free:
        if view.is_plain and len(found.translate(_NO_SPACES)) == len(key) and found.count("\n") < 2:
            return True
    elif found.casefold().translate(_SPACES) == phrase.spelt:
        return True
    start = view.span(first, first + 1)[0]
    return all(
        _gap_holds(phrase, key, place - first, found[before - start : after - start])
        for place, before, after in view.gaps(first, first + len(key))
    )


def _gap_holds(phrase: Phrase, key: str, place: int, gap: str) -> bool:
    """Say whether this may stand between two letters of the phrase."""
    if gap == " " and place in phrase.joints:
        return True
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


def _has_capitals(wanted: str, found: str) -> bool:
    """Say whether the text reads as the term is written, in capitals and all."""
    return found == wanted if found.isascii() and found.isalnum() else cased(found) == wanted


def _has_lost_space(text: str, edge: int, *, left: bool) -> bool:
    """Say whether the letters glued to one edge are a word of their own, and no longer word with the term's."""
    if text[edge - 1].islower() and text[edge].isupper():
        return True
    # The ending of another form of the term is told sooner than a word that is known.
    if left:
        glued = text[_start_of_letters(text, edge, _LONGEST_WORD) : edge]
        is_word = words.is_glued_before(_letters(glued))
    else:
        glued = text[edge : _end_of_letters(text, edge, _LONGEST_WORD)]
        is_word = words.is_glued_after(_letters(glued))
    if not is_word:
        return False
    first, last = _start_of_letters(text, edge, _LONGEST_WORD), _end_of_letters(text, edge, _LONGEST_WORD)
    return not words.is_known(_letters(text[first:last]))  # "rare earthquake"


def _letters(text: str) -> str:
    """Fold a few letters; most are plain ones, and this stands in the innermost loop."""
    return text.casefold() if text.isascii() and text.isalpha() else squash(text)
