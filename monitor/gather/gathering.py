"""What is new in a list and what is owed and due → versions: which entries, their pages and files, their matches.

entries ─▶ plan ─▶ pages ─▶ documents of entries alone ─▶ files ─▶ versions
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.gather import backlog, entries, looks, versions
from monitor.gather.budget import SOON, Budget
from monitor.gather.effort import Counting
from monitor.gather.entries import Plan, Wanted
from monitor.gather.follow import Followed, Follower, Made
from monitor.gather.protocols import Reader, Rules, Store
from monitor.model import Claim, Found, KnownDocument, NewVersion, Owed, Source

_BATCH = 100  # documents, after which the time is looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one poll may take: a hung one must not silence its source."""

    listing: float = 120.0  # seconds, until the list is read, its pages included
    following: float = 180.0  # from the beginning: then no page of an entry is begun
    deadline: float = 300.0  # for everything
    pages: int = 20  # of entries


LIMITS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a poll works with."""

    claim: Claim
    source: Source
    fetcher: Counting
    reader: Reader
    rules: Rules
    store: Store
    limits: Limits
    began: float  # of the event loop's clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What the entries of a poll came to."""

    versions: tuple[NewVersion, ...] = ()
    seen: tuple[tuple[str, str], ...] = ()
    owes: tuple[Owed, ...] = ()
    paid: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    is_whole: bool = True
    next_owed: Owed | None = None  # None: nothing is owed

    @property
    def owed_due_at(self) -> datetime | None:
        """When that is due."""
        return self.next_owed.due_at if self.next_owed is not None else None

    @property
    def owed_why(self) -> str:
        """What it is, in a few words."""
        is_look = self.next_owed is not None and self.next_owed.look is not None
        return "a page that was told is looked at again" if is_look else "pages of its entries are owed"


async def gather(context: Context, found: tuple[Found, ...], owed: tuple[Owed, ...]) -> Gathered:
    """Make versions of what is new in the list and of what is owed and due."""
    claim, source = context.claim, context.source
    due = [one for one in owed if one.due_at is not None and one.due_at <= claim.now]
    if not found and not due:
        return Gathered(next_owed=_next_due(owed, (), ()))
    ids, urls = entries.ids_and_urls(source.id, found)
    ids += [one.document_id for one in due]
    known = await context.store.known(source.id, ids=ids, urls=urls)
    by_id = {one.id: one for one in known}
    plan = entries.plan(
        source,
        found,
        known,
        owed={one.document_id for one in owed if one.look is None},
        horizon=backlog.horizon(source, claim.state, claim.now),
    )
    follower = _follower(context)
    debts = [(_of(one, by_id), one) for one in due if one.look is None]
    # What was never tried comes first: pages that fail again and again hold up no other.
    for wanted, debt in debts:
        if not debt.tries:
            await follower.page(wanted, debt, is_kept=True)
    for wanted in plan.pages:
        await follower.page(wanted, follower.debt(wanted), is_kept=False)
    for wanted, debt in debts:
        if debt.tries:
            await follower.page(wanted, debt, is_kept=True)
    listed = {one.document_id for one in (*plan.pages, *plan.alone)}
    for one in due:
        if one.look is not None and one.document_id not in listed:
            await follower.look(_of(one, by_id), one, looks.next_at(one, claim.now))
    return await _made(context, found, plan, follower, owed)


def _of(owed: Owed, known: Mapping[str, KnownDocument]) -> Wanted:
    """Return the entry of a debt, to be made a document of."""
    return Wanted(
        found=owed.found,
        document_id=owed.document_id,
        known=known.get(owed.document_id),
        horizon=owed.horizon,
    )


def _follower(context: Context) -> Follower:
    return Follower(
        source=context.source,
        fetcher=context.fetcher,
        reader=context.reader,
        budget=Budget(
            pages=context.limits.pages,
            until=context.began + context.limits.following,
            ends_at=context.began + context.limits.deadline * 0.9,
        ),
        now=context.claim.now,
    )


async def _made(
    context: Context, found: tuple[Found, ...], plan: Plan, follower: Follower, owed: tuple[Owed, ...]
) -> Gathered:
    """Make the rest of the documents, add the files, match, and say what is owed from now on."""
    out, now = follower.out, context.claim.now
    waiting = {one.document_id: one for one in owed if one.look is None}
    looked = {one.document_id: one for one in owed if one.look is not None}
    alone, is_whole = await _alone(context, [*plan.alone, *out.alone], waiting, out)
    by_entry = {id(one): place for place, one in enumerate(found)}
    # In the order of the list, whatever way each was made.
    made = sorted([*out.made, *alone], key=lambda one: by_entry.get(id(one.wanted.found), -1))
    complete = [
        await follower.files(one, waiting.get(one.wanted.document_id) or follower.debt(one.wanted))
        for one in made
    ]
    for one in out.edited:
        debt = looked[one.wanted.document_id]
        whole = await follower.edited_files(one, debt, looks.next_at(debt, now))
        if whole is not None:
            complete.append(whole)
    # Matching takes milliseconds a document; a first poll brings hundreds.
    new = (
        await asyncio.to_thread(versions.new, context.source, complete, context.rules, now)
        if complete
        else versions.New()
    )
    out.watch(looks.after(context.source, complete, new.versions, looked, now))
    return Gathered(
        versions=new.versions,
        seen=(*plan.seen, *out.seen, *new.seen),
        owes=tuple(out.owes),
        paid=tuple(out.paid),
        problems=tuple(out.problems),
        is_whole=is_whole,
        next_owed=_next_due(owed, out.owes, out.paid),
    )


async def _alone(
    context: Context, wanted: Sequence[Wanted], kept: Mapping[str, Owed], out: Followed
) -> tuple[list[Made], bool]:
    """Make documents of entries alone, for as long as there is time; return them, and whether that was all."""
    by_entry = {id(one.found.entry): one for one in wanted}
    made: list[Made] = []
    is_whole = True
    clock = asyncio.get_running_loop().time
    for start in range(0, len(wanted), _BATCH):
        if start and clock() > context.began + context.limits.following:
            is_whole = False
            break
        some = [one.found for one in wanted[start : start + _BATCH]]
        reading = await context.reader.documents(context.source, some, context.claim.now)
        made += [Made(wanted=by_entry[id(item.entry)], item=item) for item in reading.items]
        out.problems += reading.problems
        if not reading.is_whole:
            is_whole = False
            break
    _settle_debts(context.claim.now, out, kept, {id(one.wanted) for one in made}, is_whole=is_whole)
    return made, is_whole


def _settle_debts(
    now: datetime, out: Followed, kept: Mapping[str, Owed], made: set[int], *, is_whole: bool
) -> None:
    """Say what became of entries whose page was given up: told from the list alone, or owed still."""
    for wanted in out.alone:
        debt = kept.get(wanted.document_id)
        if id(wanted) in made:
            if debt is not None:
                out.paid.append(wanted.document_id)
        elif debt is not None:
            out.owes.append(replace(debt, due_at=None if is_whole else now + SOON))


def _next_due(owed: Sequence[Owed], owes: Sequence[Owed], paid: Sequence[str]) -> Owed | None:
    """Return which of all debts is due next."""
    left = {one.document_id: one for one in (*owed, *owes)}
    due = [(one.due_at, key) for key, one in left.items() if one.due_at is not None and key not in paid]
    return left[min(due)[1]] if due else None
