"""How the files that people edit stand: the rules in force, and what is refused since when, each told with its commit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from monitor.store import schema
from monitor.store.database import Database
from monitor.store.notices import Notices

# What may be in trouble: files that are refused, settings that wait for the next start, the bot.
RULES = "rules"
SETTINGS = "settings"
RESTART = "restart"
BOT = "bot"  # people cannot be heard

_IN_FORCE = "in force"
_MOST_KEPT = 100  # lines of problems; `monitor check` lists all


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """The rules that documents are matched with."""

    rules: int
    hash: str
    since: datetime  # when they came into force; a restart with the same rules leaves it


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What is wrong with files as they stand now, while what they said before stays in force."""

    since: datetime
    count: int
    lines: tuple[str, ...]  # the first of them


class Standing:
    """Facts that a restart, `monitor status` and the operators' chat need."""

    def __init__(self, database: Database, notices: Notices) -> None:
        self._database = database
        self._notices = notices

    async def in_force(self) -> InForce | None:
        """Return which rules are in force, None before the first start."""

        def work(connection: Connection) -> InForce | None:
            row = _get(connection, _IN_FORCE)
            if row is None:
                return None
            detail = json.loads(row.detail)
            return InForce(rules=detail["rules"], hash=detail["hash"], since=row.since)

        return await self._database.run(work)

    async def set_in_force(self, *, rules: int, hash_: str, now: datetime) -> InForce:
        """Say which rules are in force from now on; the same ones are so since when they were loaded first."""

        def work(connection: Connection) -> InForce:
            row = _get(connection, _IN_FORCE)
            detail = {"rules": rules, "hash": hash_}
            since = row.since if row is not None and json.loads(row.detail) == detail else now
            _put(connection, _IN_FORCE, since, detail)
            return InForce(rules=rules, hash=hash_, since=since)

        return await self._database.run(work)

    async def trouble(self, key: str) -> Trouble | None:
        """Return what is wrong with what `key` names, None where nothing is."""

        def work(connection: Connection) -> Trouble | None:
            row = _get(connection, key)
            if row is None:
                return None
            detail = json.loads(row.detail)
            return Trouble(since=row.since, count=detail["count"], lines=tuple(detail["lines"]))

        return await self._database.run(work)

    async def begin(self, key: str, lines: Sequence[str], notice: str, now: datetime) -> None:
        """Say what is wrong, here and to the operators; it is so since it was first wrong, whatever changed."""

        def work(connection: Connection) -> None:
            row = _get(connection, key)
            detail = {"count": len(lines), "lines": list(lines[:_MOST_KEPT])}
            _put(connection, key, row.since if row is not None else now, detail)
            self._notices.write(connection, key, notice, now)

        await self._database.run(work)

    async def end(self, key: str, notice: str, now: datetime) -> None:
        """Say that it is mended, to the operators too where they were told."""

        def work(connection: Connection) -> None:
            connection.execute(delete(schema.standing).where(schema.standing.c.key == key))
            self._notices.write(connection, key, notice, now, is_end=True)

        await self._database.run(work)


def _get(connection: Connection, key: str) -> Any | None:
    return connection.execute(select(schema.standing).where(schema.standing.c.key == key)).first()


def _put(connection: Connection, key: str, since: datetime, detail: dict[str, Any]) -> None:
    table = schema.standing
    connection.execute(delete(table).where(table.c.key == key))
    connection.execute(
        insert(table).values(key=key, since=since, detail=json.dumps(detail, ensure_ascii=False))
    )
