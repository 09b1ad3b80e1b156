"""What readers think of alerts: one vote a person and alert, kept under a keyed hash of who."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from monitor.model import Tally, Vote
from monitor.store import schema
from monitor.store.database import Database

_KEY = "voters key"  # in meta; without it nobody can try out ids until one fits


class Votes:
    """Votes on alerts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def cast(self, alert_id: int, person: int, vote: Vote, now: datetime) -> Tally | None:
        """Count a person's vote in place of an earlier one; return all votes, None where there is no such alert."""

        def work(connection: Connection) -> Tally | None:
            alert, table = schema.alert, schema.vote
            if connection.execute(select(alert.c.id).where(alert.c.id == alert_id)).first() is None:
                return None
            voter = _voter(connection, person)
            connection.execute(delete(table).where(table.c.alert_id == alert_id, table.c.voter == voter))
            connection.execute(insert(table).values(alert_id=alert_id, voter=voter, vote=vote, at=now))
            return tally(connection, alert_id)

        return await self._database.run(work)

    async def tally(self, alert_id: int) -> Tally:
        """Return the votes on an alert."""
        return await self._database.run(lambda connection: tally(connection, alert_id))


def tally(connection: Connection, alert_id: int) -> Tally:
    """Return the votes on an alert."""
    table = schema.vote
    query = select(table.c.vote, func.count()).where(table.c.alert_id == alert_id).group_by(table.c.vote)
    counts: dict[str, int] = dict(tuple(row) for row in connection.execute(query))
    return Tally(useful=counts.get(Vote.USEFUL, 0), noise=counts.get(Vote.NOISE, 0))


def _voter(connection: Connection, person: int) -> str:
    table = schema.meta
    key = connection.execute(select(table.c.value).where(table.c.key == _KEY)).scalar()
    if key is None:
        key = secrets.token_hex(32)
        connection.execute(insert(table).values(key=_KEY, value=key))
    return hmac.digest(bytes.fromhex(key), str(person).encode(), "sha256").hex()
