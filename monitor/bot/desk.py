"""What the commands work with: as little of the stores and of the running program as each of them needs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from monitor.model import BotConfig, Button, ChannelConfig, Outcome, Place, Silence, SilenceKind, Tally, Vote
from monitor.reload.live import Live
from monitor.rules.rule import Rule
from monitor.store.database import Database
from monitor.store.standing import InForce, Trouble
from monitor.store.subscriptions import Added

T = TypeVar("T")


class Reading(Protocol):
    """Answers reports beside the program."""

    async def ask(self, work: Callable[[Database], T]) -> T:
        """Return what a report says."""
        ...


class Votes(Protocol):
    """What readers think of alerts."""

    async def cast(self, alert_id: int, person: int, vote: Vote, now: datetime) -> Tally | None:
        """Count a vote; None where there is no such alert."""
        ...

    async def tally(self, alert_id: int) -> Tally:
        """Return the votes on an alert."""
        ...


class Subscriptions(Protocol):
    """Private chats that are told of topics."""

    async def add(self, chat: int, topic: str, now: datetime) -> Added:
        """Tell a chat of a topic from now on."""
        ...

    async def remove(self, chat: int, topic: str) -> bool:
        """Tell a chat no more of a topic."""
        ...

    async def leave(self, chat: int) -> int:
        """Tell a chat of nothing any more."""
        ...

    async def of(self, chat: int) -> tuple[str, ...]:
        """Return the topics that a chat is told of."""
        ...

    async def channels(self) -> tuple[ChannelConfig, ...]:
        """Return the chats as channels."""
        ...


class Silences(Protocol):
    """What is not told for a while."""

    async def in_force(self, now: datetime) -> tuple[Silence, ...]:
        """Return what is silenced now."""
        ...

    async def add(
        self, *, kind: SilenceKind, value: str, until: datetime, now: datetime, made_by: str
    ) -> Silence:
        """Silence something in every channel."""
        ...

    async def end(self, silence: int, now: datetime) -> Silence | None:
        """End a silence; None where none in force has this number."""
        ...


class Standing(Protocol):
    """How the files that people edit stand."""

    async def in_force(self) -> InForce | None:
        """Return which rules are in force."""
        ...

    async def trouble(self, key: str) -> Trouble | None:
        """Return what is wrong with what `key` names."""
        ...


class Digests(Protocol):
    """What tells together what was held."""

    async def ask(self, channel: str, now: datetime) -> bool:
        """Have a channel's digest made at once; False where no such channel is known."""
        ...


class Speaker(Protocol):
    """The way back to people; every failure is an Outcome."""

    async def say(
        self, chat: int, html: str, *, reply_to: int | None = None, thread: int | None = None
    ) -> Outcome:
        """Send an answer."""
        ...

    async def popup(self, tap: str, text: str, *, stays: bool = False) -> Outcome:
        """Answer a press."""
        ...

    async def mark(self, place: Place, rows: Sequence[Sequence[Button]]) -> Outcome:
        """Put other buttons beneath a message."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything a command may need."""

    config: BotConfig
    live: Live
    rules: Callable[[], Sequence[Rule]]  # in force
    rules_folder: Path
    store: Path
    channels: tuple[ChannelConfig, ...]  # of the settings
    reading: Reading
    votes: Votes
    subscriptions: Subscriptions
    silences: Silences
    standing: Standing
    digests: Digests
    look: Callable[[], Awaitable[None]]  # at rules and settings, now
    zone: ZoneInfo  # of the times in answers
    clock: Callable[[], datetime]

    def is_admin(self, person: int | None) -> bool:
        """Say whether somebody may run the program."""
        return person is not None and person in self.config.admins

    def topics(self) -> tuple[str, ...]:
        """Return the topics of the rules in force."""
        return tuple(sorted({rule.topic for rule in self.rules()}))

    async def chats(self) -> tuple[tuple[str, str], ...]:
        """Return every channel that is a chat, with the chat."""
        every = (*self.channels, *await self.subscriptions.channels())
        return tuple((one.id, one.chat) for one in every if one.chat is not None)
