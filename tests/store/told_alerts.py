"""A short way to have something told, as deciding and delivering leave it in the store."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from monitor.model import DeliveryState, Document, Match
from monitor.store import schema
from monitor.store.database import Database
from tests.fakes import NOW, document, match
from tests.store.filling import new_version, poll


async def told(
    opened: Database,
    document_id: str = "d1",
    *,
    made: Document | None = None,
    matches: Sequence[Match] | None = None,
    channels: Sequence[str] = ("desk",),
    state: DeliveryState = DeliveryState.SENT,
    message_ids: Sequence[int] = (),
    story: str = "",
    verdict: str = "",
) -> int:
    """Store a document and an alert of it, with a delivery for each channel; return the alert's id."""
    found = (match(),) if matches is None else tuple(matches)
    await poll(opened, new_version(document_id, made or document(), matches=found))

    def work(connection: Connection) -> int:
        version, story_id = schema.version, story or f"s{document_id}".ljust(32, "0")
        newest = select(version.c.id).where(version.c.document_id == document_id)
        version_id = connection.execute(newest.order_by(version.c.id.desc())).scalar()
        if connection.execute(select(schema.story.c.id).where(schema.story.c.id == story_id)).first() is None:
            connection.execute(insert(schema.story).values(id=story_id, opened_at=NOW))
        connection.execute(
            insert(schema.story_document).values(
                document_id=document_id, story_id=story_id, version_id=version_id, joined_by="[]"
            )
        )
        alert = insert(schema.alert).values(story_id=story_id, version_id=version_id, created_at=NOW)
        alert_id = int(connection.execute(alert.returning(schema.alert.c.id)).scalar_one())
        if verdict:
            said = insert(schema.verdict).values(version_id=version_id, channel="desk", verdict=verdict)
            connection.execute(said)
        for channel in channels:
            connection.execute(
                insert(schema.delivery).values(
                    alert_id=alert_id,
                    version_id=version_id,
                    channel=channel,
                    kind="send",
                    step="first",
                    revision=0,
                    state=state,
                    attempts=0,
                    repeats=0,
                    due_at=NOW,
                    parts="[]",
                    sent_ids=json.dumps(list(message_ids)),
                    silent=False,
                    urgent=False,
                    plain=False,
                    made_at=NOW,
                )
            )
        return alert_id

    return await opened.run(work)
