"""One channel of `monitor.yaml` → ChannelConfig: its keys, which of them its kind knows, and what they must hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator

from monitor.alerts import cron, working_days
from monitor.config import durations
from monitor.config.source_forms import Id, known_zone, readable_path
from monitor.model import (
    Cap,
    ChannelConfig,
    ChannelKind,
    DigestPlan,
    Hours,
    Pace,
    Quiet,
    Route,
    Secret,
    Severity,
    Tier,
)

TELEGRAM_PACE = "20/min"  # Telegram's advice for one channel or group (core.telegram.org/bots/faq)
_DEFAULT_PACE = durations.pace(TELEGRAM_PACE)
_CHAT = re.compile(r"-?[0-9]{1,20}|@[A-Za-z][A-Za-z0-9_]{3,}")
_QUIET = re.compile(r"\s*([0-9]{1,2}):([0-9]{2})\s*[-–]\s*([0-9]{1,2}):([0-9]{2})\s*")
_LANGUAGE = re.compile(r"[a-z]{2}|und")
_READ = ("en", "zh")  # languages of readers
_LIMITS = (200, 4096)  # characters; the most is Telegram's

_WRITTEN = frozenset({"limit", "templates"})  # what only a message in words has
_SENT = frozenset({"pace"})
KEYS_OF: Mapping[ChannelKind, frozenset[str]] = {
    ChannelKind.TELEGRAM: _WRITTEN | _SENT | {"chat", "thread", "buttons"},
    ChannelKind.CONSOLE: _WRITTEN,
    ChannelKind.APPRISE: _WRITTEN | _SENT | {"url", "url_file"},
    ChannelKind.WEBHOOK: _SENT | {"url", "url_file", "secret", "secret_file"},
    ChannelKind.ATOM: frozenset({"path"}),
}
OF_SOME_KINDS = frozenset().union(*KEYS_OF.values())


def readable_chat(value: Any) -> Any:
    """Check a chat; raises ValueError with the mend."""
    if isinstance(value, bool) or (isinstance(value, str | int) and not _CHAT.fullmatch(str(value))):
        raise ValueError(f"{value!r} is no chat; write its numeric id, such as 123456789, or its @name")
    return value


def _pace(value: Any) -> Any:
    # YAML reads a bare off as false.
    if value is False:
        return None
    return durations.pace(value) if isinstance(value, str) else value


def _cap(value: Any) -> Any:
    return durations.cap(str(value))


def _damping(value: Any) -> Any:
    return durations.duration(str(value))  # pydantic would take a bare number for seconds


def _limit(value: Any) -> Any:
    least, most = _LIMITS
    if isinstance(value, int) and not isinstance(value, bool) and not least <= value <= most:
        raise ValueError(f"{value} is out of range; a message takes {least} to {most} characters")
    return value


def readers_language(value: Any) -> Any:
    """Check a language that alerts are written in; raises ValueError with the mend."""
    if isinstance(value, str) and value not in _READ:
        raise ValueError(f"{value!r} is no language that alerts are written in; write {' or '.join(_READ)}")
    return value


def _read_language(value: Any) -> Any:
    if isinstance(value, str) and not _LANGUAGE.fullmatch(value):
        raise ValueError(f"{value!r} is no ISO 639-1 code; write one as zh or en")
    return value


def _quiet(value: Any) -> Any:
    found = _QUIET.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"{value!r} is no stretch of the day; write it as 22:00-07:00, in quotes")
    start, end = _clock(found[1], found[2]), _clock(found[3], found[4])
    if start == end:
        raise ValueError(f"{value!r} begins when it ends; write two different times, as in 22:00-07:00")
    return Quiet(start=start, end=end)


def _clock(hour: str, minute: str) -> time:
    """Return a time of the day; midnight may be written as 24:00."""
    if int(hour) > 24 or int(minute) > 59 or (int(hour) == 24 and int(minute) > 0):
        raise ValueError(f"{hour}:{minute} is no time of the day; write one from 00:00 to 24:00")
    return time(int(hour) % 24, int(minute))


def _one_or_more(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _working_days(value: Any) -> Any:
    if isinstance(value, str) and value not in working_days.countries():
        raise ValueError(
            f"{value!r} is no country whose working days are known; write its ISO 3166 code, as CN"
        )
    return value


def _cron(value: Any) -> Any:
    if isinstance(value, str) and (wrong := cron.problem(value)):
        raise ValueError(wrong)
    return value


def _digest(value: Any) -> Any:
    return {"cron": value} if isinstance(value, str) else value


def _mention(value: Any) -> Any:
    if isinstance(value, str) and (not value.startswith("@") or not value[1:].strip()):
        raise ValueError(
            f'{value!r} is no vocabulary; write its name of terms.yaml as "@{value.strip("@ ") or "name"}"'
        )
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteEntry:
    """What a channel is told of."""

    topics: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    severity: Severity = Severity.LOW
    tiers: tuple[Tier, ...] = ()
    sources: tuple[str, ...] = ()
    languages: tuple[Annotated[str, BeforeValidator(_read_language)], ...] = ()
    mentions: tuple[Annotated[str, BeforeValidator(_mention)], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursEntry:
    """When a channel is not disturbed."""

    zone: Annotated[str, BeforeValidator(known_zone)] = Hours().zone
    quiet: Annotated[
        tuple[Annotated[Quiet, BeforeValidator(_quiet)], ...], BeforeValidator(_one_or_more)
    ] = ()
    working_days: Annotated[str | None, BeforeValidator(_working_days)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestEntry:
    """When a digest is made, and whether with a picture."""

    cron: Annotated[str, BeforeValidator(_cron)]
    picture: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelEntry:
    """A channel as it is written."""

    id: Id
    kind: ChannelKind
    chat: Annotated[str | int | None, BeforeValidator(readable_chat)] = None
    thread: int | None = None
    url: str | None = None
    url_file: Annotated[str | None, BeforeValidator(readable_path)] = None
    secret: str | None = None
    secret_file: Annotated[str | None, BeforeValidator(readable_path)] = None
    path: Annotated[str | None, BeforeValidator(readable_path)] = None
    pace: Annotated[Pace | None, BeforeValidator(_pace)] = _DEFAULT_PACE
    language: Annotated[str | None, BeforeValidator(readers_language)] = None
    limit: Annotated[int, BeforeValidator(_limit)] = 1200
    templates: dict[str, str] | None = None
    buttons: bool = False
    routes: tuple[RouteEntry, ...] = ()
    sound: Severity = Severity.MEDIUM
    digest: Severity | None = None
    urgent: Severity = Severity.CRITICAL
    hours: HoursEntry = HoursEntry()
    cap: Annotated[Cap | None, BeforeValidator(_cap)] = None
    damping: Annotated[timedelta | None, BeforeValidator(_damping)] = None
    digests: tuple[Annotated[DigestEntry, BeforeValidator(_digest)], ...] = ()
    spikes: bool = False


def channel(
    entry: ChannelEntry, base: Path, secrets: Mapping[str, Secret], *, is_paced: bool
) -> ChannelConfig:
    """Return the channel that checked; `secrets` are its url and secret, wherever they stand."""
    is_telegram = entry.kind is ChannelKind.TELEGRAM
    return ChannelConfig(
        id=entry.id,
        kind=entry.kind,
        chat=None if entry.chat is None else str(entry.chat),
        thread=entry.thread,
        url=secrets.get("url"),
        secret=secrets.get("secret"),
        path=None if entry.path is None else base / entry.path,
        # Only Telegram says how much it takes; others are asked to be slow by who knows them.
        pace=entry.pace if is_telegram or is_paced else None,
        language=entry.language,
        limit=entry.limit,
        templates=tuple((entry.templates or {}).items()),
        buttons=entry.buttons,
        routes=tuple(_route(route) for route in entry.routes),
        sound=entry.sound,
        digest=entry.digest,
        urgent=entry.urgent,
        hours=Hours(zone=entry.hours.zone, quiet=entry.hours.quiet, working_days=entry.hours.working_days),
        cap=entry.cap,
        damping=entry.damping,
        digests=tuple(DigestPlan(cron=plan.cron, picture=plan.picture) for plan in entry.digests),
        spikes=entry.spikes,
    )


def _route(entry: RouteEntry) -> Route:
    return Route(
        topics=frozenset(entry.topics),
        rules=frozenset(entry.rules),
        severity=entry.severity,
        tiers=frozenset(entry.tiers),
        sources=frozenset(entry.sources),
        languages=frozenset(entry.languages),
        mentions=frozenset(name.removeprefix("@") for name in entry.mentions),
    )
