"""How a store stands, in figures that cost next to nothing however much it holds: for whoever watches from outside.

What only grows is counted by the process as it happens; here is what is so at this moment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, literal, select

from monitor.model import SUBSCRIBER, DeliveryState, SourceState
from monitor.model.readers import label
from monitor.store import schema
from monitor.store.database import Database
from monitor.store.notices import CHANNEL as OPS
from monitor.store.schema import Instant
from monitor.store.standing import BOT, RESTART, RULES, SETTINGS

Labels = tuple[str, ...]

REFUSALS = frozenset({RULES, SETTINGS, RESTART, BOT})  # what people edit or say, and may not be heard

_OPEN = (DeliveryState.PENDING, DeliveryState.UNCERTAIN, DeliveryState.SENDING, DeliveryState.HELD)
_DUE = (DeliveryState.PENDING, DeliveryState.UNCERTAIN)
_TROUBLES = tuple(state for state in SourceState if state.is_trouble)
_SILENT = 3  # failures in a row after which a channel does not answer: the first two are soon over


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What holds now, each figure by what it is labelled with."""

    sources: dict[Labels, int]  # state
    in_trouble: int  # sources
    trouble_since: datetime | None  # of the source that is in trouble longest
    overdue: datetime | None  # when the source that is due longest was due
    documents: int
    undecided: int  # versions
    owed: dict[Labels, int]  # channel, state: deliveries that have not ended
    oldest_due: dict[Labels, datetime]  # channel: when what is due longest was due
    suspended: dict[Labels, int]  # channel: 1 where an operator must act
    failures: dict[Labels, int]  # channel: in a row
    refused: frozenset[str]  # of REFUSALS


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """How long a document took to its readers."""

    of_publishing: timedelta | None  # from published to told; None: it does not say its hour
    of_ours: timedelta  # from first seen to told


def totals(database: Database, channels: Collection[str], now: datetime) -> Totals:
    """Count everything, in one transaction; `channels` are those of the settings."""
    return database.run_now(lambda connection: _totals(connection, channels, now))


def shut(database: Database, channels: Collection[str]) -> dict[str, str]:
    """Return the channels of the settings that take nothing, with the reason."""
    table = schema.channel
    query = select(table.c.id, table.c.suspended, table.c.failures).where(table.c.id.in_({*channels, OPS}))

    def work(connection: Connection) -> dict[str, str]:
        return {
            row.id: row.suspended or f"no answer, {row.failures} times in a row"
            for row in connection.execute(query)
            if row.suspended is not None or row.failures >= _SILENT
        }

    return database.run_now(work)


def lags(database: Database, deliveries: Iterable[int]) -> tuple[Lag, ...]:
    """Return how late these messages of alerts arrived; backlog and demo are left out, for they are late on purpose."""
    delivery, version, document = schema.delivery.c, schema.version.c, schema.document.c
    query = (
        select(document.published, document.first_seen_at, delivery.sent_at)
        .join_from(schema.delivery, schema.version, version.id == delivery.version_id)
        .join(schema.document, document.id == version.document_id)
        .where(
            delivery.id.in_(tuple(deliveries)),
            delivery.sent_at.is_not(None),
            version.is_backlog.is_(False),
            document.demo.is_(False),
        )
    )
    return database.run_now(lambda connection: tuple(map(_lag, connection.execute(query))))


def _lag(row: Any) -> Lag:
    # A bare date says nothing of minutes, and what a source dates ahead was told at once.
    timed = datetime.fromisoformat(row.published) if "T" in (row.published or "") else None
    return Lag(
        of_publishing=None if timed is None else max(row.sent_at - timed, timedelta()),
        of_ours=max(row.sent_at - row.first_seen_at, timedelta()),
    )


def _totals(connection: Connection, channels: Collection[str], now: datetime) -> Totals:
    source, version, channel = schema.source.c, schema.version.c, schema.channel.c
    states = select(source.state, func.count()).where(source.is_listed).group_by(source.state)
    troubled = (source.is_listed, source.state.in_(_TROUBLES))
    waiting = (source.is_listed, source.next_poll_at <= now, source.lease_until.is_(None))
    named = connection.execute(
        select(channel.id, channel.suspended, channel.failures).where(channel.id.in_({*channels, OPS}))
    ).all()
    owed, oldest_due = _owed(connection, channels, now)
    told = [(channel_id,) for channel_id in channels]
    return Totals(
        sources={(state,): count for state, count in connection.execute(states)},
        in_trouble=_one(connection, select(func.count()).where(*troubled)),
        trouble_since=_one(
            connection, select(func.min(source.trouble_since, type_=Instant)).where(*troubled)
        ),
        overdue=_one(connection, select(func.min(source.next_poll_at, type_=Instant)).where(*waiting)),
        documents=_one(connection, select(func.count()).select_from(schema.document)),
        undecided=_one(connection, select(func.count()).where(version.decided_at.is_(None))),
        owed={(*labels, DeliveryState.PENDING.value): 0 for labels in told} | owed,
        oldest_due=oldest_due,
        # A channel that nothing was told yet stands there too: what is missing at a look cannot be watched.
        suspended=dict.fromkeys(told, 0) | {(row.id,): int(row.suspended is not None) for row in named},
        failures=dict.fromkeys(told, 0) | {(row.id,): row.failures for row in named},
        refused=frozenset(connection.execute(select(schema.standing.c.key)).scalars()) & REFUSALS,
    )


def _owed(
    connection: Connection, channels: Collection[str], now: datetime
) -> tuple[dict[Labels, int], dict[Labels, datetime]]:
    """Return what is owed by channel and state, and since when what is due longest has been due."""
    private = select(schema.subscription.c.chat).distinct()
    known = {*channels, *(f"{SUBSCRIBER}{chat}" for chat in connection.execute(private).scalars())}
    delivery, notice = schema.delivery.c, schema.notice.c
    counts: dict[Labels, int] = {}
    oldest: dict[Labels, datetime] = {}
    # Both indexes begin with these columns: however much was told before is not looked at.
    for channel, state, count, due_at in (
        *connection.execute(
            select(delivery.channel, delivery.state, func.count(), func.min(delivery.due_at, type_=Instant))
            .where(delivery.channel.in_(known), delivery.state.in_(_OPEN))
            .group_by(delivery.channel, delivery.state)
        ),
        *connection.execute(
            select(literal(OPS), notice.state, func.count(), func.min(notice.due_at, type_=Instant))
            .where(notice.state.in_(_OPEN))
            .group_by(notice.state)
        ),
    ):
        name = label(channel)
        counts[name, state] = counts.get((name, state), 0) + count
        if state in _DUE and due_at <= now:
            oldest[name,] = min(due_at, oldest.get((name,), due_at))
    return counts, oldest


def _one(connection: Connection, query: Any) -> Any:
    return connection.execute(query).scalar()
