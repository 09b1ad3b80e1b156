"""Judge whether characters read back from damaged bytes make sense where they stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

# What can have lost bytes and is still worth guessing, likeliest first. All letters whose first byte is C3, C4
# or C5 are there: the word around them decides.
_TYPOGRAPHIC = "’“”—–‘…•™€→−≥≤₂≈′″‰›‹№●■▪✓←↑↓↔↩⇒∼≠∞√∑∆Ω℃₃₄⁺⁻⅓⅔⅛"
_LATIN_1 = "\u00a0ÉÜÖÄÅÇÁÓØÑÍßàÀ" + "".join(map(chr, range(0xC0, 0x100)))
_LATIN_A = "ğşłčćšžęąśőřěňāōīŁŠŚŞČ"
LOST_CANDIDATES = _TYPOGRAPHIC + _LATIN_1 + _LATIN_A + "".join(map(chr, range(0x100, 0x180)))

# Blocks of living scripts and of the symbols that texts use: what no news text holds is no repair.
_PLAUSIBLE_BLOCKS = (
    (0x00A0, 0x024F),  # Latin
    (0x0370, 0x052F),  # Greek, Cyrillic
    (0x0590, 0x06FF),  # Hebrew, Arabic
    (0x0E01, 0x0E5B),  # Thai, damaged twice
    (0x1E00, 0x1EFF),  # Vietnamese
    (0x2000, 0x27BF),  # punctuation, currencies, letterlike, arrows, mathematics, shapes
    (0x3000, 0x30FF),  # CJK punctuation, kana
    (0xAC00, 0xD7A3),  # Hangul
    (0xFF01, 0xFF5E),  # full width
    (0x1F300, 0x1FAFF),  # pictures
)
_HAN = (0x4E00, 0x9FFF)
_ALPHABETS = (0x0370, 0x0E5B)  # scripts written in words of several letters
_NEEDS_FIGURE_AFTER = "±≥≤≈§№√∼£¥"
# Vowels that follow their consonant, and tone marks: they begin no Thai word.
_NEVER_FIRST = frozenset(map(chr, (*range(0x0E30, 0x0E3B), 0x0E45, *range(0x0E47, 0x0E4F))))
_FIGURE_NEXT = re.compile(r"[ \u00a0]?(?:[$€£]|[.~+-]?\d)")
# What `โ` with the letters no Thai word goes on with can be, and so stands anywhere.
_MARKS = "’“”—–‘…"
_NEVER_THAI = _MARKS + "•™€→−"
_STANDS_ALONE = _NEVER_THAI + "½¼¾©←↑↓↔↩⇒✓●■▪"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One damaged sequence and the characters it can have been, likeliest first."""

    start: int
    end: int
    options: tuple[str, ...]
    is_lossy: bool  # bytes are missing, so the options are a choice and not a decoding


def is_plausible(character: str) -> bool:
    """Say whether a text can hold this character at all."""
    code = ord(character)
    if _HAN[0] <= code <= _HAN[1]:
        return _is_common_han(character)
    return any(first <= code <= last for first, last in _PLAUSIBLE_BLOCKS) and (
        unicodedata.category(character) not in {"Cn", "Co", "Cc"}
    )


def fits(text: str, run: Sequence[Reading], *, among_thai: bool) -> bool:
    """Say whether a run of readings is damage: the characters it gives fit to what stands beside it.

    A run with characters no Thai text holds (`โ€™`) is damage wherever it stands; one of Thai letters alone
    could be a Thai word (`รถ` is a car and reads as ö) and has to fit its neighbours.
    """
    start, end = run[0].start, run[-1].end
    if _is_no_thai(text[start:end]):
        return True
    before, after = text[max(0, start - 3) : start], text[end : end + 3]
    touches_latin = _is_latin(before[-1:]), _is_latin(after[:1])
    if among_thai and not all(touches_latin) and not _is_punctuation_beside_words(before, after, run):
        return False
    if _is_quoted(before[-1:], after[:1]) and not all(reading.options[0] in _MARKS for reading in run):
        return False
    if any(map(_is_foreign, run)):
        # A word of another script has all its letters, and nothing else between them.
        is_alphabetic = _ALPHABETS[0] <= ord(run[0].options[0]) <= _ALPHABETS[1]
        return (
            _is_thai(text[end - 1])
            and all(_is_foreign(reading) and not reading.is_lossy for reading in run)
            and (len(run) > 1 or not is_alphabetic)
        )
    return all(any(_fits_one(option, before, after) for option in reading.options) for reading in run)


def _is_no_thai(run: str) -> bool:
    """Say whether a run has what no Thai word has: a vowel or tone mark first, or other characters inside."""
    return (
        run[0] in _NEVER_FIRST
        or "โ€" in run
        or "ร\u00a0" in run  # à
        or any(not _is_thai(character) for character in run[:-1])
        or not (_is_thai(run[-1]) or _may_follow_thai(run[-1]))
    )


def _is_thai(character: str) -> bool:
    return "\u0e00" <= character <= "\u0e7f"


def _may_follow_thai(character: str) -> bool:
    """Say whether this can be healthy after a Thai word, though a byte model knows it as a byte."""
    return character in _TYPOGRAPHIC or character == "\u00a0"


def _is_punctuation_beside_words(before: str, after: str, run: Sequence[Reading]) -> bool:
    touches = bool(before[-1:].strip()) or bool(after[:1].strip())
    return touches and all(reading.options[0] in _NEVER_THAI for reading in run)


def _fits_one(character: str, before: str, after: str) -> bool:
    if _is_letter(character):
        return _is_latin(before[-1:]) or _is_latin(after[:1])
    if character in _NEEDS_FIGURE_AFTER:
        return bool(_FIGURE_NEXT.match(after))
    if character == "×":
        return bool(_FIGURE_NEXT.match(after)) or before.rstrip()[-1:].isdigit()
    if character == "\u00a0":
        return bool(before[-1:].strip() and after[:1].strip()) and (
            before[-1:].isalnum() or after[:1].isalnum()
        )
    return character in _STANDS_ALONE or before[-1:].isalnum() or after[:1].isalnum()


def _is_quoted(before: str, after: str) -> bool:
    return before in {'"', "'", "“", "‘", "(", "«"} and after[:1] in {'"', "'", "”", "’", ")", "»"}


def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] == "L"


def _is_latin(character: str) -> bool:
    return character.isalpha() and (character < "\u0250" or "\u1e00" <= character < "\u1f00")


def _is_foreign(reading: Reading) -> bool:
    character = reading.options[0]
    return not _is_latin(character) and (_is_letter(character) or "\u3000" <= character < "\uff5f")


def _is_common_han(character: str) -> bool:
    for encoding in ("gb2312", "big5", "shift_jis"):
        try:
            character.encode(encoding)
        except UnicodeEncodeError:
            continue
        return True
    return False
