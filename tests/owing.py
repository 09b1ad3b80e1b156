"""Rows of the outbox, put into a store without deciding anything."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from monitor.corpus import codec
from monitor.model import DeliveryKind, DeliveryState
from monitor.store import schema
from monitor.store.database import Database
from tests.fakes import NOW, document


def alert(connection: Connection, number: int, title: str | None = None) -> None:
    """Write an alert with this id, of a story of one document."""
    made = document(title=title or f"Title {number}")
    connection.execute(
        insert(schema.document).values(
            id=f"d{number}", source_id="miit", url=f"https://e.org/{number}", demo=False, first_seen_at=NOW
        )
    )
    connection.execute(
        insert(schema.version).values(
            id=number,
            document_id=f"d{number}",
            content_hash=str(number),
            text_hash=str(number),
            body=codec.encode_document(made),
            raw=b"",
            rules_hash="h",
            is_backlog=False,
            seen_at=NOW,
            decided_at=NOW,
        )
    )
    connection.execute(insert(schema.story).values(id=f"s{number}", opened_at=NOW))
    connection.execute(
        insert(schema.alert).values(id=number, story_id=f"s{number}", version_id=number, created_at=NOW)
    )


def owe(
    connection: Connection,
    number: int | None,
    *,
    channel: str = "desk",
    kind: DeliveryKind = DeliveryKind.SEND,
    step: str = "first",
    due_at: datetime = NOW,
    **more: Any,
) -> int:
    """Owe a channel something of an alert, or of none; return the delivery's id."""
    values = {
        "alert_id": number,
        "version_id": number,
        "channel": channel,
        "kind": kind,
        "step": step,
        "revision": 0,
        "state": DeliveryState.PENDING,
        "attempts": 0,
        "repeats": 0,
        "due_at": due_at,
        "parts": "[]",
        "sent_ids": "[]",
        "silent": False,
        "urgent": False,
        "plain": False,
        "made_at": NOW,
    }
    made = connection.execute(insert(schema.delivery).values(**{**values, **more})).inserted_primary_key
    assert made is not None
    return int(made[0])


def grow(connection: Connection, number: int, revision: int) -> None:
    """Let the story of an alert come to a revision."""
    connection.execute(
        update(schema.story).where(schema.story.c.id == f"s{number}").values(revision=revision)
    )


async def owe_alerts(opened: Database, count: int, *, channel: str = "desk") -> None:
    """Owe a channel so many alerts."""

    def work(connection: Connection) -> None:
        for number in range(1, count + 1):
            alert(connection, number)
            owe(connection, number, channel=channel)

    await opened.run(work)


async def row(opened: Database, delivery: int) -> dict[str, Any]:
    """Return a delivery as it stands in the store."""
    query = select(schema.delivery).where(schema.delivery.c.id == delivery)
    found = await opened.run(lambda connection: dict(connection.execute(query).one()._mapping))
    return {**found, "parts": json.loads(found["parts"]), "sent_ids": json.loads(found["sent_ids"])}


def change(connection: Connection, delivery: int, **values: Any) -> None:
    """Let somebody change a delivery's row."""
    connection.execute(update(schema.delivery).where(schema.delivery.c.id == delivery).values(**values))


def amend(connection: Connection, number: int, revision: int) -> int:
    """Let the story of an alert grow, and owe the edit of its message."""
    grow(connection, number, revision)
    return owe(connection, number, kind=DeliveryKind.EDIT, step=f"edit:{revision}", revision=revision)


def resume(connection: Connection, channel: str) -> None:
    """Let an operator open a channel again."""
    table = schema.channel
    connection.execute(update(table).where(table.c.id == channel).values(suspended=None, paused_until=None))
