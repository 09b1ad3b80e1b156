"""Reads a regular expression that the engine took: what every match must contain, and how large its counts make it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.text.characters import is_han
from monitor.text.fold import squash


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of an expression, or of a part of it."""

    # Squashed strings: of each set every match contains one. The most telling set comes first.
    promised: tuple[frozenset[str], ...]
    written: int  # characters, classes and escapes as they stand
    grown: int  # the same with every count written out
    times: int  # the largest count


def read(pattern: str) -> Reading:
    """Read a whole expression."""
    return _Reader(pattern).alternation()


_ONE = Reading((), 1, 1, 1)  # a character, a class, an escape
_QUANTIFIER = re.compile(r"(?:[*+?]|\{\d+(?:,\d*)?\})\??")


class _Reader:
    """Walks a pattern that RE2 took and finds what every match must contain."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0

    def alternation(self) -> Reading:
        """Read up to the end or a closing bracket: each branch must promise something."""
        branches = [self._branch()]
        while self._peek() == "|":
            self._at += 1
            branches.append(self._branch())
        self._at += 1
        if len(branches) == 1:
            return branches[0]
        promised = [branch.promised[0] for branch in branches if branch.promised]
        return Reading(
            (frozenset().union(*promised),) if len(promised) == len(branches) else (),
            sum(branch.written for branch in branches),
            sum(branch.grown for branch in branches),
            max(branch.times for branch in branches),
        )

    def _branch(self) -> Reading:
        """Read a sequence, which must contain all that its parts must."""
        found: list[frozenset[str]] = []
        run = ""
        written = grown = 0
        most = 1
        while self._peek() not in {"", "|", ")"}:
            literal, inner = self._atom()
            is_optional, is_repeated, times = self._quantifier()
            written += inner.written
            grown += inner.grown * times
            most = max(most, times, inner.times)
            if literal and not is_optional:
                run += literal
            if not literal or is_optional or is_repeated:
                found.append(frozenset({squash(run)}))
                run = ""
            if not is_optional:
                found += inner.promised
        found.append(frozenset({squash(run)}))
        telling = {needed for needed in found if all(map(_is_telling, needed))}
        promised = sorted(telling, key=lambda needed: (-min(map(len, needed)), found.index(needed)))
        return Reading(tuple(promised), written, grown, most)

    def _atom(self) -> tuple[str, Reading]:
        """Read one character, class or group: its literal text, and what a group must contain."""
        sign = self._peek()
        if sign == "(":
            return "", self._group()
        if sign == "[":
            self._at = self._end_of_class()
            return "", _ONE
        if sign == "\\":
            return self._escape(), _ONE
        self._at += 1
        return ("" if sign in ".^$" else sign), _ONE

    def _group(self) -> Reading:
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

    def _quantifier(self) -> tuple[bool, bool, int]:
        """Read what may follow an atom: can it be absent, can it come again, how often is it written out."""
        found = _QUANTIFIER.match(self._pattern, self._at)
        if found is None:
            return False, False, 1
        self._at = found.end()
        is_optional = found.group()[0] in "*?" or bool(re.match(r"\{0*[,}]", found.group()))
        return is_optional, True, max(map(int, re.findall(r"\d+", found.group())), default=1)

    def _peek(self) -> str:
        return self._pattern[self._at : self._at + 1]


def _is_telling(literal: str) -> bool:
    return len(literal) > 1 or any(map(is_han, literal))
