"""Single facts the program keeps over a restart."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from monitor.rules.evaluate import content_hash
from monitor.store import schema
from monitor.store.database import Database

_RULES = "rules"  # the files of the last rule set that checked
_COMPILED = "compiled rules"  # the same set, ready to be matched
_STAMP = "rules stamp"  # what tells both from every other
_BEAT = "beat"  # when the running program last showed that it works


class Notes:
    """The last good rules, and when the program was last seen at work."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep_rules(self, files: Mapping[str, str], compiled: bytes) -> None:
        """Keep a rule set that checked, as files and compiled; nothing is written where it is kept already."""

        def work(connection: Connection) -> None:
            stamp = f"{content_hash(files)} {hashlib.sha256(compiled).hexdigest()}"
            if _get(connection, _STAMP) != stamp:
                _put(connection, _RULES, json.dumps(dict(files), ensure_ascii=False))
                _put(connection, _COMPILED, b64encode(compiled).decode("ascii"))
                _put(connection, _STAMP, stamp)

        await self._database.run(work)

    async def rules(self) -> dict[str, str] | None:
        """Return the files of the last rule set that checked, None before the first."""

        def work(connection: Connection) -> dict[str, str] | None:
            text = _get(connection, _RULES)
            return None if text is None else {str(name): str(body) for name, body in json.loads(text).items()}

        return await self._database.run(work)

    async def compiled(self, hash_: str) -> bytes | None:
        """Return the compiled form of the set with this hash, None where another one is kept or none."""

        def work(connection: Connection) -> bytes | None:
            stamp = _get(connection, _STAMP)
            if stamp is None or not stamp.startswith(f"{hash_} "):
                return None
            try:
                return b64decode(_get(connection, _COMPILED) or "", validate=True)
            except ValueError:
                return None  # damaged; the files are there

        return await self._database.run(work)

    async def beat(self, now: datetime) -> None:
        """Say that the program works: its loops run and it can write."""
        await self._database.run(lambda connection: _put(connection, _BEAT, now.isoformat()))

    async def last_beat(self) -> datetime | None:
        """Return when the program last said that it works, None before the first time."""
        text = await self._database.run(lambda connection: _get(connection, _BEAT))
        return None if text is None else datetime.fromisoformat(text)


def _get(connection: Connection, key: str) -> str | None:
    table = schema.meta
    return connection.execute(select(table.c.value).where(table.c.key == key)).scalar()


def _put(connection: Connection, key: str, value: str | None) -> None:
    table = schema.meta
    connection.execute(delete(table).where(table.c.key == key))
    if value is not None:
        connection.execute(insert(table).values(key=key, value=value))
