"""What a delivery looks like in its channel: its story, the names in it, and the buttons beneath.

delivery ─▶ story ─▶ layout ─▶ names, tier ─▶ lines of a model, where there is one ─▶ message
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from typing import Protocol

import structlog

from monitor.alerts import buttons, outlet_names, telling
from monitor.corpus import laying_out
from monitor.model import (
    Block,
    BlockKind,
    Button,
    ChannelConfig,
    Delivery,
    DeliveryKind,
    Layout,
    Message,
    Named,
    StoryView,
    Summarised,
    Tally,
    Tier,
    Version,
)

logger = structlog.get_logger("monitor.showing")

Find = Callable[[Layout], tuple[Named, ...]]
FindInLine = Callable[[str], tuple[Named, ...]]


class Store(Protocol):
    """What showing needs of the outbox."""

    async def view(self, delivery: Delivery) -> StoryView:
        """Return the story of a delivery."""
        ...

    async def version(self, version_id: int) -> Version:
        """Return what heads it."""
        ...


class Votes(Protocol):
    """What readers think of alerts."""

    async def tally(self, alert_id: int) -> Tally:
        """Return the votes on an alert."""
        ...


class Summariser(Protocol):
    """A model that shortens documents."""

    def of(
        self,
        version_id: int,
        layout: Layout,
        *,
        language: str | None,
        named: Iterable[Named],
        find: FindInLine,
    ) -> Awaitable[Summarised | None]:
        """Return its lines, None where it gave none that stand in the text."""
        ...


class Showing:
    """Renders what is owed to channels; `find`, `tier_of` and `english_of` ask what is in force at that moment."""

    def __init__(
        self,
        store: Store,
        votes: Votes,
        *,
        find: Find,
        tier_of: Callable[[str], Tier | None],
        english_of: outlet_names.EnglishOf = outlet_names.unnamed,
        summariser: Summariser | None = None,
    ) -> None:
        self._store = store
        self._votes = votes
        self._find = find
        self._tier_of = tier_of
        self._english_of = english_of
        self._summariser = summariser

    async def message(self, delivery: Delivery, channel: ChannelConfig) -> Message:
        """Render what a delivery says."""
        view = await self._store.view(delivery)
        layout = laying_out.lay_out(view.lead.document)
        named = self._find(layout)
        view = replace(view, named=named, tier=self._tier_of(view.lead.source_id))
        view = outlet_names.with_names(view, self._find, self._english_of)
        summarised = None
        if self._summariser is not None and delivery.kind is not DeliveryKind.REPLY:
            summarised = await self._summariser.of(
                view.lead.id, layout, language=channel.language, named=named, find=self._find_in_line
            )
        message = telling.message(view, layout, channel, kind=delivery.kind, summarised=summarised)
        if message.fault:
            logger.warning(
                "template failed", channel=channel.id, alert=delivery.alert_id, reason=message.fault
            )
        return message

    def _find_in_line(self, line: str) -> tuple[Named, ...]:
        block = Block(start=0, end=len(line), kind=BlockKind.PARAGRAPH)
        return self._find(Layout(text=line, blocks=(block,)))

    async def buttons(self, delivery: Delivery, channel: ChannelConfig) -> tuple[tuple[Button, ...], ...]:
        """Return what a reader may press beneath an alert."""
        if delivery.alert_id is None or delivery.version_id is None:
            return ()
        tally = await self._votes.tally(delivery.alert_id)
        version = await self._store.version(delivery.version_id)
        # What tells pages apart has another scheme than the page itself may answer to.
        url = version.document.url or version.url
        return buttons.rows(
            delivery.alert_id, url=url, useful=tally.useful, noise=tally.noise, language=channel.language
        )
