"""What a parser of a source gives: entries with their bytes, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from monitor.model import Entry

MAX_ENTRIES = 2_000  # of one poll; a feed of news has some dozens
LONGEST_HINT = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawEntry:
    """An entry and the bytes it was read from, in UTF-8."""

    entry: Entry
    raw: bytes

    @property
    def is_blank(self) -> bool:
        """There is nothing in it to read."""
        return not (self.entry.title or self.entry.body.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """Everything found in the bytes of one poll, before any of it is a document."""

    entries: tuple[RawEntry, ...]
    problems: tuple[str, ...] = ()  # one line each
    not_before: timedelta | None = None  # the feed's own hint
