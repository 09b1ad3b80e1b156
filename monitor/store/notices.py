"""The operators' outbox: short texts on what they must know, one pending a key, and what came of sending them.

A notice is told once while it is the newest of its key; what was not sent yet is replaced by what is newer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from monitor.model import ChannelState, Delivery, DeliveryState, Mark, Traffic
from monitor.store import channels, schema
from monitor.store.database import Database

CHANNEL = "ops chat"  # no channel of the settings is named so: their ids have no space

_OPEN = (DeliveryState.PENDING, DeliveryState.UNCERTAIN)
_TOLD = (DeliveryState.SENT, DeliveryState.SENDING, DeliveryState.UNCERTAIN)
_REPLACED = "replaced"  # by a newer one of its key, before it was sent
# How many are kept, by state: beyond them the oldest are let go, for nobody reads so many.
_KEPT = (
    (_OPEN, 100),
    ((DeliveryState.SENT, DeliveryState.DEAD), 500),
    ((_REPLACED,), 20),  # a sender that has just read one may still be about to send it
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeReport:
    """How the operators' chat stands."""

    pending: int
    sent_at: datetime | None  # of the last one
    suspended: str | None  # what an operator must mend
    last_error: str | None  # of one that is still owed, or was refused last


class Notices:
    """What the operators' chat is owed; without such a chat nothing is."""

    def __init__(self, database: Database, *, has_chat: bool) -> None:
        self._database = database
        self._has_chat = has_chat

    async def tell(self, key: str, text: str, now: datetime) -> None:
        """Owe the chat a text; it replaces what the chat is still owed of the key."""
        await self._database.run(lambda connection: self.write(connection, key, text, now))

    async def settle(self, key: str, text: str, now: datetime) -> None:
        """Owe the chat that what `key` told of is over; nothing where the chat was not told of it."""
        await self._database.run(lambda connection: self.write(connection, key, text, now, is_end=True))

    def write(
        self, connection: Connection, key: str, text: str, now: datetime, *, is_end: bool = False
    ) -> None:
        """Do the same in a transaction that is open: a fact and its notice are committed together."""
        if not self._has_chat:
            return
        _replace(connection, key)
        table = schema.notice
        told = connection.execute(
            select(table.c.text, table.c.is_end)
            .where(table.c.key == key, table.c.state.in_(_TOLD))
            .order_by(table.c.id.desc())
            .limit(1)
        ).first()
        is_over = told is None or told.is_end
        if (is_end and is_over) or (told is not None and told.text == text):
            return
        connection.execute(
            insert(table).values(
                key=key,
                text=text,
                is_end=is_end,
                made_at=now,
                state=DeliveryState.PENDING,
                attempts=0,
                repeats=0,
                due_at=now,
                plain=False,
            )
        )
        for states, count in _KEPT:
            _keep_newest(connection, states, count)

    async def recover(self, now: datetime) -> None:
        """Take over from a program that died; what no chat is named for any more is let go."""

        def work(connection: Connection) -> None:
            table = schema.notice
            connection.execute(
                update(table)
                .where(table.c.state == DeliveryState.SENDING)
                .values(
                    state=DeliveryState.UNCERTAIN,
                    due_at=now,
                    error="the program stopped before the answer came",
                )
            )
            if not self._has_chat:
                connection.execute(delete(table).where(table.c.state.in_(_OPEN)))

        await self._database.run(work)

    async def text(self, notice: int) -> str:
        """Return what a notice says."""

        def work(connection: Connection) -> str:
            table = schema.notice
            found: str = connection.execute(select(table.c.text).where(table.c.id == notice)).scalar_one()
            return found

        return await self._database.run(work)

    async def next_delivery(self, channel: str) -> Delivery | None:
        """Return the notice that is due first; the oldest among equals."""

        def work(connection: Connection) -> Delivery | None:
            table = schema.notice
            row = connection.execute(
                select(table).where(table.c.state.in_(_OPEN)).order_by(table.c.due_at, table.c.id).limit(1)
            ).first()
            return _delivery(row, channel) if row else None

        return await self._database.run(work)

    async def channel_state(self, channel: str) -> ChannelState:
        """Return what holds for the chat."""
        return await self._database.run(lambda connection: channels.state(connection, channel))

    async def traffic(
        self, channel: str, *, peers: tuple[str, ...], chat: str | None, since: datetime
    ) -> Traffic:
        """Return what holds for the chat, and what went there after `since`."""
        return await self._database.run(
            lambda connection: channels.traffic(connection, channel, peers=peers, chat=chat, since=since)
        )

    async def intend(self, delivery: Delivery, now: datetime) -> bool:
        """Commit the intent to send, counted against the pace; False where a newer one has replaced it."""

        def work(connection: Connection) -> bool:
            table = schema.notice
            state = connection.execute(select(table.c.state).where(table.c.id == delivery.id)).scalar()
            if state not in _OPEN:
                return False
            _update(connection, delivery)
            channels.log_send(connection, delivery.channel, now)
            return True

        return await self._database.run(work)

    async def conclude(
        self, delivery: Delivery, channel: ChannelState, now: datetime, *, mark: Mark | None = None
    ) -> None:
        """Commit what came of a send, for the notice and for the chat."""

        def work(connection: Connection) -> None:
            _update(connection, delivery)
            if delivery.state is DeliveryState.SENT:
                table = schema.notice
                connection.execute(update(table).where(table.c.id == delivery.id).values(sent_at=now))
            channels.set_state(connection, delivery.channel, channel)
            if mark is not None:
                channels.set_mark(connection, mark)

        await self._database.run(work)

    async def report(self) -> NoticeReport:
        """Return how the chat stands."""

        def work(connection: Connection) -> NoticeReport:
            table = schema.notice
            owed = table.c.state.in_((*_OPEN, DeliveryState.SENDING))
            ended = table.c.state.in_((DeliveryState.SENT, DeliveryState.DEAD))
            last = connection.execute(select(table).where(ended).order_by(table.c.id.desc()).limit(1)).first()
            errors = connection.execute(
                select(table.c.error).where(owed, table.c.error.is_not(None)).order_by(table.c.id.desc())
            ).scalars()
            refused = last.error if last is not None and last.state == DeliveryState.DEAD else None
            return NoticeReport(
                pending=connection.execute(select(func.count()).select_from(table).where(owed)).scalar_one(),
                sent_at=connection.execute(select(func.max(table.c.sent_at))).scalar(),
                suspended=channels.state(connection, CHANNEL).suspended,
                last_error=next(iter(errors), refused),
            )

        return await self._database.run(work)


def _replace(connection: Connection, key: str) -> None:
    """Let go of what was not sent yet of a key; what was sent and not answered may have been read: it is told."""
    table = schema.notice
    mine = table.c.key == key
    for found, made in ((DeliveryState.PENDING, _REPLACED), (DeliveryState.UNCERTAIN, DeliveryState.SENT)):
        connection.execute(update(table).where(mine, table.c.state == found).values(state=made))


def _keep_newest(connection: Connection, states: tuple[str, ...], count: int) -> None:
    table = schema.notice
    those = table.c.state.in_(states)
    newest = select(table.c.id).where(those).order_by(table.c.id.desc()).limit(count)
    connection.execute(delete(table).where(those, table.c.id.not_in(newest)))


def _update(connection: Connection, delivery: Delivery) -> None:
    connection.execute(
        update(schema.notice)
        .where(schema.notice.c.id == delivery.id)
        .values(
            state=delivery.state,
            attempts=delivery.attempts,
            repeats=delivery.repeats,
            due_at=delivery.due_at,
            plain=delivery.plain,
            error=delivery.error,
        )
    )


def _delivery(row: Any, channel: str) -> Delivery:
    return Delivery(
        id=row.id,
        channel=channel,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        repeats=row.repeats,
        due_at=row.due_at,
        plain=row.plain,
        error=row.error,
    )
