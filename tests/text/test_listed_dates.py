"""Dates as they stand beside the entries of a list."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text import listed_dates

_NOW = datetime(2026, 11, 22, 1, tzinfo=UTC)


def _parse(text: str) -> date | None:
    return listed_dates.parse(text, zone="Asia/Shanghai", now=_NOW)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-03", "[2026-11-03]", "（2026年11月3日）", "发布日期：2026-11-03", "2026-11-03 | 阅读 5", "[11-03]", "11/03", "11月3日",
        "03 2026-11", "03日 2026年11月", "2026-11 03", "11.03 2026", "【2026.11.03】",
        "20261103", "26-11-03", "[26/11/03]",
    ],
)  # fmt: skip
def test_a_day_is_read_in_every_shape_a_list_gives_it(text: str) -> None:
    assert _parse(text) == date(2026, 11, 3)


@pytest.mark.parametrize("text", ["1763800000", "1763800000123"])
def test_a_count_of_seconds_is_an_instant(text: str) -> None:
    assert _parse(text) == datetime(2025, 11, 22, 8, 26, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "day"),
    [("12-01", date(2025, 12, 1)), ("11-23", date(2026, 11, 23)), ("11-24", date(2025, 11, 24)), ("02-29", date(2024, 2, 29))],
)  # fmt: skip
def test_a_day_without_a_year_is_the_last_such_day(text: str, day: date) -> None:
    assert _parse(text) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("刚刚", date(2026, 11, 22)),
        ("今天 08:30", date(2026, 11, 22)),
        ("3小时前", date(2026, 11, 22)),
        ("10 hours ago", date(2026, 11, 21)),
        ("昨天 10:30", date(2026, 11, 21)),
        ("Yesterday", date(2026, 11, 21)),
        ("5天前", date(2026, 11, 17)),
        ("2周前", date(2026, 11, 8)),
        ("30分钟之前", date(2026, 11, 22)),
    ],
)
def test_how_long_ago_it_was_tells_the_day(text: str, day: date) -> None:
    assert _parse(text) == day


@pytest.mark.parametrize(
    "text", ["", "13-01", "02-30", "03 2027-11", "1899999999", "阅读 120", "3.5", "32日 2026年11月", "更多"]
)
def test_what_is_no_date_up_to_now_is_none(text: str) -> None:
    assert _parse(text) is None


@given(st.text(alphabet="0123456789-/.年月日前天小时 []上agoh"))
def test_no_text_makes_it_fail(text: str) -> None:
    _parse(text)


@pytest.mark.parametrize("text", ["20261301", "20261132", "24-11-03", "03-11-26", "12345678", "26-13-03"])
def test_figures_that_are_surely_no_day_are_none(text: str) -> None:
    assert _parse(text) is None


def test_two_digits_are_the_year_before_too() -> None:
    assert _parse("25-12-31") == date(2025, 12, 31)
