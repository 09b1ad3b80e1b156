"""Rows into values, for the queries that read whole versions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from monitor.corpus import codec
from monitor.model import Evidence, Kept, Match, RuleStatus, Severity, Version
from monitor.store import schema

_CHUNK = 500  # SQLite takes at most 999 parameters in older builds

VERSION = select(
    schema.version.c.id,
    schema.version.c.document_id,
    schema.version.c.text_hash,
    schema.version.c.body,
    schema.version.c.is_backlog,
    schema.version.c.kept,
    schema.version.c.seen_at,
    schema.document.c.source_id,
    schema.document.c.url,
    schema.document.c.demo,
).join(schema.document, schema.document.c.id == schema.version.c.document_id)


def version_of(connection: Connection, row: Any) -> Version:
    """Return the version of a row that `VERSION` selected, with its matches."""
    return version_with(row, matches_of(connection, row.id))


def version_with(row: Any, matches: tuple[Match, ...]) -> Version:
    """Return the version of a row that `VERSION` selected."""
    return Version(
        id=row.id,
        document_id=row.document_id,
        source_id=row.source_id,
        url=row.url,
        text_hash=row.text_hash,
        document=codec.decode_document(row.body),
        matches=matches,
        is_backlog=row.is_backlog,
        demo=row.demo,
        seen_at=row.seen_at,
        has_text=Kept(row.kept).has_text,
    )


def matches_of(connection: Connection, version_id: int) -> tuple[Match, ...]:
    """Return the stored matches of a version, by rule id."""
    return matches_by_version(connection, [version_id]).get(version_id, ())


def matches_by_version(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[Match, ...]]:
    """Return the stored matches of versions that have any, by rule id."""
    table = schema.match
    found: dict[int, list[Match]] = {}
    for start in range(0, len(ids), _CHUNK):
        query = select(table).where(table.c.version_id.in_(ids[start : start + _CHUNK]))
        for row in connection.execute(query.order_by(table.c.version_id, table.c.rule)):
            found.setdefault(row.version_id, []).append(_match(row))
    return {version_id: tuple(matches) for version_id, matches in found.items()}


def _match(row: Any) -> Match:
    return Match(
        rule=row.rule,
        topic=row.topic,
        name=row.name,
        why=row.why,
        severity=Severity(row.severity),
        status=RuleStatus(row.status),
        soft=row.soft,
        evidence=tuple(Evidence(**item) for item in json.loads(row.evidence)),
    )
