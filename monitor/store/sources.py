"""What the gather loop asks of the store: due sources, what is known of their documents, the end of a poll."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from monitor.corpus import codec
from monitor.model import Claim, FetchState, KnownDocument, NewVersion, Polled, Source, SourceState
from monitor.store import schema
from monitor.store.database import Database

_CHUNK = 500  # SQLite takes at most 999 parameters in older builds


class Sources:
    """Sources, their fetch state and the versions their polls find."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def sync(
        self, sources: Iterable[Source], now: datetime, *, edited: Collection[str] | None = None
    ) -> None:
        """Make the listed sources the ones that are polled.

        A new or moved one is due at once; one whose interval was edited is due by the new interval. In a
        running program `edited` names those that are not what they were: what a poll of theirs that is
        under way finds is not committed, and they are polled anew. At a start, None, no poll is under way.
        """

        def work(connection: Connection) -> None:
            table = schema.source
            connection.execute(update(table).values(is_listed=False))
            if edited is None:
                connection.execute(update(table).values(lease_until=None))
            known = {row.id: row for row in connection.execute(select(table))}
            for source in sources:
                every = int(source.every.total_seconds())
                if source.id in known:
                    changes = {"is_listed": True, "every": every, **_edited(known[source.id], source, now)}
                    if edited is not None and source.id in edited:
                        changes |= {"lease_until": None, "fence": known[source.id].fence + 1}
                    connection.execute(update(table).where(table.c.id == source.id).values(**changes))
                else:
                    connection.execute(
                        insert(table).values(
                            id=source.id,
                            every=every,
                            failures=0,
                            next_poll_at=now,
                            fence=0,
                            state=SourceState.NEW,
                            is_listed=True,
                        )
                    )

        await self._database.run(work)

    async def pull_back(self, latest: datetime) -> None:
        """Bring due times beyond `latest` back to it: after a clock step none may lie out of reach."""

        def work(connection: Connection) -> None:
            table = schema.source
            connection.execute(update(table).where(table.c.next_poll_at > latest).values(next_poll_at=latest))
            for table in (schema.delivery, schema.notice):
                connection.execute(update(table).where(table.c.due_at > latest).values(due_at=latest))
            table = schema.channel
            connection.execute(update(table).where(table.c.paused_until > latest).values(paused_until=latest))

        await self._database.run(work)

    async def claim_due(self, now: datetime, *, limit: int, lease: timedelta) -> tuple[Claim, ...]:
        """Claim up to `limit` sources that are due and that nobody polls, the longest due first."""

        def work(connection: Connection) -> tuple[Claim, ...]:
            table = schema.source
            rows = connection.execute(
                select(table)
                .where(
                    table.c.is_listed,
                    table.c.next_poll_at <= now,
                    or_(table.c.lease_until.is_(None), table.c.lease_until < now),
                )
                .order_by(table.c.next_poll_at, table.c.id)
                .limit(limit)
            ).all()
            for row in rows:
                connection.execute(
                    update(table)
                    .where(table.c.id == row.id)
                    .values(lease_until=now + lease, fence=row.fence + 1)
                )
            return tuple(
                Claim(
                    source_id=row.id,
                    fence=row.fence + 1,
                    now=now,
                    state=FetchState(
                        etag=row.etag,
                        last_modified=row.last_modified,
                        failures=row.failures,
                        polled_at=row.polled_at,
                        succeeded_at=row.succeeded_at,
                        location=row.location,
                    ),
                )
                for row in rows
            )

        return await self._database.run(work)

    async def known(
        self, source_id: str, *, ids: Iterable[str], urls: Iterable[str]
    ) -> tuple[KnownDocument, ...]:
        """Return the documents of a source that have one of these ids or URLs."""

        def work(connection: Connection) -> tuple[KnownDocument, ...]:
            table = schema.document
            rows: dict[str, Any] = {}
            for column, values in ((table.c.id, list(ids)), (table.c.url, list(urls))):
                for start in range(0, len(values), _CHUNK):
                    some = values[start : start + _CHUNK]
                    query = select(table).where(table.c.source_id == source_id, column.in_(some))
                    rows |= {row.id: row for row in connection.execute(query)}
            versions: dict[str, list[tuple[str, bool]]] = {}
            found = list(rows)
            for start in range(0, len(found), _CHUNK):
                query = (
                    select(
                        schema.version.c.document_id,
                        schema.version.c.content_hash,
                        schema.version.c.is_backlog,
                    )
                    .where(schema.version.c.document_id.in_(found[start : start + _CHUNK]))
                    .order_by(schema.version.c.id)
                )
                for row in connection.execute(query):
                    versions.setdefault(row.document_id, []).append((row.content_hash, row.is_backlog))
            return tuple(
                KnownDocument(
                    id=row.id,
                    guid=row.guid,
                    url=row.url,
                    content_hashes=frozenset(content for content, _ in versions.get(row.id, [])),
                    is_backlog=bool(versions.get(row.id)) and versions[row.id][-1][1],
                )
                for row in rows.values()
            )

        return await self._database.run(work)

    async def finish(self, polled: Polled) -> bool:
        """Commit a poll: its fetch state and everything it found, or nothing where the lease was lost."""

        def work(connection: Connection) -> bool:
            table = schema.source
            state = polled.state
            mine = (table.c.id == polled.claim.source_id) & (table.c.fence == polled.claim.fence)
            before = connection.execute(select(table.c.state, table.c.detail).where(mine)).first()
            if before is None:
                return False
            # What could not be read of an unchanged source still cannot.
            is_same = polled.source_state is SourceState.UNCHANGED and before.state != SourceState.FAILED
            connection.execute(
                update(table)
                .where(mine)
                .values(
                    location=state.location,
                    etag=state.etag,
                    last_modified=state.last_modified,
                    failures=state.failures,
                    polled_at=state.polled_at,
                    succeeded_at=state.succeeded_at,
                    next_poll_at=polled.next_poll_at,
                    lease_until=None,
                    state=polled.source_state,
                    detail=before.detail if is_same else polled.detail,
                )
            )
            for version in polled.versions:
                _insert_version(connection, polled, version)
            return True

        return await self._database.run(work)


def _edited(row: Any, source: Source, now: datetime) -> dict[str, Any]:
    """Return what an edit of the settings changes for a source that is known already."""
    if row.location is not None and row.location != source.location:
        return {"next_poll_at": now, "failures": 0}
    if row.polled_at is not None and row.every != source.every.total_seconds():
        return {"next_poll_at": min(row.next_poll_at, row.polled_at + source.every)}
    return {}


def _insert_version(connection: Connection, polled: Polled, version: NewVersion) -> None:
    now = polled.claim.now
    connection.execute(
        upsert(schema.document)
        .values(
            id=version.document_id,
            source_id=polled.claim.source_id,
            guid=version.guid,
            url=version.url,
            demo=polled.demo,
            first_seen_at=now,
        )
        .on_conflict_do_update(index_elements=["id"], set_={"guid": version.guid, "url": version.url})
    )
    inserted = connection.execute(
        upsert(schema.version)
        .values(
            document_id=version.document_id,
            content_hash=version.content_hash,
            text_hash=version.text_hash,
            body=codec.encode_document(version.document),
            raw=version.raw,
            rules_hash=polled.rules_hash,
            is_backlog=version.is_backlog,
            seen_at=now,
        )
        .on_conflict_do_nothing(index_elements=["document_id", "content_hash"])
        .returning(schema.version.c.id)
    ).first()
    if inserted is None:
        return  # two entries of one poll were the same document and text
    for match in version.matches:
        connection.execute(
            insert(schema.match).values(
                version_id=inserted.id,
                rule=match.rule,
                topic=match.topic,
                name=match.name,
                why=match.why,
                severity=match.severity,
                status=match.status,
                soft=match.soft,
                evidence=json.dumps([asdict(item) for item in match.evidence], ensure_ascii=False),
            )
        )
