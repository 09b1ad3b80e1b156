"""A story as a digest lists it."""

from __future__ import annotations

from sqlalchemy import Connection, select

from monitor.model import Severity, Stage, StoryState, StoryView, Update, UpdateKind
from monitor.store import schema
from monitor.store.rows import VERSION, version_of


def view_of(connection: Connection, alert_id: int, version_id: int, revision: int) -> StoryView:
    """Return an alert's story as far as it is told at a revision; what its text names is left to the caller."""
    query = select(schema.alert.c.story_id).where(schema.alert.c.id == alert_id)
    story_id: str = connection.execute(query).scalar_one()
    return view_of_story(connection, story_id, version_id, alert_id=alert_id, revision=revision)


def view_of_story(
    connection: Connection,
    story_id: str,
    version_id: int,
    *,
    alert_id: int = 0,
    revision: int | None = None,
) -> StoryView:
    """Return a story that may have no alert, headed by a version; without a revision, as it stands."""
    row = connection.execute(VERSION.where(schema.version.c.id == version_id)).one()
    lead = version_of(connection, row)
    story, table = schema.story, schema.story_update
    found = connection.execute(select(story).where(story.c.id == story_id)).one()
    shown = found.revision if revision is None else revision
    state = StoryState(
        id=found.id,
        revision=shown,
        severity=None if found.severity is None else Severity(found.severity),
        stage=None if found.stage is None else Stage(found.stage),
        independent=found.independent,
    )
    rows = connection.execute(
        select(table)
        .where(table.c.story_id == story_id, table.c.revision <= shown)
        .order_by(table.c.revision)
    )
    updates = tuple(
        Update(
            revision=one.revision,
            kind=UpdateKind(one.kind),
            detail=one.detail,
            document_id=one.document_id,
            at=one.at,
        )
        for one in rows
    )
    return StoryView(
        alert_id=alert_id,
        story=state,
        lead=lead,
        named=(),
        updates=updates,
        outlets=(lead.document.outlet,),
    )
