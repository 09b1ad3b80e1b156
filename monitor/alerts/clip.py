"""Cut text to length as Telegram counts it, between words where it can, never inside a character."""

from __future__ import annotations

from monitor.text.characters import is_mark

ELLIPSIS = "…"

_JOINER = "\u200d"
_WORD_REACH = 40  # how far back a cut looks for the end of a word; a longer word is cut

# Korean letters that have not been composed, which few texts hold, join by range rather than by syllable type.
_HANGUL = ("\u1100", "\ud7ff")
_HANGUL_TAIL = ("\u1160", "\u11ff")


def units(text: str) -> int:
    """Count UTF-16 code units, which is how Telegram counts entities and, at the strictest, text."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def is_break(text: str, index: int) -> bool:
    """Say whether a reader sees different characters on the two sides of `index`."""
    if not 0 < index < len(text):
        return True
    before, after = text[index - 1], text[index]
    if before == _JOINER or _continues(after) or (before, after) == ("\r", "\n"):
        return False
    if _HANGUL_TAIL[0] <= after <= _HANGUL_TAIL[1]:
        return not _HANGUL[0] <= before <= _HANGUL[1]
    if _is_flag_half(before) and _is_flag_half(after):
        first = index - 1
        while first > 0 and _is_flag_half(text[first - 1]):
            first -= 1
        return (index - first) % 2 == 0
    return True


def splits_word(text: str, index: int) -> bool:
    """Say whether a cut at `index` parts a word or a number of a script that writes spaces."""
    if not 0 < index < len(text):
        return False
    return not any(character.isspace() or _is_wide(character) for character in text[index - 1 : index + 1])


def may_cut(text: str, index: int) -> bool:
    """Say whether a cut at `index` parts neither a word nor a character."""
    return is_break(text, index) and not splits_word(text, index)


def fitting(text: str, limit: int) -> int:
    """Return the last index that parts two characters with at most `limit` units before it."""
    room = limit
    end = 0
    for character in text:
        room -= units(character)
        if room < 0:
            break
        end += 1
    while not is_break(text, end):
        end -= 1
    return end


def flat(text: str) -> str:
    """Return the text in one line, white space of any kind and length as one space."""
    return " ".join(text.split())


def clip(text: str, limit: int) -> str:
    """Return `text` in at most `limit` units, ending in an ellipsis where something was left out."""
    if units(text) <= limit:
        return text
    if limit < 1:
        return ""
    end = fitting(text, limit - 1)
    word = end
    while not may_cut(text, word) and end - word < _WORD_REACH:
        word -= 1
    kept = text[: word if word > 0 and may_cut(text, word) else end]
    return kept.rstrip(" \n\t,;:-–—，、；：") + ELLIPSIS


def _continues(character: str) -> bool:
    """Say whether the character only adds to the one before it: an accent, a skin tone, a flag's tag."""
    return (
        is_mark(character)
        or character in {_JOINER, "\u200c"}
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
    )


def _is_flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _is_wide(character: str) -> bool:
    """Say whether the character is of a script that writes no spaces, or its punctuation."""
    return character >= "\u2e80"
