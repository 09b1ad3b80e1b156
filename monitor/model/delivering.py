"""Messages on their way: deliveries, what came of them, what they say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.model.documents import OutletKind, Published
from monitor.model.matches import Severity


class DeliveryState(StrEnum):
    """The life of a delivery; `sent` and `dead` are final."""

    PENDING = "pending"
    SENDING = "sending"  # the intent is committed; the answer is not known yet
    UNCERTAIN = "uncertain"  # the answer was lost; it will be sent again
    SENT = "sent"
    DEAD = "dead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One alert owed to one channel."""

    id: int
    channel: str
    version_id: int
    state: DeliveryState
    attempts: int = 0  # sends begun
    repeats: int = 0  # sends begun after an answer was lost
    due_at: datetime
    parts: tuple[str, ...] = ()  # the rendered texts, frozen with the first intent
    sent_ids: tuple[int, ...] = ()  # one a part that stands in the channel
    silent: bool = False  # arrives without a sound; frozen with the parts
    plain: bool = False  # the markup was refused: send as plain text
    error: str | None = None  # the last one


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A rendered alert: one text or, where it is long, several."""

    parts: tuple[str, ...]
    silent: bool = False  # arrives without a sound


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelState:
    """What holds for a whole channel."""

    chat: str | None = None  # where the chat has moved; None: where the settings say
    suspended: str | None = None  # what an operator must mend
    paused_until: datetime | None = None
    failures: int = 0  # in a row


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The channel answered: it stands there under this id."""

    message_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSent:
    """Certainly not sent, worth another try; after `retry_after` where the server named a time."""

    detail: str
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguous:
    """The answer was lost: it may stand in the channel or not."""

    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The text will never be taken; `markup` where only its markup is at fault."""

    detail: str
    markup: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspended:
    """The target or the token does not let us in; an operator must act. Nothing is dropped."""

    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrated:
    """The chat has another id now; not sent."""

    chat: str


Outcome = Sent | NotSent | Ambiguous | Refused | Suspended | Migrated


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What an alert says, before any channel's markup; every text stands in the document but labels."""

    severity: Severity
    topics: tuple[str, ...]
    rule_names: tuple[str, ...]
    title: str
    url: str | None
    lines: tuple[str, ...]  # the substance
    outlet: str
    provenance: OutletKind
    published: Published | None
    document_number: str | None
    why: tuple[str, ...]  # the analyst's words, one a rule
    evidence: tuple[str, ...]  # matched words in context
    document_id: str
    demo: bool = False
