"""A sign of life for a service that raises the alarm when it stays away: the one alarm a dead program can still raise."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

import structlog

from monitor.model import Answered, PostEnd
from monitor.model.watching import HeartbeatConfig, Method
from monitor.waiting import pause
from monitor.web.health import Health

logger = structlog.get_logger("monitor.watch")

_START = 1.0  # seconds between two looks whether the loops have begun
_MOST = 2_000  # letters of what is wrong


class Poster(Protocol):
    """What makes a request to the service."""

    async def post(self, url: str, headers: Sequence[tuple[str, str]], content: bytes) -> PostEnd:
        """Post JSON once; every failure is a value."""
        ...

    async def get(self, url: str) -> PostEnd:
        """Ask for a page once; every failure is a value."""
        ...


class Heartbeat:
    """Says how it goes for as long as the loops run; that nobody listens disturbs nothing."""

    def __init__(
        self,
        config: HeartbeatConfig,
        *,
        poster: Poster,
        health: Callable[[], Health],
        redact: Callable[[str], str],
        version: str,
    ) -> None:
        self._config = config
        self._poster = poster
        self._health = health  # it may read the store: asked in a thread
        self._redact = redact
        self._version = version
        self._is_heard = True

    async def run(self, stop: asyncio.Event) -> None:
        """Say it every so often until told to stop; what starts is neither well nor ill."""
        stopped = asyncio.create_task(stop.wait())
        while not stop.is_set():
            beating = asyncio.create_task(self._beat())
            # A service that hangs must not keep the program from ending.
            await asyncio.wait({beating, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if not beating.done():
                beating.cancel()
                break
            await pause(stop, beating.result())
        stopped.cancel()

    async def _beat(self) -> float:
        """Say it once, and return after how many seconds it is to be said again."""
        try:
            found = await asyncio.to_thread(self._health)
            if found.is_starting:
                return _START
            await self._say(found)
        except Exception:
            logger.exception("a heartbeat failed on a defect, the next one is tried")
        return self._config.every.total_seconds()

    async def _say(self, found: Health) -> None:
        url = self._config.url.reveal()
        if not found.is_well:
            url = failing(url)
        if self._config.method is Method.GET:
            end = await self._poster.get(url)
        else:
            told = self._redact("\n".join(found.told))[:_MOST]
            body = {"well": found.is_well, "told": told, "version": self._version}
            end = await self._poster.post(url, (), json.dumps(body, ensure_ascii=False).encode())
        self._note(end)

    def _note(self, end: PostEnd) -> None:
        """Log that it is not heard, and that it is again: once each, for it is said every few minutes."""
        is_taken = isinstance(end, Answered) and 200 <= end.status < 300
        if is_taken is self._is_heard:
            return
        self._is_heard = is_taken
        if is_taken:
            logger.info("heartbeat is heard again")
            return
        reason = f"{end.status} {end.line}".strip() if isinstance(end, Answered) else end.detail
        logger.warning("heartbeat is not heard", reason=self._redact(reason))


def failing(url: str) -> str:
    """Return where it is said that something is wrong: the same address, with /fail behind its path."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/fail"))
