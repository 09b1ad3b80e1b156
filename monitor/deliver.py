"""The third loop, one sender a chat: due delivery → render → commit the intent → send → commit the outcome.

A send whose answer was lost is looked for before anything is sent again, where somebody can look.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from monitor import outbox
from monitor.errors import StoreError
from monitor.model import (
    Absent,
    Button,
    ChannelConfig,
    ChannelState,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Mark,
    Message,
    Outcome,
    Post,
    Sent,
    Sighting,
    Suspended,
    Traffic,
)

logger = structlog.get_logger("monitor.deliver")

Clock = Callable[[], datetime]
Rows = tuple[tuple[Button, ...], ...]

_SOON = timedelta(seconds=1)  # what another lane of the chat has in doubt, it settles itself


class Store(Protocol):
    """What delivering needs of the store."""

    async def next_delivery(self, channel: str) -> Delivery | None:
        """Return what goes out next: what is in doubt, else what is due first."""
        ...

    async def traffic(
        self, channel: str, *, peers: tuple[str, ...], chat: str | None, since: datetime
    ) -> Traffic:
        """Return what holds for a channel, and what went to its chat since."""
        ...

    async def intend(self, delivery: Delivery, now: datetime) -> bool:
        """Commit the intent to send; False where the delivery is not what it was any more."""
        ...

    async def conclude(
        self, delivery: Delivery, channel: ChannelState, now: datetime, *, mark: Mark | None
    ) -> None:
        """Commit what came of it, and what was learnt of the ids in its chat."""
        ...


class Channel(Protocol):
    """Where a rendered text goes; every failure is an Outcome."""

    @property
    def can_edit(self) -> bool:
        """Whether what stands there can be changed."""
        ...

    async def send(self, post: Post, *, chat: str | None) -> Outcome:
        """Post one text; `chat` is where the chat has moved."""
        ...

    async def edit(self, message_id: int, post: Post, *, chat: str | None) -> Outcome:
        """Put a text in the place of a message; one that says it already is `Sent`."""
        ...


class Counts(Protocol):
    """Who counts what comes of sends."""

    def repeat(self, delivery: Delivery) -> None:
        """Count a send that is begun again because its answer was lost."""
        ...

    def came(self, delivery: Delivery, outcome: Outcome | Sighting) -> None:
        """Count what came of a send, or that it was found; the delivery is as it is then."""
        ...


class Lookout(Protocol):
    """Who can look into a chat for what may stand there."""

    def can_look(self, chat: str) -> bool:
        """Say whether the ids of a chat count up, so far as its name tells."""
        ...

    async def look(self, post: Post, *, after: int, chat: str) -> Sighting:
        """Look for a text among the messages after one."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One channel with its outbox; a lane has one sender."""

    channel: ChannelConfig
    sender: Channel
    store: Store
    render: Callable[[Delivery], Awaitable[Message]]
    buttons: Callable[[Delivery], Awaitable[Rows]] | None = None  # beneath the message of an alert
    leave: Callable[[], Awaitable[object]] | None = None  # when its reader has shut us out; None: suspend it
    shut: Callable[[str], Awaitable[object]] | None = None  # told why, once it is suspended
    hold_back: Callable[[datetime], Awaitable[object]] | None = (
        None  # takes what is over a cap out of the way
    )
    lookout: Lookout | None = None
    settling: timedelta = outbox.SETTLING
    counts: Counts | None = None  # None: nobody counts what comes of sends
    peers: tuple[str, ...] = ()  # the channels that lead to the same chat, this one among them
    gate: asyncio.Lock = field(default_factory=asyncio.Lock)  # of the chat

    @property
    def window(self) -> timedelta:
        """How far back the pace looks."""
        return self.channel.pace.window if self.channel.pace else timedelta()


async def deliver_next(lane: Lane, clock: Clock) -> Delivery | datetime | None:
    """Send what is due, and return it as it is now.

    Returns an instant where something is owed but not before then, and None where nothing is owed.
    """
    async with lane.gate:
        return await _next(lane, clock)


async def _next(lane: Lane, clock: Clock) -> Delivery | datetime | None:
    now = clock()
    if lane.hold_back is not None:
        await lane.hold_back(now)
    delivery = await lane.store.next_delivery(lane.channel.id)
    if delivery is None:
        return None
    traffic = await lane.store.traffic(
        lane.channel.id, peers=lane.peers, chat=lane.channel.chat, since=now - lane.window
    )
    slot = _slot(lane, delivery, traffic, now)
    if slot > now:
        return slot
    end = outbox.moot(delivery, can_edit=lane.sender.can_edit)
    if end is not None:
        await lane.store.conclude(end, traffic.channel, now, mark=None)
        return end
    if delivery.state is DeliveryState.UNCERTAIN and delivery.base_id is not None and lane.lookout:
        # From here on the answer must be recorded, also when we are told to stop in the middle.
        return await asyncio.shield(_look(lane, lane.lookout, delivery, traffic, clock))
    return await _try(lane, delivery, traffic, clock)


def _slot(lane: Lane, delivery: Delivery, traffic: Traffic, now: datetime) -> datetime:
    """Return when the delivery may go out."""
    slot = outbox.next_slot(traffic.sends, lane.channel.pace, now)
    slot = max(slot, delivery.due_at, traffic.channel.paused_until or now, traffic.paused_until or now)
    if traffic.is_in_doubt:
        slot = max(slot, now + _SOON)
    return slot


async def _try(lane: Lane, delivery: Delivery, traffic: Traffic, clock: Clock) -> Delivery | datetime | None:
    """Begin a delivery and send its next part."""
    now = clock()
    message = None
    if outbox.is_stale(delivery):
        try:
            message = await lane.render(delivery)
        except StoreError:
            raise
        except Exception as error:
            # A defect of ours in one message must not stop the others; it is logged whole and shown as dead.
            logger.exception("delivery could not be rendered", channel=delivery.channel, delivery=delivery.id)
            dead = outbox.give_up(delivery, f"a defect in monitor: {type(error).__name__}: {error}")
            await lane.store.conclude(dead, traffic.channel, now, mark=None)
            return dead
    can_look = lane.lookout is not None and lane.lookout.can_look(_chat(lane, traffic.channel))
    begun = outbox.begin(
        delivery,
        message,
        can_edit=lane.sender.can_edit,
        base_id=traffic.last_id if can_look else None,
    )
    if not await lane.store.intend(begun, now):
        return now  # it was changed or taken away meanwhile: whatever is due is asked for anew
    if lane.counts is not None and begun.repeats > delivery.repeats:
        lane.counts.repeat(begun)
    return await asyncio.shield(_send(lane, begun, traffic.channel, clock))


async def _send(lane: Lane, delivery: Delivery, state: ChannelState, clock: Clock) -> Delivery:
    target = outbox.target(delivery, can_edit=lane.sender.can_edit)
    post = await _post(lane, delivery)
    if target is None:
        outcome = await lane.sender.send(post, chat=state.chat)
    else:
        outcome = await lane.sender.edit(target, post, chat=state.chat)
    now = clock()
    advanced, channel_state = outbox.advance(delivery, state, outcome, now, settling=lane.settling)
    is_over = isinstance(outcome, Suspended) and outcome.left and lane.leave is not None
    await lane.store.conclude(
        advanced, state if is_over else channel_state, now, mark=_mark(lane, channel_state, advanced)
    )
    if is_over and lane.leave is not None:
        await lane.leave()
    elif lane.shut is not None and state.suspended is None and channel_state.suspended is not None:
        await lane.shut(channel_state.suspended)
    if lane.counts is not None:
        lane.counts.came(advanced, outcome)
    _tell(advanced)
    return advanced


async def _look(
    lane: Lane, lookout: Lookout, delivery: Delivery, traffic: Traffic, clock: Clock
) -> Delivery | datetime | None:
    """Look whether an uncertain delivery stands in the chat, and send it where it does not."""
    assert delivery.base_id is not None
    post = await _post(lane, delivery)
    sighting = await lookout.look(post, after=delivery.base_id, chat=_chat(lane, traffic.channel))
    now = clock()
    settled = outbox.sighted(delivery, sighting, now, settling=lane.settling)
    mark = _mark(lane, traffic.channel, settled)
    if isinstance(sighting, Absent) and lane.channel.chat is not None:
        mark = Mark(chat=_chat(lane, traffic.channel), last_id=sighting.last_id)
        traffic = replace(traffic, last_id=sighting.last_id)
    await lane.store.conclude(settled, traffic.channel, now, mark=mark)
    logger.info(
        "looked for a send whose answer was lost",
        channel=delivery.channel,
        delivery=delivery.id,
        found=type(sighting).__name__.lower(),
    )
    if isinstance(sighting, Absent):
        return await _try(lane, settled, traffic, clock)
    if lane.counts is not None and isinstance(sighting, Sent):
        lane.counts.came(settled, sighting)
    return settled


async def _post(lane: Lane, delivery: Delivery) -> Post:
    """Return the next part as it goes out."""
    part = len(delivery.sent_ids)
    is_last = part == len(delivery.parts) - 1
    is_beneath = delivery.kind is DeliveryKind.REPLY and part == 0 and delivery.targets
    has_buttons = delivery.kind in {DeliveryKind.SEND, DeliveryKind.EDIT} and is_last
    return Post(
        text=delivery.parts[part],
        key=f"{delivery.id}:{part}",
        picture=delivery.picture if part == 0 else None,
        plain=delivery.plain,
        silent=delivery.silent,
        reply_to=delivery.targets[0] if is_beneath else None,
        buttons=await lane.buttons(delivery) if lane.buttons and has_buttons else (),
    )


def _chat(lane: Lane, state: ChannelState) -> str:
    return state.chat or lane.channel.chat or ""


def _mark(lane: Lane, state: ChannelState, delivery: Delivery) -> Mark | None:
    """Return what a message that stands there tells of the ids of its chat."""
    if lane.channel.chat is None or not delivery.sent_ids:
        return None
    return Mark(chat=_chat(lane, state), last_id=delivery.sent_ids[-1])


def _tell(delivery: Delivery) -> None:
    log = logger.debug if delivery.error is None else logger.warning
    log(
        "delivery attempted",
        channel=delivery.channel,
        delivery=delivery.id,
        kind=delivery.kind.value,
        state=delivery.state.value,
        attempt=delivery.attempts,
        **({"reason": delivery.error} if delivery.error else {}),
    )
