"""A look reads a list as a poll does, with nothing known, and keeps what came."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NoReturn

import pytest

from monitor.cli.sources.looking import SourceLooker
from monitor.errors import FetchError, SourceError
from monitor.model import (
    Ask,
    Entry,
    Fetched,
    FetchState,
    Found,
    Listed,
    NotModified,
    Pairs,
    Probe,
    Recipe,
    Request,
    Source,
    SourceKind,
    Step,
    Take,
)
from tests.fakes import NOW, source

PAGED = Recipe(pages=9, params=(("p", "{page}"),))


@dataclass
class Web:
    """Answers every request with its own address, and counts the sessions."""

    answer: Fetched | NotModified | SourceError | None = None
    asks: list[Ask] = field(default_factory=list)
    sessions: int = 0

    def session(self) -> AbstractAsyncContextManager[Any]:
        @asynccontextmanager
        async def opened() -> AsyncIterator[str]:
            self.sessions += 1
            yield "session"

        return opened()

    async def ask(self, ask: Ask, *, session: Any = None) -> Fetched | NotModified:
        self.asks.append(ask)
        if isinstance(self.answer, SourceError):
            raise self.answer
        moved = "https://new.example/" if session is None else None
        return self.answer or Fetched(body=ask.request.url.encode(), moved_to=moved)

    async def folder(self, source: Source, state: FetchState) -> Fetched | NotModified:
        return Fetched(problems=("a file",))


class Reader:
    """Finds an entry in everything."""

    async def entries(self, source: Source, fetched: Fetched, now: datetime) -> Listed:
        entry = Entry(guid=fetched.body.decode(), title="A title")
        return Listed(entries=(Found(entry=entry, raw=b""),), charset="utf-8", problems=fetched.problems)

    async def take(self, takes: tuple[Take, ...], fetched: Fetched) -> Pairs:
        return tuple((take.name, "taken") for take in takes)

    async def probe(self, fetched: Fetched, zone: str, now: datetime) -> Probe:
        return Probe(what=f"{fetched.body.decode()} in {zone}")

    async def documents(self, *_: object) -> NoReturn:
        raise AssertionError("a look makes no documents")

    document = attachment = documents


async def test_a_look_asks_as_the_recipe_says_with_nothing_known_and_two_pages_at_most() -> None:
    web = Web()
    looker = SourceLooker(web, Reader(), NOW)
    of = source(kind=SourceKind.JSON, recipe=PAGED)

    looked = await looker.look(of)

    assert [ask.request.params for ask in web.asks] == [(("p", "1"),), (("p", "2"),)]
    assert all((ask.etag, ask.last_modified) == (None, None) for ask in web.asks)
    assert (len(looked.entries), looked.charset, looked.moved_to) == (2, "utf-8", "https://new.example/")
    assert 0 <= looker.seconds(of) < 60
    came = looker.came(of)
    assert came is not None
    assert (await looker.probe(came, of)).what == "https://example.org/feed in Asia/Shanghai"


async def test_what_a_step_before_brought_is_not_the_list() -> None:
    step = Step(request=Request(url="https://example.org/"), takes=(Take(name="token", css="meta"),))
    of = source(recipe=Recipe(before=(step,), params=(("t", "{token}"),)))
    web = Web()
    looker = SourceLooker(web, Reader(), NOW)

    looked = await looker.look(of)

    assert (web.sessions, web.asks[1].request.params) == (1, (("t", "taken"),))
    assert looked.entries[0].guid == "https://example.org/feed"
    came = looker.came(of)
    assert came is not None
    assert came.body == b"https://example.org/feed"


@pytest.mark.parametrize(
    "answer", [NotModified(), FetchError("HTTP 412")], ids=["nothing changed", "no answer"]
)
async def test_a_look_that_brings_nothing_is_an_error_and_nothing_came(
    answer: NotModified | SourceError,
) -> None:
    looker = SourceLooker(Web(answer), Reader(), NOW)

    with pytest.raises(SourceError):
        await looker.look(source())

    assert looker.came(source()) is None


async def test_a_folder_is_read_from_the_disk() -> None:
    looker = SourceLooker(Web(), Reader(), NOW)
    of = source(kind=SourceKind.FOLDER, location="/papers")

    looked = await looker.look(of)

    assert (len(looked.entries), looked.problems, looker.came(of)) == (1, ("a file",), None)
