"""Reads the dates people and machines write, in English and Chinese, in the zone of their source.

text → calendar day (+ time of day (+ zone)) → date | aware instant | None
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import TypeVar
from zoneinfo import ZoneInfo

from monitor.model import Published

_EARLIEST = 2000  # nothing we follow is older; an older date is a default value or a mistake
_AHEAD = timedelta(hours=24)  # clocks and zones differ by less

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMERALS = {"〇": 0, "○": 0, "零": 0, **{sign: value for value, sign in enumerate("一二三四五六七八九", 1)}}
_OFFSETS = {  # hours east of UTC; CST is not here, it means two things
    name: float(east)
    for east, names in {
        "0": "Z UT UTC GMT WET",
        "1": "BST WEST CET",
        "2": "CEST EET",
        "3": "EEST MSK",
        "5.5": "IST",
        "8": "BJT HKT SGT AWST",
        "9": "JST KST",
        "10": "AEST",
        "11": "AEDT",
        "-4": "EDT",
        "-5": "EST CDT",
        "-6": "MDT",
        "-7": "MST PDT",
        "-8": "PST",
    }.items()
    for name in names.split()
}

_MONTH = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_ORDINAL = r"(?:st|nd|rd|th)?"
_DAY = "|".join(
    (
        r"(?<!\d)(?P<y1>\d{4})(?P<s1>[-/.])(?P<m1>\d{1,2})(?P=s1)(?P<d1>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<y2>\d{4})\s?年\s?(?P<m2>\d{1,2})\s?月\s?(?P<d2>\d{1,2})\s?[日号]",
        r"(?P<y3>[〇○零一二三四五六七八九]{4})年(?P<m3>[一二三四五六七八九十]{1,2})月(?P<d3>[一二三四五六七八九十]{1,3})[日号]",
        rf"(?<!\d)(?P<d4>\d{{1,2}}){_ORDINAL}(?:\s+of)?[\s-]+{_MONTH.format('m4')},?[\s-]+(?P<y4>\d{{4}})(?!\d)",
        rf"(?<![^\W\d_]){_MONTH.format('m5')}\s+(?P<d5>\d{{1,2}}){_ORDINAL},?\s+(?P<y5>\d{{4}})(?!\d)",
        r"(?<!\d)(?P<y6>20\d\d)(?P<m6>[01]\d)(?P<d6>[0-3]\d)(?!\d)",
        # RFC 822 allows two digits for a year; the time that must follow tells it from everything else.
        rf"(?<!\d)(?P<d7>\d{{1,2}})\s+{_MONTH.format('m7')}\s+(?P<y7>\d\d)(?=\s+\d\d:\d\d)",
    )
)
_TIME = (
    # A dash alone parts "2026-11-20-10:30:00", as the State Council's site writes it.
    r"(?:(?:\s*T|-(?=\d\d:\d\d)|,?\s+at|,|\s+[|/·•–—-]\s)?\s*(?P<noon>上午|下午|晚上|中午|凌晨|早上)?\s*"
    r"(?:(?P<hour>\d{1,2})\s?[:：]\s?(?P<minute>\d\d)(?:\s?[:：]\s?(?P<second>\d\d)(?:[.,]\d{1,9})?)?(?![\d:：])"
    r"|(?P<hour2>\d{1,2})\s?[时点](?:\s?(?P<minute2>\d{1,2})\s?分)?(?:\s?(?P<second2>\d{1,2})\s?秒)?)"
    r"(?:\s*(?P<half>[ap])\.?m\b\.?)?"
    r"(?:\s*\(?(?:(?:UTC|GMT)?\s?(?P<sign>[+-])(?P<east>\d{1,2}):?(?P<east2>\d\d)?(?!\d)"
    rf"|(?P<zone>CST|{'|'.join(sorted(_OFFSETS, key=len, reverse=True))})(?![A-Za-z])|(?P<local>Beijing [Tt]ime|北京时间))\)?)?)"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)"
_HAN_WEEKDAY = r"(?:\s*[（(]?(?:星期|周|礼拜)[一二三四五六日天][）)]?)"
_STAMP = re.compile(rf"(?:{_WEEKDAY})?(?:{_DAY}){_HAN_WEEKDAY}?(?:{_TIME})?", re.IGNORECASE)

# "Fri Nov 20 10:00:00 CST 2026": what C and Java print puts the year last.
_ASCTIME = re.compile(
    rf"^{_WEEKDAY}(?P<day>[a-z]{{3}}\s+\d{{1,2}})\s+(?P<clock>[\d:]+(?:\s[A-Z]{{3}})?)\s+(?P<year>\d{{4}})$",
    re.IGNORECASE,
)

T = TypeVar("T", date, datetime)


def parse_published(text: str, *, zone: str, now: datetime | None = None) -> Published | None:
    """Read a text that is a date and nothing else; None for anything else.

    A time of day without a zone is in `zone`. What lies before 2000, or more than 24 h after `now`, is no date.
    """
    stamp = _STAMP.fullmatch(_ASCTIME.sub(r"\g<day> \g<year> \g<clock>", text.strip()))
    return None if stamp is None else _checked(stamp, zone, now)


def find_published(text: str, *, zone: str, now: datetime | None = None) -> tuple[int, int, Published] | None:
    """Find the first date written in a longer text, with the span it takes."""
    for stamp in _STAMP.finditer(text):
        published = None if stamp["y6"] else _checked(stamp, zone, now)  # eight digits are any number
        if published is not None:
            return stamp.start(), stamp.end(), published
    return None


def bounded(published: T, zone: str, now: datetime | None) -> T | None:
    """Give a date back unless it is too old, or too far ahead, to be one of ours."""
    if published.year < _EARLIEST:
        return None
    if now is not None and _instant(published, zone) > now + _AHEAD:
        return None
    return published


def _checked(stamp: re.Match[str], zone: str, now: datetime | None) -> Published | None:
    published = _value(stamp, zone)
    return None if published is None else bounded(published, zone, now)


def _instant(published: Published, zone: str) -> datetime:
    if isinstance(published, datetime):
        return published
    return datetime.combine(published, time(), ZoneInfo(zone))


def _value(stamp: re.Match[str], zone: str) -> Published | None:
    year, month, day = next(
        (stamp[f"y{form}"], stamp[f"m{form}"], stamp[f"d{form}"]) for form in range(1, 8) if stamp[f"y{form}"]
    )
    try:
        on = date(_year(year), _month(month), _number(day))
        hour = stamp["hour"] or stamp["hour2"]
        if hour is None:
            return on
        at = time(
            _hour(int(hour), stamp["half"], stamp["noon"]),
            int(stamp["minute"] or stamp["minute2"] or 0),
            int(stamp["second"] or stamp["second2"] or 0),
        )
        instant = datetime.combine(on, at, _zone(stamp, zone))
        # Within a day of the ends of the calendar there is no UTC to compare with.
        return instant.astimezone(timezone(instant.utcoffset() or timedelta()))
    except (ValueError, OverflowError):
        return None  # 31 February, 25 o'clock, a zone nobody lives in


def _year(text: str) -> int:
    if len(text) == 2:
        return 2000 + int(text) if int(text) < 70 else 1900 + int(text)
    return int(text) if text.isdecimal() else int("".join(str(_NUMERALS[sign]) for sign in text))


def _month(text: str) -> int:
    name = text[:3].lower()
    return _MONTHS.index(name) + 1 if name in _MONTHS else _number(text)


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    tens, ten, units = text.rpartition("十")
    if not ten:
        return int("".join(str(_NUMERALS[sign]) for sign in text))
    return 10 * (_NUMERALS[tens] if tens else 1) + (_NUMERALS[units] if units else 0)


def _hour(hour: int, half: str | None, noon: str | None) -> int:
    if half is not None:
        if not 1 <= hour <= 12:
            raise ValueError("no such hour on a twelve-hour clock")
        return hour % 12 + (12 if half.lower() == "p" else 0)
    if noon in {"下午", "晚上"} and hour < 12:
        return hour + 12
    return hour


def _zone(stamp: re.Match[str], zone: str) -> tzinfo:
    if stamp["sign"] is not None:
        east = timedelta(hours=int(stamp["east"]), minutes=int(stamp["east2"] or 0))
        return timezone(-east if stamp["sign"] == "-" else east)
    if stamp["local"] is not None:
        return ZoneInfo("Asia/Shanghai")
    name = (stamp["zone"] or "").upper()
    if name == "CST":
        return timezone(timedelta(hours=8)) if zone.startswith("Asia/") else timezone(timedelta(hours=-6))
    if name in _OFFSETS:
        return timezone(timedelta(hours=_OFFSETS[name])) if _OFFSETS[name] else UTC
    return ZoneInfo(zone)
