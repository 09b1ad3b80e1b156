"""How long others hold the event loop: twice a second somebody asks to be woken, and sees how late that is."""

from __future__ import annotations

import asyncio
from time import monotonic

from monitor.pulse import Pulse
from monitor.waiting import pause

_EVERY = 0.5  # seconds


class LoopLag:
    """Measures beside the loops for as long as they run."""

    def __init__(self, pulse: Pulse) -> None:
        self._pulse = pulse

    async def run(self, stop: asyncio.Event) -> None:
        """Measure until told to stop."""
        loop = asyncio.get_running_loop()
        while not stop.is_set():
            due = loop.time() + _EVERY
            await pause(stop, _EVERY)
            self._pulse.woken(monotonic(), late=max(loop.time() - due, 0.0))
