"""Many alerts told together: what waits, what was told, what was not, and how topics fare over the weeks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from monitor.model.channels import DigestPlan
from monitor.model.deciding import HoldReason, Reason, StoryView


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDigest:
    """A channel whose digest is to be made."""

    channel: str
    plan: DigestPlan | None  # None: it is made for what was over the cap, and no plan moves on
    since: datetime  # what it looks back to
    key: str = ""  # what the plan is called in the store
    seen_next_at: datetime | None = (
        None  # when the plan was due: whoever moves it on first has made the digest
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A held delivery as it was read; `revision` says whether it is still what was read."""

    delivery: int
    revision: int
    view: StoryView
    why: HoldReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a digest is made of."""

    waiting: tuple[Waiting, ...] = ()
    told: tuple[StoryView, ...] = ()  # the gravest of those that had a message of their own, newest first
    told_count: int = 0  # all of them
    untold: Mapping[Reason, int] = field(default_factory=dict)  # documents, by why they were not told


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """A digest as it is committed."""

    parts: tuple[str, ...]
    silent: bool
    picture: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicDay:
    """The stories that a topic had on one day."""

    topic: str
    day: date
    stories: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spike:
    """A topic well above its own baseline, and the figures that say so."""

    topic: str
    day: date
    stories: int  # so far
    usual: float  # the median of days like this one
    most: int  # of those days
    days: int  # of them
    is_working_day: bool
    weekday_usual: float | None  # the median of this weekday alone; None: too few of them


MOST_TOPICS = 7  # of a chart, and
MOST_BODIES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What the picture of a period shows; names are as they are to be written."""

    title: str
    weeks: tuple[str, ...]  # the first day of each, oldest first; the last week ends now
    topics: tuple[tuple[str, tuple[int, ...]], ...]  # stories a week, the busiest topic first
    bodies: tuple[tuple[str, int], ...]  # stories that name them, the most active first
    topics_title: str
    bodies_title: str
