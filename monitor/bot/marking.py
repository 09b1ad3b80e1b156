"""Counts of votes on the buttons: many presses make one edit, and no chat is edited more often than it bears."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta

import structlog

from monitor.alerts import buttons
from monitor.bot.desk import Desk, Speaker
from monitor.model import NotSent, Place
from monitor.store.told import ToldAlert

logger = structlog.get_logger("monitor.bot")

_EVERY = 5.0  # seconds between two edits in one chat; alerts need most of what Telegram allows
_MOST = 500  # messages that wait; of more, those that wait longest keep their old counts


class Marking:
    """Edits the buttons of messages whose votes have changed, one after the other."""

    def __init__(self, desk: Desk, speaker: Speaker, *, every: float = _EVERY, most: int = _MOST) -> None:
        self._desk = desk
        self._speaker = speaker
        self._every = every
        self._most = most
        self._wanted: dict[Place, ToldAlert] = {}
        self._free_at: dict[int, float] = {}  # by chat
        self._wake = asyncio.Event()

    def want(self, place: Place, alert: ToldAlert) -> None:
        """Have the counts of a message brought up to date soon."""
        self._wanted.setdefault(place, alert)
        while len(self._wanted) > self._most:
            del self._wanted[next(iter(self._wanted))]
        self._wake.set()

    async def run(self) -> None:
        """Edit for ever."""
        while True:
            self._wake.clear()
            now = asyncio.get_running_loop().time()
            self._free_at = {chat: at for chat, at in self._free_at.items() if at > now}
            place = next((one for one in self._wanted if one.chat not in self._free_at), None)
            if place is not None:
                await self._mark(place, self._wanted.pop(place))
                continue
            rest = min(self._free_at.values()) - now if self._wanted else None
            with suppress(TimeoutError):
                async with asyncio.timeout(rest):
                    await self._wake.wait()

    async def _mark(self, place: Place, alert: ToldAlert) -> None:
        try:
            tally = await self._desk.votes.tally(alert.id)
            rows = buttons.rows(
                alert.id,
                url=alert.url,
                useful=tally.useful,
                noise=tally.noise,
                language=await self._language(place),
            )
            outcome = await self._speaker.mark(place, rows)
        except Exception:
            logger.exception("counts could not be shown, on a defect", alert=alert.id)
            return
        rest = self._every
        if isinstance(outcome, NotSent):
            rest = max(rest, (outcome.retry_after or timedelta()).total_seconds())
            self.want(place, alert)
        self._free_at[place.chat] = asyncio.get_running_loop().time() + rest

    async def _language(self, place: Place) -> str | None:
        """Return the language of the channel that a message stands in."""
        here = {str(place.chat), f"@{place.username}".casefold()}
        every = (*self._desk.channels, *await self._desk.subscriptions.channels())
        found = (one for one in every if one.chat is not None and one.chat.casefold() in here)
        return next((one.language for one in found), None)
