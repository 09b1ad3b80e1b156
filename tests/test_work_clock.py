"""A wall clock that is set: while the program runs, and while it does not."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from time import monotonic

import pytest
from sqlalchemy import Connection

from monitor import work
from monitor.model import Fetched, Listed, Source
from monitor.reload.live import Live
from monitor.store import database
from monitor.store.notes import Notes
from tests import owing
from tests.fakes import NOW, Clock, FakeChannel, FakeReader, FakeRules, source
from tests.test_work import parts

YEAR = timedelta(days=365)


@pytest.fixture
def opened() -> Iterator[database.Database]:
    made = database.open_to_write(None)
    yield made
    made.close()


def owe(opened: database.Database, due_at: datetime) -> None:
    """Owe the console an alert that is to be tried again."""

    def tell(connection: Connection) -> None:
        owing.alert(connection, 1)
        owing.owe(connection, 1, channel="console", due_at=due_at)

    opened.run_now(tell)


async def test_one_that_was_set_back_while_nothing_ran_is_seen_at_the_start(
    opened: database.Database,
) -> None:
    channel = FakeChannel()
    await Notes(opened).beat(NOW + YEAR)
    owe(opened, NOW + YEAR)
    made = parts(opened, senders={"console": channel}, reader=FakeReader())

    await work.once(made, asyncio.Event(), wait=timedelta())

    assert channel.texts == ["Title 1"]


@pytest.mark.parametrize("ahead", [timedelta(minutes=20), YEAR], ids=["minutes", "a year"])
async def test_one_that_was_ahead_for_less_than_a_beat_before_a_kill_is_seen_at_the_start(
    opened: database.Database, ahead: timedelta
) -> None:
    polls: list[datetime] = []

    class Reader(FakeReader):
        async def entries(self, source: Source, fetched: Fetched, now: datetime) -> Listed:
            polls.append(now)
            return Listed()

    live = Live(rules=FakeRules(), sources={"s": source(id="s", every=timedelta(seconds=1))})
    await work.once(
        parts(opened, live=live, reader=Reader(), clock=Clock(NOW + ahead)), asyncio.Event(), wait=timedelta()
    )
    await Notes(opened).beat(NOW)
    clock = Clock(NOW)
    await work.once(parts(opened, live=live, reader=Reader(), clock=clock), asyncio.Event(), wait=timedelta())
    clock.move(timedelta(seconds=2))

    await work.once(parts(opened, live=live, reader=Reader(), clock=clock), asyncio.Event(), wait=timedelta())

    assert polls == [NOW + ahead, NOW + timedelta(seconds=2)]


async def test_one_that_is_set_back_while_it_runs_holds_up_neither_messages_nor_the_beat(
    opened: database.Database,
) -> None:
    stop, clock = asyncio.Event(), Clock(NOW + YEAR)
    channel = FakeChannel(before=stop.set)
    owe(opened, clock.now + timedelta(hours=1))
    made = parts(opened, senders={"console": channel}, reader=FakeReader(), clock=clock)
    asyncio.get_running_loop().call_later(1.5, clock.move, -YEAR - timedelta(seconds=1))

    await asyncio.wait_for(work.run(made, stop), timeout=20)

    assert channel.texts == ["Title 1"]
    beat = await Notes(opened).last_beat()
    assert beat is not None
    assert beat < NOW + YEAR


async def test_one_that_was_set_on_and_back_between_two_ticks_puts_no_source_out_of_reach(
    opened: database.Database,
) -> None:
    stop, polls = asyncio.Event(), []
    began, offset = monotonic(), [timedelta()]

    def clock() -> datetime:
        return NOW + timedelta(seconds=monotonic() - began) + offset[0]

    class Reader(FakeReader):
        async def entries(self, source: Source, fetched: Fetched, now: datetime) -> Listed:
            polls.append(now)
            if len(polls) == 1:
                offset[0] = timedelta(hours=1)
            elif len(polls) == 2:
                asyncio.get_running_loop().call_later(0.1, offset.__setitem__, 0, timedelta())
            elif now < NOW + timedelta(minutes=30):
                stop.set()
            return Listed()

    often = Live(rules=FakeRules(), sources={"s": source(id="s", every=timedelta(seconds=0.4))})

    await asyncio.wait_for(
        work.run(parts(opened, live=often, reader=Reader(), clock=clock), stop, tick=600), timeout=30
    )

    assert polls[1] > NOW + timedelta(minutes=30) > polls[-1]
