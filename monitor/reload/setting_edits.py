"""The settings file as one thing that is edited: its sources, and what channels are told and when, are live.

The rest waits for the next start.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol

import structlog

from monitor.config import settings
from monitor.config.settings import Settings
from monitor.errors import ConfigError, Problem
from monitor.model import ChannelConfig, ChannelKind, Source
from monitor.reload import words
from monitor.reload.live import Live
from monitor.store.standing import RESTART, SETTINGS, Standing

# A mounted file has no name left, and its old content for ever, once an editor outside put a new file in its place.
_REPLACED = (
    "another file was put in its place outside the container, where this one cannot follow; "
    "restart after the edit, or mount the folder around it instead"
)

logger = structlog.get_logger("monitor.reload")

_PLAIN = ChannelConfig(id="", kind=ChannelKind.CONSOLE)  # told everything, at once


class Sources(Protocol):
    """What the store is told of an edit."""

    async def sync(
        self, sources: Iterable[Source], now: datetime, *, edited: Collection[str] | None = None
    ) -> None:
        """Make the listed sources the ones that are polled."""
        ...


class SettingEdits:
    """Reads and checks the settings; `live` gets the sources they list."""

    name = "settings"

    def __init__(
        self,
        started: Settings,
        environment: Mapping[str, str],
        *,
        live: Live,
        sources: Sources,
        standing: Standing,
        redact: Callable[[str], str],
        clock: Callable[[], datetime],
    ) -> None:
        self._started = started
        self._environment = environment
        self._live = live
        self._sources = sources
        self._standing = standing
        self._redact = redact
        self._clock = clock
        self._logged: frozenset[str] = frozenset()
        # A file system that counts no names says 0 of every file.
        self._is_named = started.path.exists() and started.path.stat().st_nlink > 0

    async def start(self) -> None:
        """Forget what was wrong before this start, which read the settings, and what waited for it."""
        await self._mend()
        await self._standing.end(RESTART, words.restarted(), self._clock())

    def read(self) -> bytes | str:
        """Return what the file holds, or why that is not known."""
        try:
            if self._is_named and self._started.path.stat().st_nlink == 0:
                return _REPLACED
            return self._started.path.read_bytes()
        except OSError as error:
            return str(error)

    def load(self, content: bytes | str) -> Settings:
        """Check the settings; ConfigError has every problem."""
        if content == _REPLACED:
            raise ConfigError((Problem(path=str(self._started.path), message=_REPLACED),))
        # What is read now is as good: if it is not that content any more, the next look sees it.
        return settings.load(self._started.path, self._environment)

    async def accept(self, loaded: Settings) -> None:
        """Poll the sources it lists from now on, and say what has to wait."""
        await self._follow_sources({source.id: source for source in loaded.sources})
        self._follow_channels(loaded.channels)
        await self._mend()
        await self._say_what_waits(loaded)

    async def refuse(self, problems: tuple[Problem, ...]) -> None:
        """Say what is wrong: in the log what was not said yet, to the operators and `monitor status` as it is now."""
        lines = [self._redact(str(problem)) for problem in problems]
        for line in lines:
            if line not in self._logged:
                logger.error("settings refused, the last good ones stay in force", problem=line)
        self._logged = frozenset(lines)
        notice = words.settings_refused(lines, len(self._live.sources))
        await self._standing.begin(SETTINGS, lines, notice, self._clock())

    async def _follow_sources(self, wanted: Mapping[str, Source]) -> None:
        before = self._live.sources
        edited = {key for key, source in wanted.items() if _polled(before.get(key)) != _polled(source)}
        removed = before.keys() - wanted.keys()
        if not edited and not removed:
            self._live.sources = wanted
            return
        # What the store lists must be known here: until it has the new list, both are.
        self._live.sources = {**before, **wanted}
        await self._sources.sync(wanted.values(), self._clock(), edited=edited)
        self._live.sources = wanted
        logger.info(
            "sources loaded",
            added=sorted(edited - before.keys()),
            changed=sorted(edited & before.keys()),
            removed=sorted(removed),
        )

    def _follow_channels(self, wanted: tuple[ChannelConfig, ...]) -> None:
        """Tell the channels there are what the settings say now; another one waits for the next start."""
        before = self._started.channels if self._live.channels is None else self._live.channels
        by_id = {channel.id: channel for channel in wanted}
        now = tuple(_told_as(channel, by_id.get(channel.id, channel)) for channel in before)
        changed = [channel.id for channel, old in zip(now, before, strict=True) if channel != old]
        if changed:
            self._live.channels = now
            logger.info("channels loaded", changed=changed)

    async def _mend(self) -> None:
        self._logged = frozenset()
        trouble = await self._standing.trouble(SETTINGS)
        if trouble is not None:
            now = self._clock()
            await self._standing.end(
                SETTINGS, words.settings_mended(trouble, len(self._live.sources), now), now
            )
            logger.info("settings are mended", since=trouble.since.isoformat())

    async def _say_what_waits(self, loaded: Settings) -> None:
        keys = [key for key, value in _fixed(loaded).items() if value != _fixed(self._started)[key]]
        waiting = await self._standing.trouble(RESTART)
        if tuple(keys) == (waiting.lines if waiting is not None else ()):
            return
        path, now = str(self._started.path), self._clock()
        if keys:
            logger.warning("settings that take effect at the next start", settings=keys)
            await self._standing.begin(RESTART, keys, words.restart_needed(path, keys), now)
        else:
            logger.info("no setting waits for the next start any more")
            await self._standing.end(RESTART, words.restart_not_needed(path), now)


def _fixed(loaded: Settings) -> dict[str, object]:
    """Return the settings that a running program does not take over, by their keys."""
    return {
        "store": loaded.store,
        "rules": loaded.rules,
        "fetch": (loaded.contact, loaded.allow_private),
        "channels": tuple(_told_as(channel, _PLAIN) for channel in loaded.channels),
        "ops_chat": loaded.ops_chat,
        "bot": loaded.bot,
        "retention": loaded.retention,
        "web": loaded.web,
        "log": loaded.log,
        "heartbeat": loaded.heartbeat,
        "still_here": loaded.still_here,
        "TELEGRAM_BOT_TOKEN": loaded.token,
    }


def _polled(source: Source | None) -> Source | None:
    """Return a source as polling knows it: that somebody saw it answer changes no poll."""
    return None if source is None else replace(source, verified_on=None)


def _told_as(channel: ChannelConfig, other: ChannelConfig) -> ChannelConfig:
    """Return a channel that is told what another is, and when."""
    return replace(
        channel,
        routes=other.routes,
        sound=other.sound,
        digest=other.digest,
        urgent=other.urgent,
        hours=other.hours,
        cap=other.cap,
        damping=other.damping,
        digests=other.digests,
        spikes=other.spikes,
    )
