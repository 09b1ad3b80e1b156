"""What the decide loop asks of the store: undecided versions, and their decisions, committed together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, exists, select

from monitor.model import Decision, Told, Version
from monitor.store import deciding, schema
from monitor.store.database import Database
from monitor.store.deciding import Known
from monitor.store.rows import VERSION, matches_by_version, version_with

_UNDECIDED = VERSION.where(schema.version.c.decided_at.is_(None)).order_by(schema.version.c.id)


class Decisions:
    """Stories, verdicts and the deliveries they owe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def undecided(self, *, limit: int) -> tuple[Version, ...]:
        """Return the oldest versions without a decision, in commit order."""

        def work(connection: Connection) -> tuple[Version, ...]:
            rows = connection.execute(_UNDECIDED.limit(limit)).all()
            matches = matches_by_version(connection, [row.id for row in rows])
            return tuple(version_with(row, matches.get(row.id, ())) for row in rows)

        return await self._database.run(work)

    async def waits(self) -> bool:
        """Say whether any version is without a decision."""
        query = select(exists().where(schema.version.c.decided_at.is_(None)))
        return await self._database.run(lambda connection: bool(connection.execute(query).scalar()))

    async def decide(
        self, versions: Sequence[Version], make: Callable[[Version, Known], Decision]
    ) -> tuple[Decision, ...]:
        """Make decisions one after the other, each knowing those before it, and commit them together; return them.

        Where `monitor rules apply` has added matches meanwhile, the version stays undecided.
        """
        return await self._database.run(lambda connection: deciding.decide(connection, versions, make))

    async def story_of(self, document_id: str) -> str | None:
        """Return the story an earlier version of the document was put in."""

        def work(connection: Connection) -> str | None:
            table = schema.story_document
            query = select(table.c.story_id).where(table.c.document_id == document_id)
            return connection.execute(query).scalar()

        return await self._database.run(work)

    async def told(self, document_id: str, story_id: str) -> Told:
        """Return the channels that a story and a document were told to, or are about to be."""
        return await self._database.run(lambda connection: deciding.told(connection, document_id, story_id))
