"""A wait that may be cut short."""

from __future__ import annotations

import asyncio
from contextlib import suppress


async def pause(cut_short: asyncio.Event, seconds: float) -> None:
    """Wait for so many seconds, or until the event is set."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await cut_short.wait()
