"""Finds stored documents by words, through an index of our own tokens that grows with the versions.

SQLite's part of the search: an FTS5 table that keeps no text, only where tokens stand. A row is a version. What
another version replaced is left out of the answers, and taken out in time by whoever lets texts go.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypedDict

from sqlalchemy import Connection, delete, func, select, text, update

from monitor.corpus import codec, laying_out
from monitor.errors import MonitorError
from monitor.model import Document, Kept, Published
from monitor.store import schema
from monitor.store.database import Database
from monitor.text import bigrams

MOST = 50  # hits of one answer

_BEHIND = "search behind"  # in meta: versions up to this id are not in the index yet
_STEP = 100  # versions that are brought in at once; others wait for the store meanwhile
_LOOKED_AT = 300  # of the newest that match
_LONGEST = 200_000  # characters of a text
_PATIENCE = 1.0  # seconds of a search
_STEPS = 1_000  # of SQLite's between two looks at the time
_HALF_LIFE = timedelta(days=90)  # of how much being new counts
_IN_TITLE = 0.5  # counts as much as being a half-life newer than what was seen now

_ADD = text("INSERT INTO search (rowid, title, body) VALUES (:id, :title, :body)")
# The table has no text to know by what to forget, so it is told; SQLite cannot take a row out by its number here.
_DROP = text("INSERT INTO search (search, rowid, title, body) VALUES ('delete', :id, :title, :body)")
_FIND = text(
    "SELECT rowid AS id FROM search WHERE search MATCH :wanted AND rowid >= :first ORDER BY rowid DESC LIMIT :most"
)


class Entry(TypedDict):
    """What the index has of a version."""

    id: int
    title: str  # tokens
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A document that was found."""

    document_id: str
    title: str
    url: str | None
    source_id: str
    outlet: str
    published: Published | None
    seen_at: datetime
    in_title: bool
    demo: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """What was found, the best first."""

    hits: tuple[Hit, ...]
    has_more: bool  # beyond those shown
    behind: int  # versions that are not in the index yet


class Search:
    """Questions of people, and the index they are answered from."""

    def __init__(self, database: Database, *, patience: float = _PATIENCE) -> None:
        self._database = database
        self._patience = patience

    def find(self, words: str, now: datetime, *, since: datetime | None = None, limit: int) -> Hits:
        """Return documents that hold all of the words; a question without any finds nothing."""
        return self._database.run_now(
            lambda connection: _find(connection, words, now, since, min(limit, MOST), self._patience)
        )

    async def catch_up(self) -> bool:
        """Bring some of the older versions into the index; return whether any are left."""
        return await self._database.run(_catch_up)


def index(connection: Connection, versions: Iterable[tuple[int, Document]]) -> None:
    """Make new versions findable, in the transaction that stores them."""
    rows = [entry(id_, document) for id_, document in versions]
    if rows:
        connection.execute(_ADD, rows)


def entry(version_id: int, document: Document) -> Entry:
    """Return what the index has of a version."""
    return {
        "id": version_id,
        "title": " ".join(bigrams.tokens(document.title)),
        "body": " ".join(bigrams.tokens(laying_out.lay_out(document).text[:_LONGEST])),
    }


def forget(connection: Connection, entries: Iterable[Entry]) -> None:
    """Take versions out of the index; what is not in it yet, of an earlier release, will not come in."""
    last = _behind(connection)
    rows = [one for one in entries if one["id"] > last]
    if rows:
        connection.execute(_DROP, rows)


def _catch_up(connection: Connection) -> bool:
    last = _behind(connection)
    if not last:
        return False
    table, meta = schema.version, schema.meta
    query = (
        select(table.c.id, table.c.body, table.c.kept).where(table.c.id <= last).order_by(table.c.id.desc())
    )
    rows = connection.execute(query.limit(_STEP)).all()
    whole = (row for row in rows if Kept(row.kept).has_text)
    index(connection, ((row.id, codec.decode_document(row.body)) for row in whole))
    if len(rows) < _STEP:
        connection.execute(delete(meta).where(meta.c.key == _BEHIND))
        return False
    values = {"value": str(rows[-1].id - 1)}
    connection.execute(update(meta).where(meta.c.key == _BEHIND).values(**values))
    return True


def _behind(connection: Connection) -> int:
    table = schema.meta
    return int(connection.execute(select(table.c.value).where(table.c.key == _BEHIND)).scalar() or 0)


def _find(
    connection: Connection, words: str, now: datetime, since: datetime | None, limit: int, patience: float
) -> Hits:
    last = _behind(connection)
    version = schema.version
    left = select(func.count()).select_from(version).where(version.c.id <= last)
    behind = connection.execute(left).scalar_one() if last else 0
    wanted = _expression(bigrams.asked(words))
    if not wanted:
        return Hits(hits=(), has_more=False, behind=behind)
    with _in_time(connection, patience):
        first = _first(connection, since)
        titled = set(_ids(connection, f"title : ({wanted})", first))
        rows = _rows(connection, {*titled, *_ids(connection, wanted, first)})

    def worth(row: Any) -> tuple[float, int]:
        age = max(now - row.seen_at, timedelta()) / _HALF_LIFE
        return 0.5**age + _IN_TITLE * (row.id in titled), row.id

    rows = sorted((row for row in rows if since is None or row.seen_at >= since), key=worth, reverse=True)
    bodies = _bodies(connection, [row.id for row in rows[:limit]])
    hits = tuple(_hit(row, bodies[row.id], in_title=row.id in titled) for row in rows[:limit])
    return Hits(hits=hits, has_more=len(rows) > limit, behind=behind)


def _expression(terms: Iterable[bigrams.Term]) -> str:
    """Write terms in FTS5's language; tokens hold letters and digits only, so that nothing in them is an order."""
    return " AND ".join(f'"{" ".join(term.tokens)}"{"*" if term.grows else ""}' for term in terms)


def _first(connection: Connection, since: datetime | None) -> int:
    """Return the first version that was seen since; ids grow with the time, in one poll and over all."""
    if since is None:
        return 0
    table = schema.version
    found = connection.execute(select(func.min(table.c.id)).where(table.c.seen_at >= since)).scalar()
    return 1 << 62 if found is None else int(found)


def _ids(connection: Connection, wanted: str, first: int) -> Sequence[int]:
    found = connection.execute(_FIND, {"wanted": wanted, "first": first, "most": _LOOKED_AT})
    return found.scalars().all()


def _rows(connection: Connection, ids: set[int]) -> list[Any]:
    """Return the versions that nothing has replaced."""
    version, document, later = schema.version, schema.document, schema.version.alias("later")
    is_replaced = (
        select(later.c.id)
        .where(later.c.document_id == version.c.document_id, later.c.id > version.c.id)
        .exists()
    )
    query = (
        select(
            version.c.id,
            version.c.document_id,
            version.c.seen_at,
            document.c.source_id,
            document.c.url,
            document.c.demo,
        )
        .join(document, document.c.id == version.c.document_id)
        # An index that an earlier release has written may be left with tokens that we do not know of.
        .where(version.c.id.in_(ids), ~is_replaced, version.c.kept.in_([one for one in Kept if one.has_text]))
    )
    return list(connection.execute(query))


def _bodies(connection: Connection, ids: Sequence[int]) -> dict[int, Document]:
    table = schema.version
    query = select(table.c.id, table.c.body).where(table.c.id.in_(ids))
    return {row.id: codec.decode_document(row.body) for row in connection.execute(query)}


def _hit(row: Any, document: Document, *, in_title: bool) -> Hit:
    return Hit(
        document_id=row.document_id,
        title=document.title,
        url=document.url or row.url,
        source_id=row.source_id,
        outlet=document.outlet.name,
        published=document.published,
        seen_at=row.seen_at,
        in_title=in_title,
        demo=row.demo,
    )


@contextmanager
def _in_time(connection: Connection, patience: float) -> Iterator[None]:
    """Let no question, however odd, hold the store for long."""
    driver: Any = connection.connection.driver_connection
    deadline = time.monotonic() + patience
    was_late = False

    def is_late() -> bool:
        nonlocal was_late
        was_late = time.monotonic() > deadline
        return was_late

    driver.set_progress_handler(is_late, _STEPS)
    try:
        yield
    except Exception as error:
        if was_late:
            raise MonitorError("the search took too long; ask with more, or rarer, words") from error
        raise
    finally:
        driver.set_progress_handler(None, 0)
