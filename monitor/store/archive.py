"""What replays ask of the store: the newest version of each document, and how to add matches found later."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from monitor.corpus import codec
from monitor.model import Document, Kept, Match, RuleStatus, Version
from monitor.store import schema
from monitor.store.database import Database
from monitor.store.rows import VERSION, matches_of, version_of

_CHUNK = 500  # SQLite takes at most 999 parameters in older builds
_WITH_TEXT = tuple(kept for kept in Kept if kept.has_text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """Matches that an edit of the rules finds in a stored version."""

    version_id: int
    matches: tuple[Match, ...]
    rules_hash: str  # of the rules that found them


class Archive:
    """Stored versions, to be looked at again."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def newest(
        self, since: datetime, *, apart_from: Collection[str] = (), not_by: str | None = None
    ) -> tuple[int, ...]:
        """Return the newest version of each document, newest first, of those seen at `since` or later and still whole.

        Sources `apart_from` are left out, and versions that the rules with the hash `not_by` were matched with.
        """
        table, later = schema.version, schema.version.alias("later")
        is_replaced = exists().where(later.c.document_id == table.c.document_id, later.c.id > table.c.id)
        query = (
            select(table.c.id)
            .where(table.c.seen_at >= since, ~is_replaced, table.c.kept.in_(_WITH_TEXT))
            .order_by(table.c.id.desc())
        )
        if apart_from:
            query = query.join(schema.document, schema.document.c.id == table.c.document_id).where(
                schema.document.c.source_id.not_in(apart_from)
            )
        if not_by is not None:
            query = query.where(table.c.rules_hash != not_by)
        return self._database.run_now(lambda connection: tuple(connection.execute(query).scalars()))

    def documents(self, ids: Sequence[int]) -> tuple[tuple[int, Document], ...]:
        """Return the documents of at most 500 versions, in the order asked; what is gone is left out."""
        query = select(schema.version.c.id, schema.version.c.body).where(schema.version.c.id.in_(ids))
        rows = self._database.run_now(lambda connection: connection.execute(query).all())
        bodies = {row.id: row.body for row in rows}
        return tuple((id_, codec.decode_document(bodies[id_])) for id_ in ids if id_ in bodies)

    def versions(self, ids: Iterable[int]) -> Mapping[int, Version]:
        """Return whole versions by id; what is gone is left out."""
        wanted = list(ids)

        def work(connection: Connection) -> dict[int, Version]:
            found: dict[int, Version] = {}
            for start in range(0, len(wanted), _CHUNK):
                query = VERSION.where(schema.version.c.id.in_(wanted[start : start + _CHUNK]))
                found |= {row.id: version_of(connection, row) for row in connection.execute(query).all()}
            return found

        return self._database.run_now(work)

    def add(self, additions: Iterable[Addition]) -> frozenset[int]:
        """Add matches and leave the versions undecided, in one transaction; return the versions that were changed.

        A version that was replaced meanwhile, or has these matches already, is left as it is.
        """
        return self._database.run_now(
            lambda connection: frozenset(one.version_id for one in additions if _add(connection, one))
        )


def fresh(stored: Iterable[Match], found: Iterable[Match]) -> tuple[Match, ...]:
    """Return the matches that the store has not, or only as those of a draft."""
    status = {match.rule: match.status for match in stored}
    return tuple(
        match
        for match in found
        if match.rule not in status
        or (status[match.rule] is RuleStatus.DRAFT and match.status is not RuleStatus.DRAFT)
    )


def _add(connection: Connection, addition: Addition) -> bool:
    version = schema.version
    row = connection.execute(select(version.c.document_id).where(version.c.id == addition.version_id)).first()
    if row is None:
        return False
    later = select(version.c.id).where(
        version.c.document_id == row.document_id, version.c.id > addition.version_id
    )
    if connection.execute(later).first() is not None:
        return False  # it was matched with the rules in force when it came
    matches = fresh(matches_of(connection, addition.version_id), addition.matches)
    if not matches:
        return False
    for match in matches:
        values = {
            "topic": match.topic,
            "name": match.name,
            "why": match.why,
            "severity": match.severity,
            "status": match.status,
            "soft": match.soft,
            "evidence": json.dumps([asdict(item) for item in match.evidence], ensure_ascii=False),
        }
        connection.execute(
            upsert(schema.match)
            .values(version_id=addition.version_id, rule=match.rule, **values)
            .on_conflict_do_update(index_elements=["version_id", "rule"], set_=values)
        )
    changes: dict[str, object] = {"rules_hash": addition.rules_hash, "decided_at": None}
    if any(match.status is not RuleStatus.DRAFT for match in matches):
        # Asked for now, so however old it is; a draft must not bring an older match of the document to be told.
        changes["is_backlog"] = False
    connection.execute(update(version).where(version.c.id == addition.version_id).values(**changes))
    return True
