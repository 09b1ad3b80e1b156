"""The tick: the one clockwork of the running program. What is due stands in the store, never here."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta, tzinfo
from time import monotonic
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

SECONDS = 1.0  # between two ticks


async def run(tick: Callable[[], Awaitable[None]], stop: asyncio.Event, *, seconds: float = SECONDS) -> None:
    """Call `tick` at once and then every `seconds` until `stop` is set; what a tick raises is raised here."""
    failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def guarded() -> None:
        # APScheduler logs what a job raises and goes on; a store that is gone must end the program instead.
        try:
            await tick()
        except asyncio.CancelledError:
            pass  # the program ends in the middle of a tick; it would be logged as a job that failed
        except Exception as error:  # noqa: BLE001  it is raised again below
            if not failed.done():
                failed.set_exception(error)

    # Its defaults drop a run that is a second late (misfire_grace_time=1); ours is late rather than lost.
    zone = _Steady()
    scheduler = AsyncIOScheduler(
        timezone=zone, job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
    )
    scheduler.add_job(guarded, _Every(timedelta(seconds=seconds)), next_run_time=datetime.now(zone))
    scheduler.start()
    stopped = asyncio.create_task(stop.wait())
    waited: set[asyncio.Future[Any]] = {stopped, failed}
    try:
        await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
    finally:
        # wait=True would cancel a running tick (apscheduler 3.11, executors/asyncio.py); it is short anyway.
        scheduler.shutdown(wait=False)
        stopped.cancel()
    if failed.done():
        failed.result()


class _Steady(tzinfo):
    """A zone whose `now` goes with the steady clock.

    APScheduler asks the wall clock alone: set back by a day it would not tick for a day, and set on by a year it would
    first work out thirty million ticks that were missed.
    """

    def __init__(self) -> None:
        self._began = datetime.now(UTC).replace(tzinfo=self)
        self._from = monotonic()

    def fromutc(self, _asked: datetime, /) -> datetime:
        """Return now, whatever instant is asked for: nobody asks for another."""
        return self._began + timedelta(seconds=monotonic() - self._from)

    def utcoffset(self, _at: datetime | None, /) -> timedelta:
        return timedelta()

    def dst(self, _at: datetime | None, /) -> timedelta:
        return timedelta()

    def tzname(self, _at: datetime | None, /) -> str:
        return "steady"


class _Every(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """A time after the last one; APScheduler's own works zones out, and would ask ours for other instants."""

    def __init__(self, length: timedelta) -> None:
        self._length = length

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        return (previous_fire_time or now) + self._length
