"""The operators are told of sources that fail or heal: one by one, or many at once in one notice, never a flood.

untold changes ─▶ together for a moment ─▶ one notice each, or one for all ─▶ committed with what was told
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from monitor.gather import words
from monitor.model import SourceNotice, Untold

_GATHER = timedelta(seconds=15)  # sources that fail at one moment have one cause
_ALONE = 3  # at one moment
_ALONE_AN_HOUR = 6
_BETWEEN = timedelta(minutes=15)  # two notices on many
_HOUR = timedelta(hours=1)


class Store(Protocol):
    """What telling needs of the store."""

    async def tell(
        self, compose: Callable[[Untold], Sequence[SourceNotice]], *, since: datetime, now: datetime
    ) -> None:
        """Owe the operators the notices on what is untold, and remember with them what was told."""
        ...


async def tell(store: Store, now: datetime, *, at_once: bool = False) -> datetime | None:
    """Tell what is to be told; return when to look again, None where nothing waits."""
    again: datetime | None = None

    def compose(untold: Untold) -> tuple[SourceNotice, ...]:
        nonlocal again
        ready_at = _ready_at(untold, now)
        if now < ready_at and not at_once:
            again = ready_at
            return ()
        return notices(untold, now)

    await store.tell(compose, since=now - _HOUR, now=now)
    return again


def notices(untold: Untold, now: datetime) -> tuple[SourceNotice, ...]:
    """Return the texts for the changes that wait."""
    changes = untold.changes
    if len(changes) > _ALONE or untold.alone + len(changes) > _ALONE_AN_HOUR:
        text = words.many(changes)
        return (SourceNotice(changes=changes, key=words.MANY, text=text, is_alone=False),)
    return tuple(
        SourceNotice(
            changes=(change,),
            key=words.key(change.source_id),
            text=words.one(change, now),
            is_alone=True,
            # What was told among many has no notice of its own that this one could end.
            is_end=words.is_over(change) and change.alarm.told_alone,
        )
        for change in changes
    )


def _ready_at(untold: Untold, now: datetime) -> datetime:
    began = min(change.alarm.owed_since or now for change in untold.changes)
    ready_at = began + _GATHER
    if untold.together_at is not None:
        return max(ready_at, untold.together_at + _BETWEEN)
    return ready_at
