"""What channels were told of a story and are owed, and what they know by that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, func, select, type_coerce

from monitor.model import (
    ChannelConfig,
    ChannelKnown,
    DeliveryKind,
    DeliveryState,
    RuleStatus,
    Severity,
    Version,
)
from monitor.store import schema

_GONE = (DeliveryState.DEAD, DeliveryState.DROPPED)
_IN_DIGEST = (DeliveryState.HELD, DeliveryState.TOLD)
_WAITING = (DeliveryState.PENDING, DeliveryState.HELD)

_alert, _delivery = schema.alert, schema.delivery
_OWED = (
    select(
        _alert.c.id.label("alert_id"),
        _alert.c.retracted_at,
        schema.version.c.document_id,
        *(column for column in _delivery.c if column.name not in {"alert_id", "parts", "picture"}),
    )
    .select_from(_alert)
    .outerjoin(_delivery, _delivery.c.alert_id == _alert.c.id)
    .outerjoin(schema.version, schema.version.c.id == _delivery.c.version_id)
    .where(_alert.c.story_id == bindparam("story"))
    .order_by(_alert.c.id, _delivery.c.id)
)
_some: BindParameter[Any] = bindparam("channels", expanding=True)
_TOLD_RULES = (
    select(
        _delivery.c.channel,
        schema.match.c.rule,
        type_coerce(func.max(_delivery.c.made_at), schema.Instant).label("at"),
    )
    .join(schema.match, schema.match.c.version_id == _delivery.c.version_id)
    .where(
        _delivery.c.channel.in_(_some),
        _delivery.c.made_at >= bindparam("since", type_=schema.Instant),
        _delivery.c.kind == DeliveryKind.SEND,
        _delivery.c.state.not_in(_GONE),
        schema.match.c.status == RuleStatus.STABLE,
    )
    .group_by(_delivery.c.channel, schema.match.c.rule)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A delivery of a story, as far as deciding asks."""

    id: int
    alert_id: int
    channel: str
    kind: DeliveryKind
    step: str
    state: DeliveryState
    revision: int
    severity: Severity | None
    version_id: int
    document_id: str
    digest_id: int | None
    due_at: datetime
    silent: bool
    urgent: bool
    has_begun: bool  # a part of it stands in the channel

    @property
    def is_open(self) -> bool:
        """Nobody has seen any of it, so it may still become another."""
        return self.state in _WAITING and self.digest_id is None and not self.has_begun

    @property
    def is_in_digest(self) -> bool:
        """A digest will tell it, or did: it has no message of its own."""
        return self.state in _IN_DIGEST


@dataclass(slots=True, kw_only=True)
class Owed:
    """What all channels were told of one story, and are owed."""

    alerts: tuple[int, ...] = ()
    is_retracted: bool = False
    rows: defaultdict[str, list[Row]]  # by channel, in the order they were made

    def live(self, channel: str) -> list[Row]:
        """Return what did not die and was not dropped."""
        return [row for row in self.rows.get(channel, ()) if row.state not in _GONE]

    def first(self, channel: str) -> Row | None:
        """Return the message of the story in a channel; an edit is about the newest."""
        sends = [row for row in self.live(channel) if row.kind is DeliveryKind.SEND]
        return sends[-1] if sends else None


def read(connection: Connection, story_id: str) -> Owed:
    """Return what is owed and was told of a story."""
    owed = Owed(rows=defaultdict(list))
    alerts: dict[int, None] = {}
    for row in connection.execute(_OWED, {"story": story_id}):
        alerts[row.alert_id] = None
        owed.is_retracted = owed.is_retracted or row.retracted_at is not None
        if row.id is not None:
            owed.rows[row.channel].append(_row(row))
    owed.alerts = tuple(alerts)
    return owed


def known(
    connection: Connection,
    owed: Owed,
    version: Version,
    channels: Sequence[ChannelConfig],
    now: datetime,
) -> dict[str, ChannelKnown]:
    """Return what channels know before they are told of a version; one that knows nothing is left out."""
    found: dict[str, ChannelKnown] = {}
    for channel in owed.rows:
        live, first = owed.live(channel), owed.first(channel)
        if first is None:
            continue
        found[channel] = ChannelKnown(
            story=True,
            in_digest=first.is_in_digest,
            document=any(
                row.document_id == version.document_id for row in live if row.kind is DeliveryKind.SEND
            ),
            severity=max(
                filter(None, (row.severity for row in live)), key=lambda one: one.rank, default=None
            ),
        )
    if version.matches:
        for channel, rules in _told_rules(connection, channels, now).items():
            found[channel] = replace(found.get(channel, ChannelKnown()), rules=rules)
    return found


def _told_rules(
    connection: Connection, channels: Iterable[ChannelConfig], now: datetime
) -> Mapping[str, Mapping[str, datetime]]:
    """Return when each rule was told last in the channels that damp repeats, as far as damping reaches."""
    reach = {channel.id: channel.damping for channel in channels if channel.damping is not None}
    if not reach:
        return {}
    asked = {"channels": list(reach), "since": now - max(reach.values())}
    found: defaultdict[str, dict[str, datetime]] = defaultdict(dict)
    for row in connection.execute(_TOLD_RULES, asked):
        if row.at >= now - reach[row.channel]:
            found[row.channel][row.rule] = row.at
    return found


def _row(row: Any) -> Row:
    return Row(
        id=row.id,
        alert_id=row.alert_id,
        channel=row.channel,
        kind=DeliveryKind(row.kind),
        step=row.step,
        state=DeliveryState(row.state),
        revision=row.revision,
        severity=None if row.severity is None else Severity(row.severity),
        version_id=row.version_id,
        document_id=row.document_id,
        digest_id=row.digest_id,
        due_at=row.due_at,
        silent=row.silent,
        urgent=row.urgent,
        has_begun=row.sent_ids != "[]",
    )
