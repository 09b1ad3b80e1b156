"""One pass over everything that is due: poll, decide, deliver for a while, and say what could not be done."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from time import monotonic

from monitor import gather
from monitor.deliver import Lane
from monitor.model import ChannelKind, Delivery, DeliveryState, Polled
from monitor.parts import Parts, lanes, reader_lanes
from monitor.waiting import pause
from monitor.work.progress import Progress
from monitor.work.purging import run_due
from monitor.work.steps import (
    GRACE,
    LEASE,
    POLLS,
    decide_pending,
    deliver_next,
    poll,
    summarise_due,
    take_over,
)

_ONE_PASS = replace(gather.LIMITS, pages=60)  # what it leaves over waits for the next pass, whenever that is


# What fails here is this machine's, a full disk say: no service will mend it by the next run.
_LOCAL = frozenset({ChannelKind.CONSOLE, ChannelKind.ATOM})


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one pass could not do, a line each."""

    failures: tuple[str, ...] = ()  # sources and deliveries
    notes: tuple[str, ...] = ()  # sources of which something could not be read
    pending: tuple[str, ...] = ()  # channels to which something is still owed


async def once(parts: Parts, stop: asyncio.Event, *, wait: timedelta) -> Report:
    """Poll everything that is due, decide, and deliver for up to `wait`, or until `stop` is set."""
    await take_over(parts, spread=False)
    passing = asyncio.create_task(_pass(parts, stop, wait))
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({passing, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    await asyncio.wait({passing}, timeout=GRACE if stop.is_set() else None)
    if passing.done():
        return passing.result()
    passing.cancel()
    await asyncio.gather(passing, return_exceptions=True)
    return Report(failures=("told to stop before it was done; the next run goes on",))


async def _pass(parts: Parts, stop: asyncio.Event, wait: timedelta) -> Report:
    polled = await _poll_all(parts)
    failures, notes = [], []
    for poll_end in polled:
        line = f"source {poll_end.claim.source_id}: {poll_end.detail}"
        if poll_end.source_state.is_trouble:
            failures.append(line)
        elif poll_end.detail is not None:
            notes.append(line)
    await decide_pending(parts)
    await gather.tell(parts.source_notices, parts.clock(), at_once=True)
    await summarise_due(parts)
    deadline = monotonic() + wait.total_seconds()
    all_lanes = (*lanes(parts), *await reader_lanes(parts))
    reports = await asyncio.gather(*(_drain(parts, lane, stop, deadline) for lane in all_lanes))
    while parts.index is not None and monotonic() < deadline and await parts.index.catch_up():
        pass
    if parts.purge is not None:
        await run_due(parts.purge, parts.clock, stop, breath=0.0)
    for report in reports:
        failures += report.failures
    pending = tuple(line for report in reports for line in report.pending)
    return Report(failures=tuple(failures), notes=tuple(notes), pending=pending)


async def _poll_all(parts: Parts) -> tuple[Polled, ...]:
    """Poll what is due now, each source once; return the ends in the order of the claims."""
    began = parts.clock()
    ends: list[asyncio.Task[Polled | None]] = []
    under_way: set[asyncio.Task[Polled | None]] = set()
    try:
        while True:
            claims = await parts.source_store.claim_due(
                parts.clock(), limit=POLLS - len(under_way), lease=LEASE, due_by=began
            )
            started = [asyncio.create_task(poll(parts, claim, _ONE_PASS)) for claim in claims]
            ends += started
            under_way |= {*started}
            if not under_way:
                break
            _, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
    except BaseException:
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        raise
    return tuple(end for task in ends if (end := task.result()) is not None)


async def _drain(parts: Parts, lane: Lane, stop: asyncio.Event, deadline: float) -> Report:
    """Deliver what is owed to one channel until nothing is, or the time is up, or an operator must act."""
    failures: list[str] = []
    progress, clock = Progress(lane.channel, parts.outbox.owed), parts.clock
    while not stop.is_set():
        end = await deliver_next(lane, clock)
        await progress.note(end, clock())
        if end is None:
            return Report(failures=tuple(failures))
        if isinstance(end, Delivery):
            if end.state is DeliveryState.DEAD:
                failures.append(f"channel {lane.channel.id}: delivery {end.id} was refused: {end.error}")
            continue
        rest = (end - clock()).total_seconds()
        if monotonic() + rest > deadline or (await parts.outbox.channel_state(lane.channel.id)).suspended:
            break
        await pause(stop, rest)
    state = await parts.outbox.channel_state(lane.channel.id)
    if state.suspended is not None:
        failures.append(
            f"channel {lane.channel.id}: {state.suspended}; nothing is lost, mend it and run again"
        )
        return Report(failures=tuple(failures))
    owed = await lane.store.next_delivery(lane.channel.id)
    if owed is None:
        return Report(failures=tuple(failures))
    why = f" ({owed.error})" if owed.error else ""
    line = f"channel {lane.channel.id}: deliveries are still pending{why}; the next run goes on with them"
    if owed.error and lane.channel.kind in _LOCAL:
        return Report(failures=(*failures, line))
    return Report(failures=tuple(failures), pending=(line,))
