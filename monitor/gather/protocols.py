"""What gathering needs of the rest: a store, a way to bytes, a reader of bytes, and rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, Protocol

from monitor.model import (
    Ask,
    Attachment,
    AttachmentText,
    Fetched,
    FetchState,
    Found,
    Item,
    KnownDocument,
    Layout,
    Listed,
    Match,
    NotModified,
    Owed,
    Pairs,
    Polled,
    Reading,
    Source,
    Take,
)

Session = Any
"""What makes the requests of one poll hang together; nobody but the fetcher looks into it."""


class Store(Protocol):
    """What gathering needs of the store."""

    async def known(
        self, source_id: str, *, ids: Iterable[str], urls: Iterable[str]
    ) -> tuple[KnownDocument, ...]:
        """Return the documents of a source that have one of these ids or URLs."""
        ...

    async def owed(self, source_id: str) -> tuple[Owed, ...]:
        """Return the entries whose page is still to be fetched."""
        ...

    async def finish(self, polled: Polled) -> bool:
        """Commit a poll, or nothing where the lease was lost."""
        ...


class Fetcher(Protocol):
    """Where bytes come from."""

    def session(self) -> AbstractAsyncContextManager[Session]:
        """Return the cookies of one poll."""
        ...

    async def ask(self, ask: Ask, *, session: Session = None) -> Fetched | NotModified:
        """Return what a server answers; raises FetchError."""
        ...

    async def folder(self, source: Source, state: FetchState) -> Fetched | NotModified:
        """Return the files of a folder; raises FetchError."""
        ...


class Reader(Protocol):
    """What reads hostile bytes; everything raises ParseError, with its trouble."""

    async def entries(self, source: Source, fetched: Fetched, now: datetime) -> Listed:
        """Return what an answer lists."""
        ...

    async def take(self, takes: tuple[Take, ...], fetched: Fetched) -> Pairs:
        """Return the values that a step takes from its answer."""
        ...

    async def documents(self, source: Source, found: Sequence[Found], now: datetime) -> Reading:
        """Return the documents of entries alone; one that cannot be read is a problem line."""
        ...

    async def document(self, source: Source, found: Found, page: Fetched | None, now: datetime) -> Item:
        """Return the document of an entry and its page."""
        ...

    async def attachment(self, fetched: Fetched, attachment: Attachment) -> AttachmentText:
        """Return what a file says."""
        ...


class Rules(Protocol):
    """One snapshot of the rule set."""

    @property
    def hash(self) -> str:
        """Which snapshot it is."""
        ...

    def match(self, layout: Layout) -> tuple[Match, ...]:
        """Return what the rules find in a document."""
        ...
