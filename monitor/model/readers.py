"""People who write to the bot: what they send, what they press, what they think of an alert."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

SUBSCRIBER = "chat:"  # how the channel of a private chat begins; no channel of the settings is named so


class Vote(StrEnum):
    """What a reader thinks of an alert."""

    USEFUL = "useful"
    NOISE = "noise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The votes on an alert, one a person."""

    useful: int = 0
    noise: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BotConfig:
    """What the bot does for people who write to it; without one, it listens to nobody."""

    admins: frozenset[int] = frozenset()  # Telegram's ids of people
    commands: bool = True  # False: buttons only
    subscribers: int = 100  # private chats that may subscribe; 0: none
    language: str | None = None  # of what subscribers are told: a channel's


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a message stands."""

    chat: int
    message_id: int
    username: str | None = None  # of the chat, without the @


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Somebody wrote a message."""

    update_id: int
    person: int | None  # None: a channel's post, or somebody who writes as a chat
    chat: int
    is_private: bool
    message_id: int
    text: str
    thread: int | None = None  # a forum topic of the chat
    about: tuple[Place, ...] = ()  # what it replies to, where it stands and where it was forwarded from
    language: str | None = None  # of the person's Telegram, such as `en` or `zh-hans`


@dataclass(frozen=True, slots=True, kw_only=True)
class Tapped:
    """Somebody pressed a button of ours."""

    update_id: int
    person: int
    id: str  # what its answer names
    data: str
    place: Place | None  # None: the message is too old for Telegram to say
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing:
    """An update that says nothing to us."""

    update_id: int


Incoming = Said | Tapped | Nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What came since the last time; empty where nobody wrote."""

    updates: tuple[Incoming, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deaf:
    """Nothing can be heard now, and why."""

    detail: str
    retry_after: timedelta | None = None  # where the server named a time


def label(channel: str) -> str:
    """Return what a channel is counted as: private chats go together, for whose they are is nobody's business."""
    return "subscribers" if channel.startswith(SUBSCRIBER) else channel
