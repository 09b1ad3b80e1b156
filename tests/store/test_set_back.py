"""After the clock was set back nothing waits for a time that was near by the old one, and nothing comes too early."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Column, Connection, insert, select

from monitor.model import DeliveryState, HoldReason
from monitor.store import database, schema
from monitor.store.sources import Sources
from tests import owing
from tests.fakes import NOW, source

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
SETTLING = timedelta(seconds=30)
OLD = NOW + 365 * DAY  # what the clock showed


def values(opened: database.Database, column: Column[Any]) -> Sequence[datetime | None]:
    return opened.run_now(lambda connection: connection.execute(select(column)).scalars().all())


async def set_back(opened: database.Database, **openings: datetime) -> None:
    await Sources(opened).set_back(NOW, openings=openings, settling=SETTLING)


async def test_a_source_waits_for_its_interval_at_most(opened: database.Database) -> None:
    often, seldom = source(id="often", every=HOUR), source(id="seldom", every=DAY)
    await Sources(opened).sync([often, seldom], OLD)

    await set_back(opened)

    assert set(values(opened, schema.source.c.next_poll_at)) == {NOW + HOUR, NOW + DAY}


async def test_a_source_that_is_due_sooner_is_left_alone(opened: database.Database) -> None:
    await Sources(opened).sync([source(every=DAY)], NOW + HOUR)

    await set_back(opened)

    assert values(opened, schema.source.c.next_poll_at) == [NOW + HOUR]


@pytest.mark.parametrize(
    ("state", "due_at", "expected"),
    [
        pytest.param(DeliveryState.PENDING, OLD, NOW, id="a retry is made now"),
        pytest.param(DeliveryState.PENDING, NOW - HOUR, NOW - HOUR, id="what is overdue stays so"),
        pytest.param(DeliveryState.UNCERTAIN, OLD, NOW + SETTLING, id="a doubt is settled after the wait"),
        pytest.param(DeliveryState.UNCERTAIN, NOW, NOW, id="one whose wait is over at once"),
        pytest.param(DeliveryState.SENT, OLD, OLD, id="what is done is done"),
    ],
)
async def test_a_delivery_is_due_as_it_would_be_by_the_clock_now(
    opened: database.Database, state: DeliveryState, due_at: datetime, expected: datetime
) -> None:
    opened.run_now(lambda connection: owing.alert(connection, 1))
    opened.run_now(lambda connection: owing.owe(connection, 1, state=state, due_at=due_at))

    await set_back(opened)

    assert values(opened, schema.delivery.c.due_at) == [expected]


async def test_quiet_hours_last_until_they_end_by_the_clock_now(opened: database.Database) -> None:
    opened.run_now(lambda connection: owing.alert(connection, 1))
    opened.run_now(lambda connection: owing.owe(connection, 1, due_at=OLD))

    await set_back(opened, desk=NOW + 8 * HOUR)

    assert values(opened, schema.delivery.c.due_at) == [NOW + 8 * HOUR]


async def test_what_a_cap_holds_is_told_now(opened: database.Database) -> None:
    def work(connection: Connection) -> None:
        owing.alert(connection, 1)
        owing.owe(connection, 1, state=DeliveryState.HELD, held_why=HoldReason.CAP, due_at=OLD)

    opened.run_now(work)

    await set_back(opened)

    assert values(opened, schema.delivery.c.due_at) == [NOW]


async def test_no_pause_of_a_channel_and_no_send_its_pace_counts_lies_in_the_future(
    opened: database.Database,
) -> None:
    def work(connection: Connection) -> None:
        connection.execute(insert(schema.channel).values(id="desk", failures=1, paused_until=OLD))
        for at in (NOW - HOUR, OLD):
            connection.execute(insert(schema.send_log).values(channel="desk", at=at))

    opened.run_now(work)

    await set_back(opened)

    assert values(opened, schema.channel.c.paused_until) == [NOW]
    assert values(opened, schema.send_log.c.at) == [NOW - HOUR, NOW]
