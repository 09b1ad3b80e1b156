"""Every kind of recipe in monitor.yaml, against pages of the same shape as the sites it is for, over real sockets.

A folder of tests/data/sites is one site: `site.json` names the source of monitor.yaml, says what the site answers to
which request (and what it refuses to answer without: parameters, form fields, headers, a cookie), and which documents
must come of it. Each of the site's hosts is a server of its own here; nothing of the recipe is changed but the hosts.
"""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from monitor import gather
from monitor.config import settings
from monitor.fetch.fetcher import Fetcher
from monitor.model import BacklogRule, Document, Polled, Source, SourceState
from monitor.sandbox.pool import Sandbox
from monitor.store import database
from monitor.store.archive import Archive
from monitor.store.sources import Sources
from tests.fakes import FakeRules

ROOT = Path(__file__).parents[2]
SITES = ROOT / "tests" / "data" / "sites"
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
MENU = ("办事服务", "网站地图")  # of every page there, and of no document
MOST_POLLS = 12  # a poll fetches a few pages only and leaves the rest to the next

Json = dict[str, Any]


@dataclass(slots=True)
class Site:
    """A recorded site: where its hosts are served, and what it was asked that it has no answer to."""

    folder: Path
    told: Json
    at: dict[str, str] = field(default_factory=dict)  # host → host and port here
    refused: list[str] = field(default_factory=list)

    @property
    def hosts(self) -> tuple[str, ...]:
        return tuple(sorted({urlsplit(answer["to"]).netloc for answer in self.told["answers"]}))

    def here(self, text: str) -> str:
        """Return a text with the site's hosts replaced by those that stand in for them."""
        for host, local in self.at.items():
            text = re.sub(rf"(?:https?:)?//{re.escape(host)}(?=[/\"'?]|$)", f"http://{local}", text)
        return text

    def answer(self, host: str, asked: Asked) -> Json | None:
        """Return what the site answers; None where it does not know the address, or misses something."""
        path = urlsplit(asked.path).path
        known: list[Json] = [
            answer
            for answer in self.told["answers"]
            if (urlsplit(answer["to"]).netloc, urlsplit(answer["to"]).path) == (host, path)
        ]
        for answer in known:
            if not self._missing(answer, asked):
                return answer
        if path != "/robots.txt":
            why = [", ".join(self._missing(answer, asked)) for answer in known]
            self.refused.append(f"{asked.method} {host}{asked.path}: {' | '.join(why) or 'no such page'}")
        return None

    def _missing(self, answer: Json, asked: Asked) -> list[str]:
        query = dict(parse_qsl(urlsplit(asked.path).query, keep_blank_values=True))
        form = dict(parse_qsl(asked.body, keep_blank_values=True))
        missing = [] if asked.method == answer["method"] else [f"method {answer['method']}"]
        for what, wanted, given in (
            ("parameter", answer.get("query", {}), query),
            ("field", answer.get("form", {}), form),
            (
                "header",
                {name: self.here(one) for name, one in answer.get("headers", {}).items()},
                asked.headers,
            ),
        ):
            missing += [f"{what} {name}={one}" for name, one in wanted.items() if given.get(name) != one]
        if (cookie := answer.get("cookie")) and cookie not in asked.headers.get("Cookie", ""):
            missing.append(f"cookie {cookie}")
        return missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: str


class _Handler(BaseHTTPRequestHandler):
    site: ClassVar[Site]
    host: ClassVar[str]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        headers = {
            name.title() if name.lower() != "x-requested-with" else name: one
            for name, one in self.headers.items()
        }
        asked = Asked(method=self.command, path=self.path, headers=headers, body=body)
        answer = self.site.answer(self.host, asked)
        content = b"" if answer is None else self._content(answer)
        self.send_response_only(200 if answer is not None else 404)
        self.send_header("Date", self.date_time_string())
        self.send_header("Content-Type", "text/plain" if answer is None else answer["type"])
        self.send_header("Content-Length", str(len(content)))
        if answer is not None and "sets" in answer:
            self.send_header("Set-Cookie", answer["sets"])
        self.end_headers()
        self.wfile.write(content)

    def _content(self, answer: Json) -> bytes:
        content: bytes = (self.site.folder / answer["file"]).read_bytes()
        if not re.match(r"text/|.*(?:json|xml|javascript)\b(?!.*officedocument)", answer["type"]):
            return content
        # Latin-1 keeps every byte, whatever the page's charset: a host is ASCII in all of them.
        return self.site.here(content.decode("latin-1")).encode("latin-1")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing: the test reads `refused`."""


@contextmanager
def served(name: str) -> Iterator[Site]:
    """Serve a recorded site for as long as the block lasts."""
    folder = SITES / name
    site = Site(folder, json.loads((folder / "site.json").read_text(encoding="utf-8")))
    with ExitStack() as stack:
        for host in site.hosts:
            server = ThreadingHTTPServer(
                ("127.0.0.1", 0), type("Handler", (_Handler,), {"site": site, "host": host})
            )
            server.daemon_threads = True
            thread = threading.Thread(
                target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
            )
            thread.start()
            stack.callback(server.server_close)
            stack.callback(thread.join)
            stack.callback(server.shutdown)
            site.at[host] = f"127.0.0.1:{server.server_address[1]}"
        yield site


def shipped(site: Site, folder: Path) -> Source:
    """Return the source as monitor.yaml has it, its hosts replaced; what there is counts as news."""
    written = (ROOT / "monitor.yaml").read_text(encoding="utf-8")
    block = re.search(
        rf"^  - id: {re.escape(site.told['source'])}\n(?:(?:    .*)?\n)*", written, re.MULTILINE
    )
    assert block is not None, f"monitor.yaml has no source {site.told['source']}"
    path = folder / "monitor.yaml"
    path.write_text(f"store: monitor.db\nsources:\n{site.here(block[0])}", encoding="utf-8")
    (source,) = settings.load(path, {}).sources
    return replace(source, backlog=BacklogRule.ALL)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def reader() -> AsyncIterator[Sandbox]:
    """One reader for all sites: to start its child takes longer than to read one of them."""
    sandbox = Sandbox()
    yield sandbox
    await sandbox.close()


async def gathered(source: Source, site: Site, reader: Sandbox) -> tuple[list[Polled], Sequence[Document]]:
    """Poll a source until no page is owed; return the polls and the documents that the store has then."""
    fetcher = Fetcher(
        user_agent="policy-monitor/0 (+mailto:desk@example.org)",
        allow_private=frozenset(site.at.values()),
        sleep=lambda _: asyncio.sleep(0),
    )
    opened = database.open_to_write(None)
    polls: list[Polled] = []
    try:
        store = Sources(opened)
        await store.sync([source], NOW, spread=False)
        now: datetime | None = NOW
        while now is not None and len(polls) < MOST_POLLS:
            (claim,) = await store.claim_due(now, limit=1, lease=timedelta(minutes=5))
            polls.append(
                await gather.poll(
                    claim, source, fetcher=fetcher, reader=reader, rules=FakeRules(), store=store
                )
            )
            now = polls[-1].owed_due_at
        archive = Archive(opened)
        documents = [one for _, one in archive.documents(archive.newest(NOW - timedelta(days=1)))]
    finally:
        opened.close()
        await fetcher.close()
    return polls, documents


def text_of(document: Document) -> str:
    lines = [text for one in document.highlights for text in (one.text, *one.children)]
    for section in document.sections:
        lines += [*([section.heading] if section.heading else []), *section.paragraphs]
    return "\n".join(lines)


def facts(document: Document, wanted: Json, zone: str) -> Json:
    """Return of a document what its site says must be in it, in the same form."""
    published = document.published
    day = published.astimezone(ZoneInfo(zone)).date() if isinstance(published, datetime) else published
    text = text_of(document)
    made: Json = {
        "url": document.url,
        "title": document.title,
        "published": str(day),
        "number": document.document_number,
        "issuer": document.issuer,
        "written": str(document.written_on),
        "attachments": [attachment.name for attachment in document.attachments],
        "says": [words for words in wanted["says"] if words in text],
        "silent": [words for words in wanted["silent"] if words not in text],
    }
    return {name: one for name, one in made.items() if name in wanted}


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("name", sorted(path.name for path in SITES.iterdir()))
async def test_a_shipped_recipe_brings_what_the_site_lists(
    name: str, reader: Sandbox, tmp_path: Path
) -> None:
    with served(name) as site:
        source = shipped(site, tmp_path)

        polls, documents = await gathered(source, site, reader)

        wanted = {(url := site.here(one["url"])): one | {"url": url} for one in site.told["expect"]}
        for one in wanted.values():
            one["silent"] = [*MENU, *one.get("silent", [])]
    found = {
        document.url: facts(document, wanted.get(document.url or "", {"says": [], "silent": []}), source.zone)
        for document in documents
    }
    assert found == wanted, site.refused
    assert (polls[0].source_state, polls[0].detail, site.refused) == (SourceState.OK, None, [])
