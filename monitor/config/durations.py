"""Lengths of time and paces, as people write them in YAML: 30m, 2d, 20/min."""

from __future__ import annotations

import re
from datetime import timedelta

from monitor.model import BacklogRule, Cap, Pace

_UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_MOST = timedelta(days=366)
_WINDOWS = {"s": timedelta(seconds=1), "min": timedelta(minutes=1), "h": timedelta(hours=1)}


def duration(text: str, *, most: timedelta = _MOST) -> timedelta:
    """Return the length of time of `30m`, `1h30m` or `2d`; raises ValueError with the mend."""
    parts = re.findall(r"(\d{1,6})\s*([smhdw])", text.strip().lower())
    if not parts or "".join(f"{number}{unit}" for number, unit in parts) != re.sub(r"\s+", "", text.lower()):
        raise ValueError(
            f"{text!r} is no length of time; write a number with s, m, h, d or w, as in 30m or 2d"
        )
    total = sum((_UNITS[unit] * int(number) for number, unit in parts), timedelta())
    if not timedelta(seconds=1) <= total <= most:
        raise ValueError(f"{text!r} is out of range; write something from 1s to {most.days}d")
    return total


def backlog(text: str) -> timedelta | BacklogRule:
    """Return what a first poll tells: a length of time, `all` or `none`."""
    if text in set(BacklogRule):
        return BacklogRule(text)
    try:
        return duration(text)
    except ValueError as error:
        raise ValueError(f"{error}; or write all or none") from error


def pace(text: str) -> Pace | None:
    """Return the pace of `20/min`, or None for `off`."""
    if text.strip().lower() == "off":
        return None
    found = re.fullmatch(r"\s*([1-9]\d{0,3})\s*/\s*(s|min|h)\s*", text.lower())
    if not found:
        raise ValueError(f"{text!r} is no pace; write messages per s, min or h, as in 20/min, or off")
    return Pace(count=int(found[1]), window=_WINDOWS[found[2]])


def cap(text: str) -> Cap:
    """Return the cap of `10/1h` or `10/h`; raises ValueError with the mend."""
    count, _, window = text.strip().partition("/")
    try:
        length = duration(window if window.strip()[:1].isdigit() else f"1{window.strip()}")
    except ValueError:
        length = None
    if length is None or not re.fullmatch(r"[1-9][0-9]{0,3}", count.strip()):
        raise ValueError(f"{text!r} is no cap; write alerts per length of time, as in 10/1h")
    return Cap(count=int(count), window=length)
