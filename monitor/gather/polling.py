"""One poll from claim to commit; a failing source is an outcome, never an exception.

list (or only what is owed) ─▶ plan ─▶ documents of entries, pages, files ─▶ versions ─▶ matches ─▶ finish
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

import structlog

from monitor.errors import FetchError, SourceError, StoreError, Trouble
from monitor.gather import alarms, entries, intervals, listing, states
from monitor.gather.budget import SOON
from monitor.gather.effort import Counting
from monitor.gather.gathering import LIMITS, Context, Gathered, Limits, gather
from monitor.gather.intervals import Due
from monitor.gather.listing import Listing
from monitor.gather.protocols import Fetcher, Reader, Rules, Store
from monitor.gather.states import Standing
from monitor.model import (
    Claim,
    Found,
    NotModified,
    Owed,
    Polled,
    Source,
    SourceState,
)

_NAME = "monitor.gather"

logger = structlog.get_logger(_NAME)

_READS = frozenset({SourceState.OK, SourceState.UNCHANGED})


async def poll(
    claim: Claim,
    source: Source,
    *,
    fetcher: Fetcher,
    reader: Reader,
    rules: Rules,
    store: Store,
    limits: Limits = LIMITS,
) -> Polled:
    """Poll one source and commit what came of it."""
    counting = Counting(fetcher)
    context = Context(
        claim=claim,
        source=source,
        fetcher=counting,
        reader=reader,
        rules=rules,
        store=store,
        limits=limits,
        began=asyncio.get_running_loop().time(),
    )
    try:
        async with asyncio.timeout(limits.deadline):
            if source.recipe.before:
                async with fetcher.session() as counting.session:
                    polled = await _poll(context)
            else:
                polled = await _poll(context)
        committed = await store.finish(polled)
    except StoreError:
        raise
    except Exception as error:  # noqa: BLE001  sorted out there: what is a defect of ours is logged whole
        polled = _failed(claim, source, _explained(error, source, limits), counting)
        committed = await store.finish(polled)
    _log(polled, is_committed=committed)
    return polled


def _explained(error: Exception, source: Source, limits: Limits) -> SourceError:
    if isinstance(error, SourceError):
        return error
    if isinstance(error, TimeoutError):
        return SourceError(f"took over {limits.deadline:.0f} s", trouble=Trouble.SLOW)
    # A defect of ours that one source brings out must not stop the others; it is logged whole and shown.
    logger.error("poll failed on a defect", source=source.id, exc_info=error)
    return SourceError(f"a defect in monitor: {type(error).__name__}: {error}", trouble=Trouble.DEFECT)


async def _poll(context: Context) -> Polled:
    claim, source = context.claim, context.source
    owed = await context.store.owed(source.id) if claim.owed_due_at is not None else ()
    if claim.list_due_at is not None and claim.list_due_at > claim.now:
        return await _pay(context, owed)
    try:
        async with asyncio.timeout(context.limits.listing):
            listed = await listing.read(
                source,
                claim.state,
                fetcher=context.fetcher,
                reader=context.reader,
                now=claim.now,
                unknown=partial(_unknown, context),
            )
    except TimeoutError:
        raise SourceError(f"took over {context.limits.listing:.0f} s", trouble=Trouble.SLOW) from None
    if isinstance(listed, NotModified):
        gathered = await gather(context, (), owed) if owed else Gathered()
        standing = states.unchanged(
            source, claim.state, listed, was=claim.source_state, detail=claim.detail, now=claim.now
        )
        return _ended(context, standing, gathered, fresh=listed.not_before)
    context.fetcher.entries = len(listed.entries)
    if not owed and any(entries.needs_page(source, one) for one in listed.entries):
        owed = await context.store.owed(source.id)  # what was given up has no time, and stays known
    gathered = await gather(context, listed.entries, owed)
    return _ended(context, _standing(context, listed, gathered), gathered, fresh=listed.first.not_before)


async def _unknown(context: Context, found: Sequence[Found]) -> bool:
    """Say whether a page of a list holds anything that the store has neither as a document nor as a debt."""
    source, store = context.source, context.store
    ids, urls = entries.ids_and_urls(source.id, found)
    by_id = entries.identify(source.id, found, await store.known(source.id, ids=ids, urls=urls))
    missing = {key for key, known in by_id.values() if known is None}
    return bool(missing and missing - {one.document_id for one in await store.owed(source.id)})


def _standing(context: Context, listed: Listing, gathered: Gathered) -> Standing:
    answer = states.Read(
        answer=listed.first,
        published=tuple(one.entry.published for one in listed.entries),
        problems=(*listed.problems, *gathered.problems),
        hint=listed.hint,
        is_whole=listed.is_whole and gathered.is_whole,
        is_first_done=gathered.is_whole,
        is_behind=listed.is_cut or not gathered.is_whole,
        has_new=bool(gathered.versions),
    )
    return states.read(context.source, context.claim.state, answer, context.claim.now)


def _ended(context: Context, standing: Standing, gathered: Gathered, *, fresh: timedelta | None) -> Polled:
    claim, source = context.claim, context.source
    due = intervals.after_success(source, standing.state, fresh=fresh, now=claim.now, fence=claim.fence)
    return _polled(context, standing, gathered, due)


async def _pay(context: Context, owed: tuple[Owed, ...]) -> Polled:
    """Fetch what is owed while the list is not due yet: it is asked no oftener for that."""
    claim = context.claim
    assert claim.list_due_at is not None
    gathered = await gather(context, (), owed)
    standing = Standing(
        state=claim.state,
        is_in=claim.source_state,
        detail=gathered.problems[0] if gathered.problems else claim.detail,
    )
    due = Due(at=claim.list_due_at, why=claim.list_why)
    polled = _polled(context, standing, gathered, due)
    return replace(polled, alarm=claim.alarm)


def _polled(context: Context, standing: Standing, gathered: Gathered, list_due: Due) -> Polled:
    claim = context.claim
    next_due = list_due
    if gathered.owed_due_at is not None and gathered.owed_due_at < list_due.at:
        next_due = Due(at=max(gathered.owed_due_at, claim.now), why=gathered.owed_why)
    return Polled(
        claim=claim,
        state=standing.state,
        source_state=standing.is_in,
        detail=standing.detail,
        next_poll_at=next_due.at,
        why=next_due.why,
        versions=gathered.versions,
        demo=context.source.demo,
        rules_hash=context.rules.hash,
        alarm=alarms.after(claim.alarm, claim.source_state, standing, claim.now),
        list_due_at=None if next_due is list_due else list_due.at,
        list_why=list_due.why,
        effort=context.fetcher.effort,
        seen=gathered.seen,
        owes=gathered.owes,
        paid=gathered.paid,
        owed_due_at=gathered.owed_due_at,
    )


def _failed(claim: Claim, source: Source, error: SourceError, counting: Counting) -> Polled:
    standing = states.failed(source, claim.state, error, claim.now)
    retry_after = error.retry_after if isinstance(error, FetchError) else None
    due = (
        intervals.at_gone(claim.now)
        if standing.is_in is SourceState.GONE and states.is_gone(standing.state, claim.now)
        else intervals.after_failure(
            source, standing.state, retry_after=retry_after, now=claim.now, fence=claim.fence
        )
    )
    next_due = due
    if claim.owed_due_at is not None and claim.owed_due_at < due.at:
        next_due = Due(at=max(claim.owed_due_at, claim.now + SOON), why="pages of its entries are owed")
    return Polled(
        claim=claim,
        state=standing.state,
        source_state=standing.is_in,
        detail=standing.detail,
        next_poll_at=next_due.at,
        why=next_due.why,
        alarm=alarms.after(claim.alarm, claim.source_state, standing, claim.now),
        list_due_at=None if next_due is due else due.at,
        list_why=due.why,
        effort=counting.effort,
        owed_due_at=claim.owed_due_at,
    )


def _log(polled: Polled, *, is_committed: bool) -> None:
    claim = polled.claim
    state, effort = polled.source_state, polled.effort
    is_same = state is claim.source_state or {state, claim.source_state} <= _READS
    is_news = bool(polled.versions) or not is_committed or state.is_trouble or not is_same
    # A thousand sources that have nothing new, for months, must not cost a line each that nobody reads.
    if not is_news and not logging.getLogger(_NAME).isEnabledFor(logging.DEBUG):
        return
    log = logger.info if is_news else logger.debug
    log(
        "source polled",
        source=claim.source_id,
        state=state.value,
        entries=effort.entries,
        new=len(polled.versions),
        matched=sum(bool(version.matches) for version in polled.versions),
        seconds=round(effort.spent.total_seconds(), 3),
        bytes=effort.size,
        due=polled.next_poll_at.isoformat(timespec="seconds"),
        **({"detail": polled.detail} if polled.detail else {}),
        **({} if is_committed else {"reason": "its lease had ended; another run has it"}),
    )
