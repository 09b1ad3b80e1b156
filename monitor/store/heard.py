"""Which updates of Telegram were begun, so that none is done twice: neither after a crash nor when it comes again."""

from __future__ import annotations

import json

from sqlalchemy import Connection, delete, insert, select

from monitor.store import schema
from monitor.store.database import Database

_KEY = "updates begun"  # in meta
# Telegram sends at most a hundred again, those of the poll that was under way. Ids are remembered and not compared:
# after a week without updates they begin anew at any number (core.telegram.org/bots/api#update).
_KEPT = 300


class HeardUpdates:
    """Remembers the updates that were begun last."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, update_id: int) -> bool:
        """Note that an update is begun now, committed; False where it was before."""
        return await self._database.run(lambda connection: _take(connection, update_id))


def _take(connection: Connection, update_id: int) -> bool:
    table = schema.meta
    kept = connection.execute(select(table.c.value).where(table.c.key == _KEY)).scalar()
    ids: list[int] = json.loads(kept) if kept else []
    if update_id in ids:
        return False
    connection.execute(delete(table).where(table.c.key == _KEY))
    connection.execute(insert(table).values(key=_KEY, value=json.dumps([*ids, update_id][-_KEPT:])))
    return True
