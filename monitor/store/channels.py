"""What every outbox keeps of channels and chats: whether they are open, when sends were begun, how far ids have come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from monitor.model import ChannelState, DeliveryState, Mark, Traffic
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


def traffic(
    connection: Connection, channel: str, *, peers: Sequence[str], chat: str | None, since: datetime
) -> Traffic:
    """Return what holds for a channel, and what went to its chat after `since`.

    `peers` are the channels that lead to the same chat, and `chat` is what the settings call it.
    """
    found = state(connection, channel)
    log, table, marks = schema.send_log, schema.channel, schema.mark
    together = {channel, *peers}
    sends = select(log.c.at).where(log.c.channel.in_(together), log.c.at > since).order_by(log.c.at)
    # What shuts one channel out may be its own: the topic it leads to. A chat that asks to wait asks all.
    paused = select(func.max(table.c.paused_until)).where(
        table.c.id.in_(together), table.c.suspended.is_(None)
    )
    last = select(marks.c.last_id).where(marks.c.chat == (found.chat or chat))
    return Traffic(
        channel=found,
        sends=tuple(connection.execute(sends).scalars()),
        paused_until=connection.execute(paused).scalar(),
        is_in_doubt=_is_in_doubt(connection, together - {channel}),
        last_id=connection.execute(last).scalar() or 0,
    )


def _is_in_doubt(connection: Connection, channels: set[str]) -> bool:
    if not channels:
        return False
    table = schema.delivery
    doubt = select(table.c.id).where(
        table.c.channel.in_(channels),
        table.c.state == DeliveryState.UNCERTAIN,
        table.c.base_id.is_not(None),
    )
    return connection.execute(doubt.limit(1)).first() is not None


def log_send(connection: Connection, channel: str, now: datetime) -> None:
    """Count a send against the channel's pace, and forget those no pace looks at any more."""
    table = schema.send_log
    connection.execute(insert(table).values(channel=channel, at=now))
    connection.execute(delete(table).where(table.c.channel == channel, table.c.at < now - _KEPT))


def set_mark(connection: Connection, mark: Mark) -> None:
    """Keep how far the ids of a chat have come; they only grow."""
    table = schema.mark
    new = upsert(table).values(chat=mark.chat, last_id=mark.last_id)
    connection.execute(
        new.on_conflict_do_update(
            index_elements=["chat"], set_={"last_id": func.max(table.c.last_id, new.excluded.last_id)}
        )
    )
