"""When a server says to come again: Cache-Control, Expires and Retry-After as lengths of time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from monitor.fetch.wire import Head

LONGEST = timedelta(days=7)  # no server silences a source for longer

_DIRECTIVE = re.compile(r"([\w-]+)\s*(?:=\s*(\"[^\"]*\"|[^\s,\"]*))?")
_ASK_AGAIN = frozenset({"no-cache", "no-store"})  # the answer may not be kept unasked: it is never fresh


def not_before(head: Head, now: datetime) -> timedelta | None:
    """Return how long an answer stays fresh; None where the server does not say, or says it never is."""
    stated = _directives(head)
    if any(stated.get(name) == "" for name in _ASK_AGAIN):
        return None
    if "max-age" in stated:
        fresh = _seconds(stated["max-age"].strip('"'))
    elif (expires := _date(head.get(b"expires"))) is not None:
        fresh = expires - (_date(head.get(b"date")) or now)
    else:
        return None
    return _positive(fresh - _seconds(head.get(b"age")))


def retry_after(head: Head, now: datetime) -> float | None:
    """Return the seconds a server asked us to stay away, from either form of Retry-After."""
    value = (head.get(b"retry-after") or "").strip()
    wait = _positive(_seconds(value))
    if until := _date(value):
        wait = _positive(until - (_date(head.get(b"date")) or now))
    return wait.total_seconds() if wait else None


def _directives(head: Head) -> dict[str, str]:
    """Return what Cache-Control says, the first of each name; `no-cache="set-cookie"` concerns that field only."""
    stated: dict[str, str] = {}
    for name, value in _DIRECTIVE.findall(",".join(head.all(b"cache-control"))):
        stated.setdefault(name.lower(), value)
    return stated


def _positive(length: timedelta) -> timedelta | None:
    return min(length, LONGEST) if length > timedelta(0) else None


def _seconds(value: str | None) -> timedelta:
    digits = (value or "").strip()
    if not (digits.isascii() and digits.isdecimal()):
        return timedelta(0)
    return timedelta(seconds=min(int(digits[:12]), 10**9))


def _date(value: str | None) -> datetime | None:
    if not value or value.isdecimal():  # `Expires: 0` and `Retry-After: 120`
        return None
    try:
        parsed = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None  # `Expires: never` and other ways to say nothing
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
