"""Connections kept for a while: a poll of several requests to one host needs one."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from monitor.fetch.urls import Origin
from monitor.fetch.wire import Connection


@dataclass(frozen=True, slots=True)
class _Idle:
    connection: Connection
    until: float  # of the loop's clock


class Pool:
    """Idle connections, one an origin, bounded in number and time."""

    def __init__(self, *, most: int = 64, seconds: float = 15.0) -> None:
        self._most = most
        self._seconds = seconds  # longer than the pause between two requests to one host
        self._idle: dict[Origin, _Idle] = {}  # the one to expire first stands first
        self._sweeper: asyncio.TimerHandle | None = None

    def take(self, origin: Origin) -> Connection | None:
        """Return a connection that is fit for a request, which is now the caller's."""
        idle = self._idle.pop(origin, None)
        if idle is None:
            return None
        if idle.connection.is_idle:
            return idle.connection
        idle.connection.close()
        return None

    def put(self, origin: Origin, connection: Connection) -> None:
        """Keep a connection after a whole answer, or close it where the answer or the server wants that."""
        if not connection.rest():
            connection.close()
            return
        older = self._idle.pop(origin, None)
        if older is None and len(self._idle) >= self._most:
            older = self._idle.pop(next(iter(self._idle)))
        if older is not None:
            older.connection.close()
        loop = asyncio.get_running_loop()
        self._idle[origin] = _Idle(connection, loop.time() + self._seconds)
        if self._sweeper is None:
            self._sweeper = loop.call_later(self._seconds, self._sweep)

    def close(self) -> None:
        """Close all of them."""
        if self._sweeper is not None:
            self._sweeper.cancel()
            self._sweeper = None
        for idle in self._idle.values():
            idle.connection.close()
        self._idle.clear()

    def _sweep(self) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        while self._idle:
            origin, idle = next(iter(self._idle.items()))
            if idle.until > now:
                self._sweeper = loop.call_at(idle.until, self._sweep)
                return
            del self._idle[origin]
            idle.connection.close()
        self._sweeper = None
