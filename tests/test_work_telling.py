"""The running program and its channels: readers who come and go, digests at their hour, lines of progress."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import structlog

from monitor import work
from monitor.model import (
    Cap,
    ChannelConfig,
    ChannelKind,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Pace,
    Suspended,
)
from monitor.parts import Parts, channels, lanes
from monitor.store import database, subscriptions
from monitor.work.progress import Progress
from tests import owing
from tests.fakes import NOW, FakeChannel
from tests.test_work import parts

READER = ChannelConfig(id="chat:7", kind=ChannelKind.TELEGRAM, chat="7")


@pytest.fixture
def opened() -> Iterator[database.Database]:
    made = database.open_to_write(None)
    yield made
    made.close()


@dataclass(slots=True)
class FakeReaders:
    """Private chats that subscribe and leave as a test says."""

    opened: database.Database
    now: tuple[ChannelConfig, ...] = ()
    ended: list[str] = field(default_factory=list)
    has_ended: asyncio.Event = field(default_factory=asyncio.Event)

    async def channels(self) -> tuple[ChannelConfig, ...]:
        return self.now

    async def end(self, channel: str) -> int:
        self.ended.append(channel)
        self.now = ()
        self.has_ended.set()
        return await self.opened.run(lambda connection: subscriptions.end(connection, channel))


@dataclass(slots=True)
class FakeSummaries:
    """Owes the console a digest once."""

    opened: database.Database
    asked: list[str] = field(default_factory=list)

    async def make_due(self, channels: Sequence[ChannelConfig], now: datetime) -> int:
        self.asked.append(channels[0].id)
        if len(self.asked) > 1:
            return 0
        await self.opened.run(
            lambda connection: owing.owe(
                connection, None, channel="console", kind=DeliveryKind.DIGEST, step="d", parts='["a digest"]'
            )
        )
        return 1


def telling(opened: database.Database, readers: FakeReaders, sender: FakeChannel, **more: Any) -> Parts:
    return parts(opened, readers=readers, reader_sender=lambda _channel: sender, **more)


async def test_a_reader_who_subscribes_while_it_runs_gets_a_lane_and_loses_it_by_leaving(
    opened: database.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.work.running._LOOK", 0.01)
    readers, stop = FakeReaders(opened), asyncio.Event()
    sender = FakeChannel(outcomes=[Suspended(detail="blocked", left=True)])
    running = asyncio.create_task(work.run(telling(opened, readers, sender), stop))
    await opened.run(lambda connection: owing.owe(connection, None, channel="chat:7", parts='["hello"]'))

    readers.now = (READER,)
    await asyncio.wait_for(readers.has_ended.wait(), timeout=20)
    stop.set()
    await running

    assert readers.ended == ["chat:7"]
    assert [post.text for _, post, _ in sender.posts] == ["hello"]


async def test_one_pass_tells_readers_and_digests_too(opened: database.Database) -> None:
    sender, console, summaries = FakeChannel(), FakeChannel(), FakeSummaries(opened)
    made = telling(
        opened, FakeReaders(opened, (READER,)), sender, senders={"console": console}, summaries=summaries
    )
    await opened.run(lambda connection: owing.owe(connection, None, channel="chat:7", parts='["hello"]'))

    await work.once(made, asyncio.Event(), wait=timedelta())

    assert sorted(sender.texts) == ["Title a", "hello"]
    assert "a digest" in console.texts
    assert summaries.asked == ["console"]
    assert [channel.id for channel in await channels(made)] == ["console", "chat:7"]


async def test_a_running_program_asks_for_digests_and_tells_them(opened: database.Database) -> None:
    stop, console, summaries = asyncio.Event(), FakeChannel(), FakeSummaries(opened)

    def stop_at_the_digest() -> None:
        if console.posts[-1][1].text == "a digest":
            stop.set()

    console.before = stop_at_the_digest
    made = parts(opened, senders={"console": console}, summaries=summaries)

    await asyncio.wait_for(work.run(made, stop), timeout=20)

    assert "a digest" in console.texts


async def test_topics_of_one_chat_share_a_gate_and_other_channels_do_not(opened: database.Database) -> None:
    def telegram(name: str, chat: str) -> ChannelConfig:
        return ChannelConfig(id=name, kind=ChannelKind.TELEGRAM, chat=chat)

    made = parts(
        opened,
        channels=(telegram("a", "@x"), telegram("b", "@x"), telegram("c", "@y")),
        senders={name: FakeChannel() for name in "abc"},
    )

    first, second, third = lanes(made)

    assert first.gate is second.gate
    assert first.gate is not third.gate
    assert (first.peers, third.peers) == (("a", "b"), ("c",))


_PACE = Pace()


class Lines:
    """How much is owed, and what the log says of it."""

    def __init__(self, pace: Pace | None = _PACE) -> None:
        self.owed = 0
        self.seconds = 0.0
        channel = ChannelConfig(id="desk", kind=ChannelKind.TELEGRAM, pace=pace)
        self.progress = Progress(channel, self._owed, steady=lambda: self.seconds)

    async def _owed(self, channel: str, now: datetime) -> int:
        return self.owed

    async def after(self, seconds: float, owed: int, *, sent: int = 1) -> list[dict[str, Any]]:
        """Return the lines of so many sends, the last of them so much later."""
        self.owed = owed
        done = Delivery(id=1, channel="desk", state=DeliveryState.SENT, due_at=NOW)
        with structlog.testing.capture_logs() as lines:
            for _ in range(sent - 1):
                await self.progress.note(done, NOW)
            self.seconds += seconds
            await self.progress.note(done if owed else None, NOW)
        return [dict(line) for line in lines]


async def test_much_to_tell_gets_a_line_every_ten_seconds_until_it_is_told() -> None:
    lines = Lines()

    quiet = await lines.after(9, 500, sent=9)
    first = await lines.after(1, 490)
    nearly = await lines.after(10, 5, sent=10)
    last = await lines.after(1, 0)
    over = await lines.after(20, 0)

    assert (quiet, over) == ([], [])
    shown = [(line["sent"], line["owed"], line.get("done_about")) for line in first + nearly + last]
    assert shown == [
        (10, 490, (NOW + timedelta(minutes=24.5)).isoformat()),
        (20, 5, (NOW + timedelta(seconds=15)).isoformat()),
        (20, 0, None),
    ]


async def test_little_to_tell_gets_no_line() -> None:
    assert await Lines().after(30, 19) == []


async def test_without_a_pace_nobody_knows_when_it_is_done() -> None:
    (line,) = await Lines(pace=None).after(30, 100)

    assert "done_about" not in line


async def test_what_a_cap_holds_back_is_asked_before_anything_is_picked(opened: database.Database) -> None:
    held: list[str] = []

    async def hold_back(channel: ChannelConfig, now: datetime) -> None:
        held.append(channel.id)

    capped = replace(parts(opened).channels[0], cap=Cap(count=1))
    await work.once(parts(opened, channels=(capped,), hold_back=hold_back), asyncio.Event(), wait=timedelta())

    assert held
