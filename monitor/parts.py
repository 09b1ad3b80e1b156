"""What the loops are made of: their stores, channels and rules, each as little as they need of it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import Protocol

from monitor import decide, deliver, gather
from monitor.alerts import notice as notice_text
from monitor.counting import Counting
from monitor.deliver import Lane, Rows
from monitor.errors import Problem
from monitor.model import (
    ChannelConfig,
    ChannelKind,
    ChannelState,
    Claim,
    Delivery,
    Message,
    Pass,
    Purged,
    Source,
)
from monitor.outbox import SETTLING
from monitor.pulse import Pulse
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

    async def last_moment(self) -> datetime | None:
        """Return when a program last polled, told or sent, by the clock it had."""
        ...

    async def set_back(self, now: datetime, *, openings: Mapping[str, datetime], settling: timedelta) -> None:
        """Bring everything that is due by a clock that was set back to what is due by the clock now."""
        ...

    async def claim_due(
        self, now: datetime, *, limit: int, lease: timedelta, due_by: datetime | None = None
    ) -> tuple[Claim, ...]:
        """Claim sources that are due, or were at another moment."""
        ...

    async def next_due(self, now: datetime) -> datetime | None:
        """Return when the next source is due that is not due yet."""
        ...


class Decisions(decide.Store, Protocol):
    """What the tick needs to know beside what deciding needs."""

    async def waits(self) -> bool:
        """Say whether any version is without a decision."""
        ...


class Outbox(deliver.Store, Protocol):
    """What a new program needs of the outbox beside what delivering needs."""

    async def channel_state(self, channel: str) -> ChannelState:
        """Return what holds for a channel."""
        ...

    async def owed(self, channel: str, now: datetime) -> int:
        """Return how much of what is owed to a channel is due."""
        ...

    async def recover(self, now: datetime, *, settling: timedelta) -> int:
        """Take over from a program that died; return how many sends were cut off."""
        ...


class Showing(Protocol):
    """What deliveries look like in a channel."""

    async def message(self, delivery: Delivery, channel: ChannelConfig) -> Message:
        """Render what a delivery says."""
        ...

    async def buttons(self, delivery: Delivery, channel: ChannelConfig) -> Rows:
        """Return what stands beneath it to be pressed."""
        ...


class Summaries(Protocol):
    """What is told together, at its hour, and what waits for it."""

    async def make_due(self, channels: Sequence[ChannelConfig], now: datetime) -> int:
        """Make the digests and spikes that are due, hold what is over a cap; return how many were made."""
        ...


class Readers(Protocol):
    """Private chats that subscribed: channels that come and go."""

    async def channels(self) -> tuple[ChannelConfig, ...]:
        """Return a channel for each."""
        ...

    async def end(self, channel: str) -> int:
        """Let go of one that shut us out."""
        ...


class Notices(deliver.Store, Protocol):
    """The outbox of the operators' chat."""

    async def text(self, notice: int) -> str:
        """Return what a notice says."""
        ...

    async def recover(self, now: datetime) -> None:
        """Take over from a program that died."""
        ...

    async def tell(self, key: str, text: str, now: datetime) -> None:
        """Owe the chat a text; it replaces what the chat is still owed of the key."""
        ...


class Reloading(Protocol):
    """What makes saved edits live."""

    async def run(self, stop: asyncio.Event) -> None:
        """Watch until told to stop."""
        ...


class Index(Protocol):
    """What stored documents are found by."""

    async def catch_up(self) -> bool:
        """Bring some of the older documents in; return whether any are left."""
        ...


class Purging(Protocol):
    """What lets go of what the store has kept for long enough."""

    async def begin(self, now: datetime) -> Pass | None:
        """Begin a pass; None where the last one has just begun."""
        ...

    async def step(self, now: datetime) -> Purged:
        """Let go of a little; nothing where no more is too old."""
        ...

    async def end(self, done: Pass, purged: Purged, now: datetime) -> None:
        """Note what a pass did."""
        ...


class Beside(Protocol):
    """Something that works beside the loops."""

    async def run(self, stop: asyncio.Event) -> None:
        """Work until told to stop."""
        ...


class Notes(Protocol):
    """Where the program says that it works."""

    async def beat(self, now: datetime) -> None:
        """Say so now."""
        ...

    async def last_beat(self) -> datetime | None:
        """Return when it was said last, None before the first time."""
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
    showing: Showing
    clock: Callable[[], datetime]
    summaries: Summaries | None = None  # None: nothing is held, and nothing told together
    hold_back: Callable[[ChannelConfig, datetime], Awaitable[object]] | None = (
        None  # what is over a channel's cap
    )
    readers: Readers | None = None  # None: no private chat can subscribe
    reader_sender: Callable[[ChannelConfig], deliver.Channel] | None = None  # into such a chat
    index: Index | None = None  # None: all there is stands in it
    purge: Purging | None = None  # None: everything is kept
    beside: tuple[Beside, ...] = ()  # the bot, where it listens to people
    lookout: deliver.Lookout | None = None  # None: a lost answer is answered by sending again
    settling: timedelta = SETTLING
    pulse: Pulse = field(default_factory=lambda: Pulse(began_at=monotonic()))
    gates: defaultdict[str, asyncio.Lock] = field(  # by chat: one sender each
        default_factory=lambda: defaultdict(asyncio.Lock)
    )


async def channels(parts: Parts) -> tuple[ChannelConfig, ...]:
    """Return the channels there are now: those of the settings, and of those who subscribe."""
    named = parts.channels if parts.live.channels is None else parts.live.channels
    return (*named, *(await parts.readers.channels() if parts.readers else ()))


def lanes(parts: Parts) -> tuple[Lane, ...]:
    """Return a lane for every channel of the settings, and one for the operators' chat."""
    made = [_lane(parts, channel, parts.senders[channel.id]) for channel in parts.channels]
    return (*made, _ops_lane(parts, parts.ops)) if parts.ops is not None else tuple(made)


async def reader_lanes(parts: Parts) -> tuple[Lane, ...]:
    """Return a lane for every private chat that subscribes."""
    if parts.readers is None or parts.reader_sender is None:
        return ()
    return tuple(
        replace(
            _lane(parts, channel, parts.reader_sender(channel)), leave=partial(parts.readers.end, channel.id)
        )
        for channel in await parts.readers.channels()
    )


def _lane(parts: Parts, channel: ChannelConfig, sender: deliver.Channel) -> Lane:
    showing, chat = parts.showing, channel.chat if channel.kind is ChannelKind.TELEGRAM else None

    async def message(delivery: Delivery) -> Message:
        return await showing.message(delivery, channel)

    async def buttons(delivery: Delivery) -> Rows:
        return await showing.buttons(delivery, channel)

    return Lane(
        channel=channel,
        sender=sender,
        store=parts.outbox,
        render=message,
        buttons=buttons if channel.buttons else None,
        hold_back=partial(_hold_back, parts, channel) if parts.hold_back else None,
        lookout=parts.lookout if chat else None,
        settling=parts.settling,
        counts=Counting(parts.pulse),
        peers=tuple(other.id for other in parts.channels if chat and other.chat == chat) or (channel.id,),
        gate=parts.gates[chat] if chat else asyncio.Lock(),
        shut=partial(_tell_shut, parts, channel.id),
    )


async def _tell_shut(parts: Parts, channel: str, why: str) -> None:
    """Tell the operators that a channel is suspended; what it is owed waits for them."""
    now = parts.clock()
    text = (
        f"⛔ Channel {channel} is suspended: {why}.\n\nSince {now:%Y-%m-%d %H:%M} UTC. Nothing is lost: "
        f"mend it, then `monitor channels resume {channel}`; `monitor channels test {channel}` says whether it works."
    )
    await parts.notices.tell(f"channel {channel}", text, now)


async def _hold_back(parts: Parts, channel: ChannelConfig, now: datetime) -> None:
    """Take what is over a channel's cap out of the way, as the settings say now."""
    current = next((one for one in parts.live.channels or () if one.id == channel.id), channel)
    if current.cap is not None and parts.hold_back is not None:
        await parts.hold_back(current, now)


def _ops_lane(parts: Parts, ops: Ops) -> Lane:
    async def notice(delivery: Delivery) -> Message:
        return notice_text.render(await parts.notices.text(delivery.id))

    return Lane(
        channel=ops.channel,
        sender=ops.sender,
        store=parts.notices,
        render=notice,
        counts=Counting(parts.pulse, is_of_alerts=False),
    )
