"""The parts of a poll that bring and read bytes, for commands that store nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import datetime
from time import monotonic
from typing import Any, Protocol

from monitor import gather
from monitor.cli.sources import probing
from monitor.cli.sources.checking import Looked
from monitor.errors import SourceError
from monitor.fetch.agent import user_agent
from monitor.fetch.fetcher import Fetcher
from monitor.model import Ask, Fetched, FetchState, NotModified, Probe, Source
from monitor.sandbox.pool import Sandbox

_READERS = 2  # child processes, as many as the running program has
MOST_PAGES = 2  # of a list: enough to see that the second one is found


@asynccontextmanager
async def tools(contact: str, allow_private: frozenset[str]) -> AsyncIterator[tuple[Fetcher, Sandbox]]:
    """Give a fetcher and a sandbox as the running program has them, and put them away again."""
    fetcher = Fetcher(user_agent=user_agent(contact), allow_private=allow_private)
    sandbox = Sandbox(workers=_READERS)
    try:
        yield fetcher, sandbox
    finally:
        await fetcher.close()
        await sandbox.close()


@asynccontextmanager
async def looker(contact: str, allow_private: frozenset[str], now: datetime) -> AsyncIterator[SourceLooker]:
    """Give what looks at sources, for as long as the block lasts."""
    async with tools(contact, allow_private) as (fetcher, sandbox):
        yield SourceLooker(fetcher, sandbox, now)


class Reader(gather.Reader, probing.Prober, Protocol):
    """What reads bytes, known ones and others."""


class SourceLooker:
    """Reads lists as a poll does, with nothing known of them; remembers what came last, read or not."""

    def __init__(self, fetcher: gather.Fetcher, reader: Reader, now: datetime) -> None:
        self._fetcher = fetcher
        self._reader = reader
        self._now = now
        self._answers: dict[str, _Remembering] = {}

    async def look(self, source: Source) -> Looked:
        """Read the list of a source; raises SourceError."""
        remembering = self._answers[source.id] = _Remembering(self._fetcher, len(source.recipe.before))
        brief = replace(source.recipe, pages=min(source.recipe.pages, MOST_PAGES))
        listing = await gather.listed(
            replace(source, recipe=brief),
            FetchState(),
            fetcher=remembering,
            reader=self._reader,
            now=self._now,
        )
        if isinstance(listing, NotModified):
            raise SourceError("says that nothing changed, to who asked for the first time")
        return Looked(
            entries=tuple(found.entry for found in listing.entries),
            problems=listing.problems,
            charset=listing.charset,
            moved_to=listing.first.moved_to,
        )

    def came(self, source: Source) -> Fetched | None:
        """Return the last answer to a request for the list, after a look."""
        return self._answers[source.id].last

    def seconds(self, source: Source) -> float:
        """Return how long its requests took at the last look, waiting for its host's turn included."""
        return self._answers[source.id].seconds

    async def probe(self, fetched: Fetched, source: Source) -> Probe:
        """Say what an answer is; raises SourceError."""
        return await self._reader.probe(fetched, source.zone, self._now)


class _Remembering:
    """A fetcher that keeps the last answer of the list; those of the steps before it are not the list."""

    def __init__(self, fetcher: gather.Fetcher, steps: int) -> None:
        self._fetcher = fetcher
        self._steps = steps
        self.last: Fetched | None = None
        self.seconds = 0.0

    def session(self) -> AbstractAsyncContextManager[Any]:
        return self._fetcher.session()

    async def ask(self, ask: Ask, *, session: Any = None) -> Fetched | NotModified:
        begun = monotonic()
        try:
            answer = await self._fetcher.ask(ask, session=session)
        finally:
            self.seconds += monotonic() - begun
        if self._steps > 0:
            self._steps -= 1
        elif isinstance(answer, Fetched):
            self.last = answer
        return answer

    async def folder(self, source: Source, state: FetchState) -> Fetched | NotModified:
        begun = monotonic()
        try:
            return await self._fetcher.folder(source, state)
        finally:
            self.seconds += monotonic() - begun
