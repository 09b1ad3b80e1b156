"""Regular expressions on an engine whose time grows with the text only.

A pattern is matched against the kept view of folded text: lower case, simplified characters, straight quotes, every
space ` ` and every dash `-`. Case never counts; the pattern's own traditional or full-width characters are folded too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

import re2

from monitor.rules import patterns
from monitor.text.fold import fold_cluster

# What may stand between two words, never a blank line.
GAP = r"(?:[ -]+\n?[ -]*|\n[ -]*)"
REST_OF_WORD = r"(?:[^\P{L}\p{Han}]|\p{M})*"

# Each search for the next match may read the block to its end, so a long block is given fewer.
_MOST_HITS = 200  # a block; nobody reads more
_LEAST_HITS = 20
_MOST_READ = 20_000_000  # characters

# What a search of 20 kB takes grows with these; at their bounds it is some fifty milliseconds at the worst.
_MOST_TIMES = 100  # in one count
_MOST_GROWN = 200  # characters and classes that all counts add, written out
_MOST_STEPS = 4000  # of the engine's own program: a wide class under a count makes thousands
_MEMORY = 1 << 20  # bytes of an expression's cache; beyond it the engine turns to its slower, steady way


@dataclass(frozen=True, slots=True, kw_only=True)
class Regex:
    """An expression that RE2 takes, already folded."""

    text: str  # as written, with its slashes
    pattern: str
    literals: frozenset[str]  # squashed; a text with none of them has no match; empty: it must be run
    others: tuple[frozenset[str], ...] = ()  # more such sets
    worded: bool = False  # made from a phrase: it begins and ends where words do

    @property
    def anchors(self) -> frozenset[str] | None:
        """Squashed strings one of which every hit contains; None where there are none."""
        return self.literals or None


def parse(written: str) -> Regex:
    """Read `/…/`; ValueError says what the engine refuses and the mend."""
    source = written[1:-1]
    pattern = _fold_pattern(source)
    try:
        engine = _compile(pattern)
    except re2.error as error:
        raise ValueError(f"`{written}`: {_mend(source, _reason(error))}") from None
    if engine.search("") is not None:
        raise ValueError(f"`{written}` matches the empty text, so every document; make a part of it required")
    reading = patterns.read(pattern)
    for is_within, told in (
        (reading.times <= _MOST_TIMES, _TOO_OFTEN),
        (reading.grown - reading.written <= _MOST_GROWN, _TOO_LONG),
        (engine.programsize <= _MOST_STEPS, _TOO_WIDE),
    ):
        if not is_within:
            raise ValueError(f"`{written}`: {told}")
    return make(written, pattern)


def spans(regex: Regex, text: str) -> Iterator[tuple[int, int]]:
    """Yield where the expression matches in kept text, the first 200 times at most."""
    most = min(_MOST_HITS, max(_LEAST_HITS, _MOST_READ // (len(text) + 1)))
    for found in islice(_compile(regex.pattern).finditer(text), most):
        if found.end() > found.start():
            yield found.span()


def make(written: str, pattern: str, *, worded: bool = False) -> Regex:
    """Make an expression of a pattern that the engine takes."""
    literals, *others = patterns.read(pattern).promised or (frozenset[str](),)
    return Regex(text=written, pattern=pattern, literals=literals, others=tuple(others), worded=worded)


@lru_cache(maxsize=4096)
def _compile(pattern: str) -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = _MEMORY
    return re2.compile(pattern, options)


def _fold_pattern(source: str) -> str:
    return "".join(_fold_sign(character) for character in unicodedata.normalize("NFC", source))


def _fold_sign(character: str) -> str:
    """Fold what is no ASCII; a sign that would become an operator, as `（` would, stays a plain sign."""
    if character.isascii():
        return character
    return "".join(
        letter if letter.isalnum() or not letter.isascii() or letter == " " else f"\\{letter}"
        for letter in fold_cluster(character)
    )


_APART = "for words that stand apart use `near` with `within`"
_TOO_OFTEN = f"a count may be {_MOST_TIMES} at most; {_APART}"
_TOO_LONG = f"its counts add more than {_MOST_GROWN} signs, one inside another multiplied; make them smaller, and {_APART}"
_TOO_WIDE = (
    "a class as wide as `\\p{Han}` is counted too often; make its count smaller, or write fewer alternatives"
)

_MENDS = (
    (
        r"\(\?<[=!]",
        r"it cannot look behind; write `\b` for the edge of a word, or take the words out with `unless`",
    ),
    (r"\(\?[=!]", "it cannot look ahead; use `all` with `none`, or take the words out with `unless`"),
    (r"\\[1-9]|\(\?P=", "it cannot refer back to a group; list the alternatives"),
    (r"\(\?>|[*+?}]\+", "it never goes back, so atomic groups and `++` have no use; drop the extra sign"),
    (r"\\Z", r"`\Z` is not known; write `\z`"),
    (r"\\[uU][0-9a-fA-F]{4}", r"`\u` is not known; write the character itself, or `\x{4e00}`"),
    (r"\{\d*,?\d{4,}", _TOO_OFTEN),
)


def _mend(source: str, reason: str) -> str:
    known = next((mend for sign, mend in _MENDS if re.search(sign, source)), None)
    if known is None and re.search("repetition size|too large", reason):
        known = _TOO_LONG
    return (
        known
        or f"not a regular expression ({reason}); correct it, or drop the slashes to find the words as they are"
    )


def _reason(error: Exception) -> str:
    told = error.args[0]
    return told.decode("utf-8", "replace") if isinstance(told, bytes) else str(told)
