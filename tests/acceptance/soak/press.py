"""Sources of several kinds on several servers, to which something is added all the time."""

from __future__ import annotations

import itertools
import json
import random
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from types import TracebackType
from typing import Self
from xml.sax.saxutils import escape

from tests.acceptance.harness import rss
from tests.feed_server import FeedServer, Reply

_NAMES = ("press.soak.test", "office.soak.test", "127.0.0.1")
# Words of no language: entries that share one do not share an event.
_SYLLABLES = [first + second for first in "bdfgklmnprstvz" for second in "aeiou"]
_WORDS = tuple(
    "".join(three) for three in itertools.product(_SYLLABLES[::3], _SYLLABLES[1::3], _SYLLABLES[2::3])
)
_SHOWN = 15  # entries a list keeps of what was told


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that was published, known by a token that stands in its title and nowhere else."""

    token: str
    title: str
    text: str
    url: str
    source: str
    at: datetime


def _feed(entries: tuple[Entry, ...]) -> tuple[bytes, str]:
    """Return RSS without dates."""
    return rss(*(entry.title for entry in entries), texts={entry.title: entry.text for entry in entries}), (
        "application/rss+xml; charset=utf-8"
    )


def _dated(entries: tuple[Entry, ...]) -> tuple[bytes, str]:
    items = "".join(
        f"<item><guid>{entry.token}</guid><title>{escape(entry.title)}</title><link>{entry.url}</link>"
        f"<pubDate>{format_datetime(entry.at)}</pubDate><description>{escape(entry.text)}</description></item>"
        for entry in entries
    )
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Office</title>{items}</channel></rss>'
    return body.encode(), "application/rss+xml; charset=utf-8"


def _listing(entries: tuple[Entry, ...]) -> tuple[bytes, str]:
    rows = "".join(f'<li><a href="{entry.url}">{escape(entry.title)}</a></li>' for entry in entries)
    return f"<html><body><ul class=list>{rows}</ul></body></html>".encode(), "text/html; charset=utf-8"


def _json(entries: tuple[Entry, ...]) -> tuple[bytes, str]:
    rows = [
        {"id": one.token, "title": one.title, "url": one.url, "summary": one.text, "at": one.at.isoformat()}
        for one in entries
    ]
    return json.dumps({"data": rows}).encode(), "application/json"


def _page(entry: Entry) -> Reply:
    body = (
        f"<html><head><title>{escape(entry.title)}</title></head><body><article><h1>{escape(entry.title)}</h1>"
        f"<p>{escape(entry.text)}</p></article></body></html>"
    )
    return Reply(body=body.encode(), content_type="text/html; charset=utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    id: str
    server: int
    recipe: str
    render: Callable[[tuple[Entry, ...]], tuple[bytes, str]]
    has_pages: bool = False


_SOURCES = (
    _Source(id="wire", server=0, recipe="kind: feed, fulltext: never, recheck: false", render=_feed),
    _Source(id="office", server=1, recipe="kind: feed, fulltext: never, recheck: false", render=_dated),
    _Source(
        id="city",
        server=2,
        recipe="kind: listing, item: ul.list > li, link: a, recheck: false",
        render=_listing,
        has_pages=True,
    ),
    _Source(
        id="library",
        server=1,
        recipe="kind: json, items: data, title: title, link: url, text: summary, guid: id, fulltext: never, recheck: false",
        render=_json,
    ),
)


class Press:
    """Publishes for as long as the `with` block lasts, but for pauses; what was not told stays listed.

    It waits where `ahead` entries are not told yet.
    """

    def __init__(
        self, *, chance: random.Random, every: float, is_told: Callable[[str], bool], ahead: int
    ) -> None:
        self._chance = chance
        self._every = every
        self._is_told = is_told
        self._ahead = ahead
        self._open = ExitStack()
        self._servers: tuple[FeedServer, ...] = ()
        self._lock = threading.Lock()
        self._listed: dict[str, list[Entry]] = {source.id: [] for source in _SOURCES}
        self._published: list[Entry] = []
        self._failing: Reply | None = None
        self._is_over = threading.Event()
        self._pauses = threading.Event()
        self._thread = threading.Thread(target=self._go_on, daemon=True)

    def __enter__(self) -> Self:
        self._servers = tuple(self._open.enter_context(FeedServer()) for _ in _NAMES)
        for source in _SOURCES:
            self.publish(source.id)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over.set()
        self._thread.join()
        self._open.close()

    @property
    def settings(self) -> str:
        """What `monitor.yaml` says of the sources."""
        rows = "".join(
            f"  - {{id: {one.id}, {one.recipe}, url: '{self._url(one, '/' + one.id)}', every: 1s, backlog: all}}\n"
            for one in _SOURCES
        )
        hosts = ", ".join(f"'{self._host(number)}'" for number in range(len(_NAMES)))
        return f"sources:\n{rows}fetch: {{allow_private: [{hosts}]}}\n"

    @property
    def published(self) -> tuple[Entry, ...]:
        """Everything so far, in order."""
        with self._lock:
            return tuple(self._published)

    @property
    def polls(self) -> int:
        """How often any server was asked for anything."""
        return sum(len(server.requests) for server in self._servers)

    def pause(self, *, is_on: bool) -> None:
        """Publish nothing by chance, or go on."""
        (self._pauses.set if is_on else self._pauses.clear)()

    def publish(self, source_id: str | None = None) -> Entry:
        """Add an entry to a source, to any where none is named."""
        with self._lock:
            source = next((one for one in _SOURCES if one.id == source_id), None)
            source = source or self._chance.choice(_SOURCES)
            number = len(self._published) + 1
            entry = self._entry(source, number)
            if source.has_pages:
                self._servers[source.server].script(f"/{source.id}/{entry.token}", _page(entry))
            self._published.append(entry)
            self._listed[source.id].insert(0, entry)
            self._show(source)
        return entry

    def fail(self, reply: Reply | None) -> None:
        """Let every list answer so from now on; None: as it should."""
        with self._lock:
            self._failing = reply
            for source in _SOURCES:
                self._show(source)

    def _entry(self, source: _Source, number: int) -> Entry:
        token = f"K{number:05d}"
        words = self._chance.sample(_WORDS, 46)
        title = f"{words[0].title()} pilot list {token}: {words[1]} {words[2]} {words[3]} {words[4]}"
        # The feed's helper makes the link of the title; the others have one of their own.
        url = (
            f"https://news.example/{title.replace(' ', '-')}"
            if source.id == "wire"
            else self._url(source, f"/{source.id}/{token}")
        )
        text = f"{' '.join(words[5:20]).capitalize()}. {' '.join(words[20:46]).capitalize()}."
        return Entry(
            token=token,
            title=title,
            text=text,
            url=url,
            source=source.id,
            at=datetime.now(UTC).replace(microsecond=0),
        )

    def _show(self, source: _Source) -> None:
        listed = self._listed[source.id]
        kept = [one for place, one in enumerate(listed) if place < _SHOWN or not self._is_told(one.token)]
        self._listed[source.id] = kept
        body, content_type = source.render(tuple(kept))
        proper = Reply(body=body, content_type=content_type)
        self._servers[source.server].script(f"/{source.id}", self._failing or proper)

    def _go_on(self) -> None:
        while not self._is_over.wait(self._chance.uniform(0.2, 1.8) * self._every):
            if not self._pauses.is_set() and self._untold() < self._ahead:
                self.publish()

    def _untold(self) -> int:
        with self._lock:
            listed = [one for entries in self._listed.values() for one in entries]
        return sum(not self._is_told(one.token) for one in listed)

    def _host(self, number: int) -> str:
        return f"{_NAMES[number]}:{self._servers[number].port}"

    def _url(self, source: _Source, path: str) -> str:
        return f"http://{self._host(source.server)}{path}"
