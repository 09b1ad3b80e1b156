import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, delete, select, update

from monitor import work
from monitor.errors import FetchError, StoreError, Trouble
from monitor.model import (
    Ask,
    BacklogRule,
    ChannelConfig,
    ChannelKind,
    Claim,
    Fetched,
    Listed,
    NotModified,
    NotSent,
    Outcome,
    Refused,
    Source,
    Suspended,
)
from monitor.parts import Ops, Parts
from monitor.reload.live import Live
from monitor.store import database, schema
from monitor.store.decisions import Decisions
from monitor.store.deliveries import Deliveries
from monitor.store.notes import Notes
from monitor.store.notices import CHANNEL, Notices
from monitor.store.source_notices import SourceNotices
from monitor.store.sources import Sources
from monitor.work import passing, running
from tests.fakes import (
    NOW,
    Clock,
    FakeChannel,
    FakeFetcher,
    FakeReader,
    FakeRules,
    NoEdits,
    Titles,
    console,
    item,
    source,
)

OPS = ChannelConfig(id=CHANNEL, kind=ChannelKind.TELEGRAM, chat="@ops")


def parts(opened: database.Database, **changes: Any) -> Parts:
    made = {
        "live": Live(rules=FakeRules(), sources={"miit": source(backlog=BacklogRule.ALL)}),
        "rule_problems": (),
        "channels": (console(),),
        "senders": {"console": FakeChannel()},
        "fetcher": FakeFetcher(),
        "reader": FakeReader(items=(item("a"),)),
        "source_store": Sources(opened),
        "source_notices": SourceNotices(opened, Notices(opened, has_chat=True)),
        "decisions": Decisions(opened),
        "outbox": Deliveries(opened),
        "notices": Notices(opened, has_chat=True),
        "ops": None,
        "notes": Notes(opened),
        "reloading": NoEdits(),
        "showing": Titles(Deliveries(opened)),
        "clock": Clock(),
    }
    return Parts(**{**made, **changes})


@pytest.fixture
def opened() -> Any:
    made = database.open_to_write(None)
    yield made
    made.close()


async def test_one_pass_says_which_source_failed(opened: database.Database) -> None:
    fetcher = FakeFetcher({source().location: FetchError("HTTP 500")})

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


async def test_what_this_machine_could_not_take_is_a_failure(opened: database.Database) -> None:
    channel = FakeChannel(outcomes=[NotSent(detail="no route")])

    report = await work.once(
        parts(opened, senders={"console": channel}), asyncio.Event(), wait=timedelta(seconds=1)
    )

    assert report.pending == ()
    assert report.failures == (
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
        async def decide(self, *args: Any) -> Any:
            raise StoreError("the disk is full")

    with pytest.raises(StoreError, match="disk is full"):
        await asyncio.wait_for(work.run(parts(opened, decisions=Gone(opened)), asyncio.Event()), timeout=20)


async def test_a_clock_that_was_set_back_does_not_put_sources_out_of_reach(opened: database.Database) -> None:
    """What was due by a clock that stood a year ahead is due within an interval when it is right again."""
    clock = Clock(NOW + timedelta(days=365))
    stop = asyncio.Event()
    polls = 0

    class Fetcher(FakeFetcher):
        async def ask(self, ask: Ask, *, session: object = None) -> Fetched | NotModified:
            nonlocal polls
            polls += 1
            clock.now = NOW
            asyncio.get_running_loop().call_later(2.5, clock.move, source().every)
            if polls == 2:
                stop.set()
            return Fetched()

    await asyncio.wait_for(work.run(parts(opened, fetcher=Fetcher(), clock=clock), stop), timeout=20)

    assert polls == 2


async def test_a_hung_poll_does_not_keep_the_program_from_ending(
    opened: database.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "GRACE", 0.1)
    stop = asyncio.Event()

    class Hung(FakeFetcher):
        async def ask(self, ask: Ask, *, session: object = None) -> Fetched | NotModified:
            stop.set()
            await asyncio.sleep(3600)
            return Fetched()

    await asyncio.wait_for(work.run(parts(opened, fetcher=Hung()), stop), timeout=20)


class Told(asyncio.Event):
    """Set when something stands in a channel; a test waits for it."""

    def channel(self, *outcomes: Outcome) -> FakeChannel:
        return FakeChannel(before=self.set, outcomes=list(outcomes))


async def test_operators_are_told_while_it_runs(opened: database.Database) -> None:
    stop, told = asyncio.Event(), Told()
    chat = told.channel()
    clock = Clock()
    made = parts(opened, ops=Ops(channel=OPS, sender=chat), clock=clock)
    task = asyncio.create_task(work.run(made, stop))

    await Notices(opened, has_chat=True).tell("rules", "a < b", NOW)
    async with asyncio.timeout(20):
        await told.wait()
    stop.set()
    await task

    assert chat.texts == ["a &lt; b"]


async def test_one_pass_tells_operators_and_says_where_it_cannot(opened: database.Database) -> None:
    chat = FakeChannel(outcomes=[Suspended(detail="the bot may not post")])
    await Notices(opened, has_chat=True).tell("rules", "bad", NOW)

    report = await work.once(
        parts(opened, ops=Ops(channel=OPS, sender=chat)), asyncio.Event(), wait=timedelta()
    )

    assert report.failures == (
        "channel ops chat: the bot may not post; nothing is lost, mend it and run again",
    )
    assert (await Notices(opened, has_chat=True).report()).pending == 1


async def test_operators_are_owed_word_of_a_channel_that_shuts(opened: database.Database) -> None:
    shut = FakeChannel(outcomes=[Suspended(detail="the bot was kicked")])

    await work.once(parts(opened, senders={"console": shut}), asyncio.Event(), wait=timedelta())

    notices = Notices(opened, has_chat=True)
    owed = await notices.next_delivery(CHANNEL)
    assert owed is not None
    assert (await notices.text(owed.id)).startswith("⛔ Channel console is suspended: the bot was kicked.")


async def test_a_version_that_another_program_put_back_is_decided_within_seconds(
    opened: database.Database,
) -> None:
    stop, told = asyncio.Event(), Told()
    task = asyncio.create_task(work.run(parts(opened, senders={"console": told.channel()}), stop))
    async with asyncio.timeout(20):
        await told.wait()

    def put_back(connection: Connection) -> None:
        connection.execute(delete(schema.verdict))
        connection.execute(update(schema.version).values(decided_at=None))

    await opened.run(put_back)
    decisions = Decisions(opened)
    async with asyncio.timeout(10):
        while await decisions.waits():
            await opened.run(lambda connection: None)
    stop.set()
    await task

    assert not await decisions.waits()


async def test_an_edit_is_what_the_next_poll_goes_by(opened: database.Database) -> None:
    stop, polled = asyncio.Event(), asyncio.Event()
    live = Live(rules=FakeRules(word="nothing"), sources={"miit": source(every=timedelta(seconds=1))})

    class Fetcher(FakeFetcher):
        async def ask(self, ask: Ask, *, session: object = None) -> Fetched | NotModified:
            polled.set()
            live.rules = FakeRules(hash="edited")
            return await super().ask(ask)

    clock = Clock()
    task = asyncio.create_task(work.run(parts(opened, live=live, fetcher=Fetcher(), clock=clock), stop))
    async with asyncio.timeout(20):
        await polled.wait()
    stop.set()
    await task

    hashes = opened.run_now(
        lambda connection: list(connection.execute(select(schema.version.c.rules_hash)).scalars())
    )
    assert hashes == ["h"], "a poll ends with the rules it began with"


async def test_a_claimed_source_that_an_edit_takes_away_is_not_polled(opened: database.Database) -> None:
    live = Live(rules=FakeRules(), sources={"miit": source(backlog=BacklogRule.ALL)})
    fetcher = FakeFetcher()

    class Edited(Sources):
        async def claim_due(
            self, now: datetime, *, limit: int, lease: timedelta, due_by: datetime | None = None
        ) -> tuple[Claim, ...]:
            claims = await super().claim_due(now, limit=limit, lease=lease, due_by=due_by)
            live.sources = {}
            return claims

    made = parts(opened, live=live, fetcher=fetcher, source_store=Edited(opened))

    report = await work.once(made, asyncio.Event(), wait=timedelta())

    assert (report, fetcher.asked) == (work.Report(), [])


async def test_reloading_that_cannot_go_on_ends_the_program(opened: database.Database) -> None:
    class Gone:
        async def run(self, stop: asyncio.Event) -> None:
            raise StoreError("the disk is full")

    with pytest.raises(StoreError, match="disk is full"):
        await asyncio.wait_for(work.run(parts(opened, reloading=Gone()), asyncio.Event()), timeout=20)


async def test_what_is_due_is_claimed_as_polls_end_and_not_by_the_second(
    opened: database.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "POLLS", 2)
    monkeypatch.setattr(running, "_FEED", 1)
    stop, fetcher = asyncio.Event(), FakeFetcher()

    class Counting(FakeReader):
        async def entries(self, source: Source, fetched: Fetched, now: datetime) -> Listed:
            if len(fetcher.asked) == 100:
                stop.set()
            return Listed()

    folders = {
        f"s{n}": source(id=f"s{n}", location=f"https://h{n}/", demo=True, every=timedelta(hours=1))
        for n in range(100)
    }
    live = Live(rules=FakeRules(), sources=folders)
    made = parts(opened, live=live, fetcher=fetcher, reader=Counting())

    await asyncio.wait_for(work.run(made, stop), timeout=20)

    assert len(set(fetcher.urls)) == 100


def failing_parts(opened: database.Database, chat: FakeChannel, clock: Clock) -> Parts:
    fetcher = FakeFetcher({source().location: FetchError("certificate refused", trouble=Trouble.TLS)})
    return parts(opened, ops=Ops(channel=OPS, sender=chat), clock=clock, fetcher=fetcher)


async def test_one_pass_tells_operators_which_source_fails(opened: database.Database) -> None:
    chat = FakeChannel()

    await work.once(failing_parts(opened, chat, Clock()), asyncio.Event(), wait=timedelta())

    (text,) = chat.texts
    assert "Source miit cannot be read: tls." in text
    assert "certificate refused" in text


async def test_operators_are_told_of_a_source_while_it_runs(opened: database.Database) -> None:
    stop, told, clock = asyncio.Event(), Told(), Clock()
    chat = told.channel()
    task = asyncio.create_task(work.run(failing_parts(opened, chat, clock), stop))

    async with asyncio.timeout(20):
        while not told.is_set():
            # Within the moment in which it waits for others, and then beyond it.
            clock.move(timedelta(seconds=5))
            await asyncio.wait({asyncio.create_task(told.wait())}, timeout=0.5)
    stop.set()
    await task

    assert len(chat.texts) == 1


async def test_a_pass_that_is_broken_off_leaves_no_poll_behind(
    opened: database.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passing, "GRACE", 0.05)
    stop = asyncio.Event()

    class Hung(FakeFetcher):
        async def ask(self, ask: Ask, *, session: object = None) -> Fetched | NotModified:
            stop.set()
            await asyncio.sleep(3600)
            return Fetched()

    report = await work.once(parts(opened, fetcher=Hung()), stop, wait=timedelta())

    assert report.failures == ("told to stop before it was done; the next run goes on",)
    assert not [one for one in asyncio.all_tasks() if one is not asyncio.current_task()]
