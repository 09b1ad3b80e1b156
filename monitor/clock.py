"""The one place that reads the clock, and a wait that may be cut short; below the command line all are given their `now`."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime


def now() -> datetime:
    """Return the instant, aware, in UTC."""
    return datetime.now(UTC)


async def pause(cut_short: asyncio.Event, seconds: float) -> None:
    """Wait for so many seconds, or until the event is set."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await cut_short.wait()
