"""What one pass and the running program do alike: take over a store, poll a claim, deliver what is owed next."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import structlog

from monitor import deliver, gather
from monitor.model import Claim, Delivery, Polled, Source
from monitor.parts import Lane, Parts

logger = structlog.get_logger("monitor.work")

POLLS = 256  # at once; each host has a limit of its own
LEASE = timedelta(seconds=2 * gather.LIMITS.deadline)
GRACE = 8.0  # seconds for what is in hand when told to stop; supervisors kill after ten
_FARTHEST = timedelta(days=7)  # the longest hint of a server that is obeyed


async def poll(parts: Parts, claim: Claim, limits: gather.Limits) -> Polled | None:
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
        limits=limits,
    )


async def deliver_next(lane: Lane, clock: Callable[[], datetime]) -> Delivery | datetime | None:
    """Deliver what a channel is owed next; return it, or when it is due, None where nothing is owed."""
    return await deliver.deliver_next(lane.channel, lane.sender, lane.store, render=lane.render, clock=clock)


async def take_over(parts: Parts, *, spread: bool) -> None:
    """Continue where the last program on this store stopped, however it did."""
    moment, sources = parts.clock(), parts.live.sources.values()
    await parts.source_store.sync(sources, moment, spread=spread)
    await parts.source_store.pull_back(latest_due(sources, moment))
    await parts.notices.recover(moment)
    cut_off = await parts.outbox.recover(moment)
    if cut_off:
        logger.warning("sends were cut off and will be repeated", deliveries=cut_off)


def latest_due(sources: Iterable[Source], moment: datetime) -> datetime:
    """Return the latest moment anything may be due at, by the settings or a server's hint."""
    lengths = (max(source.every, source.at_most or source.every) for source in sources)
    return moment + max([_FARTHEST, *lengths])
