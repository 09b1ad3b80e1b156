"""Stories as the store keeps them: their documents and updates, what documents are compared by, and the keys to find them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    and_,
    bindparam,
    case,
    delete,
    literal,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from monitor.corpus import codec
from monitor.model import Decision, Document, Kept, Severity, Stage, StoryKey, StoryState, Version
from monitor.store import schema
from monitor.store.prepared import Prepared
from monitor.store.rows import VERSION
from monitor.stories import blocking, independent
from monitor.stories.independent import Rest

_CHUNK = 300  # ids; SQLite takes at most 999 parameters in older builds

# The keys of a document go over as one JSON text: to ask for a hundred of them one by one takes longer than to decide.
# A crowd is counted no further than it takes to know that it is one. The order is that of `blocking.ranked`.
_SHARED = text(
    """
    WITH asked AS MATERIALIZED (
        SELECT json_extract(value, '$[0]') AS kind, json_extract(value, '$[1]') AS "key",
            json_extract(value, '$[2]') AS since, json_extract(value, '$[3]') AS weight
        FROM json_each(:asked)
    ), telling AS MATERIALIZED (
        SELECT kind, "key", since, weight FROM asked WHERE (
            SELECT count(*) FROM (
                SELECT 1 FROM story_key AS crowd
                WHERE crowd.kind = asked.kind AND crowd."key" = asked."key" AND crowd.seen_at >= asked.since
                LIMIT :crowd + 1
            )
        ) BETWEEN 1 AND :crowd
    )
    SELECT shared.document_id
    FROM telling CROSS JOIN story_key AS shared
        ON shared.kind = telling.kind AND shared."key" = telling."key" AND shared.seen_at >= telling.since
    WHERE shared.document_id <> :document
    GROUP BY shared.document_id
    ORDER BY sum(telling.weight) DESC, shared.document_id
    LIMIT :most
    """
)
_ids: BindParameter[Any] = bindparam("ids", expanding=True)
_story, _of, _trait, _key = schema.story, schema.story_document, schema.story_trait, schema.story_key
_LIKENESSES = (
    select(
        _of.c.document_id,
        _of.c.story_id,
        _of.c.version_id,
        schema.document.c.source_id,
        schema.document.c.url,
        schema.version.c.text_hash,
    )
    .join(schema.document, schema.document.c.id == _of.c.document_id)
    .join(schema.version, schema.version.c.id == _of.c.version_id)
    .where(_of.c.document_id.in_(_ids))
)
_TRAITS = select(_trait).where(_trait.c.document_id.in_(_ids))
_STORY = select(_story).where(_story.c.id == bindparam("story"))
_PREVIOUS = (
    select(schema.version.c.body, schema.version.c.kept)
    .join(_of, _of.c.version_id == schema.version.c.id)
    .where(_of.c.document_id == bindparam("document"))
)
_RESTS = (
    select(_of.c.outlet, _of.c.origin)
    .where(_of.c.story_id == bindparam("story"), _of.c.document_id != bindparam("document"))
    .distinct()
)
_put_story = upsert(_story)
_PUT_STORY = Prepared(
    _put_story.on_conflict_do_update(
        index_elements=["id"],
        set_={name: _put_story.excluded[name] for name in ("revision", "severity", "stage", "independent")},
    )
)
_put_of = upsert(_of)
_PUT_DOCUMENT = Prepared(
    _put_of.on_conflict_do_update(
        index_elements=["document_id"],
        set_={name: _put_of.excluded[name] for name in ("version_id", "outlet", "outlet_kind", "origin")},
    )
)
_put_trait = upsert(_trait)
_PUT_TRAITS = Prepared(
    _put_trait.on_conflict_do_update(
        index_elements=["document_id"], set_={"traits": _put_trait.excluded.traits}
    )
)
_PUT_KEY = Prepared(upsert(_key).on_conflict_do_nothing())
_PUT_UPDATE = Prepared(upsert(schema.story_update).on_conflict_do_nothing())
_DECIDED = Prepared(
    update(schema.version)
    .where(schema.version.c.id == bindparam("version"))
    .values(decided_at=bindparam("now", type_=schema.Instant))
)

_INSTANT = schema.Instant()

Place = tuple[str, str]  # in the order of the keys


def story_ids(connection: Connection, documents: Iterable[str]) -> dict[str, str]:
    """Return the stories of documents that have one, by document."""
    wanted = list(documents)
    found: dict[str, str] = {}
    for start in range(0, len(wanted), _CHUNK):
        query = select(_of.c.document_id, _of.c.story_id)
        rows = connection.execute(query.where(_of.c.document_id.in_(wanted[start : start + _CHUNK])))
        found |= {row.document_id: row.story_id for row in rows}
    return found


def state(connection: Connection, story_id: str) -> StoryState | None:
    """Return how a story stands; None where there is none."""
    row = connection.execute(_STORY, {"story": story_id}).first()
    return None if row is None else state_of(row)


def state_of(row: Any) -> StoryState:
    """Read a row of `story`."""
    return StoryState(
        id=row.id,
        revision=row.revision,
        severity=None if row.severity is None else Severity(row.severity),
        stage=None if row.stage is None else Stage(row.stage),
        independent=row.independent,
    )


def previous(connection: Connection, document_id: str, now: Document) -> Document | None:
    """Return a document as it was last decided; None the first time.

    Where its text was let go, it is taken to have said what it says now: what changed there nobody can say any more.
    """
    row = connection.execute(_PREVIOUS, {"document": document_id}).first()
    if row is None:
        return None
    was = codec.decode_document(row.body)
    if Kept(row.kept).has_text:
        return was
    return replace(now, title=was.title, document_number=was.document_number, published=was.published)


def rests(connection: Connection, story_id: str, *, apart_from: str) -> tuple[Rest, ...]:
    """Return what the documents of a story rest on, one of them left out."""
    rows = connection.execute(_RESTS, {"story": story_id, "document": apart_from})
    return tuple(Rest(row.outlet, row.origin) for row in rows)


def sharing(
    connection: Connection, document_id: str, keys: Sequence[StoryKey], seen_at: datetime
) -> tuple[str, ...]:
    """Return the documents that share telling keys, each within its window, best first."""
    since = {
        kind: _INSTANT.process_bind_param(seen_at - blocking.window(kind), connection.dialect)
        for kind in {key.kind for key in keys}
    }
    asked = json.dumps(
        [(key.kind, key.key, since[key.kind], blocking.weight(key.kind)) for key in keys], ensure_ascii=False
    )
    limits = {"crowd": blocking.CROWD, "most": blocking.MOST}
    return tuple(connection.execute(_SHARED, {"asked": asked, "document": document_id, **limits}).scalars())


def likenesses(connection: Connection, documents: Sequence[str]) -> dict[str, Any]:
    """Return whose documents are, where they stand and of what version their traits are, by document."""
    return {row.document_id: row for row in connection.execute(_LIKENESSES, {"ids": documents})}


def encoded_traits(connection: Connection, documents: Sequence[str]) -> dict[str, str]:
    """Return the traits of documents that have any, by document."""
    return {row.document_id: row.traits for row in connection.execute(_TRAITS, {"ids": documents})}


def put(connection: Connection, decision: Decision) -> None:
    """Write a decision's part of its story, and that it was made."""
    version, story = decision.version, decision.story
    _PUT_STORY.execute(
        connection,
        [
            {
                "id": story.id,
                "opened_at": decision.now,
                "revision": story.revision,
                "severity": story.severity,
                "stage": story.stage,
                "independent": story.independent,
            }
        ],
    )
    outlet = version.document.outlet
    _PUT_DOCUMENT.execute(
        connection,
        [
            {
                "document_id": version.document_id,
                "story_id": story.id,
                "joined_by": json.dumps(decision.joined_by, ensure_ascii=False),
                "score": decision.score,
                "version_id": version.id,
                "outlet": outlet.name,
                "outlet_kind": outlet.kind,
                "origin": independent.of(version.document).origin,
            }
        ],
    )
    put_likeness(connection, version, decision.traits, decision.keys)
    if decision.update is not None:
        _PUT_UPDATE.execute(
            connection,
            [
                {
                    "story_id": story.id,
                    "revision": decision.update.revision,
                    "kind": decision.update.kind,
                    "detail": decision.update.detail,
                    "document_id": decision.update.document_id,
                    "version_id": version.id,
                    "at": decision.update.at,
                }
            ],
        )
    _DECIDED.execute(connection, [{"version": version.id, "now": decision.now}])


def put_likeness(connection: Connection, version: Version, encoded: str, keys: Iterable[StoryKey]) -> None:
    """Write what later documents are compared with, and the keys they find it by."""
    _PUT_TRAITS.execute(connection, [{"document_id": version.document_id, "traits": encoded}])
    rows = [
        {
            "kind": key.kind,
            "key": key.key,
            "document_id": version.document_id,
            "seen_at": version.seen_at,
        }
        for key in keys
    ]
    if rows:
        _PUT_KEY.execute(connection, rows)


def undescribed(connection: Connection, since: datetime, limit: int) -> Sequence[Any]:
    """Return the rows of `VERSION` of decided documents that have no traits, of those first seen at `since` or later."""
    newest = (
        select(_of.c.version_id)
        .join(schema.document, schema.document.c.id == _of.c.document_id)
        .join(schema.version, schema.version.c.id == _of.c.version_id)
        .outerjoin(_trait, _trait.c.document_id == _of.c.document_id)
        .where(
            schema.document.c.first_seen_at >= since,
            _trait.c.document_id.is_(None),
            _of.c.version_id.is_not(None),
            schema.version.c.kept.in_([kept for kept in Kept if kept.has_text]),
        )
        .order_by(schema.document.c.first_seen_at.desc())
        .limit(limit)
    )
    ids = list(connection.execute(newest).scalars())
    return connection.execute(VERSION.where(schema.version.c.id.in_(ids))).all() if ids else ()


def sweep(connection: Connection, after: Place, *, count: int, now: datetime) -> Place:
    """Delete what left its window among the next `count` keys; return where to go on, the beginning after the end."""
    place = tuple_(_key.c.kind, _key.c.key)
    last = connection.execute(
        select(_key.c.kind, _key.c.key)
        .where(place > after)
        .order_by(_key.c.kind, _key.c.key)
        .limit(1)
        .offset(count)
    ).first()
    # As a choice of its own, or the planner would look for each kind from its beginning to its end.
    latest = {
        mark + kind: literal(now - window, schema.Instant)
        for kind, window in blocking.WINDOWS.items()
        for mark in ("", blocking.DEMO)
    }
    is_past = _key.c.seen_at < case(latest, value=_key.c.kind)
    within = place > after if last is None else and_(place > after, place <= tuple(last))
    connection.execute(delete(_key).where(within, is_past))
    return ("", "") if last is None else (last.kind, last.key)
