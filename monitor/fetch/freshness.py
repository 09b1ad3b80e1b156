"""When a server says to come again: Cache-Control, Expires and Retry-After as lengths of time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

LONGEST = timedelta(days=7)  # no server silences a source for longer

_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,12})", re.IGNORECASE)


def not_before(headers: httpx.Headers, now: datetime) -> timedelta | None:
    """Return how long an answer stays fresh; None where the server does not say, or says it never is."""
    cache_control = headers.get("cache-control", "")
    if stated := _MAX_AGE.search(cache_control):
        fresh = timedelta(seconds=int(stated[1])) - _seconds(headers.get("age"))
    else:
        expires = _date(headers.get("expires"))
        if expires is None:
            return None
        fresh = expires - (_date(headers.get("date")) or now)
    return _positive(fresh)


def retry_after(headers: httpx.Headers, now: datetime) -> float | None:
    """Return the seconds a server asked us to stay away, from either form of Retry-After."""
    value = headers.get("retry-after", "").strip()
    wait = _positive(_seconds(value))
    if until := _date(value):
        wait = _positive(until - (_date(headers.get("date")) or now))
    return wait.total_seconds() if wait else None


def _positive(length: timedelta) -> timedelta | None:
    return min(length, LONGEST) if length > timedelta(0) else None


def _seconds(value: str | None) -> timedelta:
    digits = (value or "").strip()
    if not (digits.isascii() and digits.isdecimal()):
        return timedelta(0)
    return timedelta(seconds=min(int(digits[:12]), 10**9))


def _date(value: str | None) -> datetime | None:
    try:
        parsed = parsedate_to_datetime(value or "")
    except (ValueError, OverflowError):
        return None  # `Expires: 0` and other ways to say "at once"
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
