"""After the clock was set back: what is to be done by the old time is due by the new one, and nothing lies in the future.

A retry waits anew at most as long as it would have, a quiet hour lasts until its end as the clock shows it now.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select, update

from monitor.model import DeliveryState, HoldReason
from monitor.store import schema


def last_moment(connection: Connection) -> datetime | None:
    """Return the latest moment at which a program is known to have worked on this store, by the clock it had."""
    waits = schema.delivery.c.state == DeliveryState.PENDING
    moments = (
        connection.execute(select(func.max(column)).where(*where)).scalar_one()
        for column, where in (
            (schema.source.c.polled_at, ()),
            (schema.delivery.c.made_at, (waits,)),
            (schema.send_log.c.at, ()),
        )
    )
    return max((moment for moment in moments if moment is not None), default=None)


def set_back(
    connection: Connection, now: datetime, *, openings: Mapping[str, datetime], settling: timedelta
) -> None:
    """Bring due times back.

    `openings` are when channels may be disturbed next, `settling` how long a cut-off send may still take effect.
    """
    _polls(connection, now)
    _deliveries(connection, now, openings, settling)
    notice, channel, log = schema.notice, schema.channel, schema.send_log
    for column in (notice.c.due_at, channel.c.paused_until, log.c.at, schema.source.c.told_at):
        connection.execute(update(column.table).where(column > now).values({column.name: now}))


def _polls(connection: Connection, now: datetime) -> None:
    """Let no source wait for longer than its interval from now on: what lengthened that is learnt again."""
    table, page = schema.source, schema.owed_page
    pages = (page.c.due_at > now, page.c.page_hash.is_(None))
    connection.execute(update(page).where(*pages).values(due_at=now))
    for (every,) in connection.execute(select(table.c.every).distinct()).all():
        latest = now + timedelta(seconds=every)
        for column in (table.c.next_poll_at, table.c.list_due_at, table.c.owed_due_at):
            late = update(table).where(table.c.every == every, column > latest)
            connection.execute(late.values({column.name: latest}))


def _deliveries(
    connection: Connection, now: datetime, openings: Mapping[str, datetime], settling: timedelta
) -> None:
    table = schema.delivery
    waits = table.c.state == DeliveryState.PENDING
    for channel in connection.execute(select(table.c.channel).where(waits).distinct()).scalars().all():
        opening = openings.get(channel, now)
        late = update(table).where(waits, table.c.channel == channel, table.c.due_at > opening)
        connection.execute(late.values(due_at=opening))
    doubt = (table.c.state == DeliveryState.UNCERTAIN, table.c.due_at > now + settling)
    connection.execute(update(table).where(*doubt).values(due_at=now + settling))
    capped = (table.c.state == DeliveryState.HELD, table.c.held_why == HoldReason.CAP)
    connection.execute(update(table).where(*capped, table.c.due_at > now).values(due_at=now))
