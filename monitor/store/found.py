"""What a poll found, written: documents, versions, matches, and pages that are still owed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, update
from sqlalchemy.dialects.sqlite import insert as upsert

from monitor.corpus import codec
from monitor.model import Document, Match, Polled
from monitor.store import schema, search
from monitor.store.source_rows import owed_row

_GIVEN_UP_FOR = timedelta(days=30)  # then an entry without title or page is tried anew, if it is still listed

# Built once: to build one and look it up costs more than to run it.
_document = upsert(schema.document)
_DOCUMENT = _document.on_conflict_do_update(
    index_elements=["id"],
    set_={
        "guid": _document.excluded.guid,
        "url": _document.excluded.url,
        "digest": _document.excluded.digest,
    },
)
_VERSION = (
    upsert(schema.version)
    .on_conflict_do_nothing(index_elements=["document_id", "content_hash"])
    .returning(schema.version.c.id)
)
_MATCH = insert(schema.match)
_DIGEST = (
    update(schema.document).where(schema.document.c.id == bindparam("key")).values(digest=bindparam("seen"))
)
_owed = upsert(schema.owed_page)
_OWED = _owed.on_conflict_do_update(
    index_elements=["document_id"],
    set_={
        column.name: _owed.excluded[column.name] for column in schema.owed_page.c if not column.primary_key
    },
)


def write(connection: Connection, polled: Polled) -> None:
    """Write everything a poll found; what is there already stays as it is."""
    if polled.versions:
        _write_versions(connection, polled)
    if polled.seen:
        connection.execute(_DIGEST, [{"key": key, "seen": digest} for key, digest in polled.seen])
    if polled.paid:
        table = schema.owed_page
        connection.execute(delete(table).where(table.c.document_id.in_(polled.paid)))
    if polled.owes:
        connection.execute(_OWED, [owed_row(polled.claim.source_id, owed) for owed in polled.owes])
    if polled.paid or polled.owes:
        table = schema.owed_page
        stale = table.c.due_at.is_(None) & (table.c.found_at < polled.claim.now - _GIVEN_UP_FOR)
        connection.execute(delete(table).where(table.c.source_id == polled.claim.source_id, stale))


def _write_versions(connection: Connection, polled: Polled) -> None:
    now = polled.claim.now
    documents = [
        {
            "id": version.document_id,
            "source_id": polled.claim.source_id,
            "guid": version.guid,
            "url": version.url,
            "demo": polled.demo,
            "first_seen_at": now,
            "published": version.document.published and version.document.published.isoformat(),
            "digest": version.digest,
        }
        for version in polled.versions
    ]
    connection.execute(_DOCUMENT, documents)
    matches: list[dict[str, Any]] = []
    new: list[tuple[int, Document]] = []
    for version in polled.versions:
        row = {
            "document_id": version.document_id,
            "content_hash": version.content_hash,
            "text_hash": version.text_hash,
            "body": codec.encode_document(version.document),
            "raw": version.raw,
            "rules_hash": polled.rules_hash,
            "is_backlog": version.is_backlog,
            "seen_at": now,
        }
        inserted = connection.execute(_VERSION, row).scalar()
        # None: two entries of one poll were the same document and text.
        if inserted is not None:
            matches += _match_rows(inserted, version.matches)
            new.append((inserted, version.document))
    search.index(connection, new)
    if matches:
        connection.execute(_MATCH, matches)


def _match_rows(version_id: int, matches: Sequence[Match]) -> list[dict[str, Any]]:
    return [
        {
            "version_id": version_id,
            "rule": match.rule,
            "topic": match.topic,
            "name": match.name,
            "why": match.why,
            "severity": match.severity,
            "status": match.status,
            "soft": match.soft,
            "evidence": json.dumps([asdict(item) for item in match.evidence], ensure_ascii=False),
        }
        for match in matches
    ]
