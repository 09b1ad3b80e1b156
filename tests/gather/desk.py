"""A store with one source in it, and polls of it at whatever moment."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from monitor import gather
from monitor.gather.gathering import LIMITS, Limits
from monitor.model import (
    BacklogRule,
    Fetched,
    Found,
    Listed,
    NotModified,
    Polled,
    Recipe,
    Source,
    SourceKind,
)
from monitor.store import database
from monitor.store.sources import Sources
from tests.fakes import NOW, FakeFetcher, FakeReader, FakeRules, source

URL = source().location
PAGE = "https://example.org/a"


@dataclass(slots=True)
class Desk:
    """One source, polled by hand."""

    source: Source = field(default_factory=source)
    fetcher: FakeFetcher = field(default_factory=FakeFetcher)
    reader: FakeReader = field(default_factory=FakeReader)
    opened: database.Database = field(default_factory=lambda: database.open_to_write(None))

    @property
    def store(self) -> Sources:
        return Sources(self.opened)

    async def poll(self, after: timedelta = timedelta(), *, limits: Limits = LIMITS) -> Polled:
        """Poll it if it is due then."""
        polled = await self.try_poll(NOW + after, limits)
        assert polled is not None, "it was not due"
        return polled

    async def try_poll(self, now: datetime, limits: Limits = LIMITS) -> Polled | None:
        store = self.store
        await store.sync([self.source], now)
        claims = await store.claim_due(now, limit=1, lease=timedelta(minutes=10))
        if not claims:
            return None
        return await gather.poll(
            claims[0],
            self.source,
            fetcher=self.fetcher,
            reader=self.reader,
            rules=FakeRules(),
            store=store,
            limits=limits,
        )


def listing(*entries: Found, recipe: Recipe | None = None, rechecks: bool = False, **changes: Any) -> Desk:
    """Return a desk whose source lists links, everything in it news; pages are looked at again if asked for."""
    made: dict[str, Any] = {"kind": SourceKind.LISTING, "backlog": BacklogRule.ALL}
    asked = replace(recipe or Recipe(), rechecks=rechecks)
    polled: Source = source(recipe=asked, **{**made, **changes})
    answers: list[Fetched | NotModified | Exception] = [Fetched(final_url=URL, etag="1"), NotModified()]
    reader = FakeReader(listed={URL: Listed(entries=entries)})
    return Desk(source=polled, fetcher=FakeFetcher({URL: answers}), reader=reader)


def texts(polled: Polled) -> list[str]:
    return [version.document.sections[0].paragraphs[0] for version in polled.versions]
