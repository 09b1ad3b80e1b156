import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from monitor import deliver
from monitor.model import (
    ChannelConfig,
    ChannelKind,
    Delivery,
    DeliveryState,
    Message,
    Migrated,
    Outcome,
    Pace,
    Post,
    Refused,
    Version,
)
from monitor.store import database
from monitor.store.deliveries import Deliveries
from tests.fakes import Clock, FakeChannel, Titles, render
from tests.owing import owe_alerts

DESK = ChannelConfig(id="desk", kind=ChannelKind.TELEGRAM, chat="@desk", pace=Pace(count=2))


@pytest.fixture
def opened() -> Iterator[database.Database]:
    made = database.open_to_write(None)
    yield made
    made.close()


async def owing(opened: database.Database, count: int) -> Deliveries:
    """Return an outbox that owes so many alerts to the desk."""
    await owe_alerts(opened, count)
    return Deliveries(opened)


def lane(
    store: Deliveries,
    channel: FakeChannel,
    show: Callable[[Version], Message] = render,
    *,
    of: ChannelConfig = DESK,
    **more: Any,
) -> deliver.Lane:
    async def message(delivery: Delivery) -> Message:
        return await Titles(store, show).message(delivery, of)

    return deliver.Lane(channel=of, sender=channel, store=store, render=message, **more)


async def test_nothing_owed_is_nothing_to_wait_for(opened: database.Database) -> None:
    store = Deliveries(opened)

    end = await deliver.deliver_next(lane(store, FakeChannel()), Clock())

    assert end is None


async def test_the_pace_is_kept_over_a_restart(opened: database.Database) -> None:
    clock, channel = Clock(), FakeChannel()
    store = await owing(opened, 3)

    async def next_end() -> object:
        return await deliver.deliver_next(lane(Deliveries(opened), channel), clock)

    assert isinstance(await next_end(), Delivery)
    assert await next_end() == clock.now + timedelta(seconds=1), "two are a second apart"
    clock.move(timedelta(seconds=1))
    assert isinstance(await next_end(), Delivery)
    await store.recover(clock.now)
    assert await next_end() == clock.now + timedelta(seconds=59), "the window is full"


async def test_what_was_rendered_once_is_never_rendered_again(opened: database.Database) -> None:
    clock, channel = Clock(), FakeChannel(outcomes=[Refused(detail="bad tag", markup=True)])
    store = await owing(opened, 1)
    rendered = 0

    def count(version: Version) -> Message:
        nonlocal rendered
        rendered += 1
        return Message(parts=("<b>text</b>",), silent=True)

    for _ in range(2):
        await deliver.deliver_next(lane(store, channel, count), clock)
        clock.move(timedelta(seconds=2))

    assert rendered == 1
    assert channel.calls == [("<b>text</b>", False, True, None), ("<b>text</b>", True, True, None)]


async def test_a_long_alert_goes_part_by_part(opened: database.Database) -> None:
    clock, channel = Clock(), FakeChannel()
    store = await owing(opened, 1)

    def long(version: Version) -> Message:
        return Message(parts=("one", "two"))

    for _ in range(2):
        end = await deliver.deliver_next(lane(store, channel, long), clock)
        clock.move(timedelta(seconds=2))

    assert channel.texts == ["one", "two"]
    assert isinstance(end, Delivery)
    assert (end.state, end.sent_ids) == (DeliveryState.SENT, (1, 2))


async def test_a_chat_that_moved_is_followed(opened: database.Database) -> None:
    clock, channel = Clock(), FakeChannel(outcomes=[Migrated(chat="-100")])
    store = await owing(opened, 1)

    for _ in range(2):
        await deliver.deliver_next(lane(store, channel), clock)
        clock.move(timedelta(seconds=2))

    assert [chat for *_, chat in channel.calls] == [None, "-100"]


async def test_a_message_that_cannot_be_rendered_is_dead_and_the_next_goes_on(
    opened: database.Database,
) -> None:
    clock, channel = Clock(), FakeChannel()
    store = await owing(opened, 2)
    made = iter([ZeroDivisionError("no lines"), None])

    def broken(version: Version) -> Message:
        error = next(made)
        if error is not None:
            raise error
        return render(version)

    ends = [await deliver.deliver_next(lane(store, channel, broken), clock) for _ in range(2)]

    assert [end.state for end in ends if isinstance(end, Delivery)] == [
        DeliveryState.DEAD,
        DeliveryState.SENT,
    ]
    assert isinstance(ends[0], Delivery)
    assert ends[0].error == "a defect in monitor: ZeroDivisionError: no lines"


async def test_told_to_stop_in_the_middle_the_answer_is_still_recorded(opened: database.Database) -> None:
    clock = Clock()
    store = await owing(opened, 1)
    sending, answer = asyncio.Event(), asyncio.Event()

    class Slow(FakeChannel):
        async def send(self, post: Post, *, chat: str | None) -> Outcome:
            sending.set()
            await answer.wait()
            return await super().send(post, chat=chat)

    task = asyncio.create_task(deliver.deliver_next(lane(store, Slow()), clock))
    await sending.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    answer.set()
    await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}))

    assert await store.recover(clock.now) == 0
