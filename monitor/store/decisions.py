"""What the decide loop asks of the store: undecided versions, candidates of a story, the decision's commit."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import Connection, exists, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from monitor.corpus import codec
from monitor.model import Candidate, Decision, DeliveryState, Send, StoryKey, Told, Verdict, Version
from monitor.store import schema
from monitor.store.database import Database
from monitor.store.rows import VERSION, matches_of, version_of

_SEND = "send"  # the verdict of a channel that is told
_CROWD = 200  # a key that so many documents share says nothing about one event


class Decisions:
    """Stories, verdicts and the deliveries they owe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def undecided(self, *, limit: int) -> tuple[Version, ...]:
        """Return the oldest versions without a decision, in commit order."""

        def work(connection: Connection) -> tuple[Version, ...]:
            query = (
                VERSION.where(schema.version.c.decided_at.is_(None))
                .order_by(schema.version.c.id)
                .limit(limit)
            )
            return tuple(version_of(connection, row) for row in connection.execute(query).all())

        return await self._database.run(work)

    async def waits(self) -> bool:
        """Say whether any version is without a decision."""
        query = select(exists().where(schema.version.c.decided_at.is_(None)))
        return await self._database.run(lambda connection: bool(connection.execute(query).scalar()))

    async def candidates(self, document_id: str, keys: Iterable[StoryKey]) -> tuple[Candidate, ...]:
        """Return the documents that share a key, the document itself first where it has a story already."""

        def work(connection: Connection) -> tuple[Candidate, ...]:
            found = []
            for key in keys:
                table = schema.story_key
                shared = (table.c.kind == key.kind) & (table.c.key == key.key)
                if (
                    connection.execute(select(func.count()).select_from(table).where(shared)).scalar_one()
                    > _CROWD
                ):
                    continue
                query = (
                    select(
                        table.c.document_id,
                        schema.document.c.source_id,
                        schema.story_document.c.story_id,
                        schema.version.c.body,
                    )
                    .join(schema.document, schema.document.c.id == table.c.document_id)
                    .join(schema.story_document, schema.story_document.c.document_id == table.c.document_id)
                    .join(schema.version, schema.version.c.document_id == table.c.document_id)
                    .where(shared, table.c.document_id != document_id)
                    .order_by(table.c.seen_at, schema.version.c.id)
                )
                newest = {row.document_id: row for row in connection.execute(query)}
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

        return await self._database.run(work)

    async def story_of(self, document_id: str) -> str | None:
        """Return the story an earlier version of the document was put in."""

        def work(connection: Connection) -> str | None:
            table = schema.story_document
            query = select(table.c.story_id).where(table.c.document_id == document_id)
            return connection.execute(query).scalar()

        return await self._database.run(work)

    async def told(self, document_id: str, story_id: str) -> Told:
        """Return the channels that a story and a document were told to, or are about to be."""

        def work(connection: Connection) -> Told:
            channels = select(schema.delivery.c.channel).join(
                schema.alert, schema.alert.c.id == schema.delivery.c.alert_id
            )
            of_story = channels.where(schema.alert.c.story_id == story_id)
            of_document = channels.join(
                schema.version, schema.version.c.id == schema.alert.c.version_id
            ).where(schema.version.c.document_id == document_id)
            return Told(
                of_story=frozenset(connection.execute(of_story).scalars()),
                of_document=frozenset(connection.execute(of_document).scalars()),
            )

        return await self._database.run(work)

    async def record(self, decision: Decision) -> None:
        """Commit a decision: story, keys, verdicts, and a delivery for every channel that is told.

        Where `monitor rules apply` has added matches meanwhile, the version stays undecided.
        """
        await self._database.run(lambda connection: _record(connection, decision))


def _record(connection: Connection, decision: Decision) -> None:
    version, now = decision.version, decision.now
    if _is_stale(connection, version):
        return
    story_id = decision.assignment.story_id
    connection.execute(upsert(schema.story).values(id=story_id, opened_at=now).on_conflict_do_nothing())
    connection.execute(
        upsert(schema.story_document)
        .values(
            document_id=version.document_id,
            story_id=story_id,
            joined_by=json.dumps(decision.assignment.joined_by, ensure_ascii=False),
        )
        .on_conflict_do_nothing(index_elements=["document_id"])
    )
    for key in decision.keys:
        connection.execute(
            upsert(schema.story_key)
            .values(kind=key.kind, key=key.key, document_id=version.document_id, seen_at=now)
            .on_conflict_do_nothing()
        )
    _record_verdicts(connection, decision, story_id)
    connection.execute(update(schema.version).where(schema.version.c.id == version.id).values(decided_at=now))


def _is_stale(connection: Connection, version: Version) -> bool:
    """Say whether the version is not what it was when the decision about it was made."""
    table = schema.version
    is_backlog = connection.execute(select(table.c.is_backlog).where(table.c.id == version.id)).scalar_one()
    return is_backlog != version.is_backlog or matches_of(connection, version.id) != version.matches


def _record_verdicts(connection: Connection, decision: Decision, story_id: str) -> None:
    """Write what each channel gets; a version that was decided before keeps what was sent of it then."""
    version_id = decision.version.id
    sends: list[tuple[str, Send]] = []
    for channel, verdict in decision.verdicts:
        row = upsert(schema.verdict).values(
            version_id=version_id, channel=channel, verdict=_verdict_text(verdict)
        )
        connection.execute(
            row.on_conflict_do_update(
                index_elements=["version_id", "channel"],
                set_={"verdict": row.excluded.verdict},
                # It was told: that it is not told again is no reason why it was not.
                where=schema.verdict.c.verdict != _SEND,
            )
        )
        if isinstance(verdict, Send):
            sends.append((channel, verdict))
    if not sends:
        return
    alert = schema.alert
    connection.execute(
        upsert(alert)
        .values(story_id=story_id, version_id=version_id, created_at=decision.now)
        .on_conflict_do_nothing(index_elements=["version_id"])
    )
    alert_id = connection.execute(select(alert.c.id).where(alert.c.version_id == version_id)).scalar_one()
    for channel, send in sends:
        connection.execute(
            insert(schema.delivery).values(
                alert_id=alert_id,
                channel=channel,
                step="first",
                state=DeliveryState.PENDING,
                attempts=0,
                repeats=0,
                due_at=send.not_before,
                parts="[]",
                sent_ids="[]",
                silent=False,
                plain=False,
            )
        )


def _verdict_text(verdict: Verdict) -> str:
    return _SEND if isinstance(verdict, Send) else verdict.value
