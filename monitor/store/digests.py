"""Digests: when each is due, what it is made of, and the one transaction that makes it.

plan due ─▶ material ─▶ (composed elsewhere) ─▶ delivery + held rows point to it + plan moves on, or nothing of it
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from monitor.model import (
    DeliveryKind,
    DeliveryState,
    DigestPlan,
    HoldReason,
)
from monitor.model.digesting import Drafted, DueDigest, Material, Waiting
from monitor.store import digest_material, schema
from monitor.store.database import Database

_plan = schema.digest_plan
_CHUNK = 500  # SQLite takes at most 999 parameters in older builds

# A plan and when it comes round next: `(channel id, key) → (plan, next time, period)`.
Plans = Mapping[tuple[str, str], tuple[DigestPlan, datetime, timedelta]]


class Digests:
    """The digests of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, plans: Plans, now: datetime) -> tuple[DueDigest, ...]:
        """Return the digests to be made, those that look back the longest first; plans that are new begin to wait.

        A plan that was missed, however often, is due once.
        """
        return await self._database.run(lambda connection: _due(connection, plans, now))

    async def material(self, channel: str, *, since: datetime, until: datetime, with_told: bool) -> Material:
        """Return what a channel's digest is made of."""
        return await self._database.run(
            lambda connection: digest_material.material(
                connection, channel, since=since, until=until, with_told=with_told
            )
        )

    async def make(
        self,
        due: DueDigest,
        drafted: Drafted,
        waiting: Sequence[Waiting],
        *,
        due_at: datetime,
        now: datetime,
        next_at: datetime | None,
    ) -> int | None:
        """Commit a digest: its delivery, the held ones that it tells, its plan; return the delivery.

        None, and nothing is committed, where somebody else made it or any of what it tells is held no more.
        """

        def work(connection: Connection) -> int | None:
            if not _is_as_read(connection, due, waiting):
                return None
            made = _insert(connection, due, drafted, due_at, now)
            ids = [one.delivery for one in waiting]
            for start in range(0, len(ids), _CHUNK):
                of_it = schema.delivery.c.id.in_(ids[start : start + _CHUNK])
                connection.execute(update(schema.delivery).where(of_it).values(digest_id=made))
            _move_on(connection, due, next_at, now)
            return made

        return await self._database.run(work)

    async def skip(self, due: DueDigest, *, next_at: datetime) -> None:
        """Move a plan on that has nothing to tell; what was not told is counted in the next digest."""
        await self._database.run(lambda connection: _move_on(connection, due, next_at, None))

    async def ask(self, channel: str, now: datetime) -> bool:
        """Let the channel's digest be made at the next look; False where no program has run with that channel."""

        def work(connection: Connection) -> bool:
            first = (
                select(_plan.c.plan)
                .where(_plan.c.channel == channel)
                .order_by(_plan.c.next_at, _plan.c.plan)
                .limit(1)
                .scalar_subquery()
            )
            asked = update(_plan).where(_plan.c.channel == channel, _plan.c.plan == first)
            return connection.execute(asked.values(next_at=now)).rowcount > 0

        return await self._database.run(work)


def _due(connection: Connection, plans: Plans, now: datetime) -> tuple[DueDigest, ...]:
    rows = {(row.channel, row.plan): row for row in connection.execute(select(_plan))}
    for gone in rows.keys() - plans.keys():
        connection.execute(delete(_plan).where(_plan.c.channel == gone[0], _plan.c.plan == gone[1]))
    fresh = [
        {"channel": channel, "plan": plan, "next_at": plans[channel, plan][1], "last_at": now}
        for channel, plan in plans.keys() - rows.keys()
    ]
    if fresh:
        connection.execute(upsert(_plan).on_conflict_do_nothing(), fresh)
    found: list[tuple[timedelta, DueDigest]] = []
    for place, (plan, next_at, period) in plans.items():
        row = rows.get(place)
        if row is None:
            continue
        if row.next_at <= now:
            due = DueDigest(
                channel=place[0], plan=plan, since=row.last_at, key=place[1], seen_next_at=row.next_at
            )
            found.append((period, due))
        elif row.next_at > next_at:
            # The clock was set back since: nothing waits for longer than the plan says.
            connection.execute(_of(place[0], place[1]).values(next_at=next_at))
    planned = [due for _, due in sorted(found, key=lambda pair: pair[0], reverse=True)]
    overdue = _over_the_cap(connection, {channel for channel, _ in plans}, now)
    return (*planned, *(DueDigest(channel=channel, plan=None, since=now) for channel in overdue))


def _over_the_cap(connection: Connection, channels: set[str], now: datetime) -> list[str]:
    """Return the channels whose cap has let go of what was over it."""
    table = schema.delivery
    query = (
        select(table.c.channel)
        .where(
            table.c.state == DeliveryState.HELD,
            table.c.held_why == HoldReason.CAP,
            table.c.digest_id.is_(None),
            table.c.due_at <= now,
            table.c.channel.in_(channels),
        )
        .distinct()
        .order_by(table.c.channel)
    )
    return list(connection.execute(query).scalars())


def _is_as_read(connection: Connection, due: DueDigest, waiting: Sequence[Waiting]) -> bool:
    """Say whether nobody made this digest meanwhile, and all that it tells is held as it was."""
    if due.plan is not None and connection.execute(select(_plan).where(*_as_seen(due))).first() is None:
        return False
    table = schema.delivery
    held = {
        (row.id, row.revision)
        for row in connection.execute(
            select(table.c.id, table.c.revision).where(*digest_material.held_by(due.channel))
        )
    }
    return {(one.delivery, one.revision) for one in waiting} <= held


def _insert(connection: Connection, due: DueDigest, drafted: Drafted, due_at: datetime, now: datetime) -> int:
    row = {
        "alert_id": None,
        "version_id": None,
        "channel": due.channel,
        "kind": DeliveryKind.DIGEST,
        "step": _step(due, now),
        "revision": 0,
        "state": DeliveryState.PENDING,
        "attempts": 0,
        "repeats": 0,
        "due_at": due_at,
        "parts": json.dumps(drafted.parts, ensure_ascii=False),
        "picture": drafted.picture,
        "sent_ids": "[]",
        "silent": drafted.silent,
        "urgent": True,
        "plain": False,
        "made_at": now,
    }
    made: int = connection.execute(
        insert(schema.delivery).values(**row).returning(schema.delivery.c.id)
    ).scalar_one()
    return made


def _step(due: DueDigest, now: datetime) -> str:
    """Return what tells a digest from others, and with a plan since when it tells: `retraction` takes it apart."""
    made = f"digest:{now:%Y-%m-%dT%H:%M:%S}Z"
    return made if due.plan is None else f"{made}/{due.since.timestamp():.0f}"


def _move_on(
    connection: Connection, due: DueDigest, next_at: datetime | None, made_at: datetime | None
) -> None:
    if due.plan is None or next_at is None:
        return
    values = {"next_at": next_at} if made_at is None else {"next_at": next_at, "last_at": made_at}
    connection.execute(update(_plan).where(*_as_seen(due)).values(**values))


def _as_seen(due: DueDigest) -> Any:
    return _plan.c.channel == due.channel, _plan.c.plan == due.key, _plan.c.next_at == due.seen_next_at


def _of(channel: str, plan: str) -> Any:
    return update(_plan).where(_plan.c.channel == channel, _plan.c.plan == plan)
