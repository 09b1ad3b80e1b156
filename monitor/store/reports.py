"""Read-only questions of people: how the sources and channels stand, and why a document was told or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from monitor.model import DeliveryState
from monitor.store import explaining, schema
from monitor.store.database import Database
from monitor.store.explaining import VersionReport

_SETTLED = (DeliveryState.SENT, DeliveryState.DROPPED, DeliveryState.TOLD)  # whatever went wrong before


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
        """Return the versions of the documents with this id, id prefix, guid, URL or alert, oldest first."""
        return self._database.run_now(lambda connection: explaining.find(connection, wanted, canonical_url))


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
        .where(table.c.error.is_not(None), table.c.state.not_in(_SETTLED))
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
