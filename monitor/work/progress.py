"""A line in the log now and then while a channel has much to be told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from time import monotonic

import structlog

from monitor.model import ChannelConfig, Delivery, DeliveryState

logger = structlog.get_logger("monitor.work")

_EVERY = 10.0  # seconds
_MUCH = 20  # as much goes out within a minute, and nobody needs a line


class Progress:
    """How far a channel has come; forgotten with the program."""

    def __init__(
        self,
        channel: ChannelConfig,
        owed: Callable[[str, datetime], Awaitable[int]],
        *,
        steady: Callable[[], float] = monotonic,
    ) -> None:
        self._channel = channel
        self._owed = owed
        self._steady = steady
        self._looked = steady()
        self._sent = 0  # since there was much to tell
        self._has_told = False

    async def note(self, end: Delivery | datetime | None, now: datetime) -> None:
        """Take note of the end of a step, and say how far it all is where that is due."""
        if isinstance(end, Delivery):
            self._sent += end.state is DeliveryState.SENT
        if self._steady() - self._looked < _EVERY and not (self._has_told and end is None):
            return
        self._looked = self._steady()
        owed = 0 if end is None else await self._owed(self._channel.id, now)
        if owed >= _MUCH or self._has_told:
            self._tell(owed, now)
        self._has_told = owed > 0 and (self._has_told or owed >= _MUCH)
        if not self._has_told:
            self._sent = 0

    def _tell(self, owed: int, now: datetime) -> None:
        pace = self._channel.pace
        done = {}
        if pace is not None and owed:
            at = now + owed * pace.window / pace.count
            done = {"done_about": (at - timedelta(microseconds=at.microsecond)).isoformat()}
        logger.info("telling", channel=self._channel.id, sent=self._sent, owed=owed, **done)
