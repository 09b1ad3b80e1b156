"""What one pass and the running program do alike: take over a store, poll a claim, deliver what is owed next."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial

import structlog

from monitor import decide, deliver, gather
from monitor.alerts.hours import opening
from monitor.counting import Counting
from monitor.deliver import Lane
from monitor.model import Claim, Delivery, Polled, Source
from monitor.parts import Parts, channels

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
    polled = await gather.poll(
        claim,
        source,
        fetcher=parts.fetcher,
        reader=parts.reader,
        rules=parts.live.rules,
        store=parts.source_store,
        limits=limits,
    )
    if polled.versions:
        Counting(parts.pulse).polled(polled)
    return polled


async def deliver_next(lane: Lane, clock: Callable[[], datetime]) -> Delivery | datetime | None:
    """Deliver what a channel is owed next; return it, or when it is due, None where nothing is owed."""
    return await deliver.deliver_next(lane, clock)


async def decide_pending(parts: Parts) -> int:
    """Decide what waits for it, for the channels there are now; return how much is to be sent."""
    return await decide.decide_pending(
        parts.decisions,
        partial(channels, parts),
        parts.clock(),
        names=parts.live.rules.names,
        tier_of=parts.live.tier_of,
        note=Counting(parts.pulse).decided,
    )


async def summarise_due(parts: Parts) -> int:
    """Make what is told together now; return how many deliveries that is."""
    if parts.summaries is None:
        return 0
    return await parts.summaries.make_due(await channels(parts), parts.clock())


async def take_over(parts: Parts, *, spread: bool) -> None:
    """Continue where the last program on this store stopped, however it did."""
    moment, sources = parts.clock(), parts.live.sources.values()
    await parts.source_store.sync(sources, moment, spread=spread)
    await parts.source_store.pull_back(latest_due(sources, moment))
    # One that was killed may have worked by a clock that is right again, and not have come to its next beat.
    last = (await parts.notes.last_beat(), await parts.source_store.last_moment())
    if any(one is not None and one > moment for one in last):
        await set_back(parts, moment)
    await parts.notices.recover(moment)
    cut_off = await parts.outbox.recover(moment, settling=parts.settling)
    if cut_off:
        logger.warning("sends were cut off and will be looked for or repeated", deliveries=cut_off)


async def set_back(parts: Parts, moment: datetime) -> None:
    """Go on after the clock was set back: nothing waits for a time that was near by the old one."""
    openings = {channel.id: opening(channel.hours, moment) for channel in await channels(parts)}
    await parts.source_store.set_back(moment, openings=openings, settling=parts.settling)


def latest_due(sources: Iterable[Source], moment: datetime) -> datetime:
    """Return the latest moment anything may be due at, by the settings or a server's hint."""
    lengths = (max(source.every, source.at_most or source.every) for source in sources)
    return moment + max([_FARTHEST, *lengths])
