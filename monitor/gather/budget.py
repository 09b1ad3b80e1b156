"""How much a poll may still follow, and which hosts it leaves in peace."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from monitor.errors import FetchError, SourceError, Trouble

SOON = timedelta(minutes=1)  # when what a poll had no time for is gone on with
WAITS = (timedelta(minutes=2), timedelta(minutes=15))  # after the first try that failed, and the second
_PATIENCE = 2  # failures of a host in a row
_MOST_BYTES = 20 * 1024 * 1024  # of pages that one poll keeps until its end
# What says more of the host than of the page.
_OF_THE_HOST = frozenset({Trouble.BLOCKED, Trouble.UNREACHABLE, Trouble.SLOW, Trouble.TLS})


@dataclass(slots=True)
class Budget:
    """How much a poll may still follow."""

    pages: int
    until: float  # of the event loop's clock: then no page is begun
    ends_at: float  # and then what is under way is given up
    _kept: int = field(default=0, init=False)  # bytes
    _failures: Counter[str] = field(default_factory=Counter, init=False)  # in a row, by host
    _closed: dict[str, timedelta] = field(default_factory=dict, init=False)  # hosts left in peace, how long

    def is_open(self, url: str | None) -> bool:
        """Say whether this page may be begun."""
        has_time = self.pages > 0 and asyncio.get_running_loop().time() < self.until
        return has_time and _host(url) not in self._closed

    def wait(self, url: str | None) -> timedelta:
        """Return when a page that was not begun is gone on with."""
        return self._closed.get(_host(url), SOON)

    def keep(self, size: int) -> None:
        """Take account of a page that is kept until the poll ends: after so many bytes no other is begun."""
        self._kept += size
        if self._kept >= _MOST_BYTES:
            self.pages = 0

    def note(self, url: str | None, error: SourceError | None) -> None:
        """Take account of how a request ended: one host that fails does not hold up another."""
        host = _host(url)
        if error is None:
            del self._failures[host]
        elif error.trouble in _OF_THE_HOST:
            self._failures[host] += 1
            if self._failures[host] >= _PATIENCE or retry_after(error):
                self._closed[host] = max(WAITS[0], retry_after(error))


def retry_after(error: SourceError) -> timedelta:
    """Return how long the server asked to be left in peace."""
    seconds = error.retry_after if isinstance(error, FetchError) else None
    return timedelta(seconds=seconds or 0)


def _host(url: str | None) -> str:
    try:
        return urlsplit(url or "").netloc.lower()
    except ValueError:  # "http://[": the fetcher says so
        return ""
