"""Hand-written stand-ins for what is foreign or slow, and short builders of values."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from monitor.model import (
    ChannelConfig,
    ChannelKind,
    Document,
    Entry,
    Evidence,
    Fetched,
    FetchState,
    Item,
    Layout,
    Match,
    Message,
    NotModified,
    Outcome,
    Outlet,
    OutletKind,
    Reading,
    RuleStatus,
    Section,
    Sent,
    Severity,
    Source,
    SourceKind,
    Version,
)

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@dataclass(slots=True)
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def move(self, step: timedelta) -> None:
        self.now += step


def source(**changes: object) -> Source:
    made = Source(
        id="miit",
        kind=SourceKind.FEED,
        location="https://example.org/feed",
        outlet=Outlet(name="MIIT", kind=OutletKind.OFFICIAL),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def document(title: str = "A title", text: str = "A paragraph.", **changes: object) -> Document:
    made = Document(
        title=title,
        language="en",
        sections=(Section(paragraphs=(text,)),),
        outlet=Outlet(name="MIIT", kind=OutletKind.OFFICIAL),
        origin=(OutletKind.OFFICIAL,),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def item(guid: str, *, url: str | None = None, made: Document | None = None) -> Item:
    found = made or document(
        title=f"Title {guid}", text=f"The text of {guid}, long enough to be known again later."
    )
    return Item(entry=Entry(guid=guid, url=url, title=found.title), document=found, raw=b"raw")


def match(rule: str = "a-rule", **changes: object) -> Match:
    made = Match(
        rule=rule,
        topic="a-topic",
        name="A rule",
        why="It matters.",
        severity=Severity.HIGH,
        evidence=(Evidence(field="title", start=0, end=1, text="A", term="a"),),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def version(**changes: object) -> Version:
    made = Version(
        id=1,
        document_id="d1",
        source_id="miit",
        url="https://example.org/a",
        text_hash="t1",
        document=document(),
        matches=(match(),),
        is_backlog=False,
        demo=False,
        seen_at=NOW,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def console(channel_id: str = "console") -> ChannelConfig:
    return ChannelConfig(id=channel_id, kind=ChannelKind.CONSOLE)


def render(delivered: Version) -> Message:
    return Message(parts=(delivered.document.title,))


@dataclass(slots=True)
class FakeFetcher:
    """Answers from a table by source id; an exception in it is raised."""

    answers: dict[str, Fetched | NotModified | Exception] = field(default_factory=dict)
    states: list[FetchState] = field(default_factory=list)

    async def fetch(self, source: Source, state: FetchState) -> Fetched | NotModified:
        self.states.append(state)
        answer = self.answers.get(source.id, Fetched())
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass(slots=True)
class FakeReader:
    """Gives the items that a test put in."""

    items: tuple[Item, ...] = ()
    problems: tuple[str, ...] = ()
    is_whole: bool = True
    error: Exception | None = None

    async def read(self, source: Source, fetched: Fetched, now: datetime) -> Reading:
        if self.error is not None:
            raise self.error
        return Reading(items=self.items, problems=self.problems, is_whole=self.is_whole)


@dataclass(slots=True)
class FakeRules:
    """Matches every document whose text holds a word."""

    word: str = "Title"
    status: RuleStatus = RuleStatus.STABLE
    hash: str = "h"

    def match(self, layout: Layout) -> tuple[Match, ...]:
        return (match(status=self.status),) if self.word in layout.text else ()


@dataclass(slots=True)
class FakeChannel:
    """Records what stands in the channel and answers as told; by default it takes everything."""

    outcomes: list[Outcome] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)  # what stands in the channel
    calls: list[tuple[str, bool, bool, str | None]] = field(default_factory=list)
    before: Callable[[], None] | None = None

    async def send(self, text: str, *, plain: bool, silent: bool, chat: str | None) -> Outcome:
        self.calls.append((text, plain, silent, chat))
        if self.before is not None:
            self.before()
        outcome = self.outcomes.pop(0) if self.outcomes else Sent(message_id=len(self.texts) + 1)
        if isinstance(outcome, Sent):
            self.texts.append(text)
        return outcome


class NoEdits:
    """Nobody edits anything."""

    async def run(self, stop: asyncio.Event) -> None:
        await stop.wait()
