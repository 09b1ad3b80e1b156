"""Changes of sources' states on their way to the operators: what is told is remembered with the notice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, or_, select, update

from monitor.model import Change, SourceNotice, SourceState, Untold
from monitor.store import schema
from monitor.store.database import Database
from monitor.store.notices import Notices
from monitor.store.source_rows import change_of


@dataclass(slots=True)
class SourceNotices:
    """What the operators are to be told of sources."""

    _database: Database
    _notices: Notices

    async def tell(
        self, compose: Callable[[Untold], Sequence[SourceNotice]], *, since: datetime, now: datetime
    ) -> None:
        """Owe the operators the notices on what is untold, and remember with them what was told.

        A source that is being polled is left for later: the end of its poll writes what is known now.
        """

        def work(connection: Connection) -> None:
            untold = _untold(connection, since, now)
            for notice in compose(untold) if untold.changes else ():
                self._notices.write(connection, notice.key, notice.text, now, is_end=notice.is_end)
                for change in notice.changes:
                    _set_told(connection, change, now, is_alone=notice.is_alone)

        await self._database.run(work)


def _untold(connection: Connection, since: datetime, now: datetime) -> Untold:
    table = schema.source
    is_idle = or_(table.c.lease_until.is_(None), table.c.lease_until < now)
    query = select(table).where(table.c.untold_since.is_not(None), table.c.is_listed, is_idle)
    rows = connection.execute(query.order_by(table.c.untold_since, table.c.id)).all()
    lately = table.c.told_at > since
    alone = select(func.count()).where(lately, table.c.told_alone.is_(True))
    together = select(func.max(table.c.told_at)).where(lately, table.c.told_alone.is_(False))
    return Untold(
        changes=tuple(change_of(row) for row in rows),
        alone=connection.execute(alone).scalar_one(),
        together_at=connection.execute(together).scalar(),
    )


def _set_told(connection: Connection, change: Change, now: datetime, *, is_alone: bool) -> None:
    table, owed = schema.source, change.alarm.owed
    connection.execute(
        update(table)
        .where(table.c.id == change.source_id)
        .values(
            told=None if owed is SourceState.OK else owed,
            told_at=now,
            told_alone=is_alone,
            untold=None,
            untold_since=None,
        )
    )
