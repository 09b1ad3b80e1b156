"""What kind of character stands there: Han, letter, separator, or nothing a reader sees."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# The line ends Unicode knows; `\r\n` is one of them in two characters.
NEWLINES = frozenset("\n\r\v\f\x85\u2028\u2029")

# En dash and minus sign stand here because pages write "state–owned" and "high−value".
HYPHENS = frozenset("-\u058a\u2010\u2011\u2012\u2013\u2212\ufe32\ufe63\uff0d")

# Long dashes are punctuation: they part a phrase, unless the phrase has a dash itself.
LONG_DASHES = frozenset("\u2014\u2015\u2e3a\u2e3b\ufe31\ufe58")

ZERO_WIDTH_SPACE = "\u200b"

_HAN = (
    (0x2E80, 0x2FDF),  # radicals, which folding turns into the character itself
    (0x3005, 0x3005),  # 々
    (0x3007, 0x3007),  # 〇
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)

# Default_Ignorable_Code_Point of the Unicode Character Database.
_IGNORABLE = (
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
)


@lru_cache(maxsize=1 << 14)
def is_han(character: str) -> bool:
    """Say whether the character is a Chinese one."""
    code = ord(character)
    return code >= 0x2E80 and any(first <= code <= last for first, last in _HAN)


def is_letter(character: str) -> bool:
    """Say whether the character is a letter of a script that writes words: any but Han."""
    return character.isalpha() and (character < "\u2e80" or not is_han(character))


@lru_cache(maxsize=1 << 14)
def is_ignorable(character: str) -> bool:
    """Say whether a reader sees nothing there: soft hyphen, zero-width or control character."""
    code = ord(character)
    if code < 0xAD:
        return not character.isspace() and unicodedata.category(character) == "Cc"
    if any(first <= code <= last for first, last in _IGNORABLE):
        return True
    return code < 0xA0 and character not in NEWLINES


def is_mark(character: str) -> bool:
    """Say whether the character belongs to the one before it, as an accent does."""
    return unicodedata.category(character).startswith("M")
