"""The step of the running program: make what is due, each in one commit."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from monitor.alerts import cron, digest_text, hours, outlet_names
from monitor.alerts.outlet_names import EnglishOf
from monitor.digest import composing, picturing, rising
from monitor.digest.composing import Find
from monitor.model import ChannelConfig, DeliveryKind, DigestPlan, HoldReason, Silence, Version
from monitor.model.digesting import Chart, Drafted, DueDigest, Material, Waiting

logger = structlog.get_logger("monitor.digest")

DAILY = DigestPlan(cron="0 8 * * *")  # of a channel that has no plan of its own
_LOOK = timedelta(seconds=5)  # between two looks whether a plan is due
_RISE = timedelta(minutes=10)  # between two looks at all topics
_TRIES = 3  # what a digest is made of may change while it is written

Plans = Mapping[tuple[str, str], tuple[DigestPlan, datetime, timedelta]]
"""By channel id and what the store calls a plan: the plan, when it comes round next, and how often it does."""


class Store(Protocol):
    """What digests need of the store."""

    async def due(self, plans: Plans, now: datetime) -> tuple[DueDigest, ...]:
        """Return the digests to be made."""
        ...

    async def material(self, channel: str, *, since: datetime, until: datetime, with_told: bool) -> Material:
        """Return what a channel's digest is made of."""
        ...

    async def make(
        self,
        due: DueDigest,
        drafted: Drafted,
        waiting: Sequence[Waiting],
        *,
        due_at: datetime,
        now: datetime,
        next_at: datetime | None,
    ) -> int | None:
        """Commit a digest, or nothing where it is not as it was read any more."""
        ...

    async def skip(self, due: DueDigest, *, next_at: datetime) -> None:
        """Move a plan on that has nothing to tell."""
        ...


class Topics(rising.Store, Protocol):
    """What is known of topics over time."""

    async def matched(self, since: datetime, *, limit: int) -> tuple[tuple[str, Version], ...]:
        """Return the newest versions that matched since then, each with its story."""
        ...


class Silences(Protocol):
    """What nobody wants to hear of."""

    async def in_force(self, now: datetime) -> tuple[Silence, ...]:
        """Return the silences that are not over."""
        ...


class Summaries:
    """Makes digests and spikes; all it remembers may be forgotten at any moment."""

    def __init__(
        self,
        store: Store,
        *,
        topics: Topics,
        silences: Silences,
        find: Find,
        english_of: EnglishOf = outlet_names.unnamed,
        draw: Callable[[Sequence[Chart]], Awaitable[bytes | None]],
    ) -> None:
        self._store = store
        self._topics = topics
        self._silences = silences
        self._find = find
        self._english_of = english_of
        self._draw = draw
        self._looked_at: datetime | None = None
        self._risen_at: datetime | None = None

    async def make_due(self, channels: Sequence[ChannelConfig], now: datetime) -> int:
        """Make every digest that is due, and tell topics above their usual; return how many deliveries that makes."""
        if _is_recent(self._looked_at, now, _LOOK):
            return 0
        self._looked_at = now
        by_id = {channel.id: channel for channel in channels}
        made = 0
        for due in await self._store.due(_plans(channels, now), now):
            made += await self._make(due, by_id[due.channel], now)
        if any(channel.spikes for channel in channels) and not _is_recent(self._risen_at, now, _RISE):
            self._risen_at = now
            silences = await self._silences.in_force(now)
            made += await rising.make_due(self._topics, channels, silences, self._find, now, self._english_of)
        return made

    async def _make(self, due: DueDigest, channel: ChannelConfig, now: datetime) -> int:
        next_at = None if due.plan is None else cron.following(due.plan.cron, channel.hours.zone, now)
        for _ in range(_TRIES):
            material = await _material(self._store, due, now)
            told = await asyncio.to_thread(
                composing.digest,
                material,
                channel,
                self._find,
                period=None if due.plan is None else cron.period(due.plan.cron),
                since=due.since,
                now=now,
                english_of=self._english_of,
            )
            if told.is_empty:
                if next_at is not None:
                    await self._store.skip(due, next_at=next_at)
                return 0
            picture = await self._picture(due, channel, now)
            drafted = composing.drafted(
                composing.pages(told, channel, with_picture=picture is not None),
                channel,
                DeliveryKind.DIGEST,
                key=f"{due.key} {now.isoformat()}",
                now=now,
                silent=digest_text.is_silent(told, channel),
                alerts=(one.view.alert_id for one in material.waiting),
                picture=picture,
            )
            opening = hours.opening(channel.hours, now)
            made = await self._store.make(
                due, drafted, material.waiting, due_at=opening, now=now, next_at=next_at
            )
            if made is not None:
                stories, parts = len(material.waiting), len(drafted.parts)
                logger.info("digest made", channel=channel.id, delivery=made, stories=stories, parts=parts)
                return 1
        return 0

    async def _picture(self, due: DueDigest, channel: ChannelConfig, now: datetime) -> bytes | None:
        if due.plan is None or not due.plan.picture or not composing.shows_pictures(channel):
            return None
        begins = await self._topics.begins(now - timedelta(weeks=picturing.WEEKS))
        since = now - timedelta(weeks=picturing.BODY_WEEKS)
        matched = await self._topics.matched(since, limit=picturing.MOST_DOCUMENTS)
        charts = await asyncio.to_thread(picturing.charts, begins, matched, channel, self._find, now)
        return await self._draw(charts) if charts else None


async def preview(
    store: Store,
    channel: ChannelConfig,
    find: Find,
    now: datetime,
    english_of: EnglishOf = outlet_names.unnamed,
) -> tuple[str, ...]:
    """Return what the channel's next digest would say if it were made now, as Telegram HTML; nothing is written."""
    planned = channel.digests or (DAILY,)
    plan = min(planned, key=lambda one: cron.following(one.cron, channel.hours.zone, now))
    period = cron.period(plan.cron)
    due = DueDigest(channel=channel.id, plan=plan, since=now - period)
    material = await _material(store, due, now)
    told = composing.digest(
        material, channel, find, period=period, since=due.since, now=now, english_of=english_of
    )
    return () if told.is_empty else composing.pages(told, channel, with_picture=False)


async def _material(store: Store, due: DueDigest, now: datetime) -> Material:
    with_told = due.plan is not None and digest_text.looks_back(cron.period(due.plan.cron))
    found = await store.material(due.channel, since=due.since, until=now, with_told=with_told)
    if due.plan is not None:
        return found
    # What is read in the digest anyway waits for its hour.
    over = tuple(one for one in found.waiting if one.why is HoldReason.CAP)
    return replace(found, waiting=over, untold={})


def _plans(channels: Sequence[ChannelConfig], now: datetime) -> Plans:
    return {
        (channel.id, key(plan, channel.hours.zone)): (
            plan,
            cron.following(plan.cron, channel.hours.zone, now),
            cron.period(plan.cron),
        )
        for channel in channels
        for plan in channel.digests or (DAILY,)
    }


def key(plan: DigestPlan, zone: str) -> str:
    """Return what the store calls a plan: in another zone it is another one."""
    return f"{' '.join(plan.cron.split())} {zone}"


def _is_recent(last: datetime | None, now: datetime, length: timedelta) -> bool:
    # A clock that was set back must not keep us from looking.
    return last is not None and abs(now - last) < length
