"""A farm of sources in a process of its own: feeds and list pages, as large and as slow as the web's, by one seed.

    python -m bench.farm SOURCES PORT ENTRIES

Every source has one of 250 loopback addresses, eight to a host. A request that sends back the validator it was given
is answered 304, unless it is the source's turn to change. `/-/change?share=0.1` sets how often that is, `/-/counts`
says what was answered so far, `/-/came` when each source was first asked for, and after `/-/again` it counts anew how
often each was answered at least. `/-/appear?source=7` puts an entry of its own text, and a title that the shipped
rules match, at the head of a source, and `/-/news` says when each such entry was put there and first handed out.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import partial
from html import escape
from itertools import count, islice
from math import ceil, exp
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

from bench import texts

_HOSTS = 250
_LISTS = 4  # every fourth source is a page that lists links, for who reads those
_TEXTS = 600  # different ones, of which every entry has one
_LATENCY = (0.09, 0.8)  # seconds to the first byte: the median and the spread of a log-normal
_SLOWEST = 2.0
_ENTRIES_SPREAD = 0.7  # of the number of entries in a feed, whose median is the last argument
_MOST_ENTRIES = 100
_ROWS = 10  # of a list page, at least
_GROWN = 14  # entries, of feeds that begin empty: the others keep the number they have
_SIZE = (1_200, 0.9)  # characters of an entry's text, likewise
_LONGEST = 12_000
_CHINESE = 0.4  # of the texts
_UNPACKED = 5  # every fifth source never compresses

# What an entry that appears says before and beneath its made title.
_APPROVED = (
    "MIIT Announcement No. %d of 2026: %s approved as a national pilot zone, batch %d",
    "<p>China's Ministry of Industry and Information Technology approved the pilot zone.</p>",
)
_NAMED = (
    "工业和信息化部公告2026年第%d号：%s试点名单（第%d批）公布",
    "<p>工业和信息化部公布了国家试点名单。</p>",
)


@dataclass(slots=True, kw_only=True)
class News:
    """An entry that matches, and when it came; instants of the steady clock, which all processes share."""

    title: bytes
    text: bytes
    published: bytes
    appeared: float
    served: float | None = None  # first


@dataclass(slots=True, kw_only=True)
class Shelf:
    """One source: how it is, and which edition of it stands now."""

    number: int
    latency: float
    entries: int
    edition: int = 0
    answered: int = 0  # times, since `/-/again`
    news: dict[int, News] = field(default_factory=dict)  # by the number of the entry

    @property
    def etag(self) -> bytes:
        return b'"%d-%d"' % (self.number, self.edition)


def host(number: int) -> str:
    """Return the address a source is served at."""
    return f"127.66.0.{number % _HOSTS + 1}"


def is_list(number: int) -> bool:
    """Say whether a source is a list page, where both kinds are asked for."""
    return number % _LISTS == _LISTS - 1


def feed_url(number: int, port: int) -> str:
    """Return where a source is as a feed."""
    return f"http://{host(number)}:{port}/feed/{number}"


def list_url(number: int, port: int) -> str:
    """Return where a source is as a page that lists links."""
    return f"http://{host(number)}:{port}/list/{number}"


class Farm:
    """Every source, and what was answered."""

    def __init__(self, sources: int, *, entries: int = 14) -> None:
        dice = random.Random(texts.SEED)
        self._made = _texts(dice)
        self._numbers = count(1)  # of the acts that appear, which tell their events apart
        self.texts = tuple(islice(self._made, _TEXTS))
        self.shelves = [
            Shelf(
                number=number,
                latency=min(_spread(dice, *_LATENCY), _SLOWEST),
                entries=min(ceil(_spread(dice, entries, _ENTRIES_SPREAD)), _MOST_ENTRIES) if entries else 0,
            )
            for number in range(sources)
        ]
        self.share = 0.0
        self.counts = {"unchanged": 0, "whole": 0, "bytes": 0, "most at once": 0}
        self.open = 0
        self.came: dict[int, float] = {}  # when each source was first asked for, by the clock on the wall
        self._dice = dice

    def turn(self, number: int) -> Shelf:
        """Return a source as this request finds it."""
        shelf = self.shelves[number]
        if self._dice.random() < self.share:
            shelf.edition += 1
        return shelf

    def appear(self, number: int) -> None:
        """Put an entry at the head of a source that is about an event of its own, and that the shipped rules match."""
        shelf = self.shelves[number]
        shelf.edition += 1
        title, text = next(self._made)
        act = next(self._numbers)
        form = _APPROVED if title.isascii() else _NAMED
        shelf.news[shelf.edition + shelf.entries] = News(
            title=form[0].encode() % (act, title, act),
            text=form[1].encode() + text.partition(b"</p>")[0] + b"</p>",
            published=formatdate(usegmt=True).encode(),
            appeared=time.monotonic(),
        )

    def feed(self, shelf: Shelf) -> bytes:
        """Return a source as RSS, the newest entry first."""
        return b"".join(
            (
                b'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"'
                b' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
                b"<title>Source %d</title><link>https://s%d.example/</link>" % (shelf.number, shelf.number),
                *(
                    b"<item><title>%s</title><link>https://s%d.example/%d</link><guid>s%d-%d</guid>"
                    b"<pubDate>%s</pubDate>"
                    b"<content:encoded><![CDATA[%s]]></content:encoded></item>"
                    % (title, shelf.number, entry, shelf.number, entry, _published(shelf, entry), text)
                    for entry, title, text in self._entries(shelf)
                ),
                b"</channel></rss>",
            )
        )

    def list(self, shelf: Shelf) -> bytes:
        """Return a source as a page of links with dates."""
        return b"".join(
            (
                (
                    b'<!doctype html><html><head><meta charset="utf-8"><title>List</title></head><body>'
                    b'<nav><a href="/">Home</a> <a href="/about">About</a></nav><ul class="list">'
                ),
                *(
                    b'<li><a href="/page/%d/%d" title="%s">%s</a><span>2026-11-18</span></li>'
                    % (shelf.number, entry, title, title)
                    for entry, title, _ in self._entries(shelf, least=_ROWS)
                ),
                b"</ul><footer>Contact</footer></body></html>",
            )
        )

    def page(self, number: int, entry: int) -> bytes:
        """Return the page of an entry of a list."""
        title, text = self.texts[(number * 31 + entry) % len(self.texts)]
        return (
            b"<!doctype html><html><head><meta charset=utf-8><title>%s</title></head><body><h1>%s</h1>"
            b"<article>%s</article></body></html>" % (title, title, text)
        )

    def _entries(self, shelf: Shelf, *, least: int = 0) -> Iterator[tuple[int, bytes, bytes]]:
        begun = max(shelf.entries, least)
        newest = shelf.edition + begun
        for entry in range(newest, newest - (begun or min(newest, _GROWN)), -1):
            if (news := shelf.news.get(entry)) is not None:
                yield entry, news.title, news.text
            else:
                yield entry, *self.texts[(shelf.number * 31 + entry) % len(self.texts)]


def _published(shelf: Shelf, entry: int) -> bytes:
    return shelf.news[entry].published if entry in shelf.news else b"Wed, 18 Nov 2026 08:00:00 GMT"


def _spread(dice: random.Random, median: float, spread: float) -> float:
    return median * exp(dice.gauss(0, spread))


def _texts(dice: random.Random) -> Iterator[tuple[bytes, bytes]]:
    for number in count():
        is_chinese = dice.random() < _CHINESE
        language = texts.chinese() if is_chinese else texts.english()
        gap, stop = ("", "。") if is_chinese else (" ", ". ")

        def said(size: int, language: texts.Language = language, gap: str = gap) -> str:
            return gap.join(language.some(dice, size))

        left = min(_spread(dice, *_SIZE), _LONGEST)
        paragraphs = []
        while left > 0:
            sentences = stop.join(said(dice.randint(8, 24)) for _ in range(dice.randint(2, 5)))
            paragraphs.append(
                f"<p>{escape(sentences)}{stop}<a href='https://x.example/{number}'>more</a></p>"
            )
            left -= len(sentences)
        yield escape(said(8)).encode(), "".join(paragraphs).encode()


class _Connection(asyncio.Protocol):
    """As little of HTTP/1.1 as a client needs: the farm must not be what is measured."""

    farm: ClassVar[Farm]

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._waiting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._transport = None

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        while (end := self._waiting.find(b"\r\n\r\n")) >= 0:
            head, self._waiting = self._waiting[:end], self._waiting[end + 4 :]
            self._asked(head)

    def _asked(self, head: bytes) -> None:
        line, *rest = head.split(b"\r\n")
        headers = {
            name.lower(): value.strip() for name, _, value in (header.partition(b":") for header in rest)
        }
        path = urlsplit(line.split(b" ")[1].decode("ascii"))
        match path.path.strip("/").split("/"):
            case ["-", "change"]:
                self.farm.share = float(parse_qs(path.query)["share"][0])
                self._write(b"200 OK", b"")
            case ["-", "counts"]:
                least = min(shelf.answered for shelf in self.farm.shelves)
                self._write(b"200 OK", json.dumps(self.farm.counts | {"each at least": least}).encode())
            case ["-", "again"]:
                for shelf in self.farm.shelves:
                    shelf.answered = 0
                self._write(b"200 OK", b"")
            case ["-", "appear"]:
                self.farm.appear(int(parse_qs(path.query)["source"][0]))
                self._write(b"200 OK", b"")
            case ["-", "news"]:
                said = {
                    f"{shelf.number}/{entry}": (news.appeared, news.served)
                    for shelf in self.farm.shelves
                    for entry, news in shelf.news.items()
                }
                self._write(b"200 OK", json.dumps(said).encode())
            case ["-", "came"]:
                self._write(b"200 OK", json.dumps(self.farm.came).encode())
            case ["feed" | "list" as kind, number]:
                self._later(self.farm.turn(int(number)), kind, headers)
            case ["page", number, entry]:
                self._write(
                    b"200 OK", self.farm.page(int(number), int(entry)), b"Content-Type: text/html\r\n"
                )
            case _:
                self._write(b"404 Not Found", b"")

    def _later(self, shelf: Shelf, kind: str, headers: dict[bytes, bytes]) -> None:
        farm = self.farm
        farm.open += 1
        farm.came.setdefault(shelf.number, time.time())
        farm.counts["most at once"] = max(farm.counts["most at once"], farm.open)
        asyncio.get_running_loop().call_later(shelf.latency, partial(self._answer, shelf, kind, headers))

    def _answer(self, shelf: Shelf, kind: str, headers: dict[bytes, bytes]) -> None:
        farm = self.farm
        farm.open -= 1
        shelf.answered += 1
        more = b"ETag: %s\r\n" % shelf.etag
        if headers.get(b"if-none-match") == shelf.etag:
            farm.counts["unchanged"] += 1
            self._write(b"304 Not Modified", b"", more)
            return
        farm.counts["whole"] += 1
        for news in shelf.news.values():
            news.served = news.served or time.monotonic()
        body = farm.feed(shelf) if kind == "feed" else farm.list(shelf)
        farm.counts["bytes"] += len(body)
        more += b"Content-Type: %s\r\n" % (b"application/rss+xml" if kind == "feed" else b"text/html")
        if shelf.number % _UNPACKED and b"gzip" in headers.get(b"accept-encoding", b""):
            body = gzip.compress(body, 1)
            more += b"Content-Encoding: gzip\r\n"
        self._write(b"200 OK", body, more)

    def _write(self, status: bytes, body: bytes, more: bytes = b"") -> None:
        if self._transport is not None:
            length = b"" if status.startswith(b"304") else b"Content-Length: %d\r\n" % len(body)
            self._transport.write(b"HTTP/1.1 %s\r\n%s%s\r\n%s" % (status, more, length, body))


async def serve(sources: int, port: int, entries: int) -> None:
    """Serve until the process is ended, and say so on standard output when it begins."""
    farm = Farm(sources, entries=entries)
    connection = type("Connection", (_Connection,), {"farm": farm})
    loop = asyncio.get_running_loop()
    for number in range(min(_HOSTS, sources)):
        await loop.create_server(connection, host(number), port, backlog=1024)
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(*map(int, sys.argv[1:])))
