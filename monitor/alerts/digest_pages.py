"""Lines packed into pages: as many whole lines as Telegram takes in a message."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.alerts import runs
from monitor.alerts.digest_words import DigestWords
from monitor.alerts.runs import Run

MAX_UNITS = 4096  # of a message
MAX_CAPTION = 1024  # of a picture's
MAX_ITEMS = 40  # of a message: Telegram takes 100 entities, and a topic and its links are some
MAX_URLS = 8_000  # bytes of a message: Telegram takes some 9,500 of entities

_NUMBERING = 100  # units kept free for the title and number of a page
GAP = Run("\n")  # before a heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a digest: a heading, a story, or what stands at its end."""

    runs: tuple[Run, ...]
    topic: str = ""  # the heading it stands under, to be repeated on another page
    is_item: bool = False

    @property
    def units(self) -> int:
        """What a reader sees of it."""
        return runs.length(self.runs) + 1

    @property
    def urls(self) -> int:
        """The bytes of the addresses behind it."""
        return sum(len(run.url.encode()) for run in self.runs)


def packed(lines: Sequence[Line], frame: DigestWords, *, head: tuple[Run, ...]) -> Iterator[tuple[Run, ...]]:
    """Yield pages: whole lines, as many as a message takes; a topic that goes on is named again."""
    page: list[Run] = list(head)
    room = _Room(units=runs.length(head))
    for place, line in enumerate(lines):
        # A heading stands with the first line beneath it.
        together = (line,) if line.is_item else (line, *lines[place + 1 : place + 2])
        if page and not room.takes(together):
            yield tuple(page)
            page = [Run(frame.continued.format(line.topic), tag="b")] if line.is_item else []
            room = _Room(units=runs.length(page))
        page += (Run("\n"), *line.runs) if page else (run for run in line.runs if run is not GAP)
        room.add(line)
    if page:
        yield tuple(page)


class _Room:
    """What a page still takes."""

    def __init__(self, *, units: int) -> None:
        self._units, self._urls, self._items = units + _NUMBERING, 0, 0

    def takes(self, lines: Sequence[Line]) -> bool:
        return (
            self._units + sum(line.units for line in lines) <= MAX_UNITS
            and self._urls + sum(line.urls for line in lines) <= MAX_URLS
            and self._items + len(lines) <= MAX_ITEMS
        )

    def add(self, line: Line) -> None:
        self._units += line.units
        self._urls += line.urls
        self._items += 1
