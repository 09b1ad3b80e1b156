"""Politeness: one request at a time to a host, and a pause between two."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

_MANY = 256  # hosts remembered before those that are through with their pause are forgotten


@dataclass(slots=True)
class _Host:
    """The state of one host: who may go, how many want to, and from when."""

    gate: asyncio.Semaphore
    users: int = 0
    free_at: float = 0.0


class Pace:
    """Hands out turns to speak to a host, in the order of asking."""

    def __init__(
        self,
        *,
        spacing: float,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
        parallel: int = 4,
    ) -> None:
        self._spacing = spacing
        self._clock = clock
        self._sleep = sleep
        self._parallel = parallel
        self._hosts: dict[tuple[str, bool], _Host] = {}

    @asynccontextmanager
    async def turn(self, host: str, *, is_spaced: bool) -> AsyncIterator[None]:
        """Wait for this host's turn and hold it; an unspaced host takes a few requests at once, without pause."""
        state = self._host(host, is_spaced=is_spaced)
        state.users += 1
        try:
            async with state.gate:
                if is_spaced and (wait := state.free_at - self._clock()) > 0:
                    await self._sleep(wait)
                try:
                    yield
                finally:
                    state.free_at = self._clock() + self._spacing
        finally:
            state.users -= 1

    def _host(self, host: str, *, is_spaced: bool) -> _Host:
        if len(self._hosts) > _MANY:
            now = self._clock()
            self._hosts = {
                key: state for key, state in self._hosts.items() if state.users or state.free_at > now
            }
        return self._hosts.setdefault(
            (host, is_spaced), _Host(asyncio.Semaphore(1 if is_spaced else self._parallel))
        )
