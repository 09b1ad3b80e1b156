"""A story as a message shows it, read from its rows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from monitor.corpus import codec
from monitor.model import Document, Outlet, OutletKind, StoryView, Update, UpdateKind
from monitor.store import schema, stories
from monitor.store.rows import VERSION, version_of
from monitor.stories import independent
from monitor.stories.independent import Rest

_MOST_TWINS = 5
_LOOKED_AT = 20  # documents of a story, the newest, for those in another language


def view(connection: Connection, alert_id: int, version_id: int, revision: int) -> StoryView:
    """Return a story headed by a version, as it was at a revision; who is named there and its tier are left open."""
    alert = connection.execute(
        select(schema.alert.c.retraction, schema.alert.c.retracted_at, schema.story)
        .join(schema.story, schema.story.c.id == schema.alert.c.story_id)
        .where(schema.alert.c.id == alert_id)
    ).one()
    lead = version_of(connection, connection.execute(VERSION.where(schema.version.c.id == version_id)).one())
    told = _told(connection, alert.id, first=lead.document_id)
    rests = (Rest(row.outlet, row.origin) for row in told)
    outlets = (Outlet(name=row.outlet, kind=OutletKind(row.outlet_kind)) for row in told)
    return StoryView(
        alert_id=alert_id,
        story=replace(stories.state_of(alert), independent=independent.count(rests)),
        lead=lead,
        named=(),
        updates=updates(connection, alert.id, until=revision),
        outlets=tuple(dict.fromkeys((lead.document.outlet, *outlets))),
        twins=_twins(connection, alert.id, lead.document_id, lead.document.language),
        retraction=None if alert.retracted_at is None else alert.retraction or "",
    )


def of_alert(connection: Connection, alert_id: int) -> StoryView | None:
    """Return the story of an alert as it stands now, None where there is no such alert."""
    row = connection.execute(
        select(schema.alert.c.version_id, schema.story.c.revision)
        .join(schema.story, schema.story.c.id == schema.alert.c.story_id)
        .where(schema.alert.c.id == alert_id)
    ).one_or_none()
    return None if row is None else view(connection, alert_id, row.version_id, row.revision)


def updates(connection: Connection, story_id: str, *, until: int | None = None) -> tuple[Update, ...]:
    """Return the updates of a story, oldest first, to a revision or all."""
    table = schema.story_update
    query = select(table).where(table.c.story_id == story_id).order_by(table.c.revision)
    if until is not None:
        query = query.where(table.c.revision <= until)
    return tuple(
        Update(
            revision=row.revision,
            kind=UpdateKind(row.kind),
            detail=row.detail,
            document_id=row.document_id,
            at=row.at,
        )
        for row in connection.execute(query)
    )


def _told(connection: Connection, story_id: str, *, first: str) -> list[Any]:
    """Return who tells of a story, by when they did, but the lead's before all."""
    table = schema.story_document
    rows = connection.execute(
        select(table.c.document_id, table.c.outlet, table.c.outlet_kind, table.c.origin)
        .join(schema.document, schema.document.c.id == table.c.document_id)
        .where(table.c.story_id == story_id, table.c.outlet != "")
        .order_by(schema.document.c.first_seen_at, table.c.document_id)
    ).all()
    return sorted(rows, key=lambda row: row.document_id != first)


def _twins(connection: Connection, story_id: str, lead: str, language: str) -> tuple[Document, ...]:
    """Return documents of a story in another language than its lead, newest last."""
    table = schema.story_document
    bodies = connection.execute(
        select(schema.version.c.body)
        .join(table, table.c.version_id == schema.version.c.id)
        .where(table.c.story_id == story_id, table.c.document_id != lead)
        .order_by(schema.version.c.id.desc())
        .limit(_LOOKED_AT)
    ).scalars()
    documents = map(codec.decode_document, bodies)
    others = [document for document in documents if document.language != language]
    return tuple(reversed(others[:_MOST_TWINS]))
