"""One line an hour in the log: what was done in it, so that a quiet log still shows a program at work."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import structlog

from monitor.model import SourceState
from monitor.pulse import Pulse
from monitor.waiting import pause

logger = structlog.get_logger("monitor.watch")

_HOUR = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was done since the start."""

    polls: int
    troubled: int  # of them
    versions: int
    sent: int


class Hourly:
    """Writes the line for as long as the loops run."""

    def __init__(self, pulse: Pulse, *, seconds: float = _HOUR) -> None:
        self._pulse = pulse
        self._seconds = seconds

    async def run(self, stop: asyncio.Event) -> None:
        """Write it every hour until told to stop."""
        before = done(self._pulse)
        while True:
            await pause(stop, self._seconds)
            if stop.is_set():
                return
            now = done(self._pulse)
            logger.info(
                "an hour of work",
                polls=now.polls - before.polls,
                troubled=now.troubled - before.troubled,
                versions=now.versions - before.versions,
                sent=now.sent - before.sent,
            )
            before = now


def done(pulse: Pulse) -> Done:
    """Return what was done up to now."""
    polls = pulse.polls.by_labels()
    troubles = {(state.value,) for state in SourceState if state.is_trouble}
    return Done(
        polls=sum(polls.values()),
        troubled=sum(count for state, count in polls.items() if state in troubles),
        versions=pulse.versions,
        sent=sum(
            count for (_, _, outcome), count in pulse.deliveries.by_labels().items() if outcome == "sent"
        ),
    )
