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

from monitor.text.characters import is_han
from monitor.text.fold import fold_cluster, squash

# What may stand between two words, never a blank line.
GAP = r"(?:[ -]+\n?[ -]*|\n[ -]*)"
REST_OF_WORD = r"(?:[^\P{L}\p{Han}]|\p{M})*"

_MOST_HITS = 200  # `finditer` is quadratic on hostile text; nobody reads more


@dataclass(frozen=True, slots=True, kw_only=True)
class Regex:
    """An expression that RE2 takes, already folded."""

    text: str  # as written, with its slashes
    pattern: str
    literals: frozenset[str]  # squashed; a text with none of them has no match; empty: it must be run
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
    return Regex(text=written, pattern=pattern, literals=literals(pattern))


def spans(regex: Regex, text: str) -> Iterator[tuple[int, int]]:
    """Yield where the expression matches in kept text, at most 200 times."""
    for found in islice(_compile(regex.pattern).finditer(text), _MOST_HITS):
        if found.end() > found.start():
            yield found.span()


def literals(pattern: str) -> frozenset[str]:
    """Return squashed strings one of which every match contains; empty where the pattern promises none."""
    needed = _Reader(pattern).alternation()
    return frozenset() if needed is None else needed


@lru_cache(maxsize=4096)
def _compile(pattern: str) -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
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
    (r"\{\d*,?\d{4,}", "a count may be 1,000 at most; use `near` with `within` for words that stand apart"),
)


def _mend(source: str, reason: str) -> str:
    known = next((mend for sign, mend in _MENDS if re.search(sign, source)), None)
    return (
        known
        or f"not a regular expression ({reason}); correct it, or drop the slashes to find the words as they are"
    )


def _reason(error: Exception) -> str:
    told = error.args[0]
    return told.decode("utf-8", "replace") if isinstance(told, bytes) else str(told)


class _Reader:
    """Walks a pattern that RE2 took and finds what every match must contain."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0

    def alternation(self) -> frozenset[str] | None:
        """Read up to the end or a closing bracket: each branch must promise something."""
        branches = [self._branch()]
        while self._peek() == "|":
            self._at += 1
            branches.append(self._branch())
        self._at += 1
        promised = [branch for branch in branches if branch is not None]
        return frozenset().union(*promised) if len(promised) == len(branches) else None

    def _branch(self) -> frozenset[str] | None:
        """Read a sequence and return the most telling of what it must contain."""
        found: list[frozenset[str]] = []
        run = ""
        while self._peek() not in {"", "|", ")"}:
            literal, inner = self._atom()
            is_optional, is_repeated = self._quantifier()
            if literal and not is_optional:
                run += literal
            if not literal or is_optional or is_repeated:
                found.append(frozenset({squash(run)}))
                run = ""
            if inner and not is_optional:
                found.append(inner)
        found.append(frozenset({squash(run)}))
        telling = [needed for needed in found if all(_is_telling(literal) for literal in needed)]
        return max(telling, key=lambda needed: min(map(len, needed)), default=None)

    def _atom(self) -> tuple[str, frozenset[str] | None]:
        """Read one character, class or group: its literal text, or what a group must contain."""
        sign = self._peek()
        if sign == "(":
            return "", self._group()
        if sign == "[":
            self._at = self._end_of_class()
            return "", None
        if sign == "\\":
            return self._escape(), None
        self._at += 1
        return ("" if sign in ".^$" else sign), None

    def _group(self) -> frozenset[str] | None:
        flags = re.compile(r"\((?:\?(?:P?<\w+>|[imsU-]*(?::|(?=\))))?)?").match(self._pattern, self._at)
        self._at = flags.end() if flags else self._at + 1
        return self.alternation()

    def _end_of_class(self) -> int:
        found = re.compile(r"\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]", re.DOTALL).match(
            self._pattern, self._at
        )
        return found.end() if found else len(self._pattern)

    def _escape(self) -> str:
        found = re.compile(
            r"\\(?:Q.*?(?:\\E|\Z)|x\{[^}]*\}|x..|[pP]\{[^}]*\}|[pP].|[0-7]{1,3}|.)", re.DOTALL
        ).match(self._pattern, self._at)
        escape = found.group() if found else self._pattern[self._at :]
        self._at += len(escape)
        return escape[1] if len(escape) == 2 and not escape[1].isalnum() else ""

    def _quantifier(self) -> tuple[bool, bool]:
        """Read what may follow an atom: can it be absent, can it come again."""
        found = re.compile(r"(?:[*+?]|\{\d+(?:,\d*)?\})\??").match(self._pattern, self._at)
        if found is None:
            return False, False
        self._at = found.end()
        return found.group()[0] in "*?" or bool(re.match(r"\{0*[,}]", found.group())), True

    def _peek(self) -> str:
        return self._pattern[self._at : self._at + 1]


def _is_telling(literal: str) -> bool:
    return len(literal) > 1 or any(map(is_han, literal))
