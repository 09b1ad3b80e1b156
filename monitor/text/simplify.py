"""Gives Chinese text in simplified characters, one for one, so that offsets stay."""

from __future__ import annotations

from functools import cache

from monitor.text import fold


def simplify(text: str) -> str:
    """Write every traditional character that has one simplified form in that form."""
    return text if text.isascii() else text.translate(_table())


@cache
def _table() -> dict[int, str]:
    pairs = fold.simplified().items()
    return {ord(before): after for before, after in pairs if len(before) == len(after) == 1}
