"""Die at every call of store and channel in turn, start again, and compare what was published with what was told."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor import work
from monitor.model import (
    Ambiguous,
    BacklogRule,
    ChannelConfig,
    ChannelKind,
    DeliveryState,
    Fetched,
    NotModified,
    Source,
)
from monitor.parts import Parts
from monitor.reload.live import Live
from monitor.store import database
from monitor.store.decisions import Decisions
from monitor.store.deliveries import Deliveries
from monitor.store.notes import Notes
from monitor.store.notices import Notices
from monitor.store.reports import Reports
from monitor.store.sources import Sources
from tests.fakes import Clock, FakeChannel, FakeReader, FakeRules, NoEdits, item, render, source

DESK = ChannelConfig(id="desk", kind=ChannelKind.TELEGRAM, chat="@desk")
SOURCES = {
    name: source(id=name, location=f"https://{name}/", backlog=BacklogRule.ALL) for name in ("miit", "ndrc")
}
TITLES = {"Title a", "Title b", "Title c"}


class Killed(BaseException):
    """What no except clause of the program may swallow."""


class Fuse:
    """Kills at the n-th call that passes through it, before or after the call has its effect."""

    def __init__(self, number: int, *, after: bool) -> None:
        self.left = number
        self.after = after
        self.blown_in: str | None = None

    def guard(self, target: Any) -> Any:
        return _Guarded(target, self)


class _Guarded:
    def __init__(self, target: Any, fuse: Fuse) -> None:
        self._target = target
        self._fuse = fuse

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._target, name)

        async def guarded(*args: Any, **kwargs: Any) -> Any:
            self._fuse.left -= 1
            is_it = self._fuse.left == 0
            if is_it and not self._fuse.after:
                self._fuse.blown_in = name
                raise Killed
            result = await method(*args, **kwargs)
            if is_it:
                self._fuse.blown_in = name
                raise Killed
            return result

        return guarded


class FeedServer:
    """Answers 304 to the validator it gave out, so what a crash lost would never be seen again."""

    async def fetch(self, source: Source, state: Any) -> Fetched | NotModified:
        return NotModified() if state.etag == "1" else Fetched(etag="1")


class Reader(FakeReader):
    """Gives two sources different entries, one of them the same page."""

    async def read(self, source: Source, fetched: Fetched, now: Any) -> Any:
        shared = item("b", url="https://example.org/b")
        self.items = (item("a"), shared) if source.id == "miit" else (shared, item("c"))
        return await super().read(source, fetched, now)


async def one_run(location: Path, channel: FakeChannel, clock: Clock, fuse: Fuse | None) -> None:
    opened = database.open_to_write(location)

    def through(target: Any) -> Any:
        return fuse.guard(target) if fuse else target

    try:
        await work.once(
            Parts(
                live=Live(rules=FakeRules(), sources=SOURCES),
                rule_problems=(),
                channels=(DESK,),
                senders={"desk": through(channel)},
                fetcher=FeedServer(),
                reader=Reader(),
                source_store=through(Sources(opened)),
                decisions=through(Decisions(opened)),
                outbox=through(Deliveries(opened)),
                notices=Notices(opened, has_chat=False),
                ops=None,
                reloading=NoEdits(),
                notes=Notes(opened),
                render=render,
                clock=clock,
            ),
            asyncio.Event(),
            wait=timedelta(),
        )
    finally:
        opened.close()


def fuses() -> Iterator[Any]:
    for number in range(1, 61):
        for after in (False, True):
            yield pytest.param(number, after, id=f"{'after' if after else 'before'} call {number}")


@pytest.mark.parametrize(("number", "after"), list(fuses()))
async def test_a_crash_at_any_call_loses_nothing_and_doubles_only_the_send_it_cut_off(
    number: int, after: bool, tmp_path: Path
) -> None:
    location = tmp_path / "monitor.db"
    channel, clock, fuse = FakeChannel(), Clock(), Fuse(number, after=after)
    try:
        await one_run(location, channel, clock, fuse)
        assert fuse.left > 0, "the run swallowed the kill"
    except Killed:
        pass

    await one_run(location, channel, clock, None)
    clock.move(timedelta(hours=2))
    await one_run(location, channel, clock, None)

    told = channel.texts
    assert set(told) == TITLES, "nothing lost"
    repeated = [title for title in TITLES if told.count(title) > 1]
    # A kill that comes after the channel took the message and before the outcome is committed cuts the answer off.
    cut_off = fuse.blown_in is not None and (fuse.blown_in, after) in {("send", True), ("conclude", False)}
    assert len(told) - len(set(told)) == (1 if cut_off else 0), repeated
    reader = database.open_to_read(location)
    (report,) = Reports(reader).channels()
    reader.close()
    assert report.deliveries[DeliveryState.SENT] == len(TITLES)


async def test_the_fuse_reaches_every_call_of_a_run(tmp_path: Path) -> None:
    fuse = Fuse(10_000, after=False)

    await one_run(tmp_path / "monitor.db", FakeChannel(), Clock(), fuse)

    assert 20 < 10_000 - fuse.left <= 60, "a run makes more calls than the crash test tries"


async def test_a_lost_answer_is_sent_again_until_answered(tmp_path: Path) -> None:
    location = tmp_path / "monitor.db"
    channel, clock = FakeChannel(outcomes=[Ambiguous(detail="cut off")]), Clock()

    for _ in range(3):
        await one_run(location, channel, clock, None)
        clock.move(timedelta(minutes=5))

    assert set(channel.texts) == TITLES
    assert len(channel.calls) == len(TITLES) + 1
