"""What the gather loop asks of the store: due sources, what is known of their documents, the end of a poll."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam, func, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from monitor.model import PLAIN, Claim, KnownDocument, Owed, Polled, Source, SourceState
from monitor.store import found, schema, source_rows
from monitor.store.database import Database
from monitor.store.prepared import Prepared
from monitor.store.set_back import last_moment, set_back
from monitor.store.spread import first_polls
from monitor.store.together import Together

_REST = 0.01  # seconds for others to end: a poll may wait for its commit, and one sync serves them all
_CHUNK = 500  # SQLite takes at most 999 parameters in older builds

_table = schema.source
# Built once: to build a statement and look it up costs more than to run it.
_due = (
    select(_table.c.id)
    .where(
        _table.c.is_listed,
        _table.c.next_poll_at <= bindparam("due", type_=schema.Instant),
        or_(_table.c.lease_until.is_(None), _table.c.lease_until < bindparam("moment", type_=schema.Instant)),
    )
    .order_by(_table.c.next_poll_at, _table.c.id)
    .limit(bindparam("most"))
)
_CLAIM = (
    update(_table)
    .where(_table.c.id.in_(_due))
    .values(lease_until=bindparam("lease", type_=schema.Instant), fence=_table.c.fence + 1)
    .returning(*_table.c)
)
_NEXT = select(func.min(_table.c.next_poll_at, type_=schema.Instant)).where(
    _table.c.is_listed, _table.c.next_poll_at > bindparam("moment", type_=schema.Instant)
)
_LISTED = select(
    *(
        _table.c[name]
        for name in (
            "id",
            "location",
            "every",
            "polled_at",
            "next_poll_at",
            "fence",
            "state",
            "is_listed",
            "recipe",
        )
    )
)
_wanted: BindParameter[Any] = bindparam("wanted", expanding=True)
_of_source = select(schema.document).where(schema.document.c.source_id == bindparam("source"))
_BY_ID = _of_source.where(schema.document.c.id.in_(_wanted))
_BY_URL = _of_source.where(schema.document.c.url.in_(_wanted))
_VERSIONS = (
    select(schema.version.c.document_id, schema.version.c.content_hash, schema.version.c.is_backlog)
    .where(schema.version.c.document_id.in_(_wanted))
    .order_by(schema.version.c.id)
)
_FENCES = select(_table.c.id, _table.c.fence).where(_table.c.id.in_(_wanted))
_END = Prepared(update(_table).where(_table.c.id == bindparam("key")))
_run = upsert(schema.run)
_RUN = Prepared(
    _run.on_conflict_do_update(
        index_elements=["source_id", "slot"],
        set_={
            column.name: _run.excluded[column.name] for column in schema.run.columns if not column.primary_key
        },
    )
)


class Sources:
    """Sources, their fetch state and the versions their polls find."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ends = Together(database, _finish, rest=_REST)

    async def sync(
        self,
        sources: Iterable[Source],
        now: datetime,
        *,
        edited: Collection[str] | None = None,
        spread: bool = True,
    ) -> None:
        """Make the listed sources the ones that are polled.

        A new or moved one is due at once, or with many others of them within minutes if `spread`; one whose
        interval was edited is due by the new interval. In a running program `edited` names those that are
        not what they were: what a poll of theirs that is under way finds is not committed, and they are
        polled anew. At a start, None, no poll is under way.
        """
        listed = tuple(sources)

        def work(connection: Connection) -> None:
            if edited is None:
                connection.execute(
                    update(_table).where(_table.c.lease_until.is_not(None)).values(lease_until=None)
                )
            known = {row.id: row for row in connection.execute(_LISTED)}
            wanted = {source.id for source in listed}
            for gone in (row.id for row in known.values() if row.is_listed and row.id not in wanted):
                values = {"is_listed": False, "untold": None, "untold_since": None}
                connection.execute(update(_table).where(_table.c.id == gone).values(**values))
            for source in listed:
                if source.id in known:
                    changes = _changes(known[source.id], source, now, edited)
                    row = known[source.id]
                    if not spread and row.state == SourceState.NEW and row.next_poll_at > now:
                        changes["next_poll_at"] = now
                    if changes:
                        connection.execute(update(_table).where(_table.c.id == source.id).values(**changes))
            new = [source for source in listed if source.id not in known]
            waits = first_polls(new) if spread else {}
            if new:
                connection.execute(
                    insert(_table), [_new(source, now + waits.get(source.id, timedelta())) for source in new]
                )

        await self._database.run(work)

    async def pull_back(self, latest: datetime) -> None:
        """Bring due times beyond `latest` back to it: none may lie out of reach, however the clock stood."""

        def work(connection: Connection) -> None:
            for column in (
                _table.c.next_poll_at,
                _table.c.list_due_at,
                _table.c.owed_due_at,
                schema.owed_page.c.due_at,
                schema.delivery.c.due_at,
                schema.notice.c.due_at,
                schema.channel.c.paused_until,
            ):
                values = {column.name: latest}
                connection.execute(update(column.table).where(column > latest).values(**values))

        await self._database.run(work)

    async def last_moment(self) -> datetime | None:
        """Return when a program last polled, told or sent, by the clock it had; None on a new store."""
        return await self._database.run(last_moment)

    async def set_back(self, now: datetime, *, openings: Mapping[str, datetime], settling: timedelta) -> None:
        """Bring everything that is due by a clock that was set back to what is due by the clock now.

        `openings` are when channels may be disturbed next.
        """
        await self._database.run(
            lambda connection: set_back(connection, now, openings=openings, settling=settling)
        )

    async def claim_due(
        self, now: datetime, *, limit: int, lease: timedelta, due_by: datetime | None = None
    ) -> tuple[Claim, ...]:
        """Claim up to `limit` sources that are due and that nobody polls, the longest due first.

        With `due_by`, those that were due then.
        """
        moments = {"due": due_by or now, "moment": now, "lease": now + lease, "most": limit}

        def work(connection: Connection) -> tuple[Claim, ...]:
            rows = connection.execute(_CLAIM, moments).all()
            ordered = sorted(rows, key=lambda row: (row.next_poll_at, row.id))
            return tuple(source_rows.claim_of(row, now) for row in ordered)

        return await self._database.run(work)

    async def next_due(self, now: datetime) -> datetime | None:
        """Return when the next source is due that is not due yet; None where there is none."""
        return await self._database.run(lambda connection: connection.scalar(_NEXT, {"moment": now}))

    async def known(
        self, source_id: str, *, ids: Iterable[str], urls: Iterable[str]
    ) -> tuple[KnownDocument, ...]:
        """Return the documents of a source that have one of these ids or URLs."""
        wanted = ((_BY_ID, tuple(ids)), (_BY_URL, tuple(urls)))
        return await self._database.run(lambda connection: _known(connection, source_id, wanted))

    async def owed(self, source_id: str) -> tuple[Owed, ...]:
        """Return the entries of a source whose page is still to be fetched, the next due first."""

        def work(connection: Connection) -> tuple[Owed, ...]:
            table = schema.owed_page
            query = select(table).where(table.c.source_id == source_id)
            rows = connection.execute(query.order_by(table.c.due_at, table.c.found_at, table.c.document_id))
            return tuple(source_rows.owed_of(row) for row in rows)

        return await self._database.run(work)

    async def finish(self, polled: Polled) -> bool:
        """Commit a poll: its fetch state and everything it found, or nothing where the lease was lost."""
        return await self._ends.do(polled)


def _finish(connection: Connection, ends: Sequence[Polled]) -> list[bool]:
    ids = [polled.claim.source_id for polled in ends]
    fences: dict[str, int] = {}
    for start in range(0, len(ids), _CHUNK):
        some = {"wanted": ids[start : start + _CHUNK]}
        fences |= {row.id: row.fence for row in connection.execute(_FENCES, some)}
    is_mine = [fences.get(polled.claim.source_id) == polled.claim.fence for polled in ends]
    mine = [polled for polled, is_ours in zip(ends, is_mine, strict=True) if is_ours]
    if mine:
        _END.execute(connection, [source_rows.ended(polled) for polled in mine])
        _RUN.execute(connection, [source_rows.run_of(polled) for polled in mine])
    for polled in mine:
        found.write(connection, polled)
    return is_mine


def _known(
    connection: Connection, source_id: str, wanted: Iterable[tuple[Select[Any], tuple[str, ...]]]
) -> tuple[KnownDocument, ...]:
    rows: dict[str, Any] = {}
    for query, values in wanted:
        for start in range(0, len(values), _CHUNK):
            some = {"source": source_id, "wanted": values[start : start + _CHUNK]}
            rows |= {row.id: row for row in connection.execute(query, some)}
    versions: dict[str, list[tuple[str, bool]]] = {}
    ids = list(rows)
    for start in range(0, len(ids), _CHUNK):
        for row in connection.execute(_VERSIONS, {"wanted": ids[start : start + _CHUNK]}):
            versions.setdefault(row.document_id, []).append((row.content_hash, row.is_backlog))
    return tuple(
        KnownDocument(
            id=row.id,
            guid=row.guid,
            url=row.url,
            content_hashes=frozenset(content for content, _ in versions.get(row.id, [])),
            is_backlog=bool(versions.get(row.id)) and versions[row.id][-1][1],
            digest=row.digest,
        )
        for row in rows.values()
    )


def _new(source: Source, due_at: datetime) -> dict[str, Any]:
    return {
        "id": source.id,
        "every": int(source.every.total_seconds()),
        "failures": 0,
        "next_poll_at": due_at,
        "fence": 0,
        "state": SourceState.NEW,
        "is_listed": True,
        "recipe": _recipe_hash(source),
        "why": "it is new",
    }


def _changes(row: Any, source: Source, now: datetime, edited: Collection[str] | None) -> dict[str, Any]:
    """Return what the settings change for a source that is known already; nothing where they do not."""
    at_once = {"next_poll_at": now, "list_due_at": None, "why": "it was edited", "failures": 0}
    changes: dict[str, Any] = {}
    if not row.is_listed:
        changes["is_listed"] = True
    if row.every != int(source.every.total_seconds()):
        changes["every"] = int(source.every.total_seconds())
        if row.polled_at is not None:
            due = min(row.next_poll_at, row.polled_at + source.every)
            changes |= {"next_poll_at": due, "list_due_at": None}
    if row.recipe != _recipe_hash(source):
        # What did not change reads differently now, so it must be sent again.
        changes |= {"recipe": _recipe_hash(source), "etag": None, "last_modified": None}
    if row.location is not None and row.location != source.location:
        changes |= at_once
    if edited is not None and source.id in edited:
        changes |= {"lease_until": None, "fence": row.fence + 1}
        if SourceState(row.state).is_trouble:
            changes |= at_once
    return changes


def _recipe_hash(source: Source) -> str:
    """Return a hash of how a source is read, "" for the plain way; a field that is added later changes none."""
    recipe = source.recipe
    if recipe == PLAIN:
        return ""
    told = [
        f"{field.name}={value!r}"
        for field in fields(recipe)
        if (value := getattr(recipe, field.name)) != field.default
    ]
    return hashlib.sha256("\n".join(told).encode("utf-8", "replace")).hexdigest()
