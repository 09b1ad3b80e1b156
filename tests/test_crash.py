"""Die at every call of store and channel in turn, start again, and compare what was published with what was told."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor import work
from monitor.errors import FetchError
from monitor.model import (
    Ambiguous,
    Ask,
    BacklogRule,
    ChannelConfig,
    ChannelKind,
    DeliveryState,
    Fetched,
    Found,
    Item,
    Listed,
    NotModified,
    Purpose,
    Section,
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
from monitor.store.source_notices import SourceNotices
from monitor.store.sources import Sources
from tests.fakes import (
    Clock,
    FakeChannel,
    FakeFetcher,
    FakeReader,
    FakeRules,
    NoEdits,
    Titles,
    item,
    linked,
    source,
)

DESK = ChannelConfig(id="desk", kind=ChannelKind.TELEGRAM, chat="@desk")
SOURCES = {
    name: source(id=name, location=f"https://{name}/", backlog=BacklogRule.ALL)
    for name in ("miit", "ndrc", "nea")
}
TITLES = {"Title a", "Title b", "Title c", "Title d", "Title e"}


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
        if name == "session":
            return method  # it begins nothing

        async def guarded(*args: Any, **kwargs: Any) -> Any:
            self._fuse.left -= 1
            is_it = self._fuse.left == 0
            if is_it and not self._fuse.after:
                self._fuse.blown_in = name
                raise Killed
            try:
                return await method(*args, **kwargs)
            finally:
                if is_it:
                    self._fuse.blown_in = name
                    raise Killed

        return guarded


class Web(FakeFetcher):
    """Answers 304 to the validator it gave out, so what a crash lost would never be seen again.

    The page of one entry fails the first time, and by then the entry has left the list.
    """

    def __init__(self) -> None:
        super().__init__()
        self.has_failed = False

    async def ask(self, ask: Ask, *, session: object = None) -> Fetched | NotModified:
        if ask.purpose is Purpose.SOURCE:
            url = ask.request.url
            return NotModified() if ask.etag == "1" else Fetched(final_url=url, etag="1")
        if ask.request.url.endswith("/e") and not self.has_failed:
            self.has_failed = True
            raise FetchError("HTTP 503", status=503)
        return Fetched(body=b"<html>")


class Reader(FakeReader):
    """Gives two feeds different entries, one of them the same page, and a list of links."""

    async def entries(self, source: Source, fetched: Fetched, now: datetime) -> Listed:
        if source.id == "nea":
            return Listed(entries=(linked("d"), linked("e")))
        shared = item("b", url="https://example.org/b")
        self.items = (item("a"), shared) if source.id == "miit" else (shared, item("c"))
        return await super().entries(source, fetched, now)

    async def document(self, source: Source, found: Found, page: Fetched | None, now: datetime) -> Item:
        assert page is not None
        made = await super().document(source, found, page, now)
        return replace(made, document=replace(made.document, sections=(Section(paragraphs=("Whole.",)),)))


async def one_run(location: Path, channel: FakeChannel, clock: Clock, fuse: Fuse | None, web: Web) -> None:
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
                fetcher=through(web),
                reader=through(Reader()),
                source_store=through(Sources(opened)),
                source_notices=through(SourceNotices(opened, Notices(opened, has_chat=False))),
                decisions=through(Decisions(opened)),
                outbox=through(Deliveries(opened)),
                notices=Notices(opened, has_chat=False),
                ops=None,
                reloading=NoEdits(),
                notes=Notes(opened),
                showing=Titles(through(Deliveries(opened))),
                clock=clock,
            ),
            asyncio.Event(),
            wait=timedelta(),
        )
    finally:
        opened.close()


def fuses() -> Iterator[Any]:
    for number in range(1, 71):
        for after in (False, True):
            yield pytest.param(number, after, id=f"{'after' if after else 'before'} call {number}")


@pytest.mark.parametrize(("number", "after"), list(fuses()))
async def test_a_crash_at_any_call_loses_nothing_and_doubles_only_the_send_it_cut_off(
    number: int, after: bool, tmp_path: Path
) -> None:
    location = tmp_path / "monitor.db"
    channel, clock, fuse, web = FakeChannel(), Clock(), Fuse(number, after=after), Web()
    try:
        await one_run(location, channel, clock, fuse, web)
        assert fuse.left > 0, "the run swallowed the kill"
    except Killed:
        pass

    await one_run(location, channel, clock, None, web)
    clock.move(timedelta(hours=2))
    await one_run(location, channel, clock, None, web)

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

    await one_run(tmp_path / "monitor.db", FakeChannel(), Clock(), fuse, Web())

    assert 40 < 10_000 - fuse.left <= 70, "a run makes more calls than the crash test tries"


async def test_a_lost_answer_is_sent_again_until_answered(tmp_path: Path) -> None:
    location = tmp_path / "monitor.db"
    channel, clock, web = FakeChannel(outcomes=[Ambiguous(detail="cut off")]), Clock(), Web()

    for _ in range(3):
        await one_run(location, channel, clock, None, web)
        clock.move(timedelta(minutes=5))

    assert set(channel.texts) == TITLES
    assert len(channel.calls) == len(TITLES) + 1
