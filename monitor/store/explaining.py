"""Why a document was told or not: its versions, its story, and what every channel got."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, or_, select

from monitor.corpus import codec
from monitor.model import DeliveryKind, DeliveryState, StoryState, Update, Version
from monitor.store import schema, stories, story_views
from monitor.store.rows import VERSION, version_of

_MOST_RELATED = 20  # documents of a story


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictReport:
    """What was decided for one channel, and what came of it."""

    channel: str
    verdict: str
    delivery_id: int | None = None  # what tells it; None: nothing does
    kind: DeliveryKind | None = None
    delivery: DeliveryState | None = None
    attempts: int = 0
    due_at: datetime | None = None
    sent_at: datetime | None = None
    message_ids: tuple[int, ...] = ()
    error: str | None = None
    held_why: str | None = None
    digest_at: datetime | None = None  # when the digest it waits for is due, or that told it was sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Another document of a story."""

    document_id: str
    source_id: str
    title: str
    url: str | None
    seen_at: datetime
    joined_by: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryReport:
    """The story of a document."""

    state: StoryState
    score: float  # of the document's joining it; 0 where it opened it
    alerts: tuple[int, ...]
    retraction: str | None  # an operator's words
    updates: tuple[Update, ...]  # oldest first
    documents: int  # in all
    related: tuple[Related, ...]  # the newest of the others, newest first


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionReport:
    """A version with its story and verdicts."""

    version: Version
    number: int  # among those of its document, from 1
    versions: int
    rules_hash: str
    decided_at: datetime | None
    story_id: str | None
    joined_by: tuple[str, ...]
    story: StoryReport | None
    verdicts: tuple[VerdictReport, ...]


def find(connection: Connection, wanted: str, canonical_url: str | None) -> tuple[VersionReport, ...]:
    """Return the versions of the documents meant, oldest first.

    A document is meant by its id, a prefix of that (8 letters or more), its guid or URL, or an alert of it (`#12`).
    """
    table = schema.document
    conditions = [table.c.id == wanted, table.c.guid == wanted]
    if len(wanted) >= 8 and wanted.isalnum():
        conditions.append(table.c.id.startswith(wanted, autoescape=True))
    if canonical_url is not None:
        conditions.append(table.c.url == canonical_url)
    number = wanted.removeprefix("#")
    if wanted.startswith("#") and number.isascii() and number.isdecimal() and len(number) < 19:
        lead = select(schema.version.c.document_id).join(
            schema.alert, schema.alert.c.version_id == schema.version.c.id
        )
        conditions.append(table.c.id.in_(lead.where(schema.alert.c.id == int(number))))
    query = VERSION.add_columns(schema.version.c.rules_hash, schema.version.c.decided_at)
    rows = connection.execute(query.where(or_(*conditions)).order_by(schema.version.c.id)).all()
    return tuple(_report(connection, row) for row in rows)


def _report(connection: Connection, row: Any) -> VersionReport:
    of = connection.execute(
        select(schema.story_document).where(schema.story_document.c.document_id == row.document_id)
    ).first()
    table = schema.version
    ids = list(
        connection.execute(
            select(table.c.id).where(table.c.document_id == row.document_id).order_by(table.c.id)
        ).scalars()
    )
    return VersionReport(
        version=version_of(connection, row),
        number=ids.index(row.id) + 1,
        versions=len(ids),
        rules_hash=row.rules_hash,
        decided_at=row.decided_at,
        story_id=of.story_id if of else None,
        joined_by=tuple(json.loads(of.joined_by)) if of else (),
        story=_story(connection, of) if of else None,
        verdicts=_verdicts(connection, row.id),
    )


def _story(connection: Connection, of: Any) -> StoryReport:
    state = stories.state(connection, of.story_id)
    assert state is not None  # a foreign key
    alert, related, document = schema.alert, schema.story_document, schema.document
    alerts = connection.execute(
        select(alert).where(alert.c.story_id == of.story_id).order_by(alert.c.id)
    ).all()
    others = connection.execute(
        select(
            document.c.id,
            document.c.source_id,
            document.c.url,
            document.c.first_seen_at,
            related.c.joined_by,
            related.c.score,
            schema.version.c.body,
        )
        .join(document, document.c.id == related.c.document_id)
        .join(schema.version, schema.version.c.id == related.c.version_id)
        .where(related.c.story_id == of.story_id, related.c.document_id != of.document_id)
        .order_by(document.c.first_seen_at.desc(), document.c.id)
        .limit(_MOST_RELATED)
    )
    count = select(func.count()).where(related.c.story_id == of.story_id)
    return StoryReport(
        state=state,
        score=of.score,
        alerts=tuple(row.id for row in alerts),
        retraction=next((row.retraction or "" for row in alerts if row.retracted_at is not None), None),
        updates=story_views.updates(connection, of.story_id),
        documents=connection.execute(count).scalar_one(),
        related=tuple(
            Related(
                document_id=row.id,
                source_id=row.source_id,
                title=codec.decode_document(row.body).title,
                url=row.url,
                seen_at=row.first_seen_at,
                joined_by=tuple(json.loads(row.joined_by)),
                score=row.score,
            )
            for row in others
        ),
    )


def _verdicts(connection: Connection, version_id: int) -> tuple[VerdictReport, ...]:
    table, delivery, digest = schema.verdict, schema.delivery, schema.delivery.alias("digest")
    plans = select(func.min(schema.digest_plan.c.next_at)).where(
        schema.digest_plan.c.channel == table.c.channel
    )
    rows = connection.execute(
        select(
            table,
            *(
                delivery.c[name]
                for name in ("kind", "state", "attempts", "due_at", "sent_at", "sent_ids", "error")
            ),
            delivery.c.held_why,
            digest.c.sent_at.label("digest_sent_at"),
            plans.scalar_subquery().label("next_digest_at"),
        )
        .outerjoin(delivery, delivery.c.id == table.c.delivery_id)
        .outerjoin(digest, digest.c.id == delivery.c.digest_id)
        .where(table.c.version_id == version_id)
        .order_by(table.c.channel)
    )
    return tuple(
        VerdictReport(channel=row.channel, verdict=row.verdict)
        if row.state is None
        else VerdictReport(
            channel=row.channel,
            verdict=row.verdict,
            delivery_id=row.delivery_id,
            kind=DeliveryKind(row.kind),
            delivery=DeliveryState(row.state),
            attempts=row.attempts,
            due_at=row.due_at,
            sent_at=row.sent_at,
            message_ids=tuple(json.loads(row.sent_ids)),
            error=row.error,
            held_why=row.held_why,
            digest_at=row.digest_sent_at if row.state == DeliveryState.TOLD else row.next_digest_at,
        )
        for row in rows
    )
