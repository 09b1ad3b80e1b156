"""The line a day: when it is due, what it says, and that it is told once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.store.daily import Day
from monitor.watch.still_here import StillHere, size, text, told_day
from monitor.web.machine import Room

NINE = time(9)
NOW = datetime(2026, 11, 22, 4, 20, tzinfo=UTC)  # 12:20 in Shanghai

WELL = Day(
    sources=75,
    troubled=(),
    documents=214,
    told=1,
    held=3,
    owed=0,
    dead=0,
    half=timedelta(minutes=4),
    nearly_all=timedelta(minutes=31),
    shut=(),
)


def said(day: Day, *, room: Room | None = None) -> list[str]:
    return text(
        day, date(2026, 11, 22), version="1.2.3 (abc)", running=timedelta(days=12), room=room
    ).splitlines()


@pytest.mark.parametrize(
    ("zone", "now", "day"),
    [
        ("Asia/Shanghai", "2026-11-22T00:59:59+00:00", date(2026, 11, 21)),
        ("Asia/Shanghai", "2026-11-22T01:00:00+00:00", date(2026, 11, 22)),
        ("UTC", "2026-11-22T08:59:00+00:00", date(2026, 11, 21)),
        ("Europe/Berlin", "2026-03-29T07:00:00+00:00", date(2026, 3, 29)),
        ("America/New_York", "2026-11-01T13:59:59+00:00", date(2026, 10, 31)),
    ],
)
def test_the_newest_day_whose_hour_has_come(zone: str, now: str, day: date) -> None:
    assert told_day(datetime.fromisoformat(now), NINE, ZoneInfo(zone)) == day


def test_an_hour_that_the_clock_skips_has_come_right_after_the_skip() -> None:
    berlin, half_past_two = ZoneInfo("Europe/Berlin"), time(2, 30)
    before = datetime(2026, 3, 29, 0, 59, tzinfo=UTC)

    assert told_day(before, half_past_two, berlin) == date(2026, 3, 28)
    assert told_day(before + timedelta(minutes=1), half_past_two, berlin) == date(2026, 3, 29)


def test_what_is_well_is_said_in_a_few_lines() -> None:
    assert said(WELL, room=Room(store=212_000_000, free=14_200_000_000, size=2)) == [
        "✅ Still here, 2026-11-22.",
        "",
        "• Sources: 75 of 75 can be read",
        "• In 24 hours: 214 new documents, 1 alert told",
        "• Waiting: 3 for a digest, 0 to be sent now",
        "• From published to told: half within 4 min, 95 % within 31 min",
        "• Store: 212 MB; 14.2 GB left on its disk",
        "• monitor 1.2.3 (abc), running for 12 d",
    ]


def test_what_is_not_well_is_named_and_heads_the_text() -> None:
    lines = said(
        Day(
            sources=10,
            troubled=tuple((f"s{number}", "blocked") for number in range(8)),
            documents=0,
            told=0,
            held=0,
            owed=2,
            dead=1,
            half=None,
            nearly_all=None,
            shut=(("desk", "Forbidden:\nbot was kicked"),),
        )
    )

    assert lines[0] == "⚠️ Still here, 2026-11-22."
    assert "• Channel desk takes nothing: Forbidden: bot was kicked" in lines
    assert lines[3].startswith("• Sources: 2 of 10 can be read; not s0 (blocked), ")
    assert lines[3].endswith("s5 (blocked) and 2 more")
    assert lines[4] == "• In 24 hours: 0 new documents, 0 alerts told, 1 refused by their channel for good"
    assert lines[-1].startswith("• monitor")
    assert not any("published" in line or "Store" in line for line in lines)


@pytest.mark.parametrize(
    ("count", "told"), [(0, "0 B"), (999, "999 B"), (1_500, "1.5 kB"), (1_230_000_000, "1.23 GB")]
)
def test_a_number_of_bytes_as_people_say_it(count: int, told: str) -> None:
    assert size(count) == told


class Told:
    """A store that remembers which days it was asked to tell."""

    def __init__(self) -> None:
        self.days: list[date] = []
        self.texts: list[str] = []

    async def tell(self, day: date, compose: Callable[[Day], str], now: datetime) -> None:
        self.days.append(day)
        self.texts.append(compose(WELL))


def daily(store: Told, clock: Callable[[], datetime]) -> StillHere:
    return StillHere(
        store, at=NINE, zone="Asia/Shanghai", clock=clock, room=lambda: None, version="1", look=0.001
    )


async def test_the_store_is_asked_once_a_day() -> None:
    store = Told()
    made = daily(store, lambda: NOW)

    for hours in (0, 1, 20, 21, 22, 45):
        await made.look(NOW + timedelta(hours=hours))

    assert store.days == [date(2026, 11, 22), date(2026, 11, 23), date(2026, 11, 24)]
    assert store.texts[-1].splitlines()[0] == "✅ Still here, 2026-11-24."
    assert store.texts[-1].endswith("running for 45 h")


async def test_it_looks_at_the_clock_until_told_to_stop() -> None:
    store, stop = Told(), asyncio.Event()
    moments = [NOW, NOW, NOW, NOW + timedelta(days=1)]

    def clock() -> datetime:
        if len(moments) == 1:
            stop.set()
        return moments.pop(0) if len(moments) > 1 else moments[0]

    async with asyncio.timeout(20):
        await daily(store, clock).run(stop)

    assert store.days == [date(2026, 11, 22), date(2026, 11, 23)]
