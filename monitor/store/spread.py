"""When new sources are polled first: a few at once, and thousands not all in the same second."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from monitor.model import Source, SourceKind

_AT_ONCE = 8  # so that a small desk sees its first alert within seconds
_STEP = timedelta(milliseconds=90)  # ten thousand within a quarter of an hour
_HOST_STEP = timedelta(seconds=5)  # between two of one host
_LONGEST = timedelta(minutes=15)


def first_polls(sources: Sequence[Source]) -> dict[str, timedelta]:
    """Return how long each of these new sources waits for its first poll."""
    hosts: Counter[str] = Counter()
    waits: dict[str, timedelta] = {}
    place = 0
    for source in sources:
        if source.kind is SourceKind.FOLDER or source.demo:
            waits[source.id] = timedelta()
            continue
        host = _host(source.location)
        wait = timedelta() if place < _AT_ONCE else place * _STEP + hosts[host] * _HOST_STEP
        waits[source.id] = min(wait, source.every, _LONGEST)
        hosts[host] += 1
        place += 1
    return waits


def _host(location: str) -> str:
    try:
        return urlsplit(location).hostname or ""
    except ValueError:
        return ""
