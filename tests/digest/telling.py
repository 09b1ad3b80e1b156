"""Short ways to put into a store what channels are told, were told, and were not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from monitor.model import (
    DeliveryKind,
    DeliveryState,
    Document,
    HoldReason,
    Match,
    Reason,
    Severity,
    UpdateKind,
)
from monitor.store import schema
from monitor.store.database import Database
from tests.fakes import NOW, document, match
from tests.store.filling import new_version, poll


async def story(
    opened: Database,
    name: str,
    *,
    matches: Sequence[Match] | None = None,
    made: Document | None = None,
    at: datetime = NOW,
    is_backlog: bool = False,
    demo: bool = False,
) -> int:
    """Put in a document that is a story of its own; return its version."""
    found = (match(),) if matches is None else matches
    text = made or document(f"Title {name}", f"What {name} says, long enough to be known again.")
    await poll(opened, new_version(name, text, matches=found, is_backlog=is_backlog), now=at, demo=demo)

    def work(connection: Connection) -> int:
        query = select(schema.version.c.id).where(schema.version.c.document_id == name)
        version: int = connection.execute(query).scalar_one()
        severity = max((one.severity for one in found), key=lambda one: one.rank, default=None)
        connection.execute(insert(schema.story).values(id=f"s-{name}", opened_at=at, severity=severity))
        connection.execute(
            insert(schema.story_document).values(
                document_id=name, story_id=f"s-{name}", joined_by="[]", score=0.0, version_id=version
            )
        )
        connection.execute(update(schema.version).where(schema.version.c.id == version).values(decided_at=at))
        return version

    return await opened.run(work)


async def delivery(
    opened: Database,
    name: str,
    *,
    severity: Severity = Severity.LOW,
    topic: str = "rare-earth",
    channel: str = "desk",
    state: DeliveryState = DeliveryState.HELD,
    why: HoldReason = HoldReason.LOW,
    at: datetime = NOW,
    due_at: datetime | None = None,
    urgent: bool = False,
    made: Document | None = None,
) -> int:
    """Put in a story and what a channel is owed of it; return the delivery."""
    matches = (match(severity=severity, topic=topic),)
    version = await story(opened, name, matches=matches, at=at, made=made)

    def work(connection: Connection) -> int:
        alert: int = connection.execute(
            insert(schema.alert)
            .values(story_id=f"s-{name}", version_id=version, created_at=at)
            .returning(schema.alert.c.id)
        ).scalar_one()
        values = {
            "alert_id": alert,
            "version_id": version,
            "channel": channel,
            "kind": DeliveryKind.SEND,
            "step": "first",
            "revision": 0,
            "severity": severity,
            "state": state,
            "held_why": why if state is DeliveryState.HELD else None,
            "attempts": 0,
            "repeats": 0,
            "due_at": due_at or at,
            "parts": "[]",
            "sent_ids": "[]",
            "silent": False,
            "urgent": urgent,
            "plain": False,
            "made_at": at,
            "sent_at": at if state is DeliveryState.SENT else None,
        }
        made_: int = connection.execute(
            insert(schema.delivery).values(**values).returning(schema.delivery.c.id)
        ).scalar_one()
        return made_

    return await opened.run(work)


async def untold(
    opened: Database, name: str, reason: Reason, *, channel: str = "desk", at: datetime = NOW
) -> None:
    """Put in a document that a channel was not told."""
    version = await story(opened, name, at=at)
    row = {"version_id": version, "channel": channel, "verdict": reason.value}
    await opened.run(lambda connection: connection.execute(insert(schema.verdict).values(**row)))


async def news(opened: Database, name: str, kind: UpdateKind, detail: str) -> None:
    """Let a story have had an update, which its delivery shows."""

    def work(connection: Connection) -> None:
        row = {
            "story_id": f"s-{name}",
            "revision": 1,
            "kind": kind,
            "detail": detail,
            "document_id": name,
            "version_id": 1,
            "at": NOW,
        }
        connection.execute(insert(schema.story_update).values(**row))
        connection.execute(update(schema.story).where(schema.story.c.id == f"s-{name}").values(revision=1))
        version = select(schema.version.c.id).where(schema.version.c.document_id == name)
        connection.execute(
            update(schema.delivery)
            .where(schema.delivery.c.version_id == version.scalar_subquery())
            .values(revision=1)
        )

    await opened.run(work)


async def deliveries(opened: Database, kind: DeliveryKind | None = None) -> list[Any]:
    """Return the rows, oldest first."""
    table = schema.delivery

    def work(connection: Connection) -> list[Any]:
        query = select(table).order_by(table.c.id)
        return list(connection.execute(query if kind is None else query.where(table.c.kind == kind)))

    return await opened.run(work)
