"""How the commands on sources say times, sizes and what came from outside."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.model import Published, Source

_UNITS = (
    ("d", timedelta(days=1)),
    ("h", timedelta(hours=1)),
    ("min", timedelta(minutes=1)),
    ("s", timedelta(seconds=1)),
)
_SECOND, _TENTHS = timedelta(seconds=1), timedelta(seconds=10)  # a shorter time is told more exactly


def safe(text: str) -> str:
    """Return text from outside on one line, without what could steer a terminal or is not seen."""
    shown = "".join(sign for sign in " ".join(text.split()) if unicodedata.category(sign) != "Cf")
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in shown)


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun."""
    return f"{number:,} {one}" if number == 1 else f"{number:,} {many or f'{one}s'}"


def length(time: timedelta) -> str:
    """Say how long, in the largest unit of which there is one and the next."""
    if time < _SECOND:
        return f"{max(time, timedelta()) / timedelta(milliseconds=1):.0f} ms"
    if time < _TENTHS:
        return f"{f'{time.total_seconds():.1f}'.removesuffix('.0')} s"
    parts: list[str] = []
    rest = timedelta(seconds=round(time.total_seconds()))
    for name, unit in _UNITS:
        count, left = divmod(rest, unit)
        if count:
            parts.append(f"{count} {name}")
            rest = left
        elif parts:
            break
    return " ".join(parts[:2])


def size(count: int) -> str:
    """Say how many bytes."""
    if count < 1 << 10:
        return f"{count} B"
    return f"{count / (1 << 10):.0f} KiB" if count < 1 << 20 else f"{count / (1 << 20):.1f} MiB"


def published(moment: Published | None, zone: str) -> str:
    """Return a publication as its source tells it: a day, or a time in the source's zone."""
    if isinstance(moment, datetime):
        return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
    return moment.isoformat() if moment is not None else "undated"


def newness(moment: Published | None, zone: str) -> datetime:
    """Return what publications are sorted by: a day counts from its beginning, an undated one is the oldest."""
    if isinstance(moment, datetime):
        return moment
    if moment is None:
        return datetime.min.replace(tzinfo=UTC)
    return datetime(moment.year, moment.month, moment.day, tzinfo=ZoneInfo(zone))


def place(source: Source) -> str:
    """Return where a source is, credentials left out."""
    return bare(source.location)


def bare(location: str) -> str:
    """Return an address without credentials."""
    scheme, mark, rest = location.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{mark}{host.rpartition('@')[2]}{slash}{path}"
