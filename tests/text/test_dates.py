"""Dates as people and machines write them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text import dates

_BEIJING = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    "text",
    [
        "Nov 20, 2026", "Nov. 20, 2026", "November 20 2026", "20 November 2026", "20th of November, 2026", "20-Nov-2026",
        "Friday, 20 November 2026", "2026-11-20", "2026/11/20", "2026.11.20", "2026-11-20 ", "20261120", "2026年11月20日",
        "2026 年 11 月 20 日", "2026年11月20日（星期五）", "二〇二六年十一月二十日", "二○二六年十一月二十号",
    ],
)  # fmt: skip
def test_a_day_stays_a_day(text: str) -> None:
    published = dates.parse_published(text, zone="Asia/Shanghai")

    assert published == date(2026, 11, 20)
    assert not isinstance(published, datetime)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20 10:30", "2026-11-20T10:30:00", "2026-11-20T10:30:00+08:00", "2026-11-20T02:30:00Z", "2026-11-20T02:30:00.500Z",
        "2026年11月20日 10时30分", "2026年11月20日上午10：30", "2026/11/20 10:30:00", "Fri, 20 Nov 2026 10:30:00 +0800",
        "Fri, 20 Nov 2026 02:30:00 GMT", "Fri, 20 Nov 26 02:30:00 GMT", "Fri Nov 20 10:30:00 CST 2026", "Nov 20, 2026 at 10:30 am",
        "2026-11-20 10:30 CST", "2026-11-20 10:30 北京时间", "2026-11-20 10:30 (GMT+8)", "2026-11-20-10:30:00", "2026-11-19 21:30 EST", "2026-11-20 10:30 BJT",
    ],
)  # fmt: skip
def test_a_time_of_day_makes_an_instant(text: str) -> None:
    published = dates.parse_published(text, zone="Asia/Shanghai")

    assert published == datetime(2026, 11, 20, 2, 30, tzinfo=UTC)


def test_an_instant_keeps_the_offset_its_source_wrote_it_in() -> None:
    published = dates.parse_published("2026-11-20 07:30", zone="Asia/Shanghai")

    assert isinstance(published, datetime)
    assert published.isoformat() == "2026-11-20T07:30:00+08:00"


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-11-20 下午3:30", 15),
        ("2026年11月20日下午3点30分", 15),
        ("Nov 20, 2026, 3:30 p.m.", 15),
        ("2026-11-20 12:30 am", 0),
    ],
)
def test_halves_of_a_day_are_told_apart(text: str, hour: int) -> None:
    assert dates.parse_published(text, zone="Asia/Shanghai") == datetime(
        2026, 11, 20, hour, 30, tzinfo=_BEIJING
    )


def test_cst_means_china_in_asia_and_chicago_elsewhere() -> None:
    text = "2026-01-20 10:00 CST"

    assert dates.parse_published(text, zone="Asia/Hong_Kong") == datetime(2026, 1, 20, 2, tzinfo=UTC)
    assert dates.parse_published(text, zone="America/Chicago") == datetime(2026, 1, 20, 16, tzinfo=UTC)


def test_a_time_without_a_zone_is_in_the_zone_of_its_source() -> None:
    assert dates.parse_published("2026-07-01 12:00", zone="Europe/Berlin") == datetime(
        2026, 7, 1, 10, tzinfo=UTC
    )


@pytest.mark.parametrize(
    "text",
    [
        "", "January 30", "12/31/2026", "20 Nov 26", "2025-13-40", "2026-02-30", "2026-11-20 25:00", "2026-11-20 13:00 pm",
        "1999-12-31", "Fri, 20 Nov 71 02:30:00 GMT", "2026-11-20 10:30 by noon", "on 2026-11-20", "2026-11-20-21", "soon",
        "2026-11-20 10:30 +99:00", "二〇二六年百月一日", "9999-12-31T23:59:59-23:59:", "2026-11/20", "十年",
    ],
)  # fmt: skip
def test_what_is_no_date_of_our_time_is_none(text: str) -> None:
    assert dates.parse_published(text, zone="Asia/Shanghai") is None


@pytest.mark.parametrize(
    ("text", "month", "day"), [("二〇二六年三月一日", 3, 1), ("二〇二六年十月二十一日", 10, 21)]
)
def test_chinese_numerals_are_read(text: str, month: int, day: int) -> None:
    assert dates.parse_published(text, zone="Asia/Shanghai") == date(2026, month, day)


def test_a_date_over_a_day_ahead_is_none() -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)

    assert dates.parse_published("2026-11-21", zone="Asia/Shanghai", now=now) == date(2026, 11, 21)
    assert dates.parse_published("2026-11-23", zone="Asia/Shanghai", now=now) is None
    assert dates.parse_published("2026-11-22T00:00:00Z", zone="Asia/Shanghai", now=now) is None


def test_the_first_real_date_in_a_text_is_found_with_its_span() -> None:
    text = "No. 2026-13-01, posted 4 June 2026 and changed 5 June 2026"

    found = dates.find_published(text, zone="Asia/Shanghai")

    assert found is not None
    assert (text[found[0] : found[1]], found[2]) == ("4 June 2026", date(2026, 6, 4))


@pytest.mark.parametrize("text", ["nothing here", "call 20261120", "item 12026-01-01", "2999-01-01"])
def test_no_date_is_found_where_there_is_none(text: str) -> None:
    assert dates.find_published(text, zone="Asia/Shanghai", now=datetime(2026, 11, 20, tzinfo=UTC)) is None


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_is_read_back_from_its_chinese_and_english_form(day: date) -> None:
    written = (f"{day.year}年{day.month}月{day.day}日", day.isoformat(), f"{day:%B} {day.day}, {day.year}")

    assert {dates.parse_published(text, zone="Asia/Shanghai") for text in written} == {day}


@given(st.text(alphabet="0123456789年月日时分-/:.TZ+ 〇一十JanuryCST"))
def test_no_text_makes_it_fail(text: str) -> None:
    dates.parse_published(text, zone="Asia/Shanghai")
    dates.find_published(text, zone="America/New_York")
