"""How many stories each topic has, day by day and week by week; and the spikes that were told."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from monitor.model import DeliveryKind, DeliveryState, Match, RuleStatus, Severity, StoryView, Version
from monitor.model.digesting import Drafted, Spike
from monitor.store import schema
from monitor.store.database import Database
from monitor.store.digest_views import view_of_story
from monitor.store.rows import VERSION, matches_by_version, version_with

_STABLE = schema.match.c.status != RuleStatus.DRAFT


class Spikes:
    """What topics do over time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begins(self, since: datetime) -> tuple[tuple[str, datetime], ...]:
        """Return the topic of every story that matched it since then, and when it first did."""

        def work(connection: Connection) -> tuple[tuple[str, datetime], ...]:
            rows = connection.execute(
                _begins(since).group_by(schema.match.c.topic, schema.story_document.c.story_id)
            )
            return tuple((row.topic, row.begun_at) for row in rows)

        return await self._database.run(work)

    async def first_seen(self) -> datetime | None:
        """Return when the first document that was no backlog came; None before any did."""

        def work(connection: Connection) -> datetime | None:
            version = schema.version
            query = select(func.min(version.c.seen_at)).where(version.c.is_backlog.is_(False))
            found: datetime | None = connection.execute(query).scalar()
            return found

        return await self._database.run(work)

    async def of_topic(self, topic: str, since: datetime, *, limit: int) -> tuple[StoryView, ...]:
        """Return the gravest stories that a topic has had since then."""

        def work(connection: Connection) -> tuple[StoryView, ...]:
            rows = connection.execute(
                _begins(since)
                .add_columns(schema.story.c.severity)
                .join(schema.story, schema.story.c.id == schema.story_document.c.story_id)
                .where(schema.match.c.topic == topic)
                .group_by(schema.story_document.c.story_id)
            ).all()
            ordered = sorted(rows, key=lambda row: (-_rank(row.severity), row.version_id))
            return tuple(view_of_story(connection, row.story_id, row.version_id) for row in ordered[:limit])

        return await self._database.run(work)

    async def matched(self, since: datetime, *, limit: int) -> tuple[tuple[str, Version], ...]:
        """Return the newest versions that matched since then, each with its story."""

        def work(connection: Connection) -> tuple[tuple[str, Version], ...]:
            version, told = schema.version, schema.story_document
            query = (
                VERSION.add_columns(told.c.story_id)
                .join(told, told.c.document_id == version.c.document_id)
                .where(version.c.seen_at > since, version.c.is_backlog.is_(False))
                .where(schema.document.c.demo.is_(False))
                .where(select(schema.match.c.rule).where(_STABLE, _of_version()).exists())
                .order_by(version.c.id.desc())
                .limit(limit)
            )
            rows = connection.execute(query).all()
            matches: Mapping[int, tuple[Match, ...]] = matches_by_version(
                connection, [row.id for row in rows]
            )
            return tuple((row.story_id, version_with(row, matches.get(row.id, ()))) for row in rows)

        return await self._database.run(work)

    async def told_on(self, day: date) -> frozenset[str]:
        """Return the topics whose spike was told that day."""

        def work(connection: Connection) -> frozenset[str]:
            table = schema.spike
            query = select(table.c.topic).where(table.c.day == day.isoformat())
            return frozenset(connection.execute(query).scalars())

        return await self._database.run(work)

    async def make(
        self, spike: Spike, drafted: Iterable[tuple[str, Drafted, datetime]], now: datetime
    ) -> int:
        """Commit that a spike is told, with a delivery for each channel, of which there is one at least; return how many.

        A topic that was told that day already is not told again.
        """

        def work(connection: Connection) -> int:
            day = spike.day.isoformat()
            row = {"topic": spike.topic, "day": day, "told_at": now}
            if connection.execute(upsert(schema.spike).on_conflict_do_nothing(), row).rowcount == 0:
                return 0
            rows = [_row(spike, channel, one, due_at, now) for channel, one, due_at in drafted]
            connection.execute(insert(schema.delivery), rows)
            return len(rows)

        return await self._database.run(work)


def _begins(since: datetime) -> Any:
    version, match, told = schema.version, schema.match, schema.story_document
    return (
        select(
            match.c.topic,
            told.c.story_id,
            func.min(version.c.id).label("version_id"),
            func.min(version.c.seen_at).label("begun_at"),
        )
        .join(version, version.c.id == match.c.version_id)
        .join(told, told.c.document_id == version.c.document_id)
        .join(schema.document, schema.document.c.id == version.c.document_id)
        .where(version.c.seen_at > since, version.c.is_backlog.is_(False))
        .where(schema.document.c.demo.is_(False), _STABLE)
    )


def _rank(severity: str | None) -> int:
    return -1 if severity is None else Severity(severity).rank


def _of_version() -> Any:
    return schema.match.c.version_id == schema.version.c.id


def _row(spike: Spike, channel: str, drafted: Drafted, due_at: datetime, now: datetime) -> dict[str, Any]:
    return {
        "channel": channel,
        "kind": DeliveryKind.SPIKE,
        "step": f"spike:{spike.day.isoformat()}",
        "revision": 0,
        "state": DeliveryState.PENDING,
        "attempts": 0,
        "repeats": 0,
        "due_at": due_at,
        "parts": json.dumps(drafted.parts, ensure_ascii=False),
        "sent_ids": "[]",
        "silent": drafted.silent,
        "urgent": False,
        "plain": False,
        "made_at": now,
    }
