"""A channel with its outbox, for tests that deliver one thing after the other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection

from monitor import deliver
from monitor.model import (
    ChannelConfig,
    ChannelKind,
    Delivery,
    DeliveryKind,
    Message,
    Post,
    Sighting,
)
from monitor.store import database
from monitor.store.deliveries import Deliveries
from tests import owing
from tests.fakes import Clock, FakeChannel

DESK = ChannelConfig(id="desk", kind=ChannelKind.TELEGRAM, chat="@desk")
SEND, EDIT, REPLY = DeliveryKind.SEND, DeliveryKind.EDIT, DeliveryKind.REPLY


@dataclass(slots=True)
class FakeLookout:
    """Sees what it is told to."""

    sightings: list[Sighting] = field(default_factory=list)
    looks: list[tuple[str, int, str]] = field(default_factory=list)

    def can_look(self, chat: str) -> bool:
        return chat.startswith("@")

    async def look(self, post: Post, *, after: int, chat: str) -> Sighting:
        self.looks.append((post.text, after, chat))
        return self.sightings.pop(0)


async def render(delivery: Delivery) -> Message:
    """Say what it is and which revision it shows; alert 7 takes two messages until its second revision."""
    text = f"{delivery.kind} {delivery.alert_id} r{delivery.revision}"
    return Message(parts=(text, "more") if delivery.alert_id == 7 and delivery.revision < 2 else (text,))


class Desk:
    """A channel with its outbox."""

    def __init__(
        self,
        opened: database.Database,
        channel: FakeChannel | None = None,
        *,
        of: ChannelConfig = DESK,
        **lane: Any,
    ) -> None:
        self.opened = opened
        self.channel = channel or FakeChannel()
        self.clock = Clock()
        self.store = Deliveries(opened)
        self.lane = deliver.Lane(
            **{
                "channel": of,
                "sender": self.channel,
                "store": self.store,
                "render": render,
                **lane,
            }
        )

    def show(self, message: Callable[[Delivery], Awaitable[Message]]) -> None:
        """Render otherwise from now on."""
        self.lane = replace(self.lane, render=message)

    async def owe(self, *steps: tuple[int, DeliveryKind, int], **more: Any) -> list[int]:
        """Owe the channel a first message of each alert, and these edits and replies of them."""

        def work(connection: Connection) -> list[int]:
            made = []
            for number in dict.fromkeys(step[0] for step in steps):
                owing.alert(connection, number)
            for number, kind, revision in steps:
                step = "first" if kind is DeliveryKind.SEND else f"{kind}:{revision}"
                values = {"kind": kind, "step": step, "revision": revision, **more}
                made.append(owing.owe(connection, number, **values))
            return made

        return await self.opened.run(work)

    async def next(self) -> Delivery:
        end = await deliver.deliver_next(self.lane, self.clock)
        assert isinstance(end, Delivery)
        return end

    async def drain(self) -> list[Delivery]:
        """Deliver all there is, waiting as told."""
        ends = []
        while (end := await deliver.deliver_next(self.lane, self.clock)) is not None:
            if isinstance(end, Delivery):
                ends.append(end)
            else:
                self.clock.now = end
        return ends
