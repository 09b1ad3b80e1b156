"""Read-only questions on single sources: how one stands, its last runs, and how late its documents were."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, func, select, type_coerce

from monitor.model import DeliveryState
from monitor.store import schema
from monitor.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """Everything the store remembers of a source."""

    id: str
    location: str | None  # None: its first poll is not complete
    is_listed: bool
    state: str
    since: datetime | None  # None: never polled
    detail: str | None
    failures: int
    polled_at: datetime | None
    succeeded_at: datetime | None
    etag: str | None
    last_modified: str | None
    moved_to: str | None
    moved_times: int
    moved_since: datetime | None
    is_moved: bool  # moved_to is polled in place of location
    newest_at: datetime | None
    usual_gap: timedelta | None
    next_due: datetime
    why: str
    list_due: datetime  # later than next_due where only pages are owed
    pages_owed: int
    is_polled_now: bool
    trouble: str | None  # it has, or had last
    trouble_since: datetime | None
    trouble_detail: str | None
    told: str | None
    told_at: datetime | None
    documents: int
    alerts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """One poll of a source."""

    at: datetime
    state: str
    detail: str | None
    requests: int
    ms: int  # on all of them, waiting for the host's turn included
    size: int  # bytes
    entries: int
    new: int  # versions
    next_due: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LatencyReport:
    """How long a source's documents took on their way; None where there is nothing to count."""

    source_id: str
    documents: int
    timed: int  # published with a time of day: only they count for `seen` and `total`
    told: int
    seen_p50: timedelta | None  # published → first seen
    seen_p95: timedelta | None
    told_p50: timedelta | None  # first seen → first told
    told_p95: timedelta | None
    total_p50: timedelta | None  # published → first told
    total_p95: timedelta | None


class SourceReports:
    """What `monitor sources show` and `monitor status` ask."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def source_row(self, source_id: str) -> SourceRow | None:
        """Return how a source stands; None for one that was never in the settings."""
        return self._database.run_now(lambda connection: _source_row(connection, source_id))

    def runs(self, source_id: str) -> tuple[RunReport, ...]:
        """Return its last ten polls, the newest first."""

        def work(connection: Connection) -> tuple[RunReport, ...]:
            table = schema.run
            query = select(table).where(table.c.source_id == source_id).order_by(table.c.at.desc())
            return tuple(
                RunReport(
                    at=row.at,
                    state=row.state,
                    detail=row.detail,
                    requests=row.requests,
                    ms=row.ms,
                    size=row.size,
                    entries=row.entries,
                    new=row.new,
                    next_due=row.next_due,
                    why=row.why,
                )
                for row in connection.execute(query)
            )

        return self._database.run_now(work)

    def latencies(self, since: datetime) -> tuple[LatencyReport, ...]:
        """Return how late the documents first seen since then were, by source; backlog and demo left out."""

        def work(connection: Connection) -> tuple[LatencyReport, ...]:
            rows = connection.execute(_seen(since))
            return tuple(_latency(key, some) for key, some in groupby(rows, lambda row: str(row.source_id)))

        return self._database.run_now(work)


def _source_row(connection: Connection, source_id: str) -> SourceRow | None:
    table, document = schema.source, schema.document
    row = connection.execute(select(table).where(table.c.id == source_id)).first()
    if row is None:
        return None
    owed = schema.owed_page.c
    documents = select(func.count()).select_from(document).where(document.c.source_id == source_id)
    alerts = (
        select(func.count())
        .select_from(schema.alert)
        .join(schema.version, schema.version.c.id == schema.alert.c.version_id)
        .join(document, document.c.id == schema.version.c.document_id)
        .where(document.c.source_id == source_id)
    )
    pages = select(func.count()).where(
        owed.source_id == source_id, owed.due_at.is_not(None), owed.page_hash.is_(None)
    )
    return SourceRow(
        id=row.id,
        location=row.location,
        is_listed=row.is_listed,
        state=row.state,
        since=row.state_since,
        detail=row.detail,
        failures=row.failures,
        polled_at=row.polled_at,
        succeeded_at=row.succeeded_at,
        etag=row.etag,
        last_modified=row.last_modified,
        moved_to=row.moved_to,
        moved_times=row.moved_times,
        moved_since=row.moved_since,
        is_moved=row.state == "moved",
        newest_at=row.newest_at,
        usual_gap=row.usual_gap,
        next_due=row.next_poll_at,
        why=row.why,
        list_due=row.list_due_at or row.next_poll_at,
        pages_owed=connection.execute(pages).scalar_one(),
        is_polled_now=row.lease_until is not None,
        trouble=row.trouble,
        trouble_since=row.trouble_since,
        trouble_detail=row.trouble_detail,
        told=row.told,
        told_at=row.told_at,
        documents=connection.execute(documents).scalar_one(),
        alerts=connection.execute(alerts).scalar_one(),
    )


def _seen(since: datetime) -> Any:
    """Select each document with when it was published, first seen and first told, by source."""
    document, version = schema.document, schema.version
    first = (
        select(version.c.document_id, func.min(version.c.id).label("id"))
        .join(document, document.c.id == version.c.document_id)
        .where(document.c.first_seen_at >= since)
        .group_by(version.c.document_id)
        .cte("first")
    )
    told = (
        select(version.c.document_id, func.min(schema.delivery.c.sent_at).label("at"))
        .join(schema.alert, schema.alert.c.version_id == version.c.id)
        .join(schema.delivery, schema.delivery.c.alert_id == schema.alert.c.id)
        .where(schema.delivery.c.state == DeliveryState.SENT, version.c.seen_at >= since)
        .group_by(version.c.document_id)
        .cte("told")
    )
    return (
        select(
            document.c.source_id,
            document.c.published,
            document.c.first_seen_at,
            type_coerce(told.c.at, schema.Instant).label("told_at"),
        )
        .join(first, first.c.document_id == document.c.id)
        .join(version, version.c.id == first.c.id)
        .outerjoin(told, told.c.document_id == document.c.id)
        .where(document.c.demo.is_(False), version.c.is_backlog.is_(False))
        .order_by(document.c.source_id)
    )


@dataclass(slots=True)
class _Lengths:
    """What is collected of one source."""

    documents: int = 0
    seen: list[timedelta] = field(default_factory=list)
    told: list[timedelta] = field(default_factory=list)
    total: list[timedelta] = field(default_factory=list)


def _latency(source_id: str, rows: Iterable[Any]) -> LatencyReport:
    lengths = _Lengths()
    for row in rows:
        lengths.documents += 1
        if row.told_at is not None:
            lengths.told.append(row.told_at - row.first_seen_at)
        published = _instant(row.published)
        if published is None:
            continue
        # What a source dates ahead of its own publication was seen at once.
        lengths.seen.append(max(row.first_seen_at - published, timedelta()))
        if row.told_at is not None:
            lengths.total.append(max(row.told_at - published, timedelta()))
    return LatencyReport(
        source_id=source_id,
        documents=lengths.documents,
        timed=len(lengths.seen),
        told=len(lengths.told),
        seen_p50=_percentile(lengths.seen, 50),
        seen_p95=_percentile(lengths.seen, 95),
        told_p50=_percentile(lengths.told, 50),
        told_p95=_percentile(lengths.told, 95),
        total_p50=_percentile(lengths.total, 50),
        total_p95=_percentile(lengths.total, 95),
    )


def _instant(published: str | None) -> datetime | None:
    """Read what `document.published` holds; None for a bare date, which says nothing of minutes."""
    if published is None or "T" not in published:
        return None
    return datetime.fromisoformat(published)


def _percentile(lengths: Sequence[timedelta], percent: int) -> timedelta | None:
    """Return the least length that so many of a hundred do not exceed."""
    if not lengths:
        return None
    return sorted(lengths)[-(-len(lengths) * percent // 100) - 1]
