"""Two days under the eyes of the strictest judge of feed readers, in the whole program, at the default interval.

The clock is simulated: it moves by whole minutes, to the next in which a source is due, which is then polled over HTTP.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from monitor import app, work
from monitor.config import settings
from monitor.store import database
from monitor.store.reports import Reports
from tests.acceptance.harness import Desk
from tests.fakes import Clock
from tests.farms import judge
from tests.farms.judge import SCENES, Criterion, Judge
from tests.farms.wire import Answer, Asked, Farm, Wire

_MINUTE = timedelta(minutes=1)
_TWO_DAYS = 48 * 60  # minutes
# A crash loop at 3:20, an upgrade at 10:00, and more of them at any time, two within the time of a Retry-After.
_RESTARTS = frozenset({200, 201, 600, 1_741, 2_520})


@dataclass(frozen=True, slots=True, kw_only=True)
class Court:
    """The judge in a farm of its own."""

    judge: Judge
    farm: Farm
    clock: Clock


@pytest.fixture
def court() -> Iterator[Court]:
    clock = Clock(now=judge.start())
    sitting = Judge(clock)
    with Farm({name: _before(sitting, name) for name in SCENES}) as farm:
        yield Court(judge=sitting, farm=farm, clock=clock)


def _before(sitting: Judge, name: str) -> Answer:
    async def answer(wire: Wire, asked: Asked) -> None:
        sitting.enter(name)
        try:
            reply = sitting.ask(name, asked.path, asked.headers)
            length = () if reply.status == 304 else (f"Content-Length: {len(reply.body)}",)
            await wire.head(*reply.headers, *length, status=f"{reply.status} Whatever")
            await wire.send(reply.body)
        finally:
            sitting.leave(name)

    return answer


async def test_two_days_of_polling_score_in_full(desk: Desk, court: Court) -> None:
    desk.settings(
        *(f"id: {name}, kind: feed, url: '{court.farm.url(name, '/feed.xml')}'" for name in SCENES),
        more="fetch: {contact: 'https://monitor.example/about', allow_private: ["
        + ", ".join(f"'{court.farm.host(name)}'" for name in SCENES)
        + "]}\n",
    )

    minute = 0
    while minute < _TWO_DAYS:
        minute = await _live(desk.folder, court.clock, minute)

    assert court.judge.faults() == {criterion: [] for criterion in Criterion}
    for name, scene in SCENES.items():
        visits = court.judge.visits(name)
        told = {edition.etag or edition.last_modified for visit in visits for edition in visit.told}
        if scene.max_age is None and not scene.refusals and not scene.renews:
            assert len(told) >= len(scene.editions) - 1, f"{name}: an edition of hours was never seen"


async def _live(folder: Path, clock: Clock, minute: int) -> int:
    """Run the program until the next restart; return the minute it fell in."""
    read = settings.load(folder / "monitor.yaml", {})
    async with app.build(read, environment={}, console=io.StringIO()) as built:
        parts = replace(built, clock=clock)
        stop = asyncio.Event()
        while minute < _TWO_DAYS:
            await work.once(parts, stop, wait=timedelta())
            ahead = range(minute + 1, _until(folder / "monitor.db", clock.now, minute) + 1)
            minute += next((step for step, one in enumerate(ahead, start=1) if one in _RESTARTS), len(ahead))
            clock.now = judge.start() + minute * _MINUTE
            if minute in _RESTARTS:
                break
    return minute


def _until(store: Path, now: datetime, minute: int) -> int:
    """Return the first minute after this one in which a source is due."""
    opened = database.open_to_read(store)
    due = min(source.next_due for source in Reports(opened).sources())
    opened.close()
    return min(minute + max(1, -(-(due - now) // _MINUTE)), _TWO_DAYS)
