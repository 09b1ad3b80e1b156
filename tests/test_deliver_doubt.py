"""Lost answers, crashes, chats that several channels lead to, readers who leave."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from monitor import deliver
from monitor.model import (
    Absent,
    Ambiguous,
    Blind,
    ChannelConfig,
    ChannelKind,
    DeliveryState,
    Migrated,
    NotSent,
    Outcome,
    Sent,
    Suspended,
    Unseen,
)
from monitor.store import database
from tests import owing
from tests.desks import EDIT, SEND, Desk, FakeLookout
from tests.fakes import NOW, FakeChannel


@pytest.fixture
def opened() -> Iterator[database.Database]:
    made = database.open_to_write(None)
    yield made
    made.close()


async def test_a_lost_answer_is_looked_for_and_found(opened: database.Database) -> None:
    lookout = FakeLookout([Sent(message_id=9)])
    desk = Desk(opened, FakeChannel(outcomes=[Ambiguous(detail="cut off")]), lookout=lookout)
    await desk.owe((1, SEND, 0), (2, SEND, 0))

    uncertain = await desk.next()
    assert uncertain.state is DeliveryState.UNCERTAIN
    assert await deliver.deliver_next(desk.lane, desk.clock) == NOW + timedelta(seconds=30), "all wait for it"
    ends = await desk.drain()

    assert lookout.looks == [("send 1 r0", 0, "@desk")]
    assert [(end.id, end.sent_ids, end.repeats) for end in ends] == [(1, (9,), 0), (2, (1,), 0)]
    assert desk.channel.texts == ["send 2 r0"]


async def test_what_is_looked_for_and_absent_goes_again_at_once_and_is_no_repeat(
    opened: database.Database,
) -> None:
    lookout = FakeLookout(
        [Unseen(last_id=4), NotSent(detail="429", retry_after=timedelta(seconds=7)), Absent(last_id=6)]
    )
    desk = Desk(opened, FakeChannel(outcomes=[Ambiguous(detail="cut off")]), lookout=lookout)
    (first,) = await desk.owe((1, SEND, 0))

    ends = await desk.drain()

    assert [after for _, after, _ in lookout.looks] == [0, 4, 4]
    assert desk.channel.texts == ["send 1 r0"]
    assert (ends[-1].state, ends[-1].repeats) == (DeliveryState.SENT, 0)
    assert (await owing.row(opened, first))["base_id"] is None
    traffic = await desk.store.traffic("desk", peers=(), chat="@desk", since=NOW)
    assert traffic.last_id == 6, "how far the ids have come is known by now"


async def test_where_nobody_can_look_it_is_sent_again_and_counted(opened: database.Database) -> None:
    lookout = FakeLookout([Blind(detail="protected")])
    desk = Desk(opened, FakeChannel(outcomes=[Ambiguous(detail="cut off")]), lookout=lookout)
    await desk.owe((1, SEND, 0))

    ends = await desk.drain()

    assert (ends[-1].state, ends[-1].repeats) == (DeliveryState.SENT, 1)


async def test_into_a_private_chat_nobody_looks(opened: database.Database) -> None:
    private = ChannelConfig(id="desk", kind=ChannelKind.TELEGRAM, chat="77")
    lookout = FakeLookout()
    desk = Desk(opened, FakeChannel(outcomes=[Ambiguous(detail="cut off")]), lookout=lookout, of=private)
    await desk.owe((1, SEND, 0))

    ends = await desk.drain()

    assert (ends[-1].repeats, lookout.looks) == (1, [])


async def test_an_edit_whose_answer_was_lost_is_made_again_and_is_no_repeat(
    opened: database.Database,
) -> None:
    channel = FakeChannel(outcomes=[Sent(message_id=1), Ambiguous(detail="cut off")])
    desk = Desk(opened, channel, lookout=FakeLookout())
    await desk.owe((1, SEND, 0), (1, EDIT, 1))

    ends = await desk.drain()

    assert (ends[-1].state, ends[-1].repeats) == (DeliveryState.SENT, 0)
    assert channel.texts == ["edit 1 r1"]


async def test_after_a_crash_what_can_be_looked_for_settles_first(opened: database.Database) -> None:
    desk = Desk(opened, lookout=FakeLookout([Sent(message_id=3)]))
    seen, unseen = await desk.owe((1, SEND, 0), (2, SEND, 0), state=DeliveryState.SENDING, parts='["x"]')
    await opened.run(lambda connection: owing.change(connection, seen, base_id=2))

    assert await desk.store.recover(NOW, settling=timedelta(seconds=30)) == 2

    assert (await owing.row(opened, seen))["due_at"] == NOW + timedelta(seconds=30)
    assert (await owing.row(opened, unseen))["due_at"] == NOW
    assert [end.id for end in await desk.drain()] == [seen, unseen]


async def test_two_channels_of_one_chat_share_pace_pause_and_doubt(opened: database.Database) -> None:
    peers = ("desk", "topic")
    topic = ChannelConfig(id="topic", kind=ChannelKind.TELEGRAM, chat="@desk", thread=4)
    pause = timedelta(seconds=40)
    outcomes: list[Outcome] = [NotSent(detail="429", retry_after=pause), Ambiguous(detail="cut off")]
    lookout = FakeLookout([Sent(message_id=1)])
    desk = Desk(opened, FakeChannel(outcomes=outcomes), lookout=lookout, peers=peers)
    other = Desk(opened, channel=FakeChannel(), lookout=lookout, peers=peers, of=topic)
    await desk.owe((1, SEND, 0))
    await opened.run(lambda connection: owing.owe(connection, 1, channel="topic"))

    await desk.next()
    assert await deliver.deliver_next(other.lane, other.clock) == NOW + pause, "the chat is paused"
    desk.clock.now = other.clock.now = NOW + pause
    await desk.next()
    assert await deliver.deliver_next(other.lane, other.clock) == other.clock.now + timedelta(seconds=1)
    await desk.drain()
    other.clock.now = desk.clock.now
    assert len(await other.drain()) == 1


async def test_who_has_left_is_let_go_of(opened: database.Database) -> None:
    left: list[bool] = []

    async def leave() -> None:
        left.append(True)

    channel = FakeChannel(outcomes=[Suspended(detail="blocked", left=True)])
    desk = Desk(opened, channel, leave=leave)
    await desk.owe((1, SEND, 0))

    await desk.next()

    assert left == [True]
    assert (await desk.store.channel_state("desk")).suspended is None


async def test_the_ids_of_a_chat_that_moved_are_its_own(opened: database.Database) -> None:
    channel = FakeChannel(outcomes=[Sent(message_id=50), Migrated(chat="-1009"), Sent(message_id=2)])
    desk = Desk(opened, channel)
    await desk.owe((1, SEND, 0), (2, SEND, 0))

    await desk.drain()

    marks = [
        (await desk.store.traffic(name, peers=(), chat=chat, since=NOW)).last_id
        for name, chat in (("desk", "@desk"), ("another", "@desk"))
    ]
    assert marks == [2, 50]


async def test_how_much_is_due_can_be_asked(opened: database.Database) -> None:
    desk = Desk(opened)
    await desk.owe((1, SEND, 0), (2, SEND, 0))
    await desk.owe((3, SEND, 0), due_at=NOW + timedelta(hours=1))

    assert await desk.store.owed("desk", NOW) == 2
