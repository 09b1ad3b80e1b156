"""Gives Chinese text in simplified characters, one for one, so that offsets stay, and in traditional ones."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from monitor.text import fold

_RARE_FROM = 0x10000
_RARE = re.compile("[\U00010000-\U0010ffff]")
_LONGEST_LINE = 1_000  # characters of one that is remembered


def simplify(text: str) -> str:
    """Write every traditional character that has one simplified form in that form."""
    if text.isascii():
        return text
    return _of_line(text) if len(text) <= _LONGEST_LINE else _simplified(text)


def _simplified(text: str) -> str:
    # Most texts have nothing to write otherwise, and that is told many times faster.
    if _traditional_signs().search(text) or _RARE.search(text):
        return text.translate(_table())
    return text


# One line is looked at from many sides, each for itself.
_of_line = lru_cache(maxsize=1_024)(_simplified)


@cache
def _table() -> dict[int, str]:
    pairs = fold.simplified().items()
    return {ord(before): after for before, after in pairs if len(before) == len(after) == 1}


@cache
def _traditional_signs() -> re.Pattern[str]:
    """Return what finds a sign to write otherwise; rare ones left out, which make of a table a list to walk."""
    return re.compile(f"[{''.join(chr(code) for code in _table() if code < _RARE_FROM)}]")


def traditional(text: str) -> str:
    """Write simplified Chinese in traditional characters, as its words are spelt there."""
    return text if text.isascii() else str(_to_traditional().convert(text))


@cache
def _to_traditional() -> Any:
    from opencc import OpenCC  # noqa: PLC0415 - loads dictionaries, and few commands need them

    return OpenCC("s2t")
