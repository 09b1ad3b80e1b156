"""Runs the loops over simulated time, and holds what came of it to what was promised."""

from __future__ import annotations

import asyncio
import gc
import logging
import re
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection, Table, func, select

from monitor import gather
from monitor.digest import Summaries
from monitor.model import (
    ChannelConfig,
    ChannelKind,
    Delivery,
    DeliveryState,
    DigestPlan,
    Hours,
    Outcome,
    Post,
    Retention,
    Sent,
    Severity,
)
from monitor.parts import Parts, lanes
from monitor.reload.live import Live
from monitor.store import database, schema, sizes
from monitor.store.database import Database
from monitor.store.decisions import Decisions
from monitor.store.deliveries import Deliveries
from monitor.store.digests import Digests
from monitor.store.notes import Notes
from monitor.store.notices import Notices
from monitor.store.retention import Purge
from monitor.store.search import Search
from monitor.store.silences import Silences
from monitor.store.source_notices import SourceNotices
from monitor.store.sources import Sources
from monitor.store.spikes import Spikes
from monitor.work import steps
from monitor.work.purging import run_due
from tests.acceptance.ninety_days.world import DAY, Reader, World, source
from tests.fakes import Clock, FakeRules, NoEdits, Titles

T = TypeVar("T")

TICK = timedelta(minutes=30)
KEPT = Retention(raw=timedelta(days=3), texts=timedelta(days=10), log=timedelta(days=7))
_SETTLED = 14  # days: then what comes in is about what goes out
_MOST_A_DOCUMENT = 5_000  # bytes that stay of a document for ever; whole it takes about three times that
_MOST_GROWTH = 1.15  # of memory, from the second day on
_NAME = re.compile(r"Signal (\d+)-(\d+)\b")
_PLANS = {"berlin": ("Europe/Berlin", 8, 0), "newyork": ("America/New_York", 2, 30)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is simulated."""

    begin: datetime
    days: int
    sources: int
    seed: int = 1


@dataclass(slots=True)
class Told:
    """A channel that remembers what stands in it, and when anything came."""

    clock: Clock
    counts: dict[tuple[int, int], int] = field(default_factory=dict)
    came: list[datetime] = field(default_factory=list)
    messages: int = 0

    can_edit = True

    async def send(self, post: Post, *, chat: str | None) -> Outcome:
        """Take a message."""
        del chat
        self.messages += 1
        if not self.came or self.came[-1] != self.clock():
            self.came.append(self.clock())
        for number, one in _NAME.findall(post.text):
            key = int(number), int(one)
            self.counts[key] = self.counts.get(key, 0) + 1
        return Sent(message_id=self.messages)

    async def edit(self, message_id: int, post: Post, *, chat: str | None) -> Outcome:
        """Take a change of one."""
        return Sent(message_id=message_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """How things stood at the end of a day."""

    day: int
    polls: int
    failures: int
    documents: int
    told: int
    digests: int
    size: int  # bytes
    free: int
    memory: int  # bytes
    objects: int
    processor: float  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of it."""

    rows: tuple[Row, ...]
    violations: tuple[str, ...]


def run(plan: Plan, folder: Path, *, say: Callable[[Row], None] = lambda _row: None) -> Result:
    """Simulate the days of a plan."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    opened = _open(folder / "monitor.db")
    try:
        return asyncio.run(_Run(plan, opened, say).run())
    finally:
        opened.close()
        structlog.reset_defaults()


class _Inline(Database):
    """Works where it is asked: a hundred thousand turns of another thread take longer than the work."""

    async def run(self, work: Callable[[Connection], T]) -> T:
        return self.run_now(work)

    def submit(self, work: Callable[[], None]) -> None:
        work()


def _open(path: Path) -> Database:
    made = database.open_to_write(path)
    made.__class__ = _Inline
    return made


class _Run:
    def __init__(self, plan: Plan, opened: Database, say: Callable[[Row], None]) -> None:
        self._plan = plan
        self._opened = opened
        self._say = say
        self._clock = Clock(plan.begin)
        self._world = World(begin=plan.begin, seed=plan.seed, clock=self._clock)
        self._told = {name: Told(self._clock) for name in ("desk", *_PLANS)}
        self._parts = self._build()
        self._rows: list[Row] = []

    def _build(self) -> Parts:
        opened, notices = self._opened, Notices(self._opened, has_chat=False)
        listed = [source(number) for number in range(self._plan.sources)]
        channels = (
            ChannelConfig(id="desk", kind=ChannelKind.CONSOLE),
            *(
                ChannelConfig(
                    id=name,
                    kind=ChannelKind.CONSOLE,
                    digest=Severity.CRITICAL,
                    hours=Hours(zone=zone),
                    digests=(DigestPlan(cron=f"{minute} {hour} * * *"),),
                )
                for name, (zone, hour, minute) in _PLANS.items()
            ),
        )
        return Parts(
            live=Live(rules=FakeRules(word="Signal"), sources={one.id: one for one in listed}),
            rule_problems=(),
            channels=channels,
            senders=self._told,
            fetcher=self._world,
            reader=Reader(self._plan.begin),
            source_store=Sources(opened),
            source_notices=SourceNotices(opened, notices),
            decisions=Decisions(opened),
            outbox=Deliveries(opened),
            notices=notices,
            ops=None,
            notes=Notes(opened),
            reloading=NoEdits(),
            showing=Titles(Deliveries(opened)),
            clock=self._clock,
            summaries=Summaries(
                Digests(opened),
                topics=Spikes(opened),
                silences=Silences(opened),
                find=lambda _layout: (),
                draw=_no_picture,
            ),
            index=Search(opened),
            purge=Purge(opened, KEPT),
        )

    async def run(self) -> Result:
        await steps.take_over(self._parts, spread=True)
        end = self._plan.begin + DAY * self._plan.days
        while self._clock.now < end:
            await self._tick()
            self._clock.move(TICK)
            if (self._clock.now - self._plan.begin) % DAY == timedelta():
                self._rows.append(self._row())
                self._say(self._rows[-1])
        return Result(rows=tuple(self._rows), violations=tuple(self._violations()))

    async def _tick(self) -> None:
        parts, now = self._parts, self._clock.now
        claims = await parts.source_store.claim_due(now, limit=steps.POLLS, lease=steps.LEASE)
        polled = await asyncio.gather(*(steps.poll(parts, claim, gather.LIMITS) for claim in claims))
        if any(one is not None and one.versions for one in polled):
            await steps.decide_pending(parts)
        await steps.summarise_due(parts)
        for lane in lanes(parts):
            while isinstance(await steps.deliver_next(lane, self._clock), Delivery):
                pass
        assert parts.purge is not None
        await run_due(parts.purge, self._clock, asyncio.Event(), breath=0.0)

    def _row(self) -> Row:
        gc.collect()
        space = sizes.measure(self._opened)
        memory = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()
        return Row(
            day=(self._clock.now - self._plan.begin) // DAY,
            polls=self._world.polls,
            failures=self._world.failures,
            documents=self._count(schema.document),
            told=self._told["desk"].messages,
            digests=sum(len(self._told[name].came) for name in _PLANS),
            size=space.size,
            free=space.free,
            memory=memory,
            objects=len(gc.get_objects()),
            processor=time.process_time(),
        )

    def _count(self, table: Table) -> int:
        query = select(func.count()).select_from(table)
        return int(self._opened.run_now(lambda connection: connection.execute(query).scalar_one()))

    def _violations(self) -> list[str]:
        return [*self._world.late, *self._forgotten(), *self._untold(), *self._hours(), *self._growth()]

    def _forgotten(self) -> list[str]:
        missing = set(range(self._plan.sources)) - self._world.asked.keys()
        gone_by = [
            number
            for number, (at, wait) in self._world.asked.items()
            if self._clock.now - at > wait * 1.1 + 3 * TICK
        ]
        return [f"s{number} was forgotten" for number in sorted({*missing, *gone_by})]

    def _untold(self) -> list[str]:
        wanted = {(number, one) for number, ids in self._world.listed.items() for one in ids if one % 3 == 0}
        found = [
            f"{key} was told {count} times" for key, count in self._told["desk"].counts.items() if count > 1
        ]
        found += [f"{key} was not told" for key in sorted(wanted - self._told["desk"].counts.keys())]
        for name in _PLANS:
            found += [
                f"{key} stands in {count} digests of {name}"
                for key, count in self._told[name].counts.items()
                if count > 1
            ]
        table = schema.delivery
        query = select(func.count()).where(
            table.c.state.not_in((DeliveryState.SENT, DeliveryState.TOLD)),
            table.c.made_at < self._clock.now - 2 * DAY,
        )
        left = self._opened.run_now(lambda connection: connection.execute(query).scalar_one())
        return [*found, *([f"{left} deliveries are neither sent nor told in a digest"] if left else [])]

    def _hours(self) -> list[str]:
        """Hold digests to the wall clocks of their zones, days on which these are changed included."""
        found = []
        for name, (zone, hour, minute) in _PLANS.items():
            wanted = [
                at
                for day in range(-1, self._plan.days + 1)
                if self._plan.begin + DAY
                < (at := _instant(zone, self._plan.begin.date() + DAY * day, hour, minute))
                < self._clock.now - TICK
            ]
            came = [at for at in self._told[name].came if self._plan.begin + DAY < at < self._clock.now]
            made = self._made(name)
            found += [
                f"{name}: no digest at {at:%F %R}"
                for before, at in pairwise([self._plan.begin, *wanted])
                if not any(at <= one < at + TICK for one in came)
                and any(before + TICK <= one < at for one in made)  # else it would be empty, and is not sent
            ]
            found += [
                f"{name}: a digest at {one:%F %R}"
                for one in came
                if not any(at <= one < at + TICK for at in wanted)
            ]
        return found

    def _made(self, channel: str) -> list[datetime]:
        """Return when something came to wait for the digests of a channel."""
        table = schema.delivery
        query = select(table.c.made_at).where(table.c.channel == channel, table.c.alert_id.is_not(None))
        return list(self._opened.run_now(lambda connection: connection.execute(query).scalars()))

    def _growth(self) -> list[str]:
        if len(self._rows) <= _SETTLED + 7:
            return []
        second, settled, last = self._rows[1], self._rows[_SETTLED], self._rows[-1]
        found = []
        if last.memory > second.memory * _MOST_GROWTH:
            found.append(f"memory grew from {second.memory / 1e6:.0f} to {last.memory / 1e6:.0f} MB")
        if last.objects > second.objects * _MOST_GROWTH:
            found.append(f"objects grew from {second.objects:,} to {last.objects:,}")
        grown = (last.size - last.free) - (settled.size - settled.free)
        each = grown / max(last.documents - settled.documents, 1)
        if each > _MOST_A_DOCUMENT:
            found.append(f"{each:,.0f} bytes stay of a document")
        return found


async def _no_picture(*_arguments: object) -> bytes:
    raise NotImplementedError


def _instant(zone: str, day: date, hour: int, minute: int) -> datetime:
    """Return when a wall clock first shows an hour of a day; one that it skips comes with the end of the skip."""
    here, utc = ZoneInfo(zone), ZoneInfo("UTC")
    at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=here)
    while (there := at.astimezone(utc).astimezone(here)).replace(tzinfo=None, fold=0) != at.replace(
        tzinfo=None, fold=0
    ):
        at += timedelta(minutes=1)
    return there.astimezone(utc)
