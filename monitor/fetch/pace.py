"""Politeness: one request at a time to a host, a pause between two, and none where it asked to be left alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from monitor.errors import FetchError
from monitor.fetch.failures import status_line

Host = tuple[str, int]
"""A host by name; an allowed private one by port too, where several services share a machine."""

_LONGEST_CLOSED = 3600.0  # seconds
_MANY = 512  # hosts remembered before those that are through with their pause are forgotten


@dataclass(slots=True)
class _Host:
    """The state of one host: who may go, how many want to, and from when."""

    gate: asyncio.Semaphore
    users: int = 0
    free_at: float = 0.0
    closed_until: float = 0.0
    why_closed: FetchError | None = None


class Pace:
    """Hands out turns to speak to a host, in the order of asking."""

    def __init__(
        self,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
        parallel: int = 4,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._parallel = parallel
        self._hosts: dict[Host, _Host] = {}
        self._forget_at = _MANY

    @asynccontextmanager
    async def turn(self, host: Host, *, spacing: float | None) -> AsyncIterator[None]:
        """Wait for this host's turn and hold it; a host without spacing takes a few requests at once.

        Raises FetchError at once, and for those who wait already, while the host is closed.
        """
        state = self._host(host, is_spaced=spacing is not None)
        self._refuse_if_closed(host, state)
        state.users += 1
        try:
            async with state.gate:
                self._refuse_if_closed(host, state)
                if spacing is not None and (wait := state.free_at - self._clock()) > 0:
                    await self._sleep(wait)
                try:
                    yield
                finally:
                    state.free_at = self._clock() + (spacing or 0.0)
        finally:
            state.users -= 1

    def close(self, host: Host, seconds: float, why: FetchError) -> None:
        """Let nobody speak to a host for a while; whoever asks gets the error that closed it.

        What a server answered to one address holds for its others for an hour at most: each then hears for itself.
        """
        state = self._host(host, is_spaced=True)
        state.closed_until = max(state.closed_until, self._clock() + min(seconds, _LONGEST_CLOSED))
        state.why_closed = why

    def _refuse_if_closed(self, host: Host, state: _Host) -> None:
        if state.why_closed is None:
            return
        rest = state.closed_until - self._clock()
        if rest <= 0:
            state.why_closed = None
            return
        why = state.why_closed
        raise FetchError(
            f"not asked: {host[0]} answered {status_line(why.status or 0)} and wants no request for another {rest:.0f} s",
            trouble=why.trouble,
            status=why.status,
            retry_after=rest,
        )

    def _host(self, host: Host, *, is_spaced: bool) -> _Host:
        if (state := self._hosts.get(host)) is not None:
            return state
        if len(self._hosts) >= self._forget_at:
            now = self._clock()
            self._hosts = {
                key: state
                for key, state in self._hosts.items()
                if state.users or state.free_at > now or state.closed_until > now
            }
            # Twice what is in use, so that looking through all of them stays cheap for each.
            self._forget_at = max(_MANY, 2 * len(self._hosts))
        state = self._hosts[host] = _Host(asyncio.Semaphore(1 if is_spaced else self._parallel))
        return state
