"""The three loops, until told to stop.

tick ─▶ claim due sources ─▶ poll each (gather) ─▶ decide ─▶ wake the senders (deliver)
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

import structlog

from monitor import gather, schedule
from monitor.deliver import Lane
from monitor.model import Claim, Delivery
from monitor.parts import Parts, lanes, reader_lanes
from monitor.waiting import pause
from monitor.work.progress import Progress
from monitor.work.purging import Purger
from monitor.work.steps import (
    GRACE,
    LEASE,
    POLLS,
    decide_pending,
    deliver_next,
    poll,
    set_back,
    summarise_due,
    take_over,
)

logger = structlog.get_logger("monitor.work")

_FEED = 32  # as many must be over before more are claimed between two ticks
_SOON = 0.1  # seconds between two claims at least
_BEAT = timedelta(seconds=30)
_CLOCK_STEP = timedelta(minutes=5)
_IDLE = 60.0  # seconds a sender sleeps when nothing is owed and nobody wakes it
_BREATH = 0.3  # seconds between two steps of what has time
_LOOK = 3.0  # seconds between two looks for what others left in the store to be done


async def run(parts: Parts, stop: asyncio.Event, *, tick: float = schedule.SECONDS) -> None:
    """Run the loops until `stop` is set, a tick every so many seconds; then finish what is in hand, within ten."""
    await take_over(parts, spread=True)
    await _Running(parts, tick).run(stop)


class _Running:
    """The state of a running program that may be forgotten at any moment: tasks and wake-up calls."""

    def __init__(self, parts: Parts, tick: float) -> None:
        self._parts = parts
        self._tick_seconds = tick
        self._in_hand: set[asyncio.Task[None]] = set()  # polls, and decisions that nobody waits for
        self._polls = 0  # of them
        self._has_more = False  # the last claim left sources that are due
        self._claiming = asyncio.Lock()
        self._timer: asyncio.TimerHandle | None = None  # until a claim between two ticks
        self._tell_at: datetime | None = parts.clock()  # when to look for what the operators must be told
        self._lanes: dict[str, asyncio.Event] = {}  # what wakes its sender, by channel
        self._senders: set[asyncio.Task[None]] = set()
        self._fixed: frozenset[str] = frozenset()  # channels that stay for as long as the program runs
        self._deciding = asyncio.Lock()
        self._summarising = asyncio.Lock()
        self._will_decide = False  # somebody waits for the lock, and will see what there is then
        self._stop = asyncio.Event()
        self._failure: BaseException | None = None
        self._last = (parts.clock(), monotonic())
        self._beat_at = parts.clock()
        self._looked = monotonic()

    async def run(self, stop: asyncio.Event) -> None:
        self._stop = stop
        for lane in lanes(self._parts):
            self._open(lane)
        self._fixed = frozenset(self._lanes)
        await self._follow_readers()
        purging = () if self._parts.purge is None else (Purger(self._parts.purge, self._parts.clock),)
        beside = (self._parts.reloading, *self._parts.beside, *purging)
        standing = [asyncio.create_task(one.run(self._stop)) for one in beside]
        self._take_in_hand(self._catch_up())
        for task in standing:
            task.add_done_callback(self._note_failure)
        try:
            await self._beat(self._parts.clock())
            await self._decide()
            await schedule.run(self._tick, stop, seconds=self._tick_seconds)
        finally:
            stop.set()
            if self._timer is not None:
                self._timer.cancel()
            self._wake()
            _, late = await asyncio.wait({*self._in_hand, *self._senders, *standing}, timeout=GRACE)
            for task in late:
                task.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(*late, return_exceptions=True)
        if self._failure is not None:
            raise self._failure

    async def _tick(self) -> None:
        moment = self._parts.clock()
        await self._watch_clock(moment)
        self._parts.pulse.tick(monotonic())
        if moment - self._beat_at >= _BEAT:
            self._beat_at = moment
            await self._beat(moment)
        if monotonic() - self._looked >= _LOOK:
            self._looked = monotonic()
            await self._look()
        if self._tell_at is not None and moment >= self._tell_at:
            self._tell_at = None
            self._take_in_hand(self._tell(moment))
        if self._parts.summaries is not None and not self._summarising.locked():
            self._take_in_hand(self._summarise())
        await self._claim()

    async def _beat(self, moment: datetime) -> None:
        await self._parts.notes.beat(moment)
        self._parts.pulse.wrote_at = monotonic()

    async def _claim(self) -> None:
        """Take in hand as much of what is due as there is room for."""
        if self._claiming.locked():
            return
        async with self._claiming:
            free = POLLS - self._polls
            if free <= 0 or self._stop.is_set():
                return
            moment = self._parts.clock()
            # What is polled now is due again by this clock: a step that is over by the next tick counts too.
            await self._watch_clock(moment)
            claims = await self._parts.source_store.claim_due(moment, limit=free, lease=LEASE)
            self._has_more = len(claims) == free
            self._polls += len(claims)
            for claim in claims:
                self._take_in_hand(self._gather(claim))
            self._claim_by(await self._parts.source_store.next_due(moment), moment)

    def _claim_by(self, due: datetime | None, moment: datetime) -> None:
        """See to it that what is due after this moment and before the next tick does not wait for that."""
        wait = self._tick_seconds if due is None else max((due - moment).total_seconds(), _SOON)
        loop = asyncio.get_running_loop()
        if wait >= self._tick_seconds or (
            self._timer is not None and self._timer.when() <= loop.time() + wait
        ):
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer = loop.call_later(wait, self._claim_due)

    def _claim_due(self) -> None:
        self._timer = None
        if not self._stop.is_set():
            self._take_in_hand(self._claim())

    async def _tell(self, moment: datetime) -> None:
        again = await gather.tell(self._parts.source_notices, moment)
        if again is not None:
            self._tell_at = min(again, self._tell_at or again)
        self._wake()

    async def _look(self) -> None:
        """See to what others left in the store: notices, readers, and versions that are to be decided again."""
        await self._follow_readers()
        self._wake()
        if not self._deciding.locked() and await self._parts.decisions.waits():
            self._take_in_hand(self._decide())

    async def _catch_up(self) -> None:
        """Bring older documents into the index, with pauses in which others have the store."""
        while self._parts.index is not None and await self._parts.index.catch_up():
            await pause(self._stop, _BREATH)
            if self._stop.is_set():
                return

    def _take_in_hand(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._in_hand.add(task)
        task.add_done_callback(self._in_hand.discard)
        task.add_done_callback(self._note_failure)

    async def _watch_clock(self, moment: datetime) -> None:
        """See whether the wall clock was set; set back, it leaves much due that is not near any more."""
        wall, steady = self._last
        self._last = (moment, monotonic())
        step = moment - wall - timedelta(seconds=monotonic() - steady)
        if abs(step) > _CLOCK_STEP:
            logger.warning("clock was set", before=wall.isoformat(), now=moment.isoformat())
        if step < -_CLOCK_STEP:
            await self._set_back(moment)

    async def _set_back(self, moment: datetime) -> None:
        await set_back(self._parts, moment)
        self._beat_at, self._tell_at = moment - _BEAT, moment
        self._wake()

    async def _gather(self, claim: Claim) -> None:
        try:
            polled = await poll(self._parts, claim, gather.LIMITS)
        finally:
            self._polls -= 1
        if self._has_more and POLLS - self._polls >= _FEED:
            self._take_in_hand(self._claim())
        if claim.now - self._parts.clock() > _CLOCK_STEP:
            # The clock was set back meanwhile, and the poll has just written when it is due by the old time.
            await self._set_back(self._parts.clock())
        if polled is None:
            return
        self._claim_by(polled.next_poll_at, self._parts.clock())
        self._parts.pulse.poll(
            polled.source_state, polled.effort.spent.total_seconds(), size=polled.effort.size
        )
        if polled.alarm.owed is not None and self._tell_at is None:
            self._tell_at = self._parts.clock()
        if polled.versions:
            await self._decide()

    async def _decide(self) -> None:
        if self._will_decide:
            return
        self._will_decide = True
        async with self._deciding:
            self._will_decide = False
            sends = await decide_pending(self._parts)
        if sends:
            await self._follow_readers()
            self._wake()

    async def _summarise(self) -> None:
        async with self._summarising:
            if await summarise_due(self._parts):
                self._wake()

    async def _follow_readers(self) -> None:
        """Open a lane for each private chat that has subscribed, and close those that have left."""
        if self._parts.readers is None:
            return
        now = {lane.channel.id: lane for lane in await reader_lanes(self._parts)}
        for channel in self._lanes.keys() - self._fixed - now.keys():
            self._lanes.pop(channel).set()
        for channel in now.keys() - self._lanes.keys():
            self._open(now[channel])

    def _open(self, lane: Lane) -> None:
        wake = self._lanes[lane.channel.id] = asyncio.Event()
        task = asyncio.create_task(self._send(lane, wake))
        self._senders.add(task)
        task.add_done_callback(self._senders.discard)
        task.add_done_callback(self._note_failure)

    async def _send(self, lane: Lane, wake: asyncio.Event) -> None:
        progress = Progress(lane.channel, self._parts.outbox.owed)
        while not self._stop.is_set() and self._lanes.get(lane.channel.id) is wake:
            wake.clear()
            end = await deliver_next(lane, self._parts.clock)
            await progress.note(end, self._parts.clock())
            if isinstance(end, Delivery):
                continue
            rest = _IDLE if end is None else min((end - self._parts.clock()).total_seconds(), _IDLE)
            await pause(wake, rest)

    def _wake(self) -> None:
        for wake in self._lanes.values():
            wake.set()

    def _note_failure(self, task: asyncio.Task[None]) -> None:
        """End the program on what no loop can mend: a store that is gone, or a defect."""
        if not task.cancelled() and task.exception() is not None:
            self._failure = self._failure or task.exception()
            self._stop.set()
