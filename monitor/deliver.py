"""The third loop, one sender a channel: due delivery → render → commit the intent → send → commit the outcome."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from monitor import outbox
from monitor.errors import StoreError
from monitor.model import ChannelConfig, ChannelState, Delivery, Message, Outcome

logger = structlog.get_logger("monitor.deliver")


class Store(Protocol):
    """What delivering needs of the store."""

    async def next_delivery(self, channel: str) -> Delivery | None:
        """Return the delivery that is due first."""
        ...

    async def channel_state(self, channel: str) -> ChannelState:
        """Return what holds for a channel."""
        ...

    async def sends_since(self, channel: str, since: datetime) -> tuple[datetime, ...]:
        """Return when sends to the channel were begun, oldest first."""
        ...

    async def intend(self, delivery: Delivery, now: datetime) -> None:
        """Commit the intent to send."""
        ...

    async def conclude(self, delivery: Delivery, channel: ChannelState, now: datetime) -> None:
        """Commit what came of a send."""
        ...


class Channel(Protocol):
    """Where a rendered text goes; every failure is an Outcome."""

    async def send(self, text: str, *, plain: bool, silent: bool, chat: str | None) -> Outcome:
        """Send one text; `plain` drops its markup, `chat` is where the chat has moved."""
        ...


async def deliver_next(
    config: ChannelConfig,
    channel: Channel,
    store: Store,
    *,
    render: Callable[[Delivery], Awaitable[Message]],
    clock: Callable[[], datetime],
) -> Delivery | datetime | None:
    """Send the delivery that is due, and return it as it is now.

    Returns an instant where something is owed but not before then, and None where nothing is owed.
    """
    now = clock()
    delivery = await store.next_delivery(config.id)
    if delivery is None:
        return None
    state = await store.channel_state(config.id)
    window = config.pace.window if config.pace else timedelta()
    sends = await store.sends_since(config.id, now - window) if config.pace else ()
    slot = max(outbox.next_slot(sends, config.pace, now), delivery.due_at, state.paused_until or now)
    if slot > now:
        return slot
    message = None
    if not delivery.parts:
        try:
            message = await render(delivery)
        except StoreError:
            raise
        except Exception as error:
            # A defect of ours in one message must not stop the others; it is logged whole and shown as dead.
            logger.exception("delivery could not be rendered", channel=config.id, delivery=delivery.id)
            dead = outbox.give_up(delivery, f"a defect in monitor: {type(error).__name__}: {error}")
            await store.conclude(dead, state, now)
            return dead
    begun = outbox.begin(delivery, message)
    await store.intend(begun, now)
    # From here on the answer must be recorded, also when we are told to stop in the middle.
    return await asyncio.shield(_send(begun, state, channel, store, clock))


async def _send(
    delivery: Delivery, state: ChannelState, channel: Channel, store: Store, clock: Callable[[], datetime]
) -> Delivery:
    text = delivery.parts[len(delivery.sent_ids)]
    outcome = await channel.send(text, plain=delivery.plain, silent=delivery.silent, chat=state.chat)
    now = clock()
    advanced, channel_state = outbox.advance(delivery, state, outcome, now)
    await store.conclude(advanced, channel_state, now)
    log = logger.debug if advanced.error is None else logger.warning
    log(
        "delivery attempted",
        channel=delivery.channel,
        delivery=delivery.id,
        state=advanced.state.value,
        attempt=advanced.attempts,
        **({"reason": advanced.error} if advanced.error else {}),
    )
    return advanced
