"""What was told: the latest alerts, one of them, and which one a message in a chat shows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select

from monitor.corpus import codec
from monitor.model import DeliveryState, Match, Place, RuleStatus, Severity
from monitor.store import schema
from monitor.store.database import Database
from monitor.store.rows import matches_by_version

_MOST_LOOKED_AT = 500  # deliveries whose message ids begin like the one that is looked for
_LEAST_OF_ID = 8  # characters
_STANDING = (DeliveryState.SENT, DeliveryState.UNCERTAIN, DeliveryState.SENDING, DeliveryState.PENDING)

_ALERT = (
    select(
        schema.alert,
        schema.version.c.body,
        schema.version.c.document_id,
        schema.document.c.url,
        schema.document.c.source_id,
        schema.document.c.demo,
    )
    .join(schema.version, schema.version.c.id == schema.alert.c.version_id)
    .join(schema.document, schema.document.c.id == schema.version.c.document_id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAlert:
    """An alert, as a line or two show it."""

    id: int
    story_id: str
    document_id: str
    source_id: str
    title: str
    url: str | None
    outlet: str
    severity: Severity | None  # None: only drafts match it by now
    matches: tuple[Match, ...]
    created_at: datetime
    is_retracted: bool
    demo: bool

    @property
    def topics(self) -> tuple[str, ...]:
        """What it is about, each once."""
        return tuple(dict.fromkeys(match.topic for match in self.matches))


class ToldAlerts:
    """Reads what was told."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def latest(self, *, limit: int, topic: str | None = None) -> tuple[ToldAlert, ...]:
        """Return the newest alerts that nobody took back, of one topic if one is named."""
        query = _ALERT.where(schema.alert.c.retracted_at.is_(None)).order_by(schema.alert.c.id.desc())
        if topic is not None:
            match = schema.match
            query = query.where(
                select(match.c.rule)
                .where(match.c.version_id == schema.alert.c.version_id, match.c.topic == topic)
                .exists()
            )
        return self._database.run_now(lambda connection: _alerts(connection, query.limit(limit)))

    def alert(self, alert_id: int) -> ToldAlert | None:
        """Return an alert, None where there is none of that number."""
        query = _ALERT.where(schema.alert.c.id == alert_id)
        return next(iter(self._database.run_now(lambda connection: _alerts(connection, query))), None)

    def story(self, wanted: str) -> str | None:
        """Return the story with this id, or the only one whose id begins so."""
        table = schema.story
        if len(wanted) < _LEAST_OF_ID:
            return None
        query = select(table.c.id).where(table.c.id.startswith(wanted, autoescape=True)).limit(2)
        found = self._database.run_now(lambda connection: connection.execute(query).scalars().all())
        return str(found[0]) if len(found) == 1 else None

    def shown_at(self, places: Iterable[Place], chats: Iterable[tuple[str, str]]) -> int | None:
        """Return the alert that a message shows, at the first of the places that one stands at.

        `chats` are the channels and their chats, as the settings name them.
        """
        wanted = tuple(places)
        named = tuple(chats)

        def work(connection: Connection) -> int | None:
            found = (_shown_at(connection, place, _channels(connection, place, named)) for place in wanted)
            return next((alert_id for alert_id in found if alert_id is not None), None)

        return self._database.run_now(work)


def _alerts(connection: Connection, query: Any) -> tuple[ToldAlert, ...]:
    rows = connection.execute(query).all()
    matches = matches_by_version(connection, [row.version_id for row in rows])
    return tuple(_alert(row, matches.get(row.version_id, ())) for row in rows)


def _alert(row: Any, matches: tuple[Match, ...]) -> ToldAlert:
    document = codec.decode_document(row.body)
    stable = tuple(match for match in matches if match.status is not RuleStatus.DRAFT)
    return ToldAlert(
        id=row.id,
        story_id=row.story_id,
        document_id=row.document_id,
        source_id=row.source_id,
        title=document.title,
        url=document.url or row.url,
        outlet=document.outlet.name,
        severity=max((match.severity for match in stable), default=None, key=lambda one: one.rank),
        matches=stable,
        created_at=row.created_at,
        is_retracted=row.retracted_at is not None,
        demo=row.demo,
    )


def _channels(connection: Connection, place: Place, named: Sequence[tuple[str, str]]) -> list[str]:
    """Return the channels whose chat it is, by its id, its name, or where it has moved to."""
    here = {str(place.chat), *([f"@{place.username.casefold()}"] if place.username else ())}
    moved = connection.execute(select(schema.channel.c.id).where(schema.channel.c.chat == str(place.chat)))
    return [channel for channel, chat in named if chat.casefold() in here] + list(moved.scalars())


def _shown_at(connection: Connection, place: Place, channels: Sequence[str]) -> int | None:
    if not channels:
        return None
    table = schema.delivery
    number = str(place.message_id)
    # A list of ids in JSON; what merely holds the digits is sorted out below.
    begins = or_(*(table.c.sent_ids.like(f"%{before}{number}%") for before in ("[", " ", ",")))
    query = (
        select(table.c.alert_id, table.c.sent_ids)
        .where(table.c.channel.in_(channels), table.c.state.in_(_STANDING), table.c.alert_id.is_not(None))
        .where(begins)
        .order_by(table.c.id.desc())
        .limit(_MOST_LOOKED_AT)
    )
    return next(
        (row.alert_id for row in connection.execute(query) if place.message_id in json.loads(row.sent_ids)),
        None,
    )
