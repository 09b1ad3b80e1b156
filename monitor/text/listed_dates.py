"""Reads the dates that stand beside the entries of a list, where little is enough for a reader: `[11-03]`, `3小时前`, `1763800000`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.model import Published
from monitor.text import dates

_BRACKETS = re.compile(r"[\[\]【】()（）〔〕\s]+")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?", re.ASCII)  # until 2033, in seconds or milliseconds
_LISTED = tuple(
    re.compile(form, re.ASCII)
    for form in (
        r"(?P<month>\d{1,2})[-/](?P<day>\d{1,2})",
        r"(?P<month>\d\d)\.(?P<day>\d\d)",
        r"(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?[日号]",
        # A list shows the day large and the month small beside it.
        r"(?P<day>\d{1,2})日?\s?(?P<year>20\d\d)(?:[-/.]|\s?年\s?)(?P<month>\d{1,2})月?",
        r"(?P<year>20\d\d)(?:[-/.]|\s?年\s?)(?P<month>\d{1,2})月?\s(?P<day>\d{1,2})日?",
        r"(?P<month>\d{1,2})[-/.](?P<day>\d{1,2})\s(?P<year>20\d\d)",
        r"(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)",
        r"(?P<short>\d\d)[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
    )
)
_DAYS_AGO = {"刚刚": 0, "今天": 0, "昨天": 1, "前天": 2, "just now": 0, "today": 0, "yesterday": 1}
_UNITS = {
    ("分", "min"): timedelta(minutes=1),
    ("小时", "hour"): timedelta(hours=1),
    ("天", "日", "day"): timedelta(days=1),
    ("周", "星期", "week"): timedelta(weeks=1),
}
_AGO = re.compile(
    rf"(?P<day>{'|'.join(_DAYS_AGO)})(?:\s?\d{{1,2}}:\d\d)?"
    r"|(?P<count>\d{1,3})\s?(?P<unit>分钟|小时|天|日|周|星期|min(?:ute)?s?|hours?|days?|weeks?)(?:\s?[以之]?前|\sago)",
    re.IGNORECASE,
)


def parse(text: str, *, zone: str, now: datetime) -> Published | None:
    """Read a date as lists and endpoints give it beside an entry; None where there is none.

    It may stand in brackets or behind a label, be a count of seconds or milliseconds, have its day apart
    from its month, lack its year, or say how long ago it was; what says less than the day stays a day.
    """
    bare = _BRACKETS.sub(" ", text).strip()
    published = dates.parse_published(bare, zone=zone, now=now)
    if published is not None:
        return published
    if _EPOCH.fullmatch(bare):
        instant = datetime.fromtimestamp(int(bare[:10]), ZoneInfo(zone))
        # Midnight to the second is how a day is written that has to be a number.
        return dates.bounded(instant if instant.time() != time() else instant.date(), zone, now)
    for form in _LISTED:
        stamp = form.fullmatch(bare)
        if stamp is not None:
            return _listed_day(stamp.groupdict(), zone, now)
    ago = _AGO.fullmatch(bare)
    if ago is not None:
        return _days_ago(ago, now.astimezone(ZoneInfo(zone)))
    found = dates.find_published(bare, zone=zone, now=now)
    return None if found is None else found[2]


def _listed_day(parts: dict[str, str], zone: str, now: datetime) -> date | None:
    today = now.astimezone(ZoneInfo(zone)).date()
    month, day = int(parts["month"]), int(parts["day"])
    if "short" in parts:
        # With two digits it may be the day as well: only this year and the last are surely one.
        years: Sequence[int] = [
            year for year in (today.year, today.year - 1) if year % 100 == int(parts["short"])
        ]
        return _first_day(years, month, day, zone, now)
    # Without a year it is the last such day; a 29 February may lie eight years back.
    years = (int(parts["year"]),) if "year" in parts else range(today.year + 1, today.year - 9, -1)
    return _first_day(years, month, day, zone, now)


def _first_day(years: Sequence[int], month: int, day: int, zone: str, now: datetime) -> date | None:
    for year in years:
        try:
            published = dates.bounded(date(year, month, day), zone, now)
        except ValueError:
            continue
        if published is not None:
            return published
    return None


def _days_ago(ago: re.Match[str], local: datetime) -> date | None:
    if ago["day"] is not None:
        return local.date() - timedelta(days=_DAYS_AGO[ago["day"].lower()])
    unit = next(length for names, length in _UNITS.items() if ago["unit"].lower().startswith(names))
    return (local - int(ago["count"]) * unit).date()
