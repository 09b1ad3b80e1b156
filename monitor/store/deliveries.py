"""What the deliver loop asks of the store: what goes out next, its intent and its outcome."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select, update

from monitor.model import (
    ChannelState,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Mark,
    StoryView,
    Traffic,
    Version,
)
from monitor.store import channels, schema, story_views
from monitor.store.database import Database
from monitor.store.rows import VERSION, version_of

RETRACT = "retract"  # the step of what takes an alert back

_OPEN = (DeliveryState.PENDING, DeliveryState.UNCERTAIN)
_BENEATH = (DeliveryKind.EDIT, DeliveryKind.REPLY)
_CUT_OFF = "the program stopped before the answer came"


class Deliveries:
    """The outbox."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def recover(self, now: datetime, *, settling: timedelta = timedelta()) -> int:
        """Take over from a program that died: what it was sending is uncertain, its channels open again.

        `settling` is how long a request that was cut off may still take effect; it matters where it can be looked for.
        Returns how many sends were cut off.
        """

        def work(connection: Connection) -> int:
            table = schema.delivery
            cut = update(table).where(table.c.state == DeliveryState.SENDING)
            values = {"state": DeliveryState.UNCERTAIN, "error": _CUT_OFF}
            in_sight = cut.where(table.c.base_id.is_not(None)).values(**values, due_at=now + settling)
            count = connection.execute(in_sight).rowcount
            count += connection.execute(cut.values(**values, due_at=now)).rowcount
            # A chat that moved is learnt again from its first refusal; the settings may name another by now.
            connection.execute(
                update(schema.channel).values(chat=None, suspended=None, paused_until=None, failures=0)
            )
            return count

        return await self._database.run(work)

    async def next_delivery(self, channel: str) -> Delivery | None:
        """Return what goes out next: what is in doubt, then what is urgent, else what is due first.

        What is of one alert goes out in order, so an edit or a reply waits for the message that it is about.
        """
        return await self._database.run(lambda connection: _next(connection, channel))

    async def owed(self, channel: str, now: datetime) -> int:
        """Return how much of what is owed to a channel is due."""

        def work(connection: Connection) -> int:
            table = schema.delivery
            due = (table.c.channel == channel, table.c.state.in_(_OPEN), table.c.due_at <= now)
            return connection.execute(select(func.count()).select_from(table).where(*due)).scalar_one()

        return await self._database.run(work)

    async def view(self, delivery: Delivery) -> StoryView:
        """Return the story of a delivery as its message shows it; who is named there and its tier are left open."""
        alert_id, version_id = delivery.alert_id, delivery.version_id
        assert alert_id is not None
        assert version_id is not None
        return await self._database.run(
            lambda connection: story_views.view(connection, alert_id, version_id, delivery.revision)
        )

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

    async def traffic(
        self, channel: str, *, peers: tuple[str, ...], chat: str | None, since: datetime
    ) -> Traffic:
        """Return what holds for a channel, and what went to its chat after `since`."""
        return await self._database.run(
            lambda connection: channels.traffic(connection, channel, peers=peers, chat=chat, since=since)
        )

    async def intend(self, delivery: Delivery, now: datetime) -> bool:
        """Commit the intent to send, with the text frozen and the send counted against the pace.

        Returns False, and commits nothing, where the delivery was held, dropped or outdated since it was read.
        """

        def work(connection: Connection) -> bool:
            table = schema.delivery
            as_read = and_(table.c.state.in_(_OPEN), table.c.revision <= delivery.revision)
            changed = connection.execute(
                update(table).where(table.c.id == delivery.id, as_read).values(**_values(delivery))
            )
            if changed.rowcount == 0:
                return False
            channels.log_send(connection, delivery.channel, now)
            return True

        return await self._database.run(work)

    async def conclude(
        self, delivery: Delivery, channel: ChannelState, now: datetime, *, mark: Mark | None = None
    ) -> None:
        """Commit what came of a delivery, for itself, for what hangs on it, and for its channel and chat."""

        def work(connection: Connection) -> None:
            table = schema.delivery
            values = _values(delivery)
            if delivery.state is DeliveryState.SENT:
                values["sent_at"] = now
            # What an operator has dropped meanwhile stays dropped, and what a cap holds stays held.
            is_ours = table.c.state.in_((*_OPEN, DeliveryState.SENDING))
            connection.execute(update(table).where(table.c.id == delivery.id, is_ours).values(**values))
            if delivery.kind is DeliveryKind.EDIT and delivery.state is DeliveryState.SENT:
                _show(connection, delivery)
            settle_digest(connection, delivery.id, delivery.state)
            channels.set_state(connection, delivery.channel, channel)
            if mark is not None:
                channels.set_mark(connection, mark)

        await self._database.run(work)


def settle_digest(connection: Connection, digest_id: int, state: DeliveryState) -> None:
    """Let what a digest tells be told by one that was sent, and wait for the next where this one never will be."""
    table = schema.delivery
    told = update(table).where(table.c.digest_id == digest_id, table.c.state == DeliveryState.HELD)
    if state is DeliveryState.SENT:
        connection.execute(told.values(state=DeliveryState.TOLD))
    elif state in {DeliveryState.DEAD, DeliveryState.DROPPED}:
        connection.execute(told.values(digest_id=None))


def _next(connection: Connection, channel: str) -> Delivery | None:
    table = schema.delivery
    earlier = table.alias("earlier")
    in_way = select(earlier.c.id).where(
        earlier.c.alert_id == table.c.alert_id,
        earlier.c.channel == table.c.channel,
        earlier.c.id < table.c.id,
        or_(
            earlier.c.state.in_((*_OPEN, DeliveryState.SENDING)),
            and_(earlier.c.state == DeliveryState.HELD, table.c.kind.in_(_BENEATH)),
        ),
    )
    is_in_doubt = and_(table.c.state == DeliveryState.UNCERTAIN, table.c.base_id.is_not(None))
    is_pressing = and_(table.c.urgent.is_(True), table.c.state == DeliveryState.PENDING)
    found = connection.execute(
        select(table.c.id)
        .where(table.c.channel == channel, table.c.state.in_(_OPEN), ~in_way.exists())
        .order_by(is_in_doubt.desc(), is_pressing.desc(), table.c.due_at, table.c.id)
        .limit(1)
    ).scalar()
    if found is None:
        return None
    row = connection.execute(select(table).where(table.c.id == found)).one()
    delivery = _delivery(row)
    if delivery.kind not in _BENEATH:
        return delivery
    delivery = replace(delivery, targets=_targets(connection, row))
    if delivery.kind is DeliveryKind.EDIT:
        # The newest wins: what the story has become since shows in this edit already.
        return replace(delivery, revision=max(delivery.revision, _story_revision(connection, row.alert_id)))
    return delivery


def _targets(connection: Connection, row: Any) -> tuple[int, ...]:
    first = _first(connection, row.alert_id, row.channel)
    return tuple(json.loads(first.sent_ids)) if first is not None else ()


def _first(connection: Connection, alert_id: int, channel: str) -> Any:
    """Return the delivery whose message stands for an alert in a channel."""
    table = schema.delivery
    mine = (table.c.alert_id == alert_id, table.c.channel == channel, table.c.kind == DeliveryKind.SEND)
    sent = select(table.c.id, table.c.sent_ids, table.c.revision).where(
        *mine, table.c.state == DeliveryState.SENT
    )
    return connection.execute(sent.order_by(table.c.id.desc()).limit(1)).first()


def _story_revision(connection: Connection, alert_id: int) -> int:
    story, alert = schema.story, schema.alert
    query = select(story.c.revision).join(alert, alert.c.story_id == story.c.id)
    found: int = connection.execute(query.where(alert.c.id == alert_id)).scalar_one()
    return found


def _show(connection: Connection, edit: Delivery) -> None:
    """Note on the delivery whose message was edited what it shows now, and where more of it stands."""
    assert edit.alert_id is not None
    first = _first(connection, edit.alert_id, edit.channel)
    if first is None:
        return
    ids = edit.sent_ids if len(edit.sent_ids) > len(json.loads(first.sent_ids)) else None
    table = schema.delivery
    values: dict[str, Any] = {"revision": max(first.revision, edit.revision)}
    if ids is not None:
        values["sent_ids"] = json.dumps(ids)
    connection.execute(update(table).where(table.c.id == first.id).values(**values))


def _values(delivery: Delivery) -> dict[str, Any]:
    return {
        "kind": delivery.kind,
        "revision": delivery.revision,
        "state": delivery.state,
        "attempts": delivery.attempts,
        "repeats": delivery.repeats,
        "due_at": delivery.due_at,
        "parts": json.dumps(delivery.parts, ensure_ascii=False),
        "sent_ids": json.dumps(delivery.sent_ids),
        "picture": delivery.picture,
        "base_id": delivery.base_id,
        "silent": delivery.silent,
        "plain": delivery.plain,
        "error": delivery.error,
    }


def _delivery(row: Any) -> Delivery:
    return Delivery(
        id=row.id,
        channel=row.channel,
        kind=DeliveryKind(row.kind),
        alert_id=row.alert_id,
        version_id=row.version_id,
        revision=row.revision,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        repeats=row.repeats,
        due_at=row.due_at,
        parts=tuple(json.loads(row.parts)),
        sent_ids=tuple(json.loads(row.sent_ids)),
        picture=row.picture,
        base_id=row.base_id,
        silent=row.silent,
        plain=row.plain,
        error=row.error,
        retracts=row.step == RETRACT,
    )
