import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from monitor import clock, work
from monitor.model import Fetched, Listed, Source
from monitor.reload.live import Live
from monitor.store import database
from tests.fakes import FakeReader, FakeRules, source
from tests.test_work import parts


@pytest.fixture
def opened() -> Iterator[database.Database]:
    made = database.open_to_write(None)
    yield made
    made.close()


async def test_what_is_due_between_two_ticks_does_not_wait_for_the_second(opened: database.Database) -> None:
    stop, polls = asyncio.Event(), []

    class Counting(FakeReader):
        async def entries(self, source: Source, fetched: Fetched, now: datetime) -> Listed:
            polls.append(now)
            if len(polls) == 3:
                stop.set()
            return Listed()

    often = Live(rules=FakeRules(), sources={"s": source(id="s", every=timedelta(seconds=0.2))})

    await asyncio.wait_for(
        work.run(parts(opened, live=often, reader=Counting(), clock=clock.now), stop, tick=600), timeout=30
    )

    assert all(after - before >= timedelta(seconds=0.2) for before, after in pairwise(polls))
