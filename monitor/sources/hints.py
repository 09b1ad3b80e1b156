"""What a feed says of how often it is worth asking: ttl, sy:updatePeriod, skipHours, skipDays."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.sources.context import LONGEST_HINT

_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(days=7),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HEAD = 50_000  # characters of the channel before its items
_HOUR = timedelta(hours=1)


def not_before(channel: Any, head: str, *, now: datetime) -> timedelta | None:
    """Return how long from now nothing new is to come; None where the feed does not say."""
    hints: list[timedelta] = []
    if (minutes := _number(channel.get("ttl"))) is not None:
        hints.append(timedelta(minutes=minutes))
    if period := _PERIODS.get(str(channel.get("sy_updateperiod", "")).strip().lower()):
        hints.append(period / (_number(channel.get("sy_updatefrequency")) or 1))
    hints.append(_asleep(head[:_HEAD], now))
    longest = max(hints)
    return min(longest, LONGEST_HINT) if longest else None


def _asleep(head: str, now: datetime) -> timedelta:
    """Return how long the hours and days still last in which the feed says it does not change; they are in GMT."""
    # feedparser keeps the last hour and the last day only.
    hours = {
        number % 24 for text in _members(head, "skipHours", "hour") if (number := _number(text)) is not None
    }
    days = {
        _DAYS.index(name)
        for text in _members(head, "skipDays", "day")
        if (name := text.strip().lower()) in _DAYS
    }
    if not hours and not days:
        return timedelta()
    start = now.astimezone(UTC)
    at = start
    # A feed that sleeps always says nothing we could follow.
    for _ in range(8 * 24):
        if at.hour not in hours and at.weekday() not in days:
            return at - start
        at = at.replace(minute=0, second=0, microsecond=0) + _HOUR
    return timedelta()


def _members(head: str, outer: str, inner: str) -> list[str]:
    start = head.find(f"<{outer}")
    end = head.find(f"</{outer}", start)
    return re.findall(rf"<{inner}>([^<]{{1,20}})<", head[start:end]) if 0 <= start < end else []


def _number(value: object) -> int | None:
    digits = str(value or "").strip()
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= 6 else None
