"""The states of sources, and what the operators are told of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.errors import Trouble
from monitor.model.sources import FetchState


class SourceState(StrEnum):
    """How the last poll of a source went."""

    NEW = "new"  # never polled
    OK = "ok"
    UNCHANGED = "unchanged"
    EMPTY = "empty"  # read, and nothing in it
    STALE = "stale"  # read, and nothing new for far longer than is usual for it
    MOVED = "moved"  # read at another address, which the source calls its own for good
    BLOCKED = Trouble.BLOCKED.value
    CHANGED = Trouble.CHANGED.value
    GONE = Trouble.GONE.value
    MALFORMED = Trouble.MALFORMED.value
    TOO_LARGE = Trouble.TOO_LARGE.value
    SLOW = Trouble.SLOW.value
    UNREACHABLE = Trouble.UNREACHABLE.value
    TLS = Trouble.TLS.value
    REFUSED = Trouble.REFUSED.value
    FAILED = Trouble.DEFECT.value

    @property
    def is_trouble(self) -> bool:
        """The last poll brought nothing because something went wrong."""
        return self in _TROUBLES


_TROUBLES = frozenset(SourceState(trouble.value) for trouble in Trouble)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Since when a source is as it is, and what the operators believe of it."""

    since: datetime | None = None  # it is in its state; ok, unchanged and empty count as one
    trouble: SourceState | None = None  # it has, or had last
    trouble_since: datetime | None = None
    trouble_detail: str | None = None
    told: SourceState | None = None  # what they were told of and is not over; None: nothing
    told_at: datetime | None = None  # when they were last told anything
    told_alone: bool = False  # in a notice of its own, not in one on many sources
    owed: SourceState | None = None  # what they must be told; ok: that it is over; None: nothing
    owed_since: datetime | None = None


QUIET = Alarm()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of a source's state that the operators are to be told."""

    source_id: str
    location: str | None
    alarm: Alarm
    state: FetchState
    detail: str | None
    next_poll_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceNotice:
    """One text for the operators, and the changes it tells of."""

    changes: tuple[Change, ...]
    key: str
    text: str
    is_alone: bool  # it tells of one source
    is_end: bool = False  # it tells that what its key told of is over


@dataclass(frozen=True, slots=True, kw_only=True)
class Untold:
    """The changes that are to be told, and what was told within the last hour."""

    changes: tuple[Change, ...]
    alone: int = 0  # sources told of in a notice of their own
    together_at: datetime | None = None  # the last notice on many; None: none
