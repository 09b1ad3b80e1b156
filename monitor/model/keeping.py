"""How long the store keeps what it could do without, and what it let go of."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """Lengths of time since something was stored; None keeps it for ever.

    What identifies a document, its story, its verdicts and what was told of it is no part of this: that stays.
    """

    raw: timedelta | None = timedelta(days=14)  # bytes as they came, and texts that a newer version replaced
    texts: timedelta | None = timedelta(days=365)  # what documents say, where rules found it, the index of it
    log: timedelta | None = timedelta(
        days=90
    )  # the wording of messages, silences that are over, and the like

    def __post_init__(self) -> None:
        if self.texts is not None and (self.raw is None or self.raw > self.texts):
            raise ValueError("raw bytes are kept no longer than texts; shorten `raw` or lengthen `texts`")


class Kept(StrEnum):
    """What the store still has of a version."""

    ALL = "all"
    TEXT = "text"  # not the bytes it was made of
    OLD = "old"  # likewise, and a newer version has replaced it: the text goes next
    HEAD = "head"  # its title and the like, and what later documents are compared with
    ID = "id"  # its title and the like

    @property
    def has_text(self) -> bool:
        """Whether what it says can still be shown, matched and found."""
        return self not in {Kept.HEAD, Kept.ID}


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """What was let go."""

    raw: int = 0  # versions that lost the bytes they were made of
    texts: int = 0  # versions that lost their text, their evidence and their place in the index
    traits: int = 0  # documents that nothing is compared with any more
    messages: int = 0  # that lost their wording and picture
    parts: int = 0  # of the index that were written anew without them
    rows: int = 0  # silences, votes, spikes, and what was noted of sources that are no longer listed

    def __add__(self, other: Purged) -> Purged:
        return Purged(
            **{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)}
        )


NOTHING_PURGED = Purged()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """The last pass over the store, and what was let go of last."""

    began_at: datetime
    ended_at: datetime | None = None  # None: it is under way, or was broken off
    purged: Purged = NOTHING_PURGED  # by the last pass that found anything to let go of
    purged_at: datetime | None = None  # None: nothing was yet
