"""Topics well above their own usual, told to the channels that want to know."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog

from monitor.alerts import hours, outlet_names, spike_text, spikes, working_days
from monitor.alerts.outlet_names import EnglishOf
from monitor.digest import composing
from monitor.digest.composing import Find
from monitor.digest.picturing import topics_of
from monitor.model import ChannelConfig, DeliveryKind, Silence, SilenceKind, StoryView
from monitor.model.digesting import Drafted, Spike, TopicDay

logger = structlog.get_logger("monitor.digest")

# The days of those who publish: their weekends, holidays and made-up working days make the weeks uneven.
_ZONE, _COUNTRY = ZoneInfo("Asia/Shanghai"), "CN"


class Store(Protocol):
    """What is needed of the store."""

    async def begins(self, since: datetime) -> tuple[tuple[str, datetime], ...]:
        """Return the topic of every story that matched it since then, and when it first did."""
        ...

    async def first_seen(self) -> datetime | None:
        """Return when the first document that was no backlog came."""
        ...

    async def of_topic(self, topic: str, since: datetime, *, limit: int) -> tuple[StoryView, ...]:
        """Return the gravest stories that a topic has had since then."""
        ...

    async def told_on(self, day: date) -> frozenset[str]:
        """Return the topics whose spike was told that day."""
        ...

    async def make(
        self, spike: Spike, drafted: Sequence[tuple[str, Drafted, datetime]], now: datetime
    ) -> int:
        """Commit that a spike is told; return to how many channels."""
        ...


async def make_due(
    store: Store,
    channels: Sequence[ChannelConfig],
    silences: Sequence[Silence],
    find: Find,
    now: datetime,
    english_of: EnglishOf = outlet_names.unnamed,
) -> int:
    """Tell the topics that are well above their usual today, each once a day; return how many deliveries that makes."""
    today = now.astimezone(_ZONE).date()
    made = 0
    for spike in await found(store, today):
        wanted = [channel for channel in channels if _wants(channel, spike.topic, silences, now)]
        if not wanted:
            continue
        views = await store.of_topic(spike.topic, _start(today), limit=spike_text.MOST)
        drafts = await asyncio.to_thread(_drafts, spike, views, wanted, find, now, english_of)
        told = await store.make(spike, drafts, now)
        if told:
            logger.info(
                "topic above its usual",
                topic=spike.topic,
                stories=spike.stories,
                usual=spike.usual,
                channels=told,
            )
        made += told
    return made


async def found(store: Store, today: date) -> tuple[Spike, ...]:
    """Return the topics that are well above their usual today and were not told yet."""
    seen = await store.first_seen()
    if seen is None:
        return ()
    begins = await store.begins(_start(today - timedelta(days=spikes.DAYS)))
    counted = Counter((topic, begun_at.astimezone(_ZONE).date()) for topic, begun_at in begins)
    days = (TopicDay(topic=topic, day=day, stories=count) for (topic, day), count in counted.items())
    first = seen.astimezone(_ZONE).date() + timedelta(days=1)
    rising = tuple(spikes.found(days, today=today, first=first, is_working=_is_working))
    told = await store.told_on(today) if rising else frozenset()
    return tuple(spike for spike in rising if spike.topic not in told)


def _drafts(
    spike: Spike,
    views: Sequence[StoryView],
    channels: Sequence[ChannelConfig],
    find: Find,
    now: datetime,
    english_of: EnglishOf,
) -> list[tuple[str, Drafted, datetime]]:
    """Return what each channel is told, and when."""
    made = []
    key = f"{spike.topic} {spike.day.isoformat()}"
    for channel in channels:
        items = [composing.item(view, channel, find, english_of=english_of) for view in views]
        page = spike_text.page(spike, items, channel)
        told = composing.drafted((page,), channel, DeliveryKind.SPIKE, key=key, now=now, silent=False)
        made.append((channel.id, told, hours.opening(channel.hours, now)))
    return made


def _wants(channel: ChannelConfig, topic: str, silences: Sequence[Silence], now: datetime) -> bool:
    asked = topics_of(channel)
    is_muted = any(
        one.kind is SilenceKind.TOPIC
        and one.value == topic
        and one.channel in {None, channel.id}
        and one.until > now
        for one in silences
    )
    return channel.spikes and not is_muted and (asked is None or topic in asked)


def _is_working(day: date) -> bool:
    return working_days.is_working(_COUNTRY, day)


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=_ZONE)
