"""How much room a store takes, and how much of it stands empty."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from monitor.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """The room of a store, in bytes; what is free in it is used before the file grows."""

    size: int
    free: int


def measure(database: Database) -> Space:
    """Return the room that a store takes, its log not counted."""
    return database.run_now(_measure)


def _measure(connection: Connection) -> Space:
    def ask(what: str) -> int:
        return int(connection.exec_driver_sql(f"PRAGMA {what}").scalar_one())

    page = ask("page_size")
    return Space(size=ask("page_count") * page, free=ask("freelist_count") * page)
