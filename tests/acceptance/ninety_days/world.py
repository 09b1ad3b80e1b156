"""Feeds that publish, fail, time out, move, vanish, list old entries again and change their validators: by the day and a seed."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from monitor.errors import FetchError, Trouble
from monitor.model import (
    Ask,
    Attachment,
    AttachmentText,
    BacklogRule,
    Document,
    Entry,
    Fetched,
    FetchState,
    Found,
    Item,
    Listed,
    NotModified,
    Outlet,
    OutletKind,
    Pairs,
    Reading,
    Section,
    Source,
    SourceKind,
    Take,
)

EVERY = (timedelta(hours=4), timedelta(hours=6), timedelta(hours=12), timedelta(hours=24))
DAY = timedelta(days=1)
_LISTED = 15  # entries of a feed
_WORDS = 150  # of a text
_AGO = timedelta(days=25)  # what is listed again is so old, and longer purged
_FAILURES = (
    (3, "HTTP 500", Trouble.UNREACHABLE, 500),
    (5, "took over 120 s", Trouble.SLOW, None),
    (6, "the name is not known", Trouble.UNREACHABLE, None),
    (7, "the certificate is out of date", Trouble.TLS, None),
)  # of a hundred days of a source, up to so many


def source(number: int) -> Source:
    """Return one of the sources, of four intervals."""
    return Source(
        id=f"s{number}",
        kind=SourceKind.FEED,
        location=f"https://h{number}.example/feed",
        outlet=Outlet(name=f"Outlet {number}", kind=OutletKind.INDEPENDENT),
        every=EVERY[number % len(EVERY)],
        backlog=BacklogRule.ALL,
    )


@dataclass(slots=True)
class World:
    """What the network holds; `listed` are the entries that an answer had, `asked` when each source was, and how it went."""

    begin: datetime
    seed: int
    clock: Any
    asked: dict[int, tuple[datetime, timedelta]] = field(default_factory=dict)
    listed: dict[int, set[int]] = field(default_factory=dict)
    late: list[str] = field(default_factory=list)
    polls: int = 0
    failures: int = 0

    def session(self) -> AbstractAsyncContextManager[object]:
        """Return what a recipe with steps before would use."""
        return nullcontext()

    async def folder(self, source: Source, state: FetchState) -> Fetched | NotModified:
        """Nothing here is a folder."""
        raise NotImplementedError

    async def ask(self, ask: Ask, *, session: object = None) -> Fetched | NotModified:
        """Answer as the feed does at this moment."""
        del session
        now = self.clock()
        number = int(ask.request.url.removeprefix("https://h").partition(".")[0])
        self.polls += 1
        self._hold_to_interval(number, now)
        every = EVERY[number % len(EVERY)]
        try:
            answer = self._answer(number, ask, now)
        except FetchError as error:
            self.failures += 1
            longest = timedelta(days=7) if error.trouble is Trouble.GONE else max(DAY, every)
            self.asked[number] = now, longest
            raise
        self.asked[number] = now, every
        return answer

    def _hold_to_interval(self, number: int, now: datetime) -> None:
        """Note where a source was asked later than it was to be: a tenth of jitter, and an hour."""
        if number in self.asked:
            before, wait = self.asked[number]
            if now - before > wait * 1.1 + timedelta(hours=1):
                self.late.append(f"s{number}: asked {before:%F %R}, and then {now:%F %R}")

    def _answer(self, number: int, ask: Ask, now: datetime) -> Fetched | NotModified:
        day = (now - self.begin) // DAY
        self._fail(number, ask.request.url, day)
        ids = self.entries(number, now)
        tag = {1: str(random.Random(f"{number} {now}").random()), 2: None}.get(number % 10, str(ids))
        moved = f"{ask.request.url}-new" if number % 50 == 3 and day >= 20 else None
        if ask.request.url.endswith("-new"):
            moved = None
        if tag is not None and tag == ask.etag:
            return NotModified(etag=tag, moved_to=moved)
        self.listed.setdefault(number, set()).update(ids)
        return Fetched(
            body=json.dumps([number, ids]).encode(), etag=tag, moved_to=moved, final_url=ask.request.url
        )

    def _fail(self, number: int, url: str, day: int) -> None:
        if number % 50 == 7 and 40 <= day < 60:
            raise FetchError("HTTP 410 Gone", trouble=Trouble.GONE, status=410)
        if number % 50 == 3 and day >= 60 and not url.endswith("-new"):
            raise FetchError("HTTP 404 Not Found", trouble=Trouble.GONE, status=404)
        drawn = random.Random(f"{self.seed} {number} {day}").randrange(100)
        for most, detail, trouble, status in _FAILURES:
            if drawn < most:
                raise FetchError(detail, trouble=trouble, status=status)

    def entries(self, number: int, now: datetime) -> list[int]:
        """Return what a feed lists: its newest entries, and on some days old ones again."""
        gap = DAY / random.Random(f"{self.seed} {number}").choice((0.3, 0.6, 1.0, 1.5))
        first = _LISTED  # so many were there at the beginning
        newest = first + (now - self.begin) // gap
        ids = list(range(max(0, newest - _LISTED), newest))
        if (now - self.begin) // DAY % 17 == number % 17:
            past = first + (now - _AGO - self.begin) // gap
            ids += [one for one in range(past - 5, past) if one >= 0 and one not in ids]
        return ids


class Reader:
    """Makes documents of the numbers that a feed lists, in this process."""

    def __init__(self, begin: datetime) -> None:
        self._begin = begin

    async def entries(self, source: Source, fetched: Fetched, now: datetime) -> Listed:
        """Return the entries of an answer."""
        number, ids = json.loads(fetched.body)
        return Listed(entries=tuple(_found(number, one) for one in reversed(ids)))

    async def documents(self, source: Source, found: Sequence[Found], now: datetime) -> Reading:
        """Return the documents of entries."""
        return Reading(items=tuple(_item(source, one) for one in found))

    async def take(self, takes: tuple[Take, ...], fetched: Fetched) -> Pairs:
        """No step takes anything here."""
        raise NotImplementedError

    async def document(self, source: Source, found: Found, page: Fetched | None, now: datetime) -> Item:
        """No entry has a page here."""
        raise NotImplementedError

    async def attachment(self, fetched: Fetched, attachment: Attachment) -> AttachmentText:
        """No entry has a file here."""
        raise NotImplementedError


def _found(number: int, one: int) -> Found:
    name = f"{number}-{one}"
    word = "Signal" if one % 3 == 0 else "Notice"
    entry = Entry(guid=name, url=f"https://h{number}.example/{one}", title=f"{word} {name} {_words(name, 4)}")
    return Found(entry=entry, raw=_words(name, _WORDS).encode(), digest=name)


def _item(source: Source, found: Found) -> Item:
    text = found.raw.decode()
    document = Document(
        title=found.entry.title or "",
        language="en",
        url=found.entry.url,
        sections=(Section(paragraphs=(text[: len(text) // 2], text[len(text) // 2 :])),),
        outlet=source.outlet,
        origin=(source.outlet.kind,),
    )
    return Item(entry=found.entry, document=document, raw=found.raw)


def _words(name: str, count: int) -> str:
    """Return words that no other text shares many of."""
    return " ".join(random.Random(f"{name} {count}").choices(_VOCABULARY, k=count))


_HEADS = ("ba", "co", "di", "fu", "ga", "hy", "ka", "lo", "mi", "nu", "pe", "ru", "sa", "ti", "vo", "zu")
_TAILS = ("lan", "mer", "nis", "por", "quet", "ras", "ston", "tal", "ver", "xim")
_VOCABULARY = tuple(f"{one}{other}{last}" for one in _HEADS for other in _HEADS for last in _TAILS)
