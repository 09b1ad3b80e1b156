"""Lets go of what is older than the settings keep it, a little at a time; what identifies and what was told stays.

version: all ─▶ text ─▶ head ─▶ id, or all ─▶ old ─▶ head where a newer version replaced it

The space is used again by what comes: the file stops growing, and does not shrink.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    delete,
    insert,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError

from monitor.corpus import codec
from monitor.model import NOTHING_PURGED, SUBSCRIBER, DeliveryState, Document, Kept, Pass, Purged, Retention
from monitor.store import compacting, schema, search
from monitor.store.database import Database
from monitor.stories import blocking

logger = structlog.get_logger("monitor.store")

EVERY = timedelta(hours=1)  # between the beginnings of two passes

_KEY = "retention"  # in meta
_ROWS = 100  # changed in one transaction, where a row is little work
_BYTES = 1_000_000  # of raw bytes likewise
_TEXTS = 4  # to take one out of the index takes some milliseconds
_COMPARED = max(blocking.WINDOWS.values())  # so long later documents look for their like
_OPEN = (DeliveryState.PENDING, DeliveryState.HELD, DeliveryState.SENDING, DeliveryState.UNCERTAIN)
_OVER = (DeliveryState.SENT, DeliveryState.TOLD, DeliveryState.DROPPED)
_EMPTY = "[]"

_version, _delivery = schema.version, schema.delivery


class Purge:
    """Lets go of what is too old, in passes of many small steps."""

    def __init__(self, database: Database, periods: Retention) -> None:
        self._database = database
        self._periods = periods

    async def begin(self, now: datetime) -> Pass | None:
        """Begin a pass; None where the last one has just begun, unless the clock was set back since."""

        def work(connection: Connection) -> Pass | None:
            last = _last(connection)
            if last is not None and timedelta() <= now - last.began_at < EVERY:
                return None
            begun = Pass(began_at=now) if last is None else replace(last, began_at=now, ended_at=None)
            _note(connection, begun)
            return begun

        return await self._database.run(work)

    async def step(self, now: datetime) -> Purged:
        """Let go of a little, in a few milliseconds of the store's time; nothing where no more is too old."""
        removed = await self._database.run(lambda connection: _drop_raw(connection, self._periods, now))
        if removed == NOTHING_PURGED:
            removed = await self._drop_texts(now)
        if removed == NOTHING_PURGED:
            removed = await self._database.run(lambda connection: _drop_rest(connection, self._periods, now))
        return removed

    async def end(self, done: Pass, purged: Purged, now: datetime) -> None:
        """Note what a pass did."""
        done = replace(done, ended_at=now)
        if purged != NOTHING_PURGED:
            done = replace(done, purged=purged, purged_at=now)
        await self._database.run(lambda connection: _note(connection, done))

    async def _drop_texts(self, now: datetime) -> Purged:
        rows = await self._database.run(lambda connection: _passed(connection, self._periods, now))
        if not rows:
            return NOTHING_PURGED
        # To read texts takes most of the time: done here, it keeps no other work off the store.
        heads = await asyncio.to_thread(_heads, rows)
        return await self._database.run(lambda connection: _behead(connection, heads, now))


def last(database: Database) -> Pass | None:
    """Return the last pass, None before the first."""
    return database.run_now(_last)


def _drop_raw(connection: Connection, periods: Retention, now: datetime) -> Purged:
    if periods.raw is None:
        return NOTHING_PURGED
    later = _version.alias("later")
    is_replaced = (
        select(later.c.id)
        .where(later.c.document_id == _version.c.document_id, later.c.id > _version.c.id)
        .exists()
    )
    rows = connection.execute(
        select(
            _version.c.id,
            literal_column("length(raw)").label("size"),
            and_(is_replaced, ~_is_shown()).label("is_old"),
        )
        .where(_is(Kept.ALL), _version.c.seen_at < now - periods.raw, _version.c.decided_at.is_not(None))
        .order_by(_version.c.seen_at)
        .limit(_ROWS)
    ).all()
    taken, size = [], 0
    for row in rows:
        taken.append(row)
        size += row.size
        if size >= _BYTES:
            break
    for kept, is_old in ((Kept.TEXT, False), (Kept.OLD, True)):
        ids = [row.id for row in taken if bool(row.is_old) is is_old]
        connection.execute(update(_version).where(_version.c.id.in_(ids)).values(raw=b"", kept=kept))
    return Purged(raw=len(taken))


def _passed(connection: Connection, periods: Retention, now: datetime) -> Sequence[Any]:
    """Return some versions whose text has had its time, and that no message is still to be made of."""
    query = select(_version.c.id, _version.c.body, _version.c.kept).limit(_TEXTS)
    rows = connection.execute(query.where(_is(Kept.OLD))).all()
    if rows or periods.texts is None:
        return rows
    is_past = and_(_version.c.seen_at < now - periods.texts, _version.c.decided_at.is_not(None), ~_is_owed())
    return connection.execute(query.where(_is(Kept.TEXT), is_past).order_by(_version.c.seen_at)).all()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """A version on its way out of the index."""

    id: int
    kept: Kept  # until now
    body: str  # from now on
    entry: search.Entry


def _heads(rows: Sequence[Any]) -> list[_Head]:
    heads = []
    for row in rows:
        document = codec.decode_document(row.body)
        entry = search.entry(row.id, document)
        heads.append(_Head(id=row.id, kept=Kept(row.kept), body=_head(document), entry=entry))
    return heads


def _head(document: Document) -> str:
    """Return the JSON of what stays of a document: what lists show it by, and its number."""
    head = replace(
        document,
        highlights=(),
        sections=(),
        disclaimer=None,
        subject=None,
        index_number=None,
        attachments=(),
    )
    told = json.loads(codec.encode_document(head))
    # Fields that are left out take their defaults.
    return json.dumps(
        {key: value for key, value in told.items() if value not in (None, [], False)},
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _behead(connection: Connection, heads: Sequence[_Head], now: datetime) -> Purged:
    # Others point to the rows that are written anew: they are missed at the commit only, and are there again by then.
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    done = []
    for head in heads:
        changed = update(_version).where(_version.c.id == head.id, _version.c.kept == head.kept)
        if head.kept is Kept.TEXT:
            changed = changed.where(~_is_owed())  # a message may have come to be owed meanwhile
        if connection.execute(changed.values(body=head.body, kept=Kept.HEAD)).rowcount:
            done.append(head)
            _move(connection, head.id)
    ids = [head.id for head in done]
    _forget(connection, [head.entry for head in done])
    compacting.note(connection, len(done), now)
    connection.execute(update(schema.match).where(schema.match.c.version_id.in_(ids)).values(evidence=_EMPTY))
    # A reader's own channel is asked about everything that matches: of months ago nobody wants to know why it was not told.
    untold = schema.verdict.c.delivery_id.is_(None)
    of_readers = schema.verdict.c.channel.startswith(SUBSCRIBER, autoescape=True)
    connection.execute(delete(schema.verdict).where(schema.verdict.c.version_id.in_(ids), untold, of_readers))
    alerts = select(schema.alert.c.id).where(schema.alert.c.version_id.in_(ids))
    votes = connection.execute(delete(schema.vote).where(schema.vote.c.alert_id.in_(alerts))).rowcount
    return Purged(texts=len(heads), rows=votes)


def _move(connection: Connection, version_id: int) -> None:
    """Write a row anew: one that merely shrinks leaves its page to itself, of which it needs a tenth."""
    row = connection.execute(select(_version).where(_version.c.id == version_id)).mappings().one()
    connection.execute(delete(_version).where(_version.c.id == version_id))
    connection.execute(insert(_version).values(**row))


def _forget(connection: Connection, entries: Sequence[search.Entry]) -> None:
    """Take versions out of the index; where its tokens are not ours, what is left of them leads nowhere."""
    try:
        with connection.begin_nested():
            search.forget(connection, entries)
    except DBAPIError as error:
        logger.warning("the search index kept texts that were let go", error=str(error.orig))


def _drop_rest(connection: Connection, periods: Retention, now: datetime) -> Purged:
    removed = _drop_traits(connection, now)
    if removed == NOTHING_PURGED and periods.log is not None:
        removed = _drop_wording(connection, now - periods.log)
        if removed == NOTHING_PURGED:
            removed = _drop_log(connection, now - periods.log)
    if removed == NOTHING_PURGED and compacting.step(connection, now):
        removed = Purged(parts=1)
    return removed


def _drop_traits(connection: Connection, now: datetime) -> Purged:
    """Let go of what documents were compared by, once no key leads to it any more."""
    ids = list(
        connection.execute(
            select(_version.c.id)
            .where(_is(Kept.HEAD), _version.c.seen_at < now - _COMPARED)
            .order_by(_version.c.seen_at)
            .limit(_ROWS)
        ).scalars()
    )
    if not ids:
        return NOTHING_PURGED
    of = schema.story_document
    documents = select(of.c.document_id).where(
        of.c.document_id.in_(select(_version.c.document_id).where(_version.c.id.in_(ids))),
        of.c.version_id.in_(ids),  # another version of it is newer, and compared with
    )
    trait = schema.story_trait
    connection.execute(delete(trait).where(trait.c.document_id.in_(documents)))
    connection.execute(update(_version).where(_version.c.id.in_(ids)).values(kept=Kept.ID))
    return Purged(traits=len(ids))


def _drop_wording(connection: Connection, until: datetime) -> Purged:
    """Let go of the wording of what stands in its channel or never will; where it stands stays known."""
    ids = list(
        connection.execute(
            select(_delivery.c.id)
            .where(literal_column("parts <> '[]'"), _delivery.c.made_at < until, _delivery.c.state.in_(_OVER))
            .order_by(_delivery.c.made_at)
            .limit(_ROWS)
        ).scalars()
    )
    of_them = _delivery.c.id.in_(ids)
    connection.execute(update(_delivery).where(of_them).values(parts=_EMPTY, picture=None))
    return Purged(messages=len(ids))


def _drop_log(connection: Connection, until: datetime) -> Purged:
    listed = select(schema.source.c.id).where(schema.source.c.is_listed)
    owed, run = schema.owed_page, schema.run
    past: tuple[tuple[Any, ColumnElement[bool]], ...] = (
        (schema.silence, schema.silence.c.until < until),
        (schema.spike, schema.spike.c.told_at < until),
        (run, and_(run.c.at < until, run.c.source_id.not_in(listed))),
        (owed, and_(owed.c.found_at < until, owed.c.source_id.not_in(listed))),
    )
    return Purged(rows=sum(connection.execute(delete(table).where(which)).rowcount for table, which in past))


def _is(kept: Kept) -> ColumnElement[bool]:
    """Say what is left of a version, in the words of the partial index: SQLite looks for these very words."""
    return and_(literal_column("version.kept <> 'id'"), literal_column(f"version.kept = '{kept.value}'"))


def _is_shown() -> ColumnElement[bool]:
    """Say whether a message was made of a version, or will be."""
    verdict, alert = schema.verdict, schema.alert
    told = select(verdict.c.version_id).where(
        verdict.c.version_id == _version.c.id, verdict.c.delivery_id.is_not(None)
    )
    leads = select(alert.c.id).where(alert.c.version_id == _version.c.id)
    return or_(told.exists(), leads.exists())


def _is_owed() -> ColumnElement[bool]:
    """Say whether a message is still to be made of a version."""
    of, alert = schema.story_document, schema.alert
    return (
        select(_delivery.c.id)
        .join(alert, alert.c.id == _delivery.c.alert_id)
        .join(of, of.c.story_id == alert.c.story_id)
        .where(
            of.c.document_id == _version.c.document_id,
            _delivery.c.version_id == _version.c.id,
            _delivery.c.state.in_(_OPEN),
        )
        .exists()
    )


def _last(connection: Connection) -> Pass | None:
    table = schema.meta
    found = connection.execute(select(table.c.value).where(table.c.key == _KEY)).scalar()
    if found is None:
        return None
    began_at, ended_at, purged_at = (
        datetime.fromisoformat(told) if (told := json.loads(found)[name]) else None
        for name in ("began_at", "ended_at", "purged_at")
    )
    assert began_at is not None
    purged = Purged(**json.loads(found)["purged"])
    return Pass(began_at=began_at, ended_at=ended_at, purged=purged, purged_at=purged_at)


def _note(connection: Connection, done: Pass) -> None:
    table = schema.meta
    connection.execute(delete(table).where(table.c.key == _KEY))
    value = json.dumps(asdict(done), default=datetime.isoformat)
    connection.execute(insert(table).values(key=_KEY, value=value))
