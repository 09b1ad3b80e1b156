"""Read-only questions of people: how the sources and channels stand, and why a document was told or not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, or_, select

from monitor.model import DeliveryState, Version
from monitor.store import schema
from monitor.store.database import Database
from monitor.store.rows import VERSION, version_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReport:
    """How a source stands."""

    id: str
    state: str
    detail: str | None
    last_success: datetime | None
    next_due: datetime
    failures: int
    documents: int
    alerts: int
    since: datetime | None  # in its state; None: never polled
    why: str  # next_due is when it is


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelReport:
    """How a channel stands."""

    id: str
    suspended: str | None
    paused_until: datetime | None
    deliveries: dict[str, int]  # by state, every state present
    last_error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictReport:
    """What was decided for one channel, and what came of it."""

    channel: str
    verdict: str
    delivery: str | None  # its state; None where nothing is owed
    attempts: int
    sent_at: datetime | None
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionReport:
    """A version with its story and verdicts."""

    version: Version
    rules_hash: str
    decided_at: datetime | None
    story_id: str | None
    joined_by: tuple[str, ...]
    verdicts: tuple[VerdictReport, ...]


class Reports:
    """What `monitor status` and `monitor why` ask."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sources(self) -> tuple[SourceReport, ...]:
        """Return the listed sources by id."""
        return self._database.run_now(_sources)

    def channels(self) -> tuple[ChannelReport, ...]:
        """Return every channel that something was ever owed to, by id."""
        return self._database.run_now(_channels)

    def find(self, wanted: str, canonical_url: str | None) -> tuple[VersionReport, ...]:
        """Return the versions of the documents with this id, id prefix (8 or more), guid or URL, oldest first."""

        def work(connection: Connection) -> tuple[VersionReport, ...]:
            table = schema.document
            conditions = [table.c.id == wanted, table.c.guid == wanted]
            if len(wanted) >= 8 and wanted.isalnum():
                conditions.append(table.c.id.startswith(wanted, autoescape=True))
            if canonical_url is not None:
                conditions.append(table.c.url == canonical_url)
            query = VERSION.add_columns(schema.version.c.rules_hash, schema.version.c.decided_at)
            rows = connection.execute(query.where(or_(*conditions)).order_by(schema.version.c.id)).all()
            return tuple(_version_report(connection, row) for row in rows)

        return self._database.run_now(work)


def _sources(connection: Connection) -> tuple[SourceReport, ...]:
    documents = _counts(
        connection,
        select(schema.document.c.source_id, func.count()).group_by(schema.document.c.source_id),
    )
    alerts = _counts(
        connection,
        select(schema.document.c.source_id, func.count())
        .select_from(schema.alert)
        .join(schema.version, schema.version.c.id == schema.alert.c.version_id)
        .join(schema.document, schema.document.c.id == schema.version.c.document_id)
        .group_by(schema.document.c.source_id),
    )
    table = schema.source
    rows = connection.execute(select(table).where(table.c.is_listed).order_by(table.c.id)).all()
    return tuple(
        SourceReport(
            id=row.id,
            state=row.state,
            detail=row.detail,
            last_success=row.succeeded_at,
            next_due=row.next_poll_at,
            failures=row.failures,
            documents=documents.get(row.id, 0),
            alerts=alerts.get(row.id, 0),
            since=row.state_since,
            why=row.why,
        )
        for row in rows
    )


def _channels(connection: Connection) -> tuple[ChannelReport, ...]:
    table = schema.delivery
    states: dict[str, dict[str, int]] = {}
    for row in connection.execute(
        select(table.c.channel, table.c.state, func.count()).group_by(table.c.channel, table.c.state)
    ):
        channel, state, count = row
        states.setdefault(channel, dict.fromkeys(DeliveryState, 0))[state] = count
    errors = _counts(
        connection,
        select(table.c.channel, table.c.error)
        .where(table.c.error.is_not(None), table.c.state != DeliveryState.SENT)
        .order_by(table.c.id),
    )
    known = {row.id: row for row in connection.execute(select(schema.channel))}
    return tuple(
        ChannelReport(
            id=channel,
            suspended=known[channel].suspended if channel in known else None,
            paused_until=known[channel].paused_until if channel in known else None,
            deliveries={str(state): count for state, count in by_state.items()},
            last_error=errors.get(channel),
        )
        for channel, by_state in sorted(states.items())
    )


def _counts(connection: Connection, query: Any) -> dict[str, Any]:
    return dict(tuple(row) for row in connection.execute(query))


def _version_report(connection: Connection, row: Any) -> VersionReport:
    joined = connection.execute(
        select(schema.story_document).where(schema.story_document.c.document_id == row.document_id)
    ).first()
    table = schema.verdict
    delivery = schema.delivery
    verdicts = connection.execute(
        select(table, delivery.c.state, delivery.c.attempts, delivery.c.sent_at, delivery.c.error)
        .outerjoin(schema.alert, schema.alert.c.version_id == table.c.version_id)
        .outerjoin(
            delivery, (delivery.c.alert_id == schema.alert.c.id) & (delivery.c.channel == table.c.channel)
        )
        .where(table.c.version_id == row.id)
        .order_by(table.c.channel)
    )
    return VersionReport(
        version=version_of(connection, row),
        rules_hash=row.rules_hash,
        decided_at=row.decided_at,
        story_id=joined.story_id if joined else None,
        joined_by=tuple(json.loads(joined.joined_by)) if joined else (),
        verdicts=tuple(
            VerdictReport(
                channel=found.channel,
                verdict=found.verdict,
                delivery=found.state,
                attempts=found.attempts or 0,
                sent_at=found.sent_at,
                error=found.error,
            )
            for found in verdicts
        ),
    )
