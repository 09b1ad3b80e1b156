"""Where alerts are told, and how: channels as `monitor.yaml` names them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum
from pathlib import Path

from monitor.model.matches import Severity
from monitor.model.sources import Secret, Tier


class ChannelKind(StrEnum):
    """Where a channel leads."""

    TELEGRAM = "telegram"
    CONSOLE = "console"
    APPRISE = "apprise"  # any service Apprise knows, by its URL
    WEBHOOK = "webhook"  # a signed JSON body
    ATOM = "atom"  # a feed file


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """At most `count` messages in any `window`, and never two within a second."""

    count: int = 20
    window: timedelta = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """What a channel is told of: every condition that is set must hold; an empty one does not ask."""

    topics: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()
    severity: Severity = Severity.LOW  # at least
    tiers: frozenset[Tier] = frozenset()
    sources: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()  # ISO 639-1
    mentions: frozenset[str] = frozenset()  # vocabularies, of which the text must name something


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """A stretch of every day; `end` before `start` is on the next day."""

    start: time
    end: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When a channel is not disturbed: what comes then waits, and nothing is lost."""

    zone: str = "Asia/Shanghai"  # IANA name
    quiet: tuple[Quiet, ...] = ()
    working_days: str | None = None  # ISO 3166 country: quiet on every day that is no working day there


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestPlan:
    """When what was held is told together: five cron fields in the zone of the channel's hours."""

    cron: str
    picture: bool = False  # signals by topic and week, most active bodies


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """At most so many alerts in any `window`; what is over goes into the digest."""

    count: int
    window: timedelta = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelConfig:
    """A channel, as `monitor.yaml` or the environment names it."""

    id: str
    kind: ChannelKind
    chat: str | None = None  # Telegram: a numeric id or @name
    thread: int | None = None  # Telegram: a forum topic of the chat
    url: Secret | None = None  # Apprise, webhook
    secret: Secret | None = None  # webhook: what its bodies are signed with
    path: Path | None = None  # Atom: the file
    pace: Pace | None = None  # None: no pacing
    language: str | None = None  # "en": Chinese documents get an English head; None: each in its own
    limit: int = 1200  # characters of a message
    templates: tuple[tuple[str, str], ...] = ()  # by what they stand for: Jinja2 in place of ours
    buttons: bool = False
    routes: tuple[Route, ...] = ()  # any of them; none: everything
    sound: Severity = Severity.MEDIUM  # from here on a message makes a sound
    digest: Severity | None = None  # up to here alerts wait for the digest
    urgent: Severity = Severity.CRITICAL  # from here on neither quiet hours nor the cap hold an alert back
    hours: Hours = Hours()
    cap: Cap | None = None
    damping: timedelta | None = None  # one rule alone is not told again so soon
    digests: tuple[DigestPlan, ...] = ()
    spikes: bool = False  # a topic well above its baseline is an alert
