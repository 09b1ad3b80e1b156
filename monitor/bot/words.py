"""Answers in lines: text from anywhere becomes Telegram HTML in one message, escaped by the one function that does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.alerts.clip import clip
from monitor.alerts.runs import Run, clean, length, link, write

Line = Sequence[Run]

_MOST = 3_600  # units; Telegram takes 4,096
_MOST_ENTITIES = 90  # Telegram takes 100
_LONGEST = 300  # units of one text from outside


def plain(text: str) -> Run:
    """Return words of ours, or a short text from outside, as they are."""
    return Run(clip(_spaced(text), _MOST))


def bold(text: str) -> Run:
    """Return the same in bold."""
    return Run(clip(_spaced(text), _LONGEST), tag="b")


def linked(text: str, url: str | None) -> Run:
    """Return a text that leads to an address, if that may be linked."""
    return Run(clip(clean(text), _LONGEST) or "(no title)", url=link(url))


def line(*parts: Run | str) -> Line:
    """Return a line of runs and plain words."""
    return tuple(part if isinstance(part, Run) else plain(part) for part in parts)


def answer(lines: Iterable[Line | str]) -> str:
    """Return the HTML of as many lines as one message holds, and how many are left out."""
    every = [line(one) if isinstance(one, str) else one for one in lines]
    room, entities = _MOST, _MOST_ENTITIES
    shown: list[Run] = []
    for number, one in enumerate(every):
        room -= length(one) + 1
        entities -= sum(bool(run.tag) + bool(run.url) for run in one)
        if room < 0 or entities < 0:
            shown.append(Run(f"… and {len(every) - number} more lines"))
            break
        shown += [*one, Run("\n")]
    return write(shown).strip()


def moment(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return an instant for people: the time of today, else the day with it."""
    there, today = at.astimezone(zone), now.astimezone(zone)
    if there.date() == today.date():
        return f"{there:%H:%M}"
    return f"{there:%d %b %H:%M}" if there.year == today.year else f"{there:%d %b %Y}"


def _spaced(text: str) -> str:
    """Return the text cleaned, with the spaces at its ends, which stand between it and its neighbours."""
    middle = clean(text)
    if not middle:
        return " " if text else ""
    return f"{' ' * text[:1].isspace()}{middle}{' ' * text[-1:].isspace()}"
