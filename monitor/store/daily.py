"""What the operators read once a day: figures of the last one, and which day was told last, committed with the text."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select

from monitor.model import DeliveryKind, DeliveryState, SourceState
from monitor.store import schema
from monitor.store.database import Database
from monitor.store.notices import Notices
from monitor.store.schema import Instant

KEY = "still here"

_LAST = timedelta(days=1)
_MADE = timedelta(days=8)  # what was told in the last day was made no earlier, hold-ups included
_TROUBLES = tuple(state for state in SourceState if state.is_trouble)
_WAITING = (DeliveryState.PENDING, DeliveryState.UNCERTAIN, DeliveryState.SENDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What holds now, and what was done in the last twenty-four hours."""

    sources: int
    troubled: tuple[tuple[str, str], ...]  # id and state, in trouble longest first
    documents: int  # first seen; demo left out
    told: int  # alerts, in whatever channel
    held: int  # deliveries that wait for a digest
    owed: int  # deliveries that are due
    dead: int  # deliveries of the day that no channel takes
    half: (
        timedelta | None
    )  # of what was told, came no later than this after it was published; None: nothing says
    nearly_all: timedelta | None  # 95 of a hundred
    shut: tuple[tuple[str, str], ...]  # channels that take nothing, and why


class Daily:
    """Owes the operators' chat a text a day."""

    def __init__(self, database: Database, notices: Notices, channels: Collection[str]) -> None:
        self._database = database
        self._notices = notices
        self._channels = tuple(channels)

    async def tell(self, day: date, compose: Callable[[Day], str], now: datetime) -> None:
        """Owe the text of a day, where that was not done; a store that never told begins with the next day."""

        def work(connection: Connection) -> None:
            last = _last(connection)
            # A clock that was set far ahead and back again must not silence us for as long.
            is_known = last is not None and last <= day + timedelta(days=1)
            if is_known and last is not None and last >= day:
                return
            _put(connection, day)
            if is_known:
                text = compose(_day(connection, self._channels, now))
                self._notices.write(connection, KEY, text, now)

        await self._database.run(work)


def _last(connection: Connection) -> date | None:
    table = schema.meta
    text = connection.execute(select(table.c.value).where(table.c.key == KEY)).scalar()
    return None if text is None else date.fromisoformat(text)


def _put(connection: Connection, day: date) -> None:
    table = schema.meta
    connection.execute(delete(table).where(table.c.key == KEY))
    connection.execute(insert(table).values(key=KEY, value=day.isoformat()))


def _day(connection: Connection, channels: Sequence[str], now: datetime) -> Day:
    source, document, channel = schema.source.c, schema.document.c, schema.channel.c
    listed = select(func.count()).where(source.is_listed)
    troubled = (
        select(source.id, source.state)
        .where(source.is_listed, source.state.in_(_TROUBLES))
        .order_by(source.trouble_since, source.id)
    )
    seen = select(func.count()).where(document.first_seen_at >= now - _LAST, document.demo.is_(False))
    shut = select(channel.id, channel.suspended).where(
        channel.suspended.is_not(None), channel.id.in_(channels)
    )
    alerts, lags = _told(connection, channels, now)
    return Day(
        sources=connection.execute(listed).scalar_one(),
        troubled=tuple((row.id, row.state) for row in connection.execute(troubled)),
        documents=connection.execute(seen).scalar_one(),
        told=alerts,
        held=_count(connection, channels, DeliveryState.HELD),
        owed=_count(connection, channels, *_WAITING, due_by=now),
        dead=_count(connection, channels, DeliveryState.DEAD, made_after=now - _LAST),
        half=_percentile(lags, 50),
        nearly_all=_percentile(lags, 95),
        shut=tuple((row.id, row.suspended) for row in connection.execute(shut.order_by(channel.id))),
    )


def _told(connection: Connection, channels: Sequence[str], now: datetime) -> tuple[int, list[timedelta]]:
    """Return how many alerts were told, and how late each was that says its hour; backlog is late on purpose."""
    delivery, version, document = schema.delivery.c, schema.version.c, schema.document.c
    query = (
        select(
            document.published,
            version.is_backlog,
            func.min(delivery.sent_at, type_=Instant).label("sent_at"),
        )
        .join_from(schema.delivery, schema.version, version.id == delivery.version_id)
        .join(schema.document, document.id == version.document_id)
        .where(
            delivery.channel.in_(channels),
            delivery.made_at >= now - _MADE,
            delivery.sent_at >= now - _LAST,
            delivery.kind == DeliveryKind.SEND,
            document.demo.is_(False),
        )
        .group_by(delivery.alert_id, document.published, version.is_backlog)
    )
    rows = connection.execute(query).all()
    lags = [
        max(row.sent_at - datetime.fromisoformat(row.published), timedelta())
        for row in rows
        if "T" in (row.published or "") and not row.is_backlog
    ]
    return len(rows), sorted(lags)


def _count(
    connection: Connection,
    channels: Sequence[str],
    *states: DeliveryState,
    due_by: datetime | None = None,
    made_after: datetime | None = None,
) -> int:
    delivery = schema.delivery.c
    query = select(func.count()).where(delivery.channel.in_(channels), delivery.state.in_(states))
    if due_by is not None:
        query = query.where(delivery.due_at <= due_by)
    if made_after is not None:
        query = query.where(delivery.made_at >= made_after)
    return int(connection.execute(query).scalar_one())


def _percentile(lengths: Sequence[timedelta], percent: int) -> timedelta | None:
    """Return the least length that so many of a hundred do not exceed, of lengths in order."""
    return lengths[-(-len(lengths) * percent // 100) - 1] if lengths else None
