"""What a store holds, counted: for whoever watches the program from outside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from monitor.model import DeliveryState
from monitor.store import schema
from monitor.store.database import Database

Labels = tuple[str, ...]

_LAGS = timedelta(days=7)  # what was told before says nothing of now


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Counts, each by what it is labelled with."""

    sources: dict[Labels, int]  # state
    documents: int
    versions: int
    stories: int
    matches: dict[Labels, int]  # rule, severity
    verdicts: dict[Labels, int]  # channel, what was decided
    deliveries: dict[Labels, int]  # channel, kind, state
    repeats: dict[Labels, int]  # channel: sends that were begun again after an answer was lost
    oldest_owed: dict[Labels, datetime]  # channel: when what is due longest was due
    suspended: dict[Labels, int]  # channel: 1 where an operator must act
    overdue: datetime | None  # when the source that is due longest was due
    lags: tuple[timedelta, ...]  # from published to told, of the last seven days


def totals(database: Database, now: datetime) -> Totals:
    """Count everything, in one transaction."""
    return database.run_now(lambda connection: _totals(connection, now))


def suspended(database: Database) -> dict[str, str]:
    """Return what an operator must mend, by channel."""
    table = schema.channel
    query = select(table.c.id, table.c.suspended).where(table.c.suspended.is_not(None))
    return database.run_now(lambda connection: dict(map(tuple, connection.execute(query))))


def _totals(connection: Connection, now: datetime) -> Totals:
    source, delivery, verdict = schema.source.c, schema.delivery.c, schema.verdict.c
    open_states = (DeliveryState.PENDING, DeliveryState.UNCERTAIN)
    return Totals(
        sources=_by(
            connection, select(source.state, func.count()).where(source.is_listed).group_by(source.state)
        ),
        documents=_one(connection, schema.document),
        versions=_one(connection, schema.version),
        stories=_one(connection, schema.story),
        matches=_by(
            connection,
            select(schema.match.c.rule, schema.match.c.severity, func.count()).group_by(
                schema.match.c.rule, schema.match.c.severity
            ),
        ),
        verdicts=_by(
            connection,
            select(verdict.channel, verdict.verdict, func.count()).group_by(verdict.channel, verdict.verdict),
        ),
        deliveries=_by(
            connection,
            select(delivery.channel, delivery.kind, delivery.state, func.count()).group_by(
                delivery.channel, delivery.kind, delivery.state
            ),
        ),
        repeats=_by(
            connection, select(delivery.channel, func.sum(delivery.repeats)).group_by(delivery.channel)
        ),
        oldest_owed=_by(
            connection,
            select(delivery.channel, func.min(delivery.due_at, type_=schema.Instant))
            .where(delivery.state.in_(open_states), delivery.due_at <= now)
            .group_by(delivery.channel),
        ),
        suspended=_by(
            connection,
            select(schema.channel.c.id, func.count(schema.channel.c.suspended)).group_by(schema.channel.c.id),
        ),
        overdue=connection.execute(
            select(func.min(source.next_poll_at, type_=schema.Instant)).where(
                source.is_listed, source.next_poll_at <= now, source.lease_until.is_(None)
            )
        ).scalar(),
        lags=tuple(_lags(connection, now)),
    )


def _lags(connection: Connection, now: datetime) -> Iterator[timedelta]:
    delivery = schema.delivery.c
    query = (
        select(schema.document.c.published, func.min(delivery.sent_at, type_=schema.Instant))
        .join(schema.version, schema.version.c.document_id == schema.document.c.id)
        .join(schema.delivery, delivery.version_id == schema.version.c.id)
        .where(
            delivery.sent_at >= now - _LAGS,
            delivery.kind == "send",
            schema.document.c.published.contains("T"),
        )
        .group_by(schema.document.c.id, schema.document.c.published)
    )
    for published, sent_at in connection.execute(query):
        yield max(sent_at - datetime.fromisoformat(published), timedelta())


def _by(connection: Connection, query: Any) -> dict[Any, Any]:
    return {tuple(labels): count for *labels, count in connection.execute(query)}


def _one(connection: Connection, table: Any) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())
