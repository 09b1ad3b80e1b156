"""What the loops are made of: their stores, channels and rules, each as little as they need of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from monitor import decide, deliver, gather
from monitor.alerts import notice as notice_text
from monitor.errors import Problem
from monitor.model import ChannelConfig, Claim, Delivery, Message, Source, Version
from monitor.reload.live import Live


class SourceStore(gather.Store, Protocol):
    """What the tick needs of the store beside what gathering needs."""

    async def sync(
        self,
        sources: Iterable[Source],
        now: datetime,
        *,
        edited: Collection[str] | None = None,
        spread: bool = True,
    ) -> None:
        """Make the listed sources the ones that are polled; `spread` begins with many new ones by and by."""
        ...

    async def pull_back(self, latest: datetime) -> None:
        """Bring due times beyond `latest` back to it."""
        ...

    async def claim_due(
        self, now: datetime, *, limit: int, lease: timedelta, due_by: datetime | None = None
    ) -> tuple[Claim, ...]:
        """Claim sources that are due, or were at another moment."""
        ...


class Decisions(decide.Store, Protocol):
    """What the tick needs to know beside what deciding needs."""

    async def waits(self) -> bool:
        """Say whether any version is without a decision."""
        ...


class Outbox(deliver.Store, Protocol):
    """What a new program needs of the outbox beside what delivering needs."""

    async def version(self, version_id: int) -> Version:
        """Return what a delivery shows."""
        ...

    async def recover(self, now: datetime) -> int:
        """Take over from a program that died; return how many sends were cut off."""
        ...


class Notices(deliver.Store, Protocol):
    """The outbox of the operators' chat."""

    async def text(self, notice: int) -> str:
        """Return what a notice says."""
        ...

    async def recover(self, now: datetime) -> None:
        """Take over from a program that died."""
        ...


class Reloading(Protocol):
    """What makes saved edits live."""

    async def run(self, stop: asyncio.Event) -> None:
        """Watch until told to stop."""
        ...


class Notes(Protocol):
    """Where the program says that it works."""

    async def beat(self, now: datetime) -> None:
        """Say so now."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ops:
    """The chat of those who run the program."""

    channel: ChannelConfig
    sender: deliver.Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Everything the loops work with, built once."""

    live: Live  # what a saved edit replaces
    rule_problems: tuple[
        Problem, ...
    ]  # of files that did not check at the start; the last good set is in force
    channels: tuple[ChannelConfig, ...]
    senders: Mapping[str, deliver.Channel]  # by channel id
    fetcher: gather.Fetcher
    reader: gather.Reader
    source_store: SourceStore
    source_notices: gather.Telling
    decisions: Decisions
    outbox: Outbox
    notices: Notices
    ops: Ops | None  # None: the log alone says what operators must know
    notes: Notes
    reloading: Reloading
    render: Callable[[Version], Message]
    clock: Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One channel with its outbox; a lane has one sender."""

    channel: ChannelConfig
    sender: deliver.Channel
    store: deliver.Store
    render: Callable[[Delivery], Awaitable[Message]]


def lanes(parts: Parts) -> tuple[Lane, ...]:
    """Return a lane for every channel, and one for the operators' chat."""

    async def alert(delivery: Delivery) -> Message:
        return parts.render(await parts.outbox.version(delivery.version_id))

    async def notice(delivery: Delivery) -> Message:
        return notice_text.render(await parts.notices.text(delivery.id))

    made = [
        Lane(channel=channel, sender=parts.senders[channel.id], store=parts.outbox, render=alert)
        for channel in parts.channels
    ]
    if parts.ops is not None:
        ops = parts.ops
        made.append(Lane(channel=ops.channel, sender=ops.sender, store=parts.notices, render=notice))
    return tuple(made)
