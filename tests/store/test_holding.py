"""What is over a cap waits, and never more than that."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import update

from monitor.model import Cap, ChannelConfig, ChannelKind, DeliveryState, HoldReason, Severity
from monitor.store import schema
from monitor.store.database import Database
from monitor.store.holding import Holding
from tests.digest.telling import deliveries, delivery
from tests.fakes import NOW

DESK = ChannelConfig(id="desk", kind=ChannelKind.TELEGRAM, chat="@desk", cap=Cap(count=2))
HOUR = timedelta(hours=1)
PENDING, SENT = DeliveryState.PENDING, DeliveryState.SENT


async def states(opened: Database) -> list[str]:
    return [row.state for row in await deliveries(opened)]


async def test_the_gravest_and_oldest_go_and_the_rest_waits(opened: Database) -> None:
    await delivery(opened, "a", state=PENDING)
    await delivery(opened, "b", state=PENDING, severity=Severity.HIGH)
    await delivery(opened, "c", state=PENDING)
    await delivery(opened, "d", state=PENDING)

    assert await Holding(opened).overflow(DESK, NOW) == 2

    assert await states(opened) == ["pending", "pending", "held", "held"]
    last = (await deliveries(opened))[-1]
    assert (last.held_why, last.due_at) == (HoldReason.CAP, NOW + HOUR)


async def test_what_was_told_in_the_time_counts_and_what_was_before_does_not(opened: Database) -> None:
    await delivery(opened, "a", state=SENT, at=NOW - HOUR)
    await delivery(opened, "b", state=SENT, at=NOW - HOUR / 2)
    await delivery(opened, "c", state=PENDING)
    await delivery(opened, "d", state=PENDING)

    assert await Holding(opened).overflow(DESK, NOW) == 1
    assert await states(opened) == ["sent", "sent", "pending", "held"]


async def test_what_is_on_its_way_counts(opened: Database) -> None:
    for name, state in (("a", DeliveryState.SENDING), ("b", DeliveryState.UNCERTAIN), ("c", PENDING)):
        await delivery(opened, name, state=state)

    await Holding(opened).overflow(DESK, NOW)

    assert await states(opened) == ["sending", "uncertain", "held"]


async def test_a_message_of_which_a_part_stands_goes_on(opened: Database) -> None:
    begun = await delivery(opened, "a", state=PENDING)
    change = update(schema.delivery).where(schema.delivery.c.id == begun).values(sent_ids="[7]")
    await opened.run(lambda connection: connection.execute(change))
    await delivery(opened, "b", state=PENDING)

    await Holding(opened).overflow(replace(DESK, cap=Cap(count=1)), NOW)

    assert await states(opened) == ["pending", "held"]


async def test_what_is_urgent_or_not_due_or_of_another_channel_is_left(opened: Database) -> None:
    await delivery(opened, "a", state=PENDING, urgent=True)
    await delivery(opened, "b", state=PENDING, due_at=NOW + HOUR)
    await delivery(opened, "c", state=PENDING, channel="other")
    await delivery(opened, "d", state=PENDING)

    assert await Holding(opened).overflow(replace(DESK, cap=Cap(count=1)), NOW) == 0


async def test_without_a_cap_nothing_waits(opened: Database) -> None:
    await delivery(opened, "a", state=PENDING)

    assert await Holding(opened).overflow(replace(DESK, cap=None), NOW) == 0
    assert await Holding(opened).overflow(replace(DESK, id="other"), NOW) == 0


async def test_what_was_sent_by_a_clock_that_stood_ahead_does_not_count(opened: Database) -> None:
    await delivery(opened, "a", state=PENDING)
    await delivery(opened, "b", state=SENT, at=NOW + HOUR)
    await delivery(opened, "c", state=SENT, at=NOW + HOUR)

    assert await Holding(opened).overflow(DESK, NOW) == 0
