"""What the decide loop asks of the store: undecided versions, and their decisions, committed together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, exists, select

from monitor.model import Decision, Version
from monitor.store import deciding, foreseeing, schema, stories
from monitor.store.database import Database
from monitor.store.deciding import Describe, Described, Known, Memo
from monitor.store.rows import VERSION, matches_by_version, version_with
from monitor.stories import traits

_UNDECIDED = VERSION.where(schema.version.c.decided_at.is_(None)).order_by(schema.version.c.id)
_SWEPT = 3  # times as many keys are looked through as are written, so that the old ones do not pile up


class Decisions:
    """Stories, verdicts and the deliveries they owe."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._swept = ("", "")  # how far the keys have been looked through
        self._memo: Memo = {}
        self._is_described = False  # every document that later ones may be compared with is

    async def undecided(self, *, limit: int) -> tuple[Version, ...]:
        """Return the oldest versions without a decision, in commit order."""

        def work(connection: Connection) -> tuple[Version, ...]:
            return _versions(connection, connection.execute(_UNDECIDED.limit(limit)).all())

        return await self._database.run(work)

    async def waits(self) -> bool:
        """Say whether any version is without a decision."""
        query = select(exists().where(schema.version.c.decided_at.is_(None)))
        return await self._database.run(lambda connection: bool(connection.execute(query).scalar()))

    async def decide(
        self, versions: Sequence[Version], make: Callable[[Version, Known], Decision], describe: Describe
    ) -> tuple[Decision, ...]:
        """Make decisions one after the other, each knowing those before it, and commit them together; return them.

        Where `monitor rules apply` has added matches meanwhile, the version stays undecided.
        """

        def work(connection: Connection) -> tuple[Decision, ...]:
            made = deciding.decide(connection, versions, make, describe, self._memo)
            if made:
                keys = sum(len(decision.keys) for decision in made)
                self._swept = stories.sweep(
                    connection, self._swept, count=_SWEPT * keys + 1, now=made[-1].now
                )
            return made

        return await self._database.run(work)

    async def foresee(
        self, versions: Sequence[Version], make: Callable[[Version, Known], Decision], describe: Describe
    ) -> tuple[Decision, ...]:
        """Make decisions likewise, and change nothing."""
        return await self._database.run(
            lambda connection: foreseeing.foresee(connection, versions, make, describe)
        )

    async def undescribed(self, since: datetime, *, limit: int) -> tuple[Version, ...]:
        """Return decided versions of an earlier release that nothing can be compared with yet, newest first."""
        if self._is_described:
            return ()

        def work(connection: Connection) -> tuple[Version, ...]:
            return _versions(connection, stories.undescribed(connection, since, limit))

        found = await self._database.run(work)
        self._is_described = len(found) < limit
        return found

    async def remember(self, described: Sequence[tuple[Version, Described]]) -> None:
        """Make them comparable."""

        def work(connection: Connection) -> None:
            for version, one in described:
                stories.put_likeness(connection, version, traits.encode(one.traits), one.keys)

        await self._database.run(work)


def _versions(connection: Connection, rows: Sequence[Any]) -> tuple[Version, ...]:
    matches = matches_by_version(connection, [row.id for row in rows])
    return tuple(version_with(row, matches.get(row.id, ())) for row in rows)
