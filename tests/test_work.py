import asyncio
from datetime import timedelta
from typing import Any

import pytest

from monitor import work
from monitor.errors import FetchError, StoreError
from monitor.model import BacklogRule, Fetched, NotSent, Refused, Suspended
from monitor.store import database
from monitor.store.decisions import Decisions
from monitor.store.deliveries import Deliveries
from monitor.store.notes import Notes
from monitor.store.sources import Sources
from tests.fakes import (
    NOW,
    Clock,
    FakeChannel,
    FakeFetcher,
    FakeReader,
    FakeRules,
    console,
    item,
    render,
    source,
)


def parts(opened: database.Database, **changes: Any) -> work.Parts:
    made = {
        "sources": {"miit": source(backlog=BacklogRule.ALL)},
        "rules": FakeRules(),
        "rule_problems": (),
        "channels": (console(),),
        "senders": {"console": FakeChannel()},
        "fetcher": FakeFetcher(),
        "reader": FakeReader(items=(item("a"),)),
        "source_store": Sources(opened),
        "decisions": Decisions(opened),
        "outbox": Deliveries(opened),
        "notes": Notes(opened),
        "render": render,
        "clock": Clock(),
    }
    return work.Parts(**{**made, **changes})


@pytest.fixture
def opened() -> Any:
    made = database.open_to_write(None)
    yield made
    made.close()


async def test_one_pass_says_which_source_failed(opened: database.Database) -> None:
    fetcher = FakeFetcher({"miit": FetchError("HTTP 500")})

    report = await work.once(parts(opened, fetcher=fetcher), asyncio.Event(), wait=timedelta())

    assert report == work.Report(failures=("source miit: HTTP 500",), pending=())


async def test_one_pass_says_which_delivery_was_refused_and_goes_on(opened: database.Database) -> None:
    channel = FakeChannel(outcomes=[Refused(detail="too long")])
    reader = FakeReader(items=(item("a"), item("b")))

    report = await work.once(
        parts(opened, senders={"console": channel}, reader=reader), asyncio.Event(), wait=timedelta()
    )

    assert report.failures == ("channel console: delivery 1 was refused: too long",)
    assert channel.texts == ["Title a"]


async def test_one_pass_says_what_an_operator_must_mend(opened: database.Database) -> None:
    channel = FakeChannel(outcomes=[Suspended(detail="the bot is not in the channel")])

    report = await work.once(
        parts(opened, senders={"console": channel}), asyncio.Event(), wait=timedelta(seconds=60)
    )

    assert report.failures == (
        "channel console: the bot is not in the channel; nothing is lost, mend it and run again",
    )


async def test_one_pass_leaves_what_takes_too_long(opened: database.Database) -> None:
    channel = FakeChannel(outcomes=[NotSent(detail="no route")])

    report = await work.once(
        parts(opened, senders={"console": channel}), asyncio.Event(), wait=timedelta(seconds=1)
    )

    assert report.failures == ()
    assert report.pending == (
        "channel console: deliveries are still pending (no route); the next run goes on with them",
    )


async def test_running_polls_decides_and_tells_until_told_to_stop(opened: database.Database) -> None:
    stop = asyncio.Event()
    channel = FakeChannel(before=stop.set)

    await asyncio.wait_for(work.run(parts(opened, senders={"console": channel}), stop), timeout=20)

    assert channel.texts == ["Title a"]
    assert await Notes(opened).last_beat() == NOW


async def test_a_store_that_is_gone_ends_the_program(opened: database.Database) -> None:
    class Gone(Decisions):
        async def record(self, decision: Any) -> None:
            raise StoreError("the disk is full")

    with pytest.raises(StoreError, match="disk is full"):
        await asyncio.wait_for(work.run(parts(opened, decisions=Gone(opened)), asyncio.Event()), timeout=20)


async def test_a_clock_that_was_set_back_does_not_put_sources_out_of_reach(opened: database.Database) -> None:
    """Due times written while the clock stood a year ahead are pulled back when it is right again."""
    clock = Clock(NOW + timedelta(days=365))
    stop = asyncio.Event()
    polls = 0

    class Fetcher(FakeFetcher):
        async def fetch(self, polled: Any, state: Any) -> Fetched:
            nonlocal polls
            polls += 1
            clock.now = NOW
            asyncio.get_running_loop().call_later(2.5, clock.move, timedelta(days=7, seconds=1))
            if polls == 2:
                stop.set()
            return Fetched()

    await asyncio.wait_for(work.run(parts(opened, fetcher=Fetcher(), clock=clock), stop), timeout=20)

    assert polls == 2


async def test_a_hung_poll_does_not_keep_the_program_from_ending(
    opened: database.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "_GRACE", 0.1)
    stop = asyncio.Event()

    class Hung(FakeFetcher):
        async def fetch(self, polled: Any, state: Any) -> Fetched:
            stop.set()
            await asyncio.sleep(3600)
            return Fetched()

    await asyncio.wait_for(work.run(parts(opened, fetcher=Hung()), stop), timeout=20)
