"""When a plan comes round."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts import cron


def times(fields: str, zone: str, start: datetime, count: int) -> list[str]:
    found = []
    for _ in range(count):
        start = cron.following(fields, zone, start)
        found.append(start.astimezone(ZoneInfo(zone)).strftime("%m-%d %H:%M"))
    return found


def test_a_plan_is_read_in_the_zone_of_the_channel() -> None:
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)

    assert cron.following("0 8 * * *", "Asia/Shanghai", noon) == datetime(2026, 3, 3, 0, tzinfo=UTC)
    assert cron.following("0 9 * * 1", "Asia/Shanghai", noon) == datetime(2026, 3, 9, 1, tzinfo=UTC)


def test_a_time_that_the_clock_skips_comes_once() -> None:
    before = datetime(2026, 3, 7, 12, tzinfo=UTC)

    assert times("30 2 * * *", "America/New_York", before, 3) == ["03-08 03:00", "03-09 02:30", "03-10 02:30"]


def test_a_time_that_the_clock_shows_twice_comes_once() -> None:
    before = datetime(2026, 10, 31, 12, tzinfo=UTC)

    assert times("30 1 * * *", "America/New_York", before, 3) == ["11-01 01:30", "11-02 01:30", "11-03 01:30"]


@given(
    st.integers(0, 23),
    st.integers(0, 59),
    st.sampled_from(["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Shanghai"]),
    st.integers(0, 365 * 24 * 60).map(
        lambda minute: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    ),
)
def test_a_daily_plan_comes_once_a_day(hour: int, minute: int, zone: str, start: datetime) -> None:
    days = []
    for _ in range(5):
        start = cron.following(f"{minute} {hour} * * *", zone, start)
        days.append(start.astimezone(ZoneInfo(zone)).date())

    assert [later - earlier for earlier, later in pairwise(days)] == [timedelta(days=1)] * 4


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("0 8 * *", "is no plan"),
        ("0 8 * * * *", "is no plan"),
        ("a b c d e", "bad minute"),
        ("0 0 30 2 *", "bad day-of-month"),
        ("0 0 31 6 *", "write minute, hour"),
        ("", "is no plan"),
    ],
)
def test_what_is_no_plan_is_told_with_the_mend(fields: str, told: str) -> None:
    assert told in str(cron.problem(fields))


def test_what_is_a_plan_has_no_problem() -> None:
    assert [cron.problem(fields) for fields in ("0 8 * * *", "*/5 9-17 * * mon-fri", "0 0 29 2 *")] == [
        None
    ] * 3


@pytest.mark.parametrize(
    ("fields", "days"),
    [("0 8 * * *", 1), ("0 9 * * 1", 7), ("0 9 * * 1,4", 3), ("0 0 1 * *", 28), ("0 0 29 2 *", 1461)],
)
def test_the_shortest_time_between_two(fields: str, days: int) -> None:
    assert cron.period(fields) == timedelta(days=days)
