"""Gives Chinese text in simplified characters, one for one, so that offsets stay, and in traditional ones."""

from __future__ import annotations

from functools import cache
from typing import Any

from monitor.text import fold


def simplify(text: str) -> str:
    """Write every traditional character that has one simplified form in that form."""
    return text if text.isascii() else text.translate(_table())


@cache
def _table() -> dict[int, str]:
    pairs = fold.simplified().items()
    return {ord(before): after for before, after in pairs if len(before) == len(after) == 1}


def traditional(text: str) -> str:
    """Write simplified Chinese in traditional characters, as its words are spelt there."""
    return text if text.isascii() else str(_to_traditional().convert(text))


@cache
def _to_traditional() -> Any:
    from opencc import OpenCC  # noqa: PLC0415 - loads dictionaries, and few commands need them

    return OpenCC("s2t")
