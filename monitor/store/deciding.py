"""Decisions on a batch of versions in one transaction: each sees those before it, though they are written by and by.

What a decision leaves behind is written together, at the end or as soon as anybody asks the store again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from monitor.corpus import codec
from monitor.model import Candidate, Decision, DeliveryState, Match, Send, StoryKey, Told, Verdict, Version
from monitor.store import schema
from monitor.store.rows import matches_by_version

_SEND = "send"  # the verdict of a channel that is told
_CROWD = 200  # a key that so many documents share says nothing about one event
_CHUNK = 300  # keys; SQLite takes at most 999 parameters in older builds

# Built once: to build a statement and look it up costs more than to run it.
_key = schema.story_key
_shared = (_key.c.kind == bindparam("kind")) & (_key.c.key == bindparam("key"))
_SHARING = select(func.count()).select_from(_key).where(_shared)
_CANDIDATES = (
    select(
        _key.c.document_id,
        schema.document.c.source_id,
        schema.story_document.c.story_id,
        schema.version.c.body,
    )
    .join(schema.document, schema.document.c.id == _key.c.document_id)
    .join(schema.story_document, schema.story_document.c.document_id == _key.c.document_id)
    .join(schema.version, schema.version.c.document_id == _key.c.document_id)
    .where(_shared, _key.c.document_id != bindparam("document"))
    .order_by(_key.c.seen_at, schema.version.c.id)
)
_channels = select(schema.delivery.c.channel).join(
    schema.alert, schema.alert.c.id == schema.delivery.c.alert_id
)
_OF_STORY = _channels.where(schema.alert.c.story_id == bindparam("story"))
_OF_DOCUMENT = _channels.join(schema.version, schema.version.c.id == schema.alert.c.version_id).where(
    schema.version.c.document_id == bindparam("document")
)
_STORY = upsert(schema.story).on_conflict_do_nothing()
_STORY_DOCUMENT = upsert(schema.story_document).on_conflict_do_nothing(index_elements=["document_id"])
_STORY_KEY = upsert(_key).on_conflict_do_nothing()
_DECIDED = (
    update(schema.version)
    .where(schema.version.c.id == bindparam("version"))
    .values(decided_at=bindparam("now", type_=schema.Instant))
)
_verdict = upsert(schema.verdict)
_VERDICT = _verdict.on_conflict_do_update(
    index_elements=["version_id", "channel"],
    set_={"verdict": _verdict.excluded.verdict},
    # It was told: that it is not told again is no reason why it was not.
    where=schema.verdict.c.verdict != _SEND,
)
_ALERT = upsert(schema.alert).on_conflict_do_nothing(index_elements=["version_id"])
_ALERT_ID = select(schema.alert.c.id).where(schema.alert.c.version_id == bindparam("version"))
_DELIVERY = insert(schema.delivery)


class Known:
    """What the store knows for deciding, the decisions made in this transaction included."""

    def __init__(self, connection: Connection, versions: Sequence[Version]) -> None:
        self._connection = connection
        self._stories = _stories(connection, {version.document_id for version in versions})
        self._unwritten_keys: set[StoryKey] = set()
        # In the order in which one refers to the other.
        self._unwritten: dict[Any, list[dict[str, Any]]] = {
            _STORY: [],
            _STORY_DOCUMENT: [],
            _STORY_KEY: [],
            _DECIDED: [],
        }

    def story_of(self, document_id: str) -> str | None:
        """Return the story an earlier version of the document was put in."""
        return self._stories.get(document_id)

    def candidates(self, document_id: str, keys: Iterable[StoryKey]) -> tuple[Candidate, ...]:
        """Return the documents that share a key, the one that had it first before the others."""
        found: list[Candidate] = []
        for key in keys:
            if key in self._unwritten_keys:
                self._write()
            shared = {"kind": key.kind, "key": key.key}
            if not 0 < self._connection.execute(_SHARING, shared).scalar_one() <= _CROWD:
                continue
            rows = self._connection.execute(_CANDIDATES, {**shared, "document": document_id})
            newest = {row.document_id: row for row in rows}
            found += [
                Candidate(
                    document_id=row.document_id,
                    source_id=row.source_id,
                    story_id=row.story_id,
                    title=codec.decode_document(row.body).title,
                    shared=key,
                )
                for row in newest.values()
            ]
        return tuple(found)

    def told(self, document_id: str, story_id: str) -> Told:
        """Return the channels that a story and a document were told to, or are about to be."""
        return told(self._connection, document_id, story_id)

    def add(self, decision: Decision) -> None:
        """Take note of a decision: story, keys, verdicts, and a delivery for every channel that is told."""
        document_id, story_id = decision.version.document_id, decision.assignment.story_id
        self._stories.setdefault(document_id, story_id)
        self._unwritten[_STORY].append({"id": story_id, "opened_at": decision.now})
        joined_by = json.dumps(decision.assignment.joined_by, ensure_ascii=False)
        self._unwritten[_STORY_DOCUMENT].append(
            {"document_id": document_id, "story_id": story_id, "joined_by": joined_by}
        )
        self._unwritten[_STORY_KEY] += [
            {"kind": key.kind, "key": key.key, "document_id": document_id, "seen_at": decision.now}
            for key in decision.keys
        ]
        self._unwritten_keys.update(decision.keys)
        self._unwritten[_DECIDED].append({"version": decision.version.id, "now": decision.now})
        if decision.verdicts:
            self._write()  # alerts are of stories
            _write_verdicts(self._connection, decision)

    def end(self) -> None:
        """Write what is left."""
        self._write()

    def _write(self) -> None:
        for statement, rows in self._unwritten.items():
            if rows:
                self._connection.execute(statement, rows)
                rows.clear()
        self._unwritten_keys.clear()


def decide(
    connection: Connection, versions: Sequence[Version], make: Callable[[Version, Known], Decision]
) -> tuple[Decision, ...]:
    """Make and write the decisions on versions, in their order; one that is not what it was is left out."""
    known = Known(connection, versions)
    now = _as_they_are(connection, versions)
    made: list[Decision] = []
    for version in versions:
        if now.get(version.id) == (version.is_backlog, version.matches):
            made.append(make(version, known))
            known.add(made[-1])
    known.end()
    return tuple(made)


def told(connection: Connection, document_id: str, story_id: str) -> Told:
    """Return the channels that a story and a document were told to, or are about to be."""
    return Told(
        of_story=frozenset(connection.execute(_OF_STORY, {"story": story_id}).scalars()),
        of_document=frozenset(connection.execute(_OF_DOCUMENT, {"document": document_id}).scalars()),
    )


def _stories(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    table = schema.story_document
    wanted = list(ids)
    stories: dict[str, str] = {}
    for start in range(0, len(wanted), _CHUNK):
        query = select(table.c.document_id, table.c.story_id)
        rows = connection.execute(query.where(table.c.document_id.in_(wanted[start : start + _CHUNK])))
        stories |= {row.document_id: row.story_id for row in rows}
    return stories


def _as_they_are(
    connection: Connection, versions: Sequence[Version]
) -> dict[int, tuple[bool, tuple[Match, ...]]]:
    """Return what a decision rests on and `monitor rules apply` may have changed since it was read."""
    table, ids = schema.version, [version.id for version in versions]
    matches = matches_by_version(connection, ids)
    found: dict[int, tuple[bool, tuple[Match, ...]]] = {}
    for start in range(0, len(ids), _CHUNK):
        query = select(table.c.id, table.c.is_backlog).where(table.c.id.in_(ids[start : start + _CHUNK]))
        found |= {row.id: (row.is_backlog, matches.get(row.id, ())) for row in connection.execute(query)}
    return found


def _write_verdicts(connection: Connection, decision: Decision) -> None:
    """Write what each channel gets; a version that was decided before keeps what was sent of it then."""
    version_id = decision.version.id
    connection.execute(
        _VERDICT,
        [
            {"version_id": version_id, "channel": channel, "verdict": _verdict_text(verdict)}
            for channel, verdict in decision.verdicts
        ],
    )
    sends = [(channel, verdict) for channel, verdict in decision.verdicts if isinstance(verdict, Send)]
    if not sends:
        return
    story_id = decision.assignment.story_id
    connection.execute(_ALERT, {"story_id": story_id, "version_id": version_id, "created_at": decision.now})
    alert_id = connection.execute(_ALERT_ID, {"version": version_id}).scalar_one()
    connection.execute(
        _DELIVERY,
        [
            {
                "alert_id": alert_id,
                "channel": channel,
                "step": "first",
                "state": DeliveryState.PENDING,
                "attempts": 0,
                "repeats": 0,
                "due_at": send.not_before,
                "parts": "[]",
                "sent_ids": "[]",
                "silent": False,
                "plain": False,
            }
            for channel, send in sends
        ],
    )


def _verdict_text(verdict: Verdict) -> str:
    return _SEND if isinstance(verdict, Send) else verdict.value
