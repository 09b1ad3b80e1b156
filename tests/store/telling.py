"""Short ways to put alerts and deliveries into a store, as deciding and delivering leave them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from monitor.model import DeliveryKind, DeliveryState, Document, Match
from monitor.store import schema
from monitor.store.database import Database
from tests.fakes import NOW, document, match
from tests.store.filling import new_version, poll


async def alert(
    opened: Database,
    name: str = "d1",
    *,
    made: Document | None = None,
    matches: tuple[Match, ...] | None = None,
    at: datetime = NOW,
) -> int:
    """Store a document with an alert about it; return the alert's number."""
    found = made or document(f"Title {name}", f"The text of {name}, which says something of its own.")
    matched = (match("national-pilot", topic="pilot-list"),) if matches is None else matches
    await poll(opened, new_version(name, found, matches=matched), now=at)

    def work(connection: Connection) -> int:
        version = connection.execute(
            select(schema.version.c.id).where(schema.version.c.document_id == name)
        ).scalar_one()
        story = f"s-{name}"
        connection.execute(insert(schema.story).values(id=story, opened_at=at, revision=2, severity="high"))
        key = connection.execute(
            insert(schema.alert).values(story_id=story, version_id=version, created_at=at)
        ).inserted_primary_key
        assert key is not None
        return int(key[0])

    return opened.run_now(work)


def owe(opened: Database, alert_id: int | None = None, **changes: Any) -> int:
    """Put a delivery into the outbox; return its number."""
    sent_ids = changes.pop("sent_ids", ())
    parts = changes.pop("parts", ())

    def work(connection: Connection) -> int:
        version = None
        if alert_id is not None:
            version = connection.execute(
                select(schema.alert.c.version_id).where(schema.alert.c.id == alert_id)
            ).scalar_one()
        values = {
            "alert_id": alert_id,
            "version_id": version,
            "channel": "desk",
            "kind": DeliveryKind.SEND,
            "step": "first",
            "revision": 0,
            "state": DeliveryState.PENDING,
            "attempts": 0,
            "repeats": 0,
            "due_at": NOW,
            "parts": json.dumps(parts),
            "sent_ids": json.dumps(sent_ids),
            "silent": False,
            "urgent": False,
            "plain": False,
            "made_at": NOW,
            **changes,
        }
        key = connection.execute(insert(schema.delivery).values(**values)).inserted_primary_key
        assert key is not None
        return int(key[0])

    return opened.run_now(work)


def delivery(opened: Database, number: int) -> Any:
    """Return a delivery as its row stands."""
    table = schema.delivery
    return opened.run_now(
        lambda connection: connection.execute(select(table).where(table.c.id == number)).one()
    )


def deliveries(opened: Database, channel: str = "desk") -> list[Any]:
    """Return the deliveries of a channel by number."""
    table = schema.delivery
    query = select(table).where(table.c.channel == channel).order_by(table.c.id)
    return list(opened.run_now(lambda connection: connection.execute(query).all()))


def shut(opened: Database, channel: str = "desk", **changes: Any) -> None:
    """Let a channel stand suspended."""
    values = {"suspended": "the bot was thrown out", "paused_until": NOW, "failures": 3, **changes}
    opened.run_now(lambda connection: connection.execute(insert(schema.channel).values(id=channel, **values)))


def vote(opened: Database, alert_id: int, voter: str, said: str) -> None:
    opened.run_now(
        lambda connection: connection.execute(
            insert(schema.vote).values(alert_id=alert_id, voter=voter, vote=said, at=NOW)
        )
    )


def mark_retracted(opened: Database, alert_id: int) -> None:
    table = schema.alert
    opened.run_now(
        lambda connection: connection.execute(
            update(table).where(table.c.id == alert_id).values(retracted_at=NOW, retraction="a hoax")
        )
    )
