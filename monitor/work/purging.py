"""Lets go of what the store has kept for long enough: passes of small steps, with pauses in which others have the store."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from monitor.model import NOTHING_PURGED, Purged
from monitor.parts import Purging
from monitor.waiting import pause

logger = structlog.get_logger("monitor.work")

_BREATH = 0.3  # seconds between two steps
_REST = 600.0  # seconds between two looks whether a pass is due


class Purger:
    """Works beside the loops."""

    def __init__(self, purge: Purging, clock: Callable[[], datetime]) -> None:
        self._purge = purge
        self._clock = clock

    async def run(self, stop: asyncio.Event) -> None:
        """Begin a pass whenever one is due, until told to stop."""
        while not stop.is_set():
            await run_due(self._purge, self._clock, stop, breath=_BREATH)
            await pause(stop, _REST)


async def run_due(
    purge: Purging, clock: Callable[[], datetime], stop: asyncio.Event, *, breath: float
) -> Purged | None:
    """Run a pass to its end, or until told to stop; None where none is due."""
    begun = await purge.begin(clock())
    if begun is None:
        return None
    purged = NOTHING_PURGED
    while not stop.is_set():
        step = await purge.step(clock())
        if step == NOTHING_PURGED:
            break
        purged += step
        await pause(stop, breath)
    await purge.end(begun, purged, clock())
    if purged != NOTHING_PURGED:
        logger.info(
            "let go of what was kept long enough",
            raw=purged.raw,
            texts=purged.texts,
            traits=purged.traits,
            messages=purged.messages,
            index_parts=purged.parts,
            rows=purged.rows,
        )
    return purged
