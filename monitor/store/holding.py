"""What is over a channel's cap waits for its digest: moved there in one transaction, never dropped."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, or_, select, update

from monitor.model import ChannelConfig, DeliveryKind, DeliveryState, HoldReason, Severity
from monitor.store import schema
from monitor.store.database import Database

_CHUNK = 500  # SQLite takes at most 999 parameters in older builds
_ON_ITS_WAY = (DeliveryState.SENDING, DeliveryState.UNCERTAIN)
_NO_PARTS = "[]"


class Holding:
    """Holds back what is over a cap."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def overflow(self, channel: ChannelConfig, now: datetime) -> int:
        """Let what is due and over the cap wait, the gravest and oldest going first; return how many wait now.

        It is told when the time of the cap is over, or in a digest before that.
        """
        if channel.cap is None:
            return 0
        cap = channel.cap

        def work(connection: Connection) -> int:
            table = schema.delivery
            due = connection.execute(
                select(table.c.id, table.c.severity, table.c.due_at).where(
                    table.c.channel == channel.id,
                    table.c.kind == DeliveryKind.SEND,
                    table.c.state == DeliveryState.PENDING,
                    table.c.due_at <= now,
                    table.c.urgent.is_(False),
                    table.c.sent_ids == _NO_PARTS,
                )
            ).all()
            if not due:
                return 0
            room = max(0, cap.count - _told_since(connection, channel.id, now - cap.window, now))
            over = [row.id for row in sorted(due, key=_weight)][room:]
            for start in range(0, len(over), _CHUNK):
                connection.execute(
                    update(table)
                    .where(table.c.id.in_(over[start : start + _CHUNK]))
                    .values(
                        state=DeliveryState.HELD,
                        held_why=HoldReason.CAP,
                        due_at=now + cap.window,
                        parts=_NO_PARTS,
                    )
                )
            return len(over)

        return await self._database.run(work)


def _told_since(connection: Connection, channel: str, since: datetime, now: datetime) -> int:
    """Count the alerts that went out, or are about to, a part of them at least."""
    table = schema.delivery
    # What was sent by a clock that stood ahead takes nobody's place until then.
    is_lately = (table.c.sent_at > since) & (table.c.sent_at <= now)
    sent = (table.c.state == DeliveryState.SENT) & is_lately
    begun = (table.c.state == DeliveryState.PENDING) & (table.c.sent_ids != _NO_PARTS)
    found: int = connection.execute(
        select(func.count())
        .select_from(table)
        .where(
            table.c.channel == channel,
            table.c.kind == DeliveryKind.SEND,
            or_(sent, begun, table.c.state.in_(_ON_ITS_WAY)),
        )
    ).scalar_one()
    return found


def _weight(row: Any) -> tuple[int, datetime, int]:
    rank = -1 if row.severity is None else Severity(row.severity).rank
    return -rank, row.due_at, row.id
