"""What every outbox keeps of a channel: whether it is open, and when sends to it were begun."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from monitor.model import ChannelState
from monitor.store import schema

_KEPT = timedelta(hours=1)  # the longest window of a pace


def state(connection: Connection, channel: str) -> ChannelState:
    """Return what holds for a channel; a channel never used before is open."""
    row = connection.execute(select(schema.channel).where(schema.channel.c.id == channel)).first()
    if row is None:
        return ChannelState()
    return ChannelState(
        chat=row.chat, suspended=row.suspended, paused_until=row.paused_until, failures=row.failures
    )


def set_state(connection: Connection, channel: str, found: ChannelState) -> None:
    """Keep what holds for a channel."""
    values = {
        "chat": found.chat,
        "suspended": found.suspended,
        "paused_until": found.paused_until,
        "failures": found.failures,
    }
    connection.execute(
        upsert(schema.channel)
        .values(id=channel, **values)
        .on_conflict_do_update(index_elements=["id"], set_=values)
    )


def sends_since(connection: Connection, channel: str, since: datetime) -> tuple[datetime, ...]:
    """Return when sends to the channel were begun after `since`, oldest first."""
    table = schema.send_log
    query = select(table.c.at).where(table.c.channel == channel, table.c.at > since).order_by(table.c.at)
    return tuple(connection.execute(query).scalars())


def log_send(connection: Connection, channel: str, now: datetime) -> None:
    """Count a send against the channel's pace, and forget those no pace looks at any more."""
    table = schema.send_log
    connection.execute(insert(table).values(channel=channel, at=now))
    connection.execute(delete(table).where(table.c.channel == channel, table.c.at < now - _KEPT))
