"""Put back spaces lost between two words, only where a dictionary leaves no doubt.

    line of English → pieces of letters no dictionary has → the one split into two common words → a space

Meant for what a reader sees; matching has its own tolerance. A doubt leaves the text as it is: a wrong
split is worse than a missing space.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from monitor.corpus.dictionary import common_frequency, frequency
from monitor.corpus.pinyin import is_pinyin
from monitor.corpus.word_lists import FUNCTION_WORDS
from monitor.corpus.word_parts import (
    ADJECTIVE_ENDING,
    BEFORE_NAMES,
    COMBINING_FORMS,
    DEMONYMS,
    FOLLOWS_ANYTHING,
    JOINED_WITHOUT_SPACE,
    NEVER_A_PREFIX,
    NO_ARTICLE_BEFORE,
    WHOLE_WORD_ENDING,
)

_SPACE = re.compile(r"\s")
# Addresses, file names, codes, tags, formulas: nothing in them is prose.
_NO_PROSE = re.compile(r"[@\\_#=<>{}|~^*+%$`\[\]\d]|\w[./:]\w|^\.\w|//|\w\(|\);|&\w+;|::")
_PIECE = re.compile(r"(?<![\w’'])[A-Za-z]{5,}(?!\w)")
_OPENING, _CLOSING = frozenset("\"'“‘(["), frozenset("\"'”’)]")
_SENTENCE_END = re.compile(r"[.!?:][”’\"')]?\s+[“‘\"'(]*\Z")
_CAMEL = re.compile(r"[a-z]{2,}(?=[A-Z])")
_WORD = re.compile(r"[^\W\d_]+")

_MARGIN = 100
_FREQUENT = 3e-6  # three in a million words
_VERY_FREQUENT = 1e-5
_SHORTEST_PART = 3
_ENGLISH_SHARE = 0.6
_FEW_WORDS = 5  # a headline can do without the, of and and
_LONGEST_PAIR = 40  # letters; what is longer is no two words of English
_REACH = 40  # characters looked at in front of a word


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counts:
    """How many lower-case words a line has, and how many of them are English."""

    all: int
    known: int
    functional: int


def mend(text: str) -> str:
    """Split words that lost the space between them; mending twice changes nothing."""
    while True:
        pieces = Counter(_WORD.findall(text))
        mended = "\n".join(_mend_line(line, pieces) for line in text.split("\n"))
        if mended == text:
            return text
        text = mended


def _mend_line(line: str, pieces: Counter[str]) -> str:
    splits = list(_splits(line, pieces))
    if not splits:
        return line
    words = Counter(word for word in _WORD.findall(line) if word.islower())
    counts = _Counts(
        all=words.total(),
        known=sum(count for word, count in words.items() if common_frequency(word) > 0),
        functional=sum(count for word, count in words.items() if word in FUNCTION_WORDS),
    )
    mended: list[str] = []
    start = 0
    for place, piece in splits:
        if _is_prose(counts, words[piece], piece):
            mended.append(line[start:place])
            start = place
    return " ".join([*mended, line[start:]])


def _splits(line: str, pieces: Counter[str]) -> Iterator[tuple[int, str]]:
    """Yield where a space belongs, with the piece it splits."""
    for found in _PIECE.finditer(line):
        piece, start, end = found[0], found.start(), found.end()
        # Nearly every piece is a word, so that is asked first.
        if len(piece) > _LONGEST_PAIR or (piece.islower() and _length(piece) is None):
            continue
        # What stands there twice, or in quotes by itself, is a name or a term of this text.
        is_quoted = line[start - 1 : start] in _OPENING and line[end : end + 1] in _CLOSING
        if pieces[piece] > 1 or is_quoted:
            continue
        length = _split(line, start, end, pieces)
        if length is not None and not _NO_PROSE.search(_chunk(line, start, end)):
            yield start + length, piece


def _chunk(line: str, start: int, end: int) -> str:
    """Return all that stands around a piece up to the next white space."""
    before, after = _SPACE.search(line[:start][::-1]), _SPACE.search(line, end)
    return line[start - (before.start() if before else start) : after.start() if after else len(line)]


def _split(line: str, start: int, end: int, pieces: Counter[str]) -> int | None:
    """Return the length of the first of two words run together, None where this can be one word."""
    piece = line[start:end]
    camel = _CAMEL.match(piece)
    if camel:
        return _split_camel(piece, camel.end(), pieces)
    if not piece[1:].islower():
        return None
    length = _length(piece.lower())
    if piece.islower():
        return length
    if length is not None and _may_be_capitalised(
        line[max(0, start - _REACH) : start], piece[:length].lower()
    ):
        return length
    return _split_after_name(piece, pieces)


def _split_after_name(piece: str, pieces: Counter[str]) -> int | None:
    """Split a name of this text from a function word behind it (`Baotouand`)."""
    lengths = [len(piece) - len(right) for right in FOLLOWS_ANYTHING if piece.endswith(right)]
    standing = [length for length in lengths if length > _SHORTEST_PART and pieces[piece[:length]]]
    return (
        standing[0] if len(standing) == 1 and frequency(piece) == 0 and not is_pinyin(piece.lower()) else None
    )


def _split_camel(piece: str, length: int, pieces: Counter[str]) -> int | None:
    """Split a word from the name behind it (`givesBaotou`), but no name that is written so (`openEuler`)."""
    left, right = piece[:length], piece[length:]
    if len(right) < _SHORTEST_PART or not pieces[right] or frequency(piece) > 0:
        return None
    if left in NEVER_A_PREFIX or left in BEFORE_NAMES:
        return length
    is_inflected = len(left) > 3 and left.endswith(("s", "ed", "ing", "ly"))
    return (
        length
        if is_inflected and common_frequency(left) >= _FREQUENT and not common_frequency(right)
        else None
    )


@lru_cache(maxsize=65_536)
def _length(piece: str) -> int | None:
    """Return where a lower-case piece falls into two common words that make no compound."""
    if common_frequency(piece) > 0:
        return None
    lengths = range(1, len(piece) - 1)
    apart = [n for n in lengths if _are_words(piece[:n], piece[n:]) and _are_apart(piece[:n], piece[n:])]
    if not apart or is_pinyin(piece) or frequency(piece) > 0:
        return None
    # Next to `its topped`, `it stopped` is likelier: the split must be by far the best of all.
    odds = {n: frequency(piece[:n]) * frequency(piece[n:]) for n in lengths}
    best = max(odds, key=lambda n: odds[n])
    second = max((share for n, share in odds.items() if n != best), default=0.0)
    return best if best in apart and odds[best] > _MARGIN * second else None


def _are_words(left: str, right: str) -> bool:
    if left == "a":
        return common_frequency(right) >= _VERY_FREQUENT and len(right) > 4  # `along`, `alike`
    if len(left) < _SHORTEST_PART and left not in NEVER_A_PREFIX:
        return False
    return common_frequency(left) >= _FREQUENT and common_frequency(right) >= _FREQUENT


def _are_apart(left: str, right: str) -> bool:
    """Say whether two words, side by side, cannot be one: grammar ends the first or begins the second."""
    if left == "a":
        return right[0] not in "aeiou" and not NO_ARTICLE_BEFORE.search(right)
    if left in NEVER_A_PREFIX:
        return len(right) > 3 and (
            len(left) > 2 or (len(right) > 5 and common_frequency(right) >= _VERY_FREQUENT)
        )
    if right in FOLLOWS_ANYTHING:
        return len(left) > 4
    if len(right) < 5 or right in JOINED_WITHOUT_SPACE or left in COMBINING_FORMS:
        return left in DEMONYMS and len(right) > 3
    return (
        left in DEMONYMS
        or bool(WHOLE_WORD_ENDING.search(left))
        or (len(left) > 4 and bool(ADJECTIVE_ENDING.search(right)))
    )


def _may_be_capitalised(before: str, left: str) -> bool:
    """Say whether a capital can begin this word here, so that it begins no name."""
    if left in DEMONYMS:
        return True
    return left in NEVER_A_PREFIX and (not before.strip("“‘\"'( -•") or bool(_SENTENCE_END.search(before)))


def _is_prose(counts: _Counts, standing: int, piece: str) -> bool:
    """Say whether what stands around a piece, itself left out, is an English sentence, or at least a headline."""
    others = counts.all - standing
    known = counts.known - (standing if common_frequency(piece) > 0 else 0)
    functional = counts.functional - (standing if piece in FUNCTION_WORDS else 0)
    return others > 1 and known >= _ENGLISH_SHARE * others and (functional > 0 or others < _FEW_WORDS)
