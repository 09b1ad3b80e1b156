"""Who may have a child next: what is quick before what is slow, and never all children for what is slow."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager


class Turns:
    """So many turns at once. Among equals the first to wait is the first to go."""

    def __init__(self, workers: int) -> None:
        self._free = workers
        self._free_for_slow = max(1, workers - 1)
        self._quick: deque[asyncio.Future[None]] = deque()
        self._slow: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def turn(self, *, is_slow: bool) -> AsyncGenerator[None]:
        """Wait for a turn, and hold it."""
        waiting = self._slow if is_slow else self._quick
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waiting.append(mine)
        self._go_on()
        try:
            await mine
            yield
        finally:
            if mine.done() and not mine.cancelled():
                self._free += 1
                self._free_for_slow += is_slow
            else:
                waiting.remove(mine)
            self._go_on()

    def _go_on(self) -> None:
        while self._free and self._quick:
            self._free -= 1
            self._quick.popleft().set_result(None)
        while self._free and self._free_for_slow and self._slow:
            self._free -= 1
            self._free_for_slow -= 1
            self._slow.popleft().set_result(None)
