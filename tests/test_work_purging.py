"""Retention in the running program: passes of small steps, once an hour, beside everything else."""

import asyncio
from datetime import timedelta

from monitor import work
from monitor.model import NOTHING_PURGED, Purged, Retention
from monitor.store import retention
from monitor.store.database import Database
from monitor.store.retention import Purge
from monitor.work.purging import Purger, run_due
from tests.fakes import NOW, Clock, FakeFetcher, document
from tests.store.filling import new_version, poll
from tests.test_work import opened, parts

__all__ = ["opened"]  # the fixture

LATER = Clock(NOW + timedelta(days=15))


class Small(Purge):
    """Lets go of one version a step, and says stop at the second if told to."""

    def __init__(self, database: Database, stop: asyncio.Event | None = None) -> None:
        super().__init__(database, Retention())
        self.steps = 0
        self._stop = stop

    async def step(self, now: object) -> Purged:
        self.steps += 1
        if self._stop is not None and self.steps == 2:
            self._stop.set()
        return Purged(raw=1) if self.steps <= 3 else NOTHING_PURGED


async def test_a_pass_goes_on_until_no_more_is_too_old(opened: Database) -> None:
    purge = Small(opened)

    purged = await run_due(purge, LATER, asyncio.Event(), breath=0.0)

    assert (purged, purge.steps) == (Purged(raw=3), 4)
    assert await run_due(purge, LATER, asyncio.Event(), breath=0.0) is None, "it has just been"


async def test_a_pass_that_is_broken_off_says_what_it_did(opened: Database) -> None:
    stop = asyncio.Event()

    await Purger(Small(opened, stop), LATER).run(stop)

    last = retention.last(opened)
    assert last is not None
    assert last.purged == Purged(raw=2)


async def test_a_running_program_lets_go_and_ends_when_told_to(opened: Database) -> None:
    await poll(opened, new_version("a", document()))
    stop, clock = asyncio.Event(), Clock(NOW)
    made = parts(opened, clock=clock, fetcher=FakeFetcher(), purge=Small(opened, stop))

    await asyncio.wait_for(work.run(made, stop), timeout=20)

    assert retention.last(opened) is not None


async def test_one_pass_lets_go_too(opened: Database) -> None:
    made = parts(opened, purge=Purge(opened, Retention()))

    await work.once(made, asyncio.Event(), wait=timedelta())

    last = retention.last(opened)
    assert last is not None
    assert last.ended_at == NOW
