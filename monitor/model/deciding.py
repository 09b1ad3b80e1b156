"""Who is told what: stories, verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from monitor.model.documents import Document, Outlet
from monitor.model.matches import Severity
from monitor.model.sources import Tier
from monitor.model.versions import Version


class Reason(StrEnum):
    """Why a matched document was not told to a channel; fit for a log line."""

    BACKLOG = "older than the source's backlog allows"
    DRAFT_RULE = "only draft rules matched"
    DEMO = "a demo source is told to the console only"
    SAME_STORY = "its story was told already"
    ALREADY_TOLD = "this document was told already"
    NOT_ROUTED = "this channel does not ask for it"
    SILENCED = "silenced"
    INHIBITED = "a graver alert of its story was told"
    DAMPED = "its rule was told a short while ago"
    UNMATCHED = "no rule matched it"
    RETRACTED = "an operator took its story back"


class HoldReason(StrEnum):
    """Why an alert waits for the digest."""

    LOW = "of a severity that this channel reads in its digest"
    CAP = "over the channel's cap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """Tell it, no earlier than `not_before`."""

    not_before: datetime
    silent: bool = False  # without a sound


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Tell it in the channel's next digest."""

    why: HoldReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Amend:
    """Bring the message of its story up to date; `reply` where the change deserves a short one beneath it."""

    not_before: datetime
    reply: bool = False
    silent: bool = False


Verdict = Send | Hold | Amend | Reason


class SilenceKind(StrEnum):
    """What a silence is about."""

    RULE = "rule"
    TOPIC = "topic"
    STORY = "story"
    SOURCE = "source"


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Somebody does not want to hear of something for a while."""

    id: int
    channel: str | None = None  # None: in every channel
    kind: SilenceKind
    value: str  # an id
    until: datetime
    made_at: datetime
    made_by: str  # who, as far as we keep it
    why: str = ""


class Stage(StrEnum):
    """How far a measure has come, in order."""

    DRAFT = "draft for comment"
    NOTICE = "notice"
    PROPOSED = "list proposed"
    LIST = "list published"
    IN_FORCE = "in force"
    INTERPRETATION = "interpretation"


class UpdateKind(StrEnum):
    """What a document adds to a story that is known."""

    SOURCE = "another source"  # the only one that is no news by itself
    EDITED = "edited"  # the text of a document that was told
    CORRECTION = "correction"
    STAGE = "new stage"
    SEVERITY = "higher severity"

    @property
    def is_material(self) -> bool:
        """Whether readers should be told, not only be shown it where the message stands."""
        return self is not UpdateKind.SOURCE and self is not UpdateKind.EDITED


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """A change of a story: its message, where it stands, is brought to `revision`."""

    revision: int  # of the story; it opens with 0
    kind: UpdateKind
    detail: str  # what changed, in a few words: "list published", "medium → high"
    document_id: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A body, place, firm or thing that a text names, whatever it calls it."""

    kind: str  # what the vocabulary it stands in holds: body, place, firm, thing, state
    id: str
    start: int  # in the laid-out text
    end: int
    english: str | None = None  # its first name in Latin script
    chinese: str | None = None
    vocabularies: frozenset[str] = frozenset()  # ids of those it stands in


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryKey:
    """A typed blocking key: documents that share one may be one story."""

    kind: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryState:
    """What holds of a story as it stands."""

    id: str
    revision: int = 0
    severity: Severity | None = None  # the highest that matched; None: nothing of it did
    stage: Stage | None = None  # the furthest; None: none was named
    independent: int = 1  # sources: distinct outlets and distinct origins


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What there is to tell, for whatever channel: a version in its story."""

    version: Version
    story: StoryState  # with the version in it
    update: Update | None  # None: it opens the story, or adds nothing to it
    named: tuple[Named, ...]
    tier: Tier | None  # of its source
    silences: tuple[Silence, ...]  # in force


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelKnown:
    """What one channel was told before, what is owed to it included; what was dropped or died is not."""

    story: bool = False  # of the story
    in_digest: bool = False  # of the story, and only in a digest: no message of its own stands there
    document: bool = False  # of this document
    severity: Severity | None = None  # the highest it was told of the story
    rules: Mapping[str, datetime] = field(
        default_factory=dict
    )  # when each rule was told last, damping reaches


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryView:
    """A story as a message shows it."""

    alert_id: int
    story: StoryState
    lead: Version  # what the message is headed by
    named: tuple[Named, ...]  # in the lead
    updates: tuple[Update, ...]  # oldest first
    outlets: tuple[Outlet, ...]  # of all its documents, the lead's first
    tier: Tier | None = None  # of the lead's source
    twins: tuple[
        Document, ...
    ] = ()  # other documents of it, in another language than the lead's, newest last
    retraction: str | None = None  # why an operator took it back
    english: tuple[
        tuple[str, str], ...
    ] = ()  # what readers of English call its outlets and issuer, by their names


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Everything the decide loop commits for one version."""

    version: Version
    story: StoryState  # with the version in it
    joined_by: tuple[str, ...] = ()  # what says so; empty: the document opens the story
    score: float = 0.0
    traits: str  # what later documents are compared with, encoded
    keys: tuple[StoryKey, ...]
    update: Update | None
    verdicts: tuple[tuple[str, Verdict], ...]  # by channel id; empty where there is nothing to tell anybody
    urgent: frozenset[str]  # channels that no cap keeps it from
    now: datetime
