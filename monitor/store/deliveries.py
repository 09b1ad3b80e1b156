"""What the deliver loop asks of the store: the next due delivery, its intent and its outcome."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from monitor.model import ChannelState, Delivery, DeliveryState, Version
from monitor.store import channels, schema
from monitor.store.database import Database
from monitor.store.rows import VERSION, version_of

_OPEN = (DeliveryState.PENDING, DeliveryState.UNCERTAIN)


class Deliveries:
    """The outbox."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def recover(self, now: datetime) -> int:
        """Take over from a program that died: what it was sending is uncertain, its channels open again.

        Returns how many sends were cut off.
        """

        def work(connection: Connection) -> int:
            table = schema.delivery
            cut = connection.execute(
                update(table)
                .where(table.c.state == DeliveryState.SENDING)
                .values(
                    state=DeliveryState.UNCERTAIN,
                    due_at=now,
                    error="the program stopped before the answer came",
                )
            )
            # A chat that moved is learnt again from its first refusal; the settings may name another by now.
            connection.execute(
                update(schema.channel).values(chat=None, suspended=None, paused_until=None, failures=0)
            )
            return cut.rowcount

        return await self._database.run(work)

    async def next_delivery(self, channel: str) -> Delivery | None:
        """Return the delivery that is due first; the oldest among equals."""

        def work(connection: Connection) -> Delivery | None:
            table = schema.delivery
            row = connection.execute(
                select(table, schema.alert.c.version_id)
                .join(schema.alert, schema.alert.c.id == table.c.alert_id)
                .where(table.c.channel == channel, table.c.state.in_(_OPEN))
                .order_by(table.c.due_at, table.c.id)
                .limit(1)
            ).first()
            return _delivery(row) if row else None

        return await self._database.run(work)

    async def version(self, version_id: int) -> Version:
        """Return what a delivery shows."""

        def work(connection: Connection) -> Version:
            return version_of(
                connection, connection.execute(VERSION.where(schema.version.c.id == version_id)).one()
            )

        return await self._database.run(work)

    async def channel_state(self, channel: str) -> ChannelState:
        """Return what holds for a channel; a channel never used before is open."""
        return await self._database.run(lambda connection: channels.state(connection, channel))

    async def sends_since(self, channel: str, since: datetime) -> tuple[datetime, ...]:
        """Return when sends to the channel were begun after `since`, oldest first."""
        return await self._database.run(lambda connection: channels.sends_since(connection, channel, since))

    async def intend(self, delivery: Delivery, now: datetime) -> None:
        """Commit the intent to send, with the text frozen and the send counted against the pace."""

        def work(connection: Connection) -> None:
            _update(connection, delivery)
            channels.log_send(connection, delivery.channel, now)

        await self._database.run(work)

    async def conclude(self, delivery: Delivery, channel: ChannelState, now: datetime) -> None:
        """Commit what came of a send, for the delivery and for its channel."""

        def work(connection: Connection) -> None:
            _update(connection, delivery)
            if delivery.state is DeliveryState.SENT:
                table = schema.delivery
                connection.execute(update(table).where(table.c.id == delivery.id).values(sent_at=now))
            channels.set_state(connection, delivery.channel, channel)

        await self._database.run(work)


def _update(connection: Connection, delivery: Delivery) -> None:
    connection.execute(
        update(schema.delivery)
        .where(schema.delivery.c.id == delivery.id)
        .values(
            state=delivery.state,
            attempts=delivery.attempts,
            repeats=delivery.repeats,
            due_at=delivery.due_at,
            parts=json.dumps(delivery.parts, ensure_ascii=False),
            sent_ids=json.dumps(delivery.sent_ids),
            silent=delivery.silent,
            plain=delivery.plain,
            error=delivery.error,
        )
    )


def _delivery(row: Any) -> Delivery:
    return Delivery(
        id=row.id,
        channel=row.channel,
        version_id=row.version_id,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        repeats=row.repeats,
        due_at=row.due_at,
        parts=tuple(json.loads(row.parts)),
        sent_ids=tuple(json.loads(row.sent_ids)),
        silent=row.silent,
        plain=row.plain,
        error=row.error,
    )
