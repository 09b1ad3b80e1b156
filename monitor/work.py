"""The three loops at work: one pass over everything due, or until told to stop.

tick ─▶ claim due sources ─▶ poll each (gather) ─▶ decide ─▶ wake the senders (deliver)
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

import structlog

from monitor import decide, deliver, gather, schedule
from monitor.model import (
    Claim,
    Delivery,
    DeliveryState,
    Polled,
    Source,
    SourceState,
)
from monitor.parts import Lane, Parts, lanes

logger = structlog.get_logger("monitor.work")

_POLLS = 32  # at once; each host has a limit of its own
_LEASE = 2 * gather.DEADLINE
_BEAT = timedelta(seconds=30)
_CLOCK_STEP = timedelta(minutes=5)
_FARTHEST = timedelta(days=7)  # the longest hint of a server that is obeyed
_GRACE = 8.0  # seconds for what is in hand when told to stop; supervisors kill after ten
_IDLE = 60.0  # seconds a sender sleeps when nothing is owed and nobody wakes it
_LOOK = 3.0  # seconds between two looks for what others left in the store to be done


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one pass could not do, a line each."""

    failures: tuple[str, ...] = ()  # sources and deliveries
    notes: tuple[str, ...] = ()  # sources of which something could not be read
    pending: tuple[str, ...] = ()  # channels to which something is still owed


async def once(parts: Parts, stop: asyncio.Event, *, wait: timedelta) -> Report:
    """Poll everything that is due, decide, and deliver for up to `wait`, or until `stop` is set."""
    await _take_over(parts)
    passing = asyncio.create_task(_pass(parts, stop, wait))
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({passing, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    await asyncio.wait({passing}, timeout=_GRACE if stop.is_set() else None)
    if passing.done():
        return passing.result()
    passing.cancel()
    await asyncio.gather(passing, return_exceptions=True)
    return Report(failures=("told to stop before it was done; the next run goes on",))


async def _pass(parts: Parts, stop: asyncio.Event, wait: timedelta) -> Report:
    claims = await parts.source_store.claim_due(parts.clock(), limit=len(parts.live.sources), lease=_LEASE)
    slots = asyncio.Semaphore(_POLLS)

    async def poll(claim: Claim) -> Polled | None:
        async with slots:
            return await _poll(parts, claim)

    polled = await asyncio.gather(*(poll(claim) for claim in claims))
    failures, notes = [], []
    for poll_end in filter(None, polled):
        line = f"source {poll_end.claim.source_id}: {poll_end.detail}"
        if poll_end.source_state is SourceState.FAILED:
            failures.append(line)
        elif poll_end.detail is not None:
            notes.append(line)
    await decide.decide_pending(parts.decisions, parts.channels, parts.clock())
    deadline = monotonic() + wait.total_seconds()
    reports = await asyncio.gather(*(_drain(lane, parts.clock, stop, deadline) for lane in lanes(parts)))
    for report in reports:
        failures += report.failures
    pending = tuple(line for report in reports for line in report.pending)
    return Report(failures=tuple(failures), notes=tuple(notes), pending=pending)


async def _drain(lane: Lane, clock: Callable[[], datetime], stop: asyncio.Event, deadline: float) -> Report:
    """Deliver what is owed to one channel until nothing is, or the time is up, or an operator must act."""
    failures: list[str] = []
    while not stop.is_set():
        end = await _deliver_next(lane, clock)
        if end is None:
            return Report(failures=tuple(failures))
        if isinstance(end, Delivery):
            if end.state is DeliveryState.DEAD:
                failures.append(f"channel {lane.channel.id}: delivery {end.id} was refused: {end.error}")
            continue
        rest = (end - clock()).total_seconds()
        if monotonic() + rest > deadline or (await lane.store.channel_state(lane.channel.id)).suspended:
            break
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), timeout=max(rest, 0.0))
    suspended = (await lane.store.channel_state(lane.channel.id)).suspended
    if suspended is not None:
        failures.append(f"channel {lane.channel.id}: {suspended}; nothing is lost, mend it and run again")
        return Report(failures=tuple(failures))
    owed = await lane.store.next_delivery(lane.channel.id)
    if owed is None:
        return Report(failures=tuple(failures))
    why = f" ({owed.error})" if owed.error else ""
    line = f"channel {lane.channel.id}: deliveries are still pending{why}; the next run goes on with them"
    return Report(failures=tuple(failures), pending=(line,))


async def run(parts: Parts, stop: asyncio.Event) -> None:
    """Run the loops until `stop` is set; then finish what is in hand, within ten seconds."""
    await _take_over(parts)
    await _Running(parts).run(stop)


class _Running:
    """The state of a running program that may be forgotten at any moment: tasks and wake-up calls."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._in_hand: set[asyncio.Task[None]] = set()  # polls, and decisions that nobody waits for
        self._lanes = {lane.channel.id: lane for lane in lanes(parts)}
        self._wakes = {channel: asyncio.Event() for channel in self._lanes}
        self._deciding = asyncio.Lock()
        self._stop = asyncio.Event()
        self._failure: BaseException | None = None
        self._last = (parts.clock(), monotonic())
        self._beat_at = parts.clock()
        self._looked = monotonic()

    async def run(self, stop: asyncio.Event) -> None:
        self._stop = stop
        standing = [asyncio.create_task(self._send(lane)) for lane in self._lanes.values()]
        standing.append(asyncio.create_task(self._parts.reloading.run(self._stop)))
        for task in standing:
            task.add_done_callback(self._note_failure)
        try:
            await self._parts.notes.beat(self._parts.clock())
            await self._decide()
            await schedule.run(self._tick, stop)
        finally:
            stop.set()
            self._wake()
            _, late = await asyncio.wait({*self._in_hand, *standing}, timeout=_GRACE)
            for task in late:
                task.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(*late, return_exceptions=True)
        if self._failure is not None:
            raise self._failure

    async def _tick(self) -> None:
        moment = self._parts.clock()
        await self._watch_clock(moment)
        if moment - self._beat_at >= _BEAT:
            self._beat_at = moment
            await self._parts.notes.beat(moment)
        if monotonic() - self._looked >= _LOOK:
            self._looked = monotonic()
            await self._look()
        free = _POLLS - len(self._in_hand)
        if free > 0 and not self._stop.is_set():
            for claim in await self._parts.source_store.claim_due(moment, limit=free, lease=_LEASE):
                self._take_in_hand(self._gather(claim))

    async def _look(self) -> None:
        """See to what others left in the store: notices, and versions that are to be decided again."""
        self._wake()
        if not self._deciding.locked() and await self._parts.decisions.waits():
            self._take_in_hand(self._decide())

    def _take_in_hand(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._in_hand.add(task)
        task.add_done_callback(self._in_hand.discard)
        task.add_done_callback(self._note_failure)

    async def _watch_clock(self, moment: datetime) -> None:
        """Pull due times back after the wall clock was set: none may lie out of reach for months."""
        wall, steady = self._last
        self._last = (moment, monotonic())
        if abs(moment - wall - timedelta(seconds=monotonic() - steady)) > _CLOCK_STEP:
            logger.warning("clock was set", before=wall.isoformat(), now=moment.isoformat())
            await self._pull_back(moment)

    async def _pull_back(self, moment: datetime) -> None:
        latest = _latest_due(self._parts.live.sources.values(), moment)
        await self._parts.source_store.pull_back(latest)

    async def _gather(self, claim: Claim) -> None:
        polled = await _poll(self._parts, claim)
        if claim.now - self._parts.clock() > _CLOCK_STEP:
            # The clock was set back meanwhile, and the poll has just written when it is due by the old time.
            await self._pull_back(self._parts.clock())
        if polled is not None and polled.versions:
            await self._decide()

    async def _decide(self) -> None:
        async with self._deciding:
            sends = await decide.decide_pending(
                self._parts.decisions, self._parts.channels, self._parts.clock()
            )
        if sends:
            self._wake()

    async def _send(self, lane: Lane) -> None:
        wake = self._wakes[lane.channel.id]
        while not self._stop.is_set():
            wake.clear()
            end = await _deliver_next(lane, self._parts.clock)
            if isinstance(end, Delivery):
                continue
            rest = _IDLE if end is None else min((end - self._parts.clock()).total_seconds(), _IDLE)
            with suppress(TimeoutError):
                await asyncio.wait_for(wake.wait(), timeout=max(rest, 0.0))

    def _wake(self) -> None:
        for wake in self._wakes.values():
            wake.set()

    def _note_failure(self, task: asyncio.Task[None]) -> None:
        """End the program on what no loop can mend: a store that is gone, or a defect."""
        if not task.cancelled() and task.exception() is not None:
            self._failure = self._failure or task.exception()
            self._stop.set()


async def _poll(parts: Parts, claim: Claim) -> Polled | None:
    """Poll a claimed source with the rules as they are now; None where an edit has just taken it away."""
    source = parts.live.sources.get(claim.source_id)
    if source is None:
        return None
    return await gather.poll(
        claim,
        source,
        fetcher=parts.fetcher,
        reader=parts.reader,
        rules=parts.live.rules,
        store=parts.source_store,
    )


async def _deliver_next(lane: Lane, clock: Callable[[], datetime]) -> Delivery | datetime | None:
    return await deliver.deliver_next(lane.channel, lane.sender, lane.store, render=lane.render, clock=clock)


async def _take_over(parts: Parts) -> None:
    """Continue where the last program on this store stopped, however it did."""
    moment, sources = parts.clock(), parts.live.sources.values()
    await parts.source_store.sync(sources, moment)
    await parts.source_store.pull_back(_latest_due(sources, moment))
    await parts.notices.recover(moment)
    cut_off = await parts.outbox.recover(moment)
    if cut_off:
        logger.warning("sends were cut off and will be repeated", deliveries=cut_off)


def _latest_due(sources: Iterable[Source], moment: datetime) -> datetime:
    return moment + max([_FARTHEST, *(source.every for source in sources)])
