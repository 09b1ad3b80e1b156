"""Hand-written stand-ins for what is foreign or slow, and short builders of values."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from monitor import decide
from monitor.corpus import identity
from monitor.model import (
    Ask,
    Attachment,
    AttachmentText,
    Button,
    ChannelConfig,
    ChannelKind,
    Delivery,
    Document,
    Entry,
    Evidence,
    Fetched,
    FetchState,
    Found,
    Item,
    Layout,
    Listed,
    Match,
    Message,
    Named,
    NotModified,
    Outcome,
    Outlet,
    OutletKind,
    Pairs,
    Post,
    Reading,
    RuleStatus,
    Section,
    Sent,
    Severity,
    Source,
    SourceKind,
    Take,
    Tier,
    Version,
)

Answer = Fetched | NotModified | Exception

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


def found(made: Item) -> Found:
    """Return an entry as a list has it; its digest changes with what the source says of it."""
    return Found(entry=made.entry, raw=made.raw, digest=identity.content_hash(made.document))


def linked(name: str, **changes: object) -> Found:
    """Return an entry that needs its page."""
    entry = Entry(url=f"https://example.org/{name}", title=f"Title {name}", needs_page=True)
    entry = replace(entry, **changes)  # type: ignore[arg-type]
    return Found(entry=entry, raw=b"raw", digest=f"{entry.title} {entry.published}")


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


async def decide_for(
    store: decide.Store,
    channels: Sequence[ChannelConfig],
    now: datetime = NOW,
    *,
    names: decide.Names | None = None,
    tiers: Mapping[str, Tier] | None = None,
) -> int:
    """Decide what waits for it, for these channels."""

    async def asked() -> Sequence[ChannelConfig]:
        return channels

    return await decide.decide_pending(store, asked, now, names=names or NoNames(), tier_of=(tiers or {}).get)


def render(delivered: Version) -> Message:
    return Message(parts=(delivered.document.title,))


@dataclass(frozen=True, slots=True)
class Titles:
    """Shows of every delivery what `show` makes of the version that heads it."""

    store: VersionStore
    show: Callable[[Version], Message] = render

    async def message(self, delivery: Delivery, channel: ChannelConfig) -> Message:
        assert delivery.version_id is not None
        return self.show(await self.store.version(delivery.version_id))

    async def buttons(self, delivery: Delivery, channel: ChannelConfig) -> tuple[tuple[Button, ...], ...]:
        return ((Button(text=f"alert {delivery.alert_id}", data="w:1"),),)


class VersionStore(Protocol):
    async def version(self, version_id: int) -> Version: ...


@dataclass(slots=True)
class FakeFetcher:
    """Answers from a table by URL, an answer after the other and the last again; an exception in it is raised."""

    answers: dict[str, Answer | list[Answer]] = field(default_factory=dict)
    asked: list[Ask] = field(default_factory=list)
    sessions: list[object] = field(default_factory=list)  # of each ask

    @asynccontextmanager
    async def session(self) -> AsyncIterator[object]:
        yield self

    async def ask(self, ask: Ask, *, session: object = None) -> Fetched | NotModified:
        self.asked.append(ask)
        self.sessions.append(session)
        return self._answer(ask.request.url)

    async def folder(self, source: Source, state: FetchState) -> Fetched | NotModified:
        return self._answer(source.location)

    @property
    def urls(self) -> list[str]:
        return [ask.request.url for ask in self.asked]

    def _answer(self, url: str) -> Fetched | NotModified:
        answer = self.answers.get(url, Fetched(final_url=url))
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass(slots=True)
class FakeReader:
    """Gives the items that a test put in; the page of an entry says what the entry says, if not told otherwise."""

    items: tuple[Item, ...] = ()
    problems: tuple[str, ...] = ()
    is_whole: bool = True
    error: Exception | None = None
    listed: dict[str | None, Listed] = field(default_factory=dict)  # by URL, in place of the items
    pages: dict[str | None, Document | Exception] = field(default_factory=dict)  # by URL of the entry
    files: dict[str, AttachmentText | Exception] = field(default_factory=dict)  # by URL
    taken: Pairs = ()
    made: list[str | None] = field(
        default_factory=list
    )  # titles of entries that documents were made of alone

    async def entries(self, source: Source, fetched: Fetched, now: datetime) -> Listed:
        if self.error is not None:
            raise self.error
        if fetched.final_url in self.listed:
            return self.listed[fetched.final_url]
        return Listed(
            entries=tuple(found(one) for one in self.items), problems=self.problems, is_whole=self.is_whole
        )

    async def take(self, takes: tuple[Take, ...], fetched: Fetched) -> Pairs:
        return self.taken

    async def documents(self, source: Source, found: Sequence[Found], now: datetime) -> Reading:
        self.made += [one.entry.title for one in found]
        return Reading(items=tuple(self._item(one) for one in found if not one.is_blank))

    async def document(self, source: Source, found: Found, page: Fetched | None, now: datetime) -> Item:
        made = self.pages.get(found.entry.url, self._item(found).document)
        if isinstance(made, Exception):
            raise made
        return Item(entry=found.entry, document=made, raw=b"page")

    async def attachment(self, fetched: Fetched, attachment: Attachment) -> AttachmentText:
        text = self.files.get(attachment.url, AttachmentText(sections=(Section(paragraphs=("A row.",)),)))
        if isinstance(text, Exception):
            raise text
        return text

    def _item(self, one: Found) -> Item:
        documents = {item.entry: item.document for item in self.items}
        made = documents.get(one.entry)
        if made is None:
            made = document(title=one.entry.title or "", text=one.entry.body, published=one.entry.published)
        return Item(entry=one.entry, document=made, raw=one.raw)


class NoNames:
    """Knows nobody."""

    def find(self, layout: Layout) -> tuple[Named, ...]:
        return ()


@dataclass(slots=True)
class FakeRules:
    """Matches every document whose text holds a word."""

    word: str = "Title"
    status: RuleStatus = RuleStatus.STABLE
    hash: str = "h"
    names: NoNames = field(default_factory=NoNames)

    def match(self, layout: Layout) -> tuple[Match, ...]:
        return (match(status=self.status),) if self.word in layout.text else ()


@dataclass(slots=True)
class FakeChannel:
    """Records what stands in the channel and answers as told; by default it takes everything."""

    outcomes: list[Outcome] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)  # what stands in the channel
    posts: list[tuple[int | None, Post, str | None]] = field(default_factory=list)  # every call
    can_edit: bool = True
    before: Callable[[], None] | None = None

    async def send(self, post: Post, *, chat: str | None) -> Outcome:
        """Post a text under the next id."""
        outcome = self._outcome(None, post, chat)
        if isinstance(outcome, Sent):
            self.texts.append(post.text)
        return outcome

    async def edit(self, message_id: int, post: Post, *, chat: str | None) -> Outcome:
        """Replace what stands under an id."""
        outcome = self._outcome(message_id, post, chat)
        if isinstance(outcome, Sent):
            self.texts[message_id - 1] = post.text
            return Sent(message_id=message_id)
        return outcome

    @property
    def calls(self) -> list[tuple[str, bool, bool, str | None]]:
        return [(post.text, post.plain, post.silent, chat) for _, post, chat in self.posts]

    def _outcome(self, message_id: int | None, post: Post, chat: str | None) -> Outcome:
        self.posts.append((message_id, post, chat))
        if self.before is not None:
            self.before()
        return self.outcomes.pop(0) if self.outcomes else Sent(message_id=len(self.texts) + 1)


class NoEdits:
    """Nobody edits anything."""

    async def run(self, stop: asyncio.Event) -> None:
        await stop.wait()
