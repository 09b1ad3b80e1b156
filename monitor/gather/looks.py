"""The pages of documents that were told, looked at again a few times: what a ministry edits quietly is a version, too.

version that matched ─▶ first look ─▶ … ─▶ last look; a page that says something new is a version like any other
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.gather.follow import Made
from monitor.model import NewVersion, Owed, RuleStatus, Source

_AFTER = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3))
_MOST = 100  # documents of one source at a time


def next_at(owed: Owed, now: datetime) -> datetime | None:
    """Return when a document is looked at next, None after the last time; what was slept through is left out."""
    return next((at for wait in _AFTER if (at := owed.found_at + wait) > now), None)


def after(
    source: Source,
    made: Sequence[Made],
    versions: Sequence[NewVersion],
    waiting: Mapping[str, Owed],
    now: datetime,
) -> tuple[Owed, ...]:
    """Return the documents to look at again: those that match and are told, and those looked at already.

    A version that a look or the list brought of one begins no new round, so that a page which always changes
    is not followed for ever.
    """
    if not source.recipe.rechecks:
        return ()
    matched = {version.document_id for version in versions if _is_told(version)}
    room = _MOST - len(waiting)
    owes: list[Owed] = []
    for one in made:
        key = one.wanted.document_id
        if one.look is None:
            continue
        was = waiting.get(key)
        if was is not None and was.look is not None:
            again = replace(was, found=one.wanted.found, look=one.look)
            due = was.due_at if was.due_at is not None and was.due_at > now else next_at(was, now)
            owes.append(replace(again, due_at=due))
        elif key in matched and room > 0:
            room -= 1
            again = Owed(
                document_id=key,
                found=one.wanted.found,
                found_at=now,
                horizon=one.wanted.horizon,
                due_at=now + _AFTER[0],
                look=one.look,
            )
            owes.append(again)
    return tuple(owes)


def _is_told(version: NewVersion) -> bool:
    """Say whether anybody may be told of it."""
    return not version.is_backlog and any(match.status is RuleStatus.STABLE for match in version.matches)
