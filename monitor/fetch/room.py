"""Room for large bodies: how many bytes of answers may wait in memory, over all that ask at once.

A body counts from its first reading until who asked for it asks again, or ends: meanwhile it waits to be parsed.
"""

from __future__ import annotations

import asyncio


class Room:
    """So many bytes. Each task holds what its last answer takes; who has held longest never waits, so all go on."""

    def __init__(self, size: int) -> None:
        self._free = size
        self._held: dict[asyncio.Task[object], int] = {}  # in the order in which they began to hold
        self._waiting: dict[asyncio.Task[object], tuple[int, asyncio.Future[None]]] = {}

    @property
    def free(self) -> int:
        """How many bytes are left; negative while the one who never waits holds more than there is."""
        return self._free

    async def hold(self, size: int) -> None:
        """Hold so many bytes for the running task, in place of what it holds; wait until there is room for more."""
        owner = _running()
        if owner not in self._held:
            self._held[owner] = 0
            owner.add_done_callback(self._let_go)
        if self._fits(owner, size):
            self._set(owner, size)
            self._go_on()
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[owner] = (size, turn)
        try:
            await turn
        finally:
            self._waiting.pop(owner, None)

    def let_go(self) -> None:
        """Hold nothing more for the running task."""
        owner = _running()
        if owner in self._held:
            owner.remove_done_callback(self._let_go)
            self._let_go(owner)

    def _let_go(self, owner: asyncio.Task[object]) -> None:
        self._free += self._held.pop(owner)
        self._go_on()

    def _fits(self, owner: asyncio.Task[object], size: int) -> bool:
        return size - self._held[owner] <= max(0, self._free) or owner is next(iter(self._held))

    def _set(self, owner: asyncio.Task[object], size: int) -> None:
        self._free += self._held[owner] - size
        self._held[owner] = size

    def _go_on(self) -> None:
        for owner, (size, turn) in list(self._waiting.items()):
            if not turn.done() and self._fits(owner, size):
                self._set(owner, size)
                turn.set_result(None)


def _running() -> asyncio.Task[object]:
    task = asyncio.current_task()
    assert task is not None
    return task
