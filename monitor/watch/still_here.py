"""A line a day to the operators: that the program works, and how it does; its silence is news too."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from monitor.alerts.clip import clip, flat
from monitor.gather.intervals import length
from monitor.store.daily import Day
from monitor.waiting import pause
from monitor.web.machine import Room

_LOOK = 20.0  # seconds between two looks at the clock
_SHOWN = 6  # sources in trouble
_SECOND = timedelta(seconds=1)
_LINE = 200  # units of what is wrong with a channel
_UNITS = ((10**9, "GB"), (10**6, "MB"), (10**3, "kB"))


class Store(Protocol):
    """Where the operators' chat is owed something."""

    async def tell(self, day: date, compose: Callable[[Day], str], now: datetime) -> None:
        """Owe the text of a day, where that was not done."""
        ...


class StillHere:
    """Sees to it for as long as the loops run; which day was told stands in the store."""

    def __init__(
        self,
        store: Store,
        *,
        at: time,
        zone: str,
        clock: Callable[[], datetime],
        room: Callable[[], Room | None],
        version: str,
        look: float = _LOOK,
    ) -> None:
        self._store = store
        self._at = at
        self._zone = ZoneInfo(zone)
        self._clock = clock
        self._room = room
        self._version = version
        self._look = look
        self._began = clock()
        self._seen: date | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Look at the clock until told to stop."""
        while not stop.is_set():
            await self.look(self._clock())
            await pause(stop, self._look)

    async def look(self, now: datetime) -> None:
        """Tell the day whose hour has come, once; the store knows whether that was done."""
        day = told_day(now, self._at, self._zone)
        if day == self._seen:
            return
        await self._store.tell(day, lambda found: self._text(found, day, now), now)
        self._seen = day

    def _text(self, found: Day, day: date, now: datetime) -> str:
        return text(
            found,
            day,
            version=self._version,
            running=timedelta(seconds=(now - self._began) // _SECOND),
            room=self._room(),
        )


def told_day(now: datetime, at: time, zone: ZoneInfo) -> date:
    """Return the newest day whose hour has come; an hour that the clock skips has come right after the skip."""
    local = now.astimezone(zone)
    return local.date() if local.time() >= at else local.date() - timedelta(days=1)


def text(day: Day, date_: date, *, version: str, running: timedelta, room: Room | None) -> str:
    """Say how the program does."""
    is_well = not (day.shut or day.dead)
    head = f"{'✅' if is_well else '⚠️'} Still here, {date_.isoformat()}."
    lines = [
        head,
        "",
        *(f"• Channel {channel} takes nothing: {clip(flat(why), _LINE)}" for channel, why in day.shut),
        f"• Sources: {_sources(day)}",
        f"• In 24 hours: {_many(day.documents, 'new document')}, {_many(day.told, 'alert')} told{_refused(day)}",
        f"• Waiting: {day.held} for a digest, {day.owed} to be sent now",
    ]
    if day.half is not None and day.nearly_all is not None:
        half, most = length(day.half), length(day.nearly_all)
        lines.append(f"• From published to told: half within {half}, 95 % within {most}")
    if room is not None:
        lines.append(f"• Store: {size(room.store)}; {size(room.free)} left on its disk")
    lines.append(f"• monitor {version}, running for {length(running)}")
    return "\n".join(lines)


def _sources(day: Day) -> str:
    well = f"{day.sources - len(day.troubled)} of {day.sources} can be read"
    if not day.troubled:
        return well
    named = ", ".join(f"{source} ({state})" for source, state in day.troubled[:_SHOWN])
    more = len(day.troubled) - _SHOWN
    return f"{well}; not {named}{f' and {more} more' if more > 0 else ''}"


def _refused(day: Day) -> str:
    return f", {day.dead} refused by their channel for good" if day.dead else ""


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def size(count: int) -> str:
    """Return a number of bytes as people say it."""
    for unit, name in _UNITS:
        if count >= unit:
            return f"{count / unit:.3g} {name}"
    return f"{count} B"
