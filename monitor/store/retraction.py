"""Take an alert back: what that means in each channel, by what became of it there.

sent, or perhaps sent → its message is edited · told by a digest → a message of its own · not told yet → dropped
in a digest that is made and not sent yet → that digest is dropped, and made anew without it
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, and_, insert, select, update

from monitor.corpus import codec
from monitor.model import DeliveryKind, DeliveryState
from monitor.store import schema
from monitor.store.deliveries import RETRACT

_OWED = (DeliveryState.PENDING, DeliveryState.UNCERTAIN, DeliveryState.SENDING, DeliveryState.HELD)
_BENEATH = (DeliveryKind.EDIT, DeliveryKind.REPLY)
_NO_PARTS = "[]"
_RETRACTED = "an operator took the alert back"
_MADE_ANEW = "an alert in it was taken back, and it is made anew"


class Effect(StrEnum):
    """What a retraction means in one channel."""

    EDIT = "the message there is struck through"
    MESSAGE = "it is told there that the alert was taken back"
    DROP = "it had not been told there yet, and will not be"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retracted:
    """An alert that was taken back."""

    title: str
    effects: tuple[tuple[str, Effect], ...]  # by channel
    earlier: str | None = None  # why it was taken back before; nothing was changed then


def retract(connection: Connection, number: int, why: str, now: datetime) -> Retracted | None:
    """Mark an alert as taken back, and owe its channels what that means there; None where there is no such alert."""
    alert, story, version = schema.alert, schema.story, schema.version
    row = connection.execute(
        select(alert, story.c.revision, story.c.severity, version.c.body)
        .join(story, story.c.id == alert.c.story_id)
        .join(version, version.c.id == alert.c.version_id)
        .where(alert.c.id == number)
    ).first()
    if row is None:
        return None
    title = codec.decode_document(row.body).title
    if row.retracted_at is not None:
        return Retracted(title=title, effects=(), earlier=row.retraction or "")
    connection.execute(update(alert).where(alert.c.id == number).values(retracted_at=now, retraction=why))
    _take_apart(connection, number, now)
    table = schema.delivery
    sends = connection.execute(
        select(table)
        .where(table.c.alert_id == number, table.c.kind == DeliveryKind.SEND)
        .order_by(table.c.channel, table.c.id)
    ).all()
    by_channel: dict[str, list[Any]] = {}
    for send in sends:
        by_channel.setdefault(send.channel, []).append(send)
    effects = []
    for channel, told in by_channel.items():
        drop_beneath(connection, number, channel, _RETRACTED)
        effect = _effect(told)
        if effect is None:
            continue
        effects.append((channel, effect))
        _drop_unsent(connection, told)
        if effect is not Effect.DROP:
            kind = DeliveryKind.EDIT if effect is Effect.EDIT else DeliveryKind.REPLY
            _owe_retraction(connection, row, channel, kind, now)
    return Retracted(title=title, effects=tuple(effects))


def _take_apart(connection: Connection, number: int, now: datetime) -> None:
    """Drop the digests that list an alert and of which nothing was sent: what else they list waits for the next."""
    table, plan = schema.delivery, schema.digest_plan
    listing = select(table.c.digest_id).where(table.c.alert_id == number, table.c.digest_id.is_not(None))
    unsent = connection.execute(
        select(table).where(
            table.c.id.in_(listing),
            table.c.state == DeliveryState.PENDING,
            table.c.sent_ids == _NO_PARTS,
        )
    ).all()
    for digest in unsent:
        connection.execute(update(table).where(table.c.digest_id == digest.id).values(digest_id=None))
        dropped = update(table).where(table.c.id == digest.id)
        connection.execute(dropped.values(state=DeliveryState.DROPPED, error=_MADE_ANEW))
        _, has_plan, since = digest.step.partition("/")
        if has_plan:
            # Its plan is due again, for the same stretch of time.
            of_it = update(plan).where(plan.c.channel == digest.channel, plan.c.last_at == digest.made_at)
            last_at = datetime.fromtimestamp(int(since), UTC)
            connection.execute(of_it.values(next_at=now, last_at=last_at))


def _effect(told: Sequence[Any]) -> Effect | None:
    """Say what a retraction means where these sends of the alert were made; None where all of them were in vain."""
    standing = {DeliveryState.SENT, DeliveryState.SENDING, DeliveryState.UNCERTAIN}
    if any(send.state in standing or send.sent_ids != _NO_PARTS for send in told):
        return Effect.EDIT
    if any(send.state == DeliveryState.TOLD or send.digest_id is not None for send in told):
        return Effect.MESSAGE
    return Effect.DROP if any(send.state in _OWED for send in told) else None


def _drop_unsent(connection: Connection, told: Sequence[Any]) -> None:
    table = schema.delivery
    unsent = [
        send.id
        for send in told
        if send.state in {DeliveryState.PENDING, DeliveryState.HELD}
        and send.sent_ids == _NO_PARTS
        and send.digest_id is None
    ]
    connection.execute(
        update(table).where(table.c.id.in_(unsent)).values(state=DeliveryState.DROPPED, error=_RETRACTED)
    )


def _owe_retraction(
    connection: Connection, alert: Any, channel: str, kind: DeliveryKind, now: datetime
) -> None:
    connection.execute(
        insert(schema.delivery).values(
            alert_id=alert.id,
            version_id=_shown(connection, alert, channel),
            channel=channel,
            kind=kind,
            step=RETRACT,
            revision=alert.revision,
            severity=alert.severity,
            state=DeliveryState.PENDING,
            attempts=0,
            repeats=0,
            due_at=now,
            parts=_NO_PARTS,
            sent_ids=_NO_PARTS,
            silent=False,
            urgent=True,  # neither a cap nor quiet hours keep a mistake standing
            plain=False,
            made_at=now,
        )
    )


def _shown(connection: Connection, alert: Any, channel: str) -> int:
    """Return the version that the message of an alert shows: an edit may have put a newer one in its place."""
    table = schema.delivery
    shown = select(table.c.version_id).where(
        table.c.alert_id == alert.id,
        table.c.channel == channel,
        table.c.kind.in_((DeliveryKind.SEND, DeliveryKind.EDIT)),
        table.c.state == DeliveryState.SENT,
    )
    found: int | None = connection.execute(shown.order_by(table.c.id.desc()).limit(1)).scalar()
    return alert.version_id if found is None else found


def drop_beneath(connection: Connection, alert: int, channel: str, why: str) -> None:
    """Drop the edits and replies that wait for a message of an alert."""
    table = schema.delivery
    waits = and_(table.c.kind.in_(_BENEATH), table.c.state.in_((DeliveryState.PENDING, DeliveryState.HELD)))
    connection.execute(
        update(table)
        .where(table.c.alert_id == alert, table.c.channel == channel, waits)
        .values(state=DeliveryState.DROPPED, error=why)
    )
