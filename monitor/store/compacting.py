"""Keeps the search index as large as what it holds.

FTS5 notes what was taken out and forgets neither it nor the note until it happens to rewrite the oldest parts: left to
itself, an index whose texts come and go is twice to five times as large as one that is written anew now and then.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text

from monitor.store import schema

_KEY = "search holes"  # in meta
_EVERY = timedelta(days=30)
_PAGES = 16  # of the index, written anew at once
_MERGE = text("INSERT INTO search (search, rank) VALUES ('merge', :pages)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Holes:
    """What was taken out of the index since it was last written anew."""

    count: int
    since: str  # when the first one was, ISO
    is_under_way: bool = False


def note(connection: Connection, count: int, now: datetime) -> None:
    """Note that so many versions were taken out of the index."""
    found = _read(connection) or _Holes(count=0, since=now.isoformat())
    _write(connection, replace(found, count=found.count + count))


def step(connection: Connection, now: datetime) -> bool:
    """Write a part of the index anew where it is time; return whether there was anything to do."""
    found = _read(connection)
    if found is None:
        return False
    is_due = abs(now - datetime.fromisoformat(found.since)) >= _EVERY  # also where the clock was set back
    if not found.is_under_way and not is_due:
        return False
    driver: Any = connection.connection.driver_connection
    before = driver.total_changes
    connection.execute(_MERGE, {"pages": _PAGES if found.is_under_way else -_PAGES})
    # Its manual says how to know that nothing was left to be done (sqlite.org/fts5.html, the merge command).
    is_done = found.is_under_way and driver.total_changes - before < 2
    _write(connection, None if is_done else replace(found, is_under_way=True))
    return True


def _read(connection: Connection) -> _Holes | None:
    table = schema.meta
    found = connection.execute(select(table.c.value).where(table.c.key == _KEY)).scalar()
    return None if found is None else _Holes(**json.loads(found))


def _write(connection: Connection, holes: _Holes | None) -> None:
    table = schema.meta
    connection.execute(delete(table).where(table.c.key == _KEY))
    if holes is not None:
        connection.execute(insert(table).values(key=_KEY, value=json.dumps(asdict(holes))))
