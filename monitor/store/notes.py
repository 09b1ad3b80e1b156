"""Single facts the program keeps over a restart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from monitor.store import schema
from monitor.store.database import Database

_RULES = "rules"  # the files of the last rule set that checked
_BEAT = "beat"  # when the running program last showed that it works
_RULE_PROBLEM = "rule problem"  # the first problem of the files that do not check now


class Notes:
    """The last good rules, and what is wrong with the ones that stand in the folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep_rules(self, files: Mapping[str, str]) -> None:
        """Keep a rule set that checked; whatever was wrong before is mended."""
        text = json.dumps(dict(files), ensure_ascii=False)

        def work(connection: Connection) -> None:
            _put(connection, _RULES, text)
            _put(connection, _RULE_PROBLEM, None)

        await self._database.run(work)

    async def rules(self) -> dict[str, str] | None:
        """Return the files of the last rule set that checked, None before the first."""
        text = await self._database.run(lambda connection: _get(connection, _RULES))
        return None if text is None else {str(name): str(body) for name, body in json.loads(text).items()}

    async def beat(self, now: datetime) -> None:
        """Say that the program works: its loops run and it can write."""
        await self._database.run(lambda connection: _put(connection, _BEAT, now.isoformat()))

    async def last_beat(self) -> datetime | None:
        """Return when the program last said that it works, None before the first time."""
        text = await self._database.run(lambda connection: _get(connection, _BEAT))
        return None if text is None else datetime.fromisoformat(text)

    async def set_rule_problem(self, problem: str) -> None:
        """Say that the rule files do not check now, so that `monitor status` can tell."""
        await self._database.run(lambda connection: _put(connection, _RULE_PROBLEM, problem))

    async def rule_problem(self) -> str | None:
        """Return what is wrong with the rule files, None where they are in force."""
        return await self._database.run(lambda connection: _get(connection, _RULE_PROBLEM))


def _get(connection: Connection, key: str) -> str | None:
    table = schema.meta
    return connection.execute(select(table.c.value).where(table.c.key == key)).scalar()


def _put(connection: Connection, key: str, value: str | None) -> None:
    table = schema.meta
    connection.execute(delete(table).where(table.c.key == key))
    if value is not None:
        connection.execute(insert(table).values(key=key, value=value))
