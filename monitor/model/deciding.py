"""Who is told what: channels, stories, verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.model.versions import Version


class ChannelKind(StrEnum):
    """Where a channel leads."""

    TELEGRAM = "telegram"
    CONSOLE = "console"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """At most `count` messages in any `window`, and never two within a second."""

    count: int = 20
    window: timedelta = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelConfig:
    """A channel, as `monitor.yaml` or the environment names it."""

    id: str
    kind: ChannelKind
    chat: str | None = None  # Telegram: a numeric id or @name
    pace: Pace | None = None  # None: no pacing


class Reason(StrEnum):
    """Why a matched document was not told to a channel; fit for a log line."""

    BACKLOG = "older than the source's backlog allows"
    DRAFT_RULE = "only draft rules matched"
    DEMO = "a demo source is told to the console only"
    SAME_STORY = "its story was told already"
    ALREADY_TOLD = "this document was told already"


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """Tell it, no earlier than `not_before`."""

    not_before: datetime


Verdict = Send | Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryKey:
    """A typed blocking key: documents that share one may be one story."""

    kind: str  # "url" or "text"
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A stored document that shares a key with the one to decide."""

    document_id: str
    source_id: str
    story_id: str
    title: str
    shared: StoryKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """The story of a document, and what says so."""

    story_id: str
    joined_by: tuple[str, ...] = ()  # empty: the document opens the story


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The channels that were told before, so that nothing is told twice."""

    of_story: frozenset[str] = frozenset()
    of_document: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Everything the decide loop commits for one version."""

    version: Version
    assignment: Assignment
    keys: tuple[StoryKey, ...]
    verdicts: tuple[tuple[str, Verdict], ...]  # by channel id; empty where no rule matched
    now: datetime
