"""Collects what a file says, paragraph by paragraph, until there is enough of it."""

from __future__ import annotations

import re
from collections.abc import Iterable

MOST_CHARACTERS = 200_000  # of one file; the longest list of a ministry has half of that
CELL_SEPARATOR = " | "

# What no reader sees and no store takes: controls, half characters, what PDF readers put for a hyphen.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff\u200b\ufeff]")


class Paragraphs:
    """The paragraphs of one section, in a room that several may share."""

    def __init__(self, room: Room) -> None:
        self.texts: list[str] = []
        self._room = room

    @property
    def is_full(self) -> bool:
        """More was said than is taken."""
        return self._room.left < 0

    def add(self, text: str) -> None:
        """Take a text, each of its lines for a paragraph."""
        for line in text.split("\n"):
            self._add(one_line(line))

    def add_row(self, cells: Iterable[str]) -> None:
        """Take a row of a table for one paragraph."""
        self._add(CELL_SEPARATOR.join(cell for cell in map(one_line, cells) if cell))

    def _add(self, line: str) -> None:
        kept = line[: max(0, self._room.left)]
        self._room.left -= len(line)
        if kept:
            self.texts.append(kept)


class Room:
    """How many characters may still be taken."""

    def __init__(self, characters: int = MOST_CHARACTERS) -> None:
        self.left = characters

    @property
    def cut(self) -> str | None:
        """What was left out, in words; None where everything was taken."""
        return f"only the first {MOST_CHARACTERS:,} characters were read" if self.left < 0 else None


def one_line(text: str) -> str:
    """Return a text on one line, without what nobody sees."""
    return " ".join(_UNSEEN.sub("", text).split())
