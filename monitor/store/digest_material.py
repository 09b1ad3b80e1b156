"""What a digest is made of: what waits for it, what was told, and what was not, in numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select

from monitor.model import DeliveryKind, DeliveryState, HoldReason, Reason, Severity, StoryView
from monitor.model.digesting import Material, Waiting
from monitor.store import schema
from monitor.store.digest_views import view_of

_MOST_TOLD = 15  # that a look back lists


def material(
    connection: Connection, channel: str, *, since: datetime, until: datetime, with_told: bool
) -> Material:
    """Return what a channel's digest is made of."""
    told, count = _told(connection, channel, since, until) if with_told else ((), 0)
    return Material(
        waiting=tuple(_waiting(connection, channel)),
        told=told,
        told_count=count,
        untold=_untold(connection, channel, since, until),
    )


def held_by(channel: str) -> tuple[ColumnElement[bool], ...]:
    """Return what says that a delivery waits for the channel's digest."""
    table = schema.delivery
    return (
        table.c.channel == channel,
        table.c.state == DeliveryState.HELD,
        table.c.digest_id.is_(None),
    )


def _waiting(connection: Connection, channel: str) -> Iterator[Waiting]:
    table = schema.delivery
    query = select(table.c.id, table.c.alert_id, table.c.version_id, table.c.revision, table.c.held_why)
    rows = connection.execute(query.where(*held_by(channel)).order_by(table.c.id)).all()
    for row in rows:
        yield Waiting(
            delivery=row.id,
            revision=row.revision,
            view=view_of(connection, row.alert_id, row.version_id, row.revision),
            why=HoldReason.CAP if row.held_why == HoldReason.CAP else HoldReason.LOW,
        )


def _told(
    connection: Connection, channel: str, since: datetime, until: datetime
) -> tuple[tuple[StoryView, ...], int]:
    """Return the gravest alerts that had a message of their own in a time, and how many had."""
    table = schema.delivery
    query = (
        select(table.c.alert_id, table.c.version_id, table.c.revision, table.c.severity, table.c.sent_at)
        .join(schema.alert, schema.alert.c.id == table.c.alert_id)
        .where(
            table.c.channel == channel,
            table.c.kind == DeliveryKind.SEND,
            table.c.state == DeliveryState.SENT,
            table.c.sent_at > since,
            table.c.sent_at <= until,
            schema.alert.c.retracted_at.is_(None),
        )
        .order_by(table.c.sent_at)
    )
    newest = {row.alert_id: row for row in connection.execute(query)}
    rows = sorted(newest.values(), key=lambda row: (-_rank(row.severity), -row.sent_at.timestamp()))
    views = (view_of(connection, row.alert_id, row.version_id, row.revision) for row in rows[:_MOST_TOLD])
    return tuple(views), len(rows)


def _rank(severity: str | None) -> int:
    return -1 if severity is None else Severity(severity).rank


def _untold(connection: Connection, channel: str, since: datetime, until: datetime) -> dict[Reason, int]:
    table = schema.verdict
    query = (
        select(table.c.verdict, func.count())
        .join(schema.version, schema.version.c.id == table.c.version_id)
        .where(
            table.c.channel == channel,
            table.c.delivery_id.is_(None),
            schema.version.c.decided_at > since,
            schema.version.c.decided_at <= until,
        )
        .group_by(table.c.verdict)
    )
    counted = {str(verdict): int(count) for verdict, count in connection.execute(query)}
    return {reason: counted[reason] for reason in Reason if reason in counted}
