"""Messages on their way: deliveries, what came of them, what they say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from monitor.model.deciding import Stage, Update
from monitor.model.documents import OutletKind, Published
from monitor.model.matches import Severity
from monitor.model.sources import Tier


class DeliveryKind(StrEnum):
    """What a delivery does in its channel."""

    SEND = "send"  # the message of an alert
    EDIT = "edit"  # brings that message up to date
    REPLY = "reply"  # a short one beneath it
    DIGEST = "digest"  # what was held, together
    SPIKE = "spike"  # a topic well above its baseline


class DeliveryState(StrEnum):
    """The life of a delivery; `sent`, `dead`, `dropped` and `told` are final."""

    PENDING = "pending"
    HELD = "held"  # waits for the digest
    TOLD = "told"  # by a digest that stands in the channel
    DROPPED = "dropped"  # by an operator, or there is nothing left that it could change
    SENDING = "sending"  # the intent is committed; the answer is not known yet
    UNCERTAIN = "uncertain"  # the answer was lost; it is looked for, or sent again
    SENT = "sent"
    DEAD = "dead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Something owed to one channel."""

    id: int
    channel: str
    kind: DeliveryKind = DeliveryKind.SEND
    alert_id: int | None = None  # None: a digest, a spike
    version_id: int | None = None  # what the alert's message is headed by
    revision: int = 0  # of the story: what it shows, or will
    state: DeliveryState
    attempts: int = 0  # sends begun
    repeats: int = 0  # sends begun after an answer was lost
    due_at: datetime
    parts: tuple[str, ...] = ()  # the rendered texts, frozen with the first intent
    sent_ids: tuple[int, ...] = ()  # one a part that stands in the channel
    picture: bytes | None = None  # PNG; the first part is its caption
    targets: tuple[int, ...] = ()  # message ids of the alert's message: what an edit or a reply is about
    base_id: int | None = (
        None  # the last id known of the chat when the send began; None: it cannot be looked for
    )
    retracts: bool = False  # takes the alert back; told also where messages cannot be edited
    silent: bool = False  # arrives without a sound; frozen with the parts
    plain: bool = False  # the markup was refused: send as plain text
    error: str | None = None  # the last one


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A rendered alert: one text or, where it is long, several."""

    parts: tuple[str, ...]
    silent: bool = False  # arrives without a sound
    picture: bytes | None = None  # PNG; the first part is its caption
    fault: str = ""  # what went wrong with an operator's template, for the log; it is our own message then


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """Something a reader may press beneath a message: `data` comes back to us, or `url` opens."""

    text: str
    data: str | None = None  # at most 64 bytes (core.telegram.org/bots/api#inlinekeyboardbutton)
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One text as it goes out, in the form of its channel: Telegram's HTML, JSON of a webhook, an Atom entry."""

    text: str
    key: str  # stable over repeats: delivery and part; for channels that can tell a repeat
    picture: bytes | None = None  # PNG, with the text as its caption
    plain: bool = False  # drop the markup
    silent: bool = False
    reply_to: int | None = None
    buttons: tuple[tuple[Button, ...], ...] = ()  # rows


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelState:
    """What holds for a whole channel."""

    chat: str | None = None  # where the chat has moved; None: where the settings say
    suspended: str | None = None  # what an operator must mend
    paused_until: datetime | None = None
    failures: int = 0  # in a row


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """What holds before a send: for its channel, and for its chat, which other channels may lead to."""

    channel: ChannelState
    sends: tuple[datetime, ...] = ()  # begun in the pace's window, oldest first
    paused_until: datetime | None = None  # of the chat
    is_in_doubt: bool = False  # what another channel sent there may stand there or not
    last_id: int = 0  # of the messages known to stand in the chat


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How far the ids of a chat have come, so far as we know."""

    chat: str
    last_id: int


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
    left: bool = False  # whoever reads the chat has shut us out of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrated:
    """The chat has another id now; not sent."""

    chat: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """The message to edit is not there any more, or stands there for good where `stands`."""

    detail: str
    stands: bool = False


Outcome = Sent | NotSent | Ambiguous | Refused | Suspended | Migrated | Gone


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """What was looked for does not stand in the chat; `last_id` is the last message that does."""

    last_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    """The search is not over: `last_id` was looked at last."""

    last_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Blind:
    """Nobody can look into this chat."""

    detail: str


Sighting = Sent | Absent | Unseen | Blind | NotSent


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
    head: str = ""  # what happened, in the reader's language; empty: the title is in it
    glosses: tuple[
        str, ...
    ] = ()  # what each line names, in the reader's language; empty: the lines are in it
    lines_from: str = ""  # whose words the lines are, where they are another outlet's of the story
    head_from: str = ""  # whose title the head is, where it is another outlet's of the story
    summarised_by: str = ""  # the model that wrote the lines; empty: they are the document's own
    issuer: str = ""  # whose document it is, where that is not its outlet
    written_on: date | None = None  # None: as published, or the text does not say
    tier: Tier | None = None  # of the source; None: nobody said
    outlet_kind: OutletKind | None = None  # of the outlet itself, whatever its text rests on
    independent: int = 1  # sources of the story
    stage: Stage | None = None  # of the story
    history: tuple[Update, ...] = ()  # of the story, oldest first
    tags: tuple[str, ...] = ()  # names to find it by, in ASCII
    alert_id: int | None = None  # None: it is no alert yet
    retraction: str | None = None  # why an operator took it back


@dataclass(frozen=True, slots=True, kw_only=True)
class Summarised:
    """What a language model made of a document; used only where all of it stands there."""

    model: str
    lines: tuple[str, ...]
