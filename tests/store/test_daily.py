"""The line a day: once over restarts and clock steps, with the figures of its day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlalchemy import select, update

from monitor.model import DeliveryState, SourceState
from monitor.store import schema
from monitor.store.daily import Daily, Day
from monitor.store.database import Database
from monitor.store.notices import Notices
from tests.fakes import NOW, document
from tests.store import telling
from tests.store.filling import new_version, poll

FIRST = date(2026, 3, 2)
ONE = timedelta(days=1)
HOUR = timedelta(hours=1)


def notices(opened: Database) -> list[str]:
    table = schema.notice
    query = select(table.c.text).order_by(table.c.id)
    return list(opened.run_now(lambda connection: connection.execute(query).scalars().all()))


def daily(opened: Database, *, has_chat: bool = True) -> Daily:
    return Daily(opened, Notices(opened, has_chat=has_chat), ("desk", "wire"))


def says(text: str) -> Callable[[Day], str]:
    return lambda _: text


async def test_each_day_is_told_once_whoever_asks_and_the_first_is_not(opened: Database) -> None:
    for step in (0, 0, 1, 1, 2, 1, 2, 5):
        day = FIRST + step * ONE
        await daily(opened).tell(day, says(f"the {day:%d}"), NOW)

    assert notices(opened) == ["the 03", "the 04", "the 07"]


async def test_a_clock_that_was_far_ahead_does_not_silence_it_for_as_long(opened: Database) -> None:
    for day in (FIRST, FIRST + 365 * ONE, FIRST + ONE, FIRST + 2 * ONE):
        await daily(opened).tell(day, says(day.isoformat()), NOW)

    assert notices(opened) == ["2027-03-02", "2026-03-04"]


async def test_without_a_chat_nothing_is_owed(opened: Database) -> None:
    for step in range(3):
        await daily(opened, has_chat=False).tell(FIRST + step * ONE, lambda _: "here", NOW)

    assert notices(opened) == []


async def figures(opened: Database, now: datetime = NOW) -> Day:
    """Return what the text of a day is made of."""
    got: list[Day] = []

    def compose(found: Day) -> str:
        got.append(found)
        return "here"

    for step in range(2):
        await daily(opened).tell(FIRST + step * ONE, compose, now)
    return got[0]


async def test_a_store_with_nothing_in_it_has_a_day_too(opened: Database) -> None:
    assert await figures(opened) == Day(
        sources=0,
        troubled=(),
        documents=0,
        told=0,
        held=0,
        owed=0,
        dead=0,
        half=None,
        nearly_all=None,
        shut=(),
    )


async def test_the_figures_are_those_of_the_last_day(opened: Database) -> None:
    old = await telling.alert(opened, "old", made=document("Old", "Old text."), at=NOW - 2 * ONE)
    lengths = (10, 20, 60)
    for number, minutes in enumerate(lengths):
        made = document(f"T{number}", f"Text {number}.", published=NOW - timedelta(minutes=minutes))
        alert = await telling.alert(opened, f"d{number}", made=made, at=NOW)
        for channel in ("desk", "wire"):
            telling.owe(opened, alert, channel=channel, state=DeliveryState.SENT, sent_at=NOW)
    telling.owe(opened, old, state=DeliveryState.SENT, sent_at=NOW - ONE - HOUR, made_at=NOW - 2 * ONE)
    telling.owe(opened, old, step="b", state=DeliveryState.DEAD, made_at=NOW)
    telling.owe(opened, old, step="c", state=DeliveryState.DEAD, made_at=NOW - 2 * ONE)
    telling.owe(opened, old, step="d", state=DeliveryState.HELD)
    telling.owe(opened, old, step="e", state=DeliveryState.PENDING)
    telling.owe(opened, old, step="f", state=DeliveryState.PENDING, due_at=NOW + HOUR)
    telling.owe(opened, old, step="g", channel="removed")
    await poll(opened, new_version("demo", document("Demo", "Demo text.")), demo=True)
    telling.shut(opened, "desk")
    telling.shut(opened, "removed")
    table = schema.source
    opened.run_now(
        lambda connection: connection.execute(
            update(table).values(state=SourceState.GONE, trouble_since=NOW, is_listed=True)
        )
    )

    assert await figures(opened) == Day(
        sources=1,
        troubled=(("miit", "gone"),),
        documents=3,
        told=3,
        held=1,
        owed=1,
        dead=1,
        half=timedelta(minutes=20),
        nearly_all=timedelta(minutes=60),
        shut=(("desk", "the bot was thrown out"),),
    )
