"""Read-only questions about what was told and what is owed: the outbox row by row, and the alerts."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from monitor.corpus import codec
from monitor.model import DeliveryKind, DeliveryState, RuleStatus, Severity, Version
from monitor.store import schema
from monitor.store.database import Database
from monitor.store.rows import VERSION, matches_by_version, version_with

_CHUNK = 500  # SQLite takes at most 999 parameters in older builds


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A delivery as an operator sees it."""

    id: int
    channel: str
    kind: DeliveryKind
    state: DeliveryState
    alert_id: int | None
    title: str  # empty for a digest or a spike
    due_at: datetime
    made_at: datetime | None
    sent_at: datetime | None
    attempts: int
    repeats: int
    parts: int  # those that stand in the channel
    held_why: str | None
    digest_id: int | None
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertReport:
    """An alert with what became of it."""

    id: int
    at: datetime
    version: Version
    severity: Severity | None  # of its story
    story_id: str
    channels: tuple[tuple[str, str], ...]  # id, and the state of its message there
    useful: int  # votes
    noise: int
    retracted_at: datetime | None
    retraction: str | None

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics of the rules that were told."""
        return tuple(dict.fromkeys(match.topic for match in self.version.matches if _is_told(match.status)))

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that were told."""
        return tuple(match.rule for match in self.version.matches if _is_told(match.status))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelTraffic:
    """How a channel stands."""

    suspended: str | None
    paused_until: datetime | None
    counts: dict[str, int]  # deliveries by state, every state present
    sent_at: datetime | None  # the last one


class OutboxReports:
    """What `monitor outbox`, `monitor channels` and `monitor alerts` ask."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def listed(
        self, *, channel: str | None, states: Collection[DeliveryState], limit: int
    ) -> tuple[Owed, ...]:
        """Return deliveries in these states, what is due first at the head."""

        def work(connection: Connection) -> tuple[Owed, ...]:
            table, version = schema.delivery, schema.version
            query = (
                select(table, version.c.body)
                .outerjoin(version, version.c.id == table.c.version_id)
                .where(table.c.state.in_(states))
                .order_by(table.c.due_at, table.c.id)
                .limit(limit)
            )
            if channel is not None:
                query = query.where(table.c.channel == channel)
            return tuple(_owed(row) for row in connection.execute(query))

        return self._database.run_now(work)

    def traffic(self) -> dict[str, ChannelTraffic]:
        """Return how every channel stands that anything was ever owed to, or that was shut."""

        def work(connection: Connection) -> dict[str, ChannelTraffic]:
            table, known = schema.delivery, schema.channel
            counts: dict[str, dict[str, int]] = {}
            for name, state, count in connection.execute(
                select(table.c.channel, table.c.state, func.count()).group_by(table.c.channel, table.c.state)
            ):
                counts.setdefault(name, dict.fromkeys(map(str, DeliveryState), 0))[state] = count
            last = dict(
                tuple(row)
                for row in connection.execute(
                    select(table.c.channel, func.max(table.c.sent_at)).group_by(table.c.channel)
                )
            )
            states = {row.id: row for row in connection.execute(select(known))}
            return {
                name: ChannelTraffic(
                    suspended=states[name].suspended if name in states else None,
                    paused_until=states[name].paused_until if name in states else None,
                    counts=counts.get(name) or dict.fromkeys(map(str, DeliveryState), 0),
                    sent_at=last.get(name),
                )
                for name in sorted(counts.keys() | states.keys())
            }

        return self._database.run_now(work)

    def alerts(self, since: datetime) -> tuple[AlertReport, ...]:
        """Return the alerts made since then, newest first."""

        def work(connection: Connection) -> tuple[AlertReport, ...]:
            alert, story = schema.alert, schema.story
            rows = connection.execute(
                select(alert, story.c.severity)
                .join(story, story.c.id == alert.c.story_id)
                .where(alert.c.created_at >= since)
                .order_by(alert.c.id.desc())
            ).all()
            versions = _versions(connection, [row.version_id for row in rows])
            ids = [row.id for row in rows]
            channels, votes = _channels(connection, ids), _votes(connection, ids)
            return tuple(
                AlertReport(
                    id=row.id,
                    at=row.created_at,
                    version=versions[row.version_id],
                    severity=Severity(row.severity) if row.severity else None,
                    story_id=row.story_id,
                    channels=tuple(sorted(channels.get(row.id, {}).items())),
                    useful=votes.get((row.id, "useful"), 0),
                    noise=votes.get((row.id, "noise"), 0),
                    retracted_at=row.retracted_at,
                    retraction=row.retraction,
                )
                for row in rows
            )

        return self._database.run_now(work)


def _is_told(status: RuleStatus) -> bool:
    return status is RuleStatus.STABLE


def _owed(row: Any) -> Owed:
    return Owed(
        id=row.id,
        channel=row.channel,
        kind=DeliveryKind(row.kind),
        state=DeliveryState(row.state),
        alert_id=row.alert_id,
        title=codec.decode_document(row.body).title if row.body else "",
        due_at=row.due_at,
        made_at=row.made_at,
        sent_at=row.sent_at,
        attempts=row.attempts,
        repeats=row.repeats,
        parts=len(json.loads(row.sent_ids)),
        held_why=row.held_why,
        digest_id=row.digest_id,
        error=row.error,
    )


def _versions(connection: Connection, ids: Sequence[int]) -> dict[int, Version]:
    matches = matches_by_version(connection, ids)
    found = {}
    for start in range(0, len(ids), _CHUNK):
        query = VERSION.where(schema.version.c.id.in_(ids[start : start + _CHUNK]))
        for row in connection.execute(query):
            found[row.id] = version_with(row, matches.get(row.id, ()))
    return found


def _channels(connection: Connection, alerts: Sequence[int]) -> dict[int, dict[str, str]]:
    """Return by alert and channel the state of the newest message of the alert there."""
    table = schema.delivery
    found: dict[int, dict[str, str]] = {}
    for start in range(0, len(alerts), _CHUNK):
        query = select(table.c.alert_id, table.c.channel, table.c.state).where(
            table.c.alert_id.in_(alerts[start : start + _CHUNK]), table.c.kind == DeliveryKind.SEND
        )
        for number, channel, state in connection.execute(query.order_by(table.c.id)):
            found.setdefault(number, {})[channel] = state
    return found


def _votes(connection: Connection, alerts: Sequence[int]) -> dict[tuple[int, str], int]:
    table = schema.vote
    found: dict[tuple[int, str], int] = {}
    for start in range(0, len(alerts), _CHUNK):
        query = select(table.c.alert_id, table.c.vote, func.count()).where(
            table.c.alert_id.in_(alerts[start : start + _CHUNK])
        )
        for number, vote, count in connection.execute(query.group_by(table.c.alert_id, table.c.vote)):
            found[number, vote] = count
    return found
