"""Edits, replies, digests: what goes out when, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from monitor import deliver
from monitor.model import (
    Button,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Gone,
    Message,
    NotSent,
    Refused,
    Sent,
)
from monitor.store import database
from tests import owing
from tests.desks import DESK, EDIT, REPLY, SEND, Desk, render
from tests.fakes import NOW, FakeChannel


@pytest.fixture
def opened() -> Iterator[database.Database]:
    made = database.open_to_write(None)
    yield made
    made.close()


async def test_an_edit_changes_the_message_of_its_alert_and_a_reply_goes_beneath(
    opened: database.Database,
) -> None:
    desk = Desk(opened)
    await desk.owe((1, SEND, 0), (2, SEND, 0), (1, EDIT, 1), (1, REPLY, 1))

    await desk.drain()

    assert desk.channel.texts == ["edit 1 r1", "send 2 r0", "reply 1 r1"]
    assert [(at, post.reply_to) for at, post, _ in desk.channel.posts] == [
        (None, None),
        (None, None),
        (1, None),
        (None, 1),
    ]
    assert [post.key for _, post, _ in desk.channel.posts] == ["1:0", "2:0", "3:0", "4:0"]


async def test_an_edit_waits_for_its_message_whatever_is_due(opened: database.Database) -> None:
    desk = Desk(opened, FakeChannel(outcomes=[NotSent(detail="no route")]))
    first, _ = await desk.owe((1, SEND, 0), (1, EDIT, 1))
    later = NOW + timedelta(hours=1)
    await opened.run(lambda connection: owing.change(connection, first, due_at=later))

    assert await deliver.deliver_next(desk.lane, desk.clock) == later
    await desk.drain()

    assert desk.channel.texts == ["edit 1 r1"]


async def test_an_edit_shows_the_newest_revision_of_its_story(opened: database.Database) -> None:
    desk = Desk(opened)
    _, edit = await desk.owe((1, SEND, 0), (1, EDIT, 1))
    await desk.next()
    await opened.run(lambda connection: owing.grow(connection, 1, 4))

    await desk.next()

    assert desk.channel.texts == ["edit 1 r4"]
    assert (await owing.row(opened, edit))["revision"] == 4
    assert (await owing.row(opened, 1))["revision"] == 4, "the message shows it"


async def test_an_edit_that_was_not_sent_is_rendered_anew(opened: database.Database) -> None:
    channel = FakeChannel(
        outcomes=[Sent(message_id=1), NotSent(detail="429", retry_after=timedelta(seconds=1))]
    )
    desk = Desk(opened, channel)
    await desk.owe((1, SEND, 0), (1, EDIT, 1))
    await desk.next()
    await desk.next()
    await opened.run(lambda connection: owing.grow(connection, 1, 2))

    await desk.drain()

    assert channel.texts == ["edit 1 r2"]


async def test_an_edit_that_needs_fewer_messages_leaves_a_mark_in_the_rest(opened: database.Database) -> None:
    desk = Desk(opened)
    await desk.owe((7, SEND, 0), (7, EDIT, 2))

    await desk.drain()

    assert desk.channel.texts == ["edit 7 r2", "↑"]


async def test_an_edit_that_needs_more_messages_sends_them_and_the_next_one_knows(
    opened: database.Database,
) -> None:
    desk = Desk(opened)

    async def grown(delivery: Delivery) -> Message:
        return Message(
            parts=tuple(f"part {part} r{delivery.revision}" for part in range(delivery.revision + 1))
        )

    desk.lane = deliver.Lane(channel=DESK, sender=desk.channel, store=desk.store, render=grown)
    await desk.owe((1, SEND, 0))
    await desk.drain()
    for revision in (1, 2):
        await opened.run(partial(owing.amend, number=1, revision=revision))
        await desk.drain()

    assert desk.channel.texts == ["part 0 r2", "part 1 r2", "part 2 r2"]


@pytest.mark.parametrize("state", [DeliveryState.DEAD, DeliveryState.DROPPED, DeliveryState.TOLD])
async def test_without_a_message_an_edit_is_dropped_and_a_reply_stands_alone(
    opened: database.Database, state: DeliveryState
) -> None:
    desk = Desk(opened)
    first, edit, _ = await desk.owe((1, SEND, 0), (1, EDIT, 1), (1, REPLY, 1))
    await opened.run(lambda connection: owing.change(connection, first, state=state))

    await desk.drain()

    assert desk.channel.texts == ["reply 1 r1"]
    assert desk.channel.posts[0][1].reply_to is None
    dropped = await owing.row(opened, edit)
    assert dropped["state"] == DeliveryState.DROPPED
    assert dropped["error"] == "no message of its alert stands in this channel"


async def test_an_edit_and_a_reply_of_what_is_held_wait(opened: database.Database) -> None:
    desk = Desk(opened)
    first, *_ = await desk.owe((1, SEND, 0), (1, EDIT, 1), (1, REPLY, 1))
    await opened.run(lambda connection: owing.change(connection, first, state=DeliveryState.HELD))

    assert await desk.drain() == []


async def test_an_edit_of_a_message_that_is_gone_is_dropped_and_says_so(opened: database.Database) -> None:
    channel = FakeChannel(outcomes=[Sent(message_id=1), Gone(detail="message to edit not found")])
    desk = Desk(opened, channel)
    _, edit, _ = await desk.owe((1, SEND, 0), (1, EDIT, 1), (1, REPLY, 1))

    await desk.drain()

    row = await owing.row(opened, edit)
    assert (row["state"], row["error"]) == (DeliveryState.DROPPED, "message to edit not found")
    assert channel.texts[-1] == "reply 1 r1"


async def test_a_channel_that_cannot_edit_is_told_by_the_reply_alone(opened: database.Database) -> None:
    desk = Desk(opened, FakeChannel(can_edit=False))
    _, edit, _ = await desk.owe((1, SEND, 0), (1, EDIT, 1), (1, REPLY, 1))

    await desk.drain()

    assert desk.channel.texts == ["send 1 r0", "reply 1 r1"]
    assert (await owing.row(opened, edit))["state"] == DeliveryState.TOLD


async def test_what_is_taken_back_is_told_also_where_nothing_can_be_edited(opened: database.Database) -> None:
    desk = Desk(opened, FakeChannel(can_edit=False))
    await desk.owe((1, SEND, 0))
    await opened.run(lambda connection: owing.owe(connection, 1, kind=EDIT, step="retract"))

    await desk.drain()

    assert desk.channel.texts == ["send 1 r0", "edit 1 r0"]


async def test_what_is_taken_back_of_a_message_that_stands_for_good_is_told_beneath(
    opened: database.Database,
) -> None:
    channel = FakeChannel(outcomes=[Sent(message_id=1), Gone(detail="can't be edited", stands=True)])
    desk = Desk(opened, channel)
    await desk.owe((1, SEND, 0))
    await opened.run(lambda connection: owing.owe(connection, 1, kind=EDIT, step="retract"))

    await desk.drain()

    assert channel.texts == ["send 1 r0", "reply 1 r0"]
    assert channel.posts[-1][1].reply_to == 1


async def test_what_was_changed_between_reading_and_intent_is_asked_for_anew(
    opened: database.Database,
) -> None:
    desk = Desk(opened)
    (first,) = await desk.owe((1, SEND, 0))
    changes: list[dict[str, Any]] = [{"revision": 1}, {"state": DeliveryState.HELD}]

    async def slow(delivery: Delivery) -> Message:
        if changes:
            await opened.run(lambda connection: owing.change(connection, first, **changes.pop(0)))
        return await render(delivery)

    desk.lane = deliver.Lane(channel=DESK, sender=desk.channel, store=desk.store, render=slow)

    assert await deliver.deliver_next(desk.lane, desk.clock) == NOW
    assert await deliver.deliver_next(desk.lane, desk.clock) == NOW
    assert await deliver.deliver_next(desk.lane, desk.clock) is None
    assert desk.channel.posts == []


async def test_a_digest_with_its_picture_tells_what_it_holds(opened: database.Database) -> None:
    desk = Desk(opened)
    first, second = await desk.owe((1, SEND, 0), (2, SEND, 0), state=DeliveryState.HELD)
    digest = await opened.run(
        lambda connection: owing.owe(
            connection,
            None,
            kind=DeliveryKind.DIGEST,
            step="monday",
            parts='["caption", "rest"]',
            picture=b"png",
        )
    )
    await opened.run(lambda connection: owing.change(connection, first, digest_id=digest))

    await desk.drain()

    assert [(post.text, post.picture) for _, post, _ in desk.channel.posts] == [
        ("caption", b"png"),
        ("rest", None),
    ]
    assert (await owing.row(opened, first))["state"] == DeliveryState.TOLD
    assert (await owing.row(opened, second))["state"] == DeliveryState.HELD


async def test_a_digest_that_dies_lets_go_of_what_it_holds(opened: database.Database) -> None:
    desk = Desk(opened, FakeChannel(outcomes=[Refused(detail="too long")]))
    (first,) = await desk.owe((1, SEND, 0), state=DeliveryState.HELD)
    digest = await opened.run(
        lambda connection: owing.owe(
            connection, None, kind=DeliveryKind.DIGEST, step="monday", parts='["text"]'
        )
    )
    await opened.run(lambda connection: owing.change(connection, first, digest_id=digest))

    await desk.drain()

    held = await owing.row(opened, first)
    assert (held["state"], held["digest_id"]) == (DeliveryState.HELD, None)


async def test_buttons_stand_beneath_the_last_part_of_sends_and_edits(opened: database.Database) -> None:
    async def buttons(delivery: Delivery) -> tuple[tuple[Button, ...], ...]:
        return ((Button(text=f"alert {delivery.alert_id}", data="u:1"),),)

    desk = Desk(opened, buttons=buttons)
    await desk.owe((7, SEND, 0), (7, EDIT, 2), (7, REPLY, 2))

    await desk.drain()

    assert [bool(post.buttons) for _, post, _ in desk.channel.posts] == [False, True, False, True, False]
