"""What somebody asked not to hear of for a while; a silence that is over stays, so that `why` can be answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from monitor.model import Silence, SilenceKind
from monitor.store import schema, silencing
from monitor.store.database import Database


def in_force(connection: Connection, now: datetime) -> tuple[Silence, ...]:
    """Return the silences that are not over, those that end first in front."""
    table = schema.silence
    query = select(table).where(table.c.until > now).order_by(table.c.until, table.c.id)
    return tuple(_silence(row) for row in connection.execute(query))


class Silences:
    """The silences of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def in_force(self, now: datetime) -> tuple[Silence, ...]:
        """Return the silences that are not over, those that end first in front."""
        return await self._database.run(lambda connection: in_force(connection, now))

    async def add(
        self,
        *,
        kind: SilenceKind,
        value: str,
        until: datetime,
        now: datetime,
        made_by: str,
        channel: str | None = None,
        why: str = "",
    ) -> Silence:
        """Be silent about something from now on; one that says the same and is in force ends when this one does."""

        def work(connection: Connection) -> Silence:
            table = schema.silence
            same = (table.c.kind == kind) & (table.c.value == value) & (table.c.until > now)
            here = table.c.channel.is_(None) if channel is None else table.c.channel == channel
            said = {"until": until, "made_at": now, "made_by": made_by, "why": why}
            renewed = connection.execute(
                update(table).where(same, here).values(**said).returning(table)
            ).first()
            made = insert(table).values(channel=channel, kind=kind, value=value, **said).returning(table)
            row = renewed if renewed is not None else connection.execute(made).one()
            silencing.let_go(connection, in_force(connection, now))
            return _silence(row)

        return await self._database.run(work)

    async def has_story(self, story: str) -> bool:
        """Say whether there is a story to be silent about."""
        query = select(schema.story.c.id).where(schema.story.c.id == story)
        return await self._database.run(lambda connection: connection.execute(query).first() is not None)

    async def end(self, silence: int, now: datetime) -> Silence | None:
        """End a silence now and return it; None where none in force has this id."""

        def work(connection: Connection) -> Silence | None:
            table = schema.silence
            ended = (
                update(table)
                .where(table.c.id == silence, table.c.until > now)
                .values(until=now)
                .returning(table)
            )
            row = connection.execute(ended).first()
            return None if row is None else _silence(row)

        return await self._database.run(work)


def _silence(row: Any) -> Silence:
    return Silence(
        id=row.id,
        channel=row.channel,
        kind=SilenceKind(row.kind),
        value=row.value,
        until=row.until,
        made_at=row.made_at,
        made_by=row.made_by,
        why=row.why,
    )
