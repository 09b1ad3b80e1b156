"""What waits for a channel, and somebody asked not to hear of meanwhile, is let go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, select, update

from monitor.model import DeliveryKind, DeliveryState, Match, RuleStatus, Silence, SilenceKind
from monitor.store import schema
from monitor.store.rows import matches_by_version

_WAITS = (DeliveryState.PENDING, DeliveryState.HELD)
_NO_PARTS = "[]"
_CHUNK = 500  # SQLite takes at most 999 parameters in older builds
SILENCED = "silenced while it waited"


def let_go(connection: Connection, silences: Iterable[Silence]) -> None:
    """Drop the alerts that have not begun to go out and are silenced.

    They do not count as told: what joins their story after the silence is. One that a digest was made of is told by it.
    """
    heard = tuple(silences)
    table, version, document = schema.delivery, schema.version, schema.document
    waiting = connection.execute(
        select(
            table.c.id,
            table.c.channel,
            table.c.version_id,
            schema.alert.c.story_id,
            document.c.source_id,
        )
        .join(schema.alert, schema.alert.c.id == table.c.alert_id)
        .join(version, version.c.id == table.c.version_id)
        .join(document, document.c.id == version.c.document_id)
        .where(
            table.c.kind == DeliveryKind.SEND,
            table.c.state.in_(_WAITS),
            table.c.sent_ids == _NO_PARTS,
            table.c.digest_id.is_(None),
        )
    ).all()
    matches = matches_by_version(connection, sorted({row.version_id for row in waiting}))
    over = [row.id for row in waiting if _is_silenced(row, matches.get(row.version_id, ()), heard)]
    for start in range(0, len(over), _CHUNK):
        connection.execute(
            update(table)
            .where(table.c.id.in_(over[start : start + _CHUNK]))
            .values(state=DeliveryState.DROPPED, error=SILENCED)
        )


def _is_silenced(row: Any, matches: tuple[Match, ...], silences: tuple[Silence, ...]) -> bool:
    here = [one for one in silences if one.channel in {None, row.channel}]
    if any(
        (one.kind is SilenceKind.STORY and one.value == row.story_id)
        or (one.kind is SilenceKind.SOURCE and one.value == row.source_id)
        for one in here
    ):
        return True
    rules = {one.value for one in here if one.kind is SilenceKind.RULE}
    topics = {one.value for one in here if one.kind is SilenceKind.TOPIC}
    told = [match for match in matches if match.status is RuleStatus.STABLE]
    return bool(told) and all(match.rule in rules or match.topic in topics for match in told)
