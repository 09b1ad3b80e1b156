"""Sources, what a poll brings from them, and the entries in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from monitor.model.documents import Document, Outlet, Published


class Secret:
    """A value that no repr, log line or traceback shows; `reveal()` gives it to the one place that needs it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def __repr__(self) -> str:
        return "Secret(***)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def reveal(self) -> str:
        """Return the value itself."""
        return self._value


class SourceKind(StrEnum):
    """How a source is read."""

    FEED = "feed"
    FOLDER = "folder"


class BacklogRule(StrEnum):
    """What a source's first successful poll tells, where it is no length of time."""

    ALL = "all"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One thing we poll, as `monitor.yaml` lists it."""

    id: str
    kind: SourceKind
    location: str  # URL of a feed, absolute path of a folder
    every: timedelta = timedelta(hours=1)  # the least time between two polls
    backlog: timedelta | BacklogRule = timedelta(days=2)
    outlet: Outlet
    language: str | None = None  # None: found from the text
    zone: str = "Asia/Shanghai"  # IANA name; dates without a zone are read in it
    demo: bool = False  # told to consoles only, joins no story of a real source
    verified_on: date | None = None  # None: nobody has seen it answer yet


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchState:
    """What we must remember of a source between two polls."""

    etag: str | None = None  # exactly as received
    last_modified: str | None = None  # exactly as received
    failures: int = 0  # in a row
    polled_at: datetime | None = None
    succeeded_at: datetime | None = None  # None: a first successful poll is still to come
    location: str | None = None  # what was polled; another one counts as a first poll


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderFile:
    """One file of a folder source."""

    path: str  # relative to the folder, with forward slashes
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What a poll brought: the decoded-from-transport bytes and what stops the next refetch."""

    body: bytes = b""
    files: tuple[FolderFile, ...] = ()  # a folder's; empty for everything over HTTP
    problems: tuple[str, ...] = ()  # files that could not be read, one line each
    content_type: str | None = None  # the header, whole
    final_url: str | None = None  # after redirects
    etag: str | None = None
    last_modified: str | None = None
    not_before: timedelta | None = None  # the server's hint: no poll earlier than this from now


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The source says nothing changed since the validators we sent."""

    etag: str | None = None
    last_modified: str | None = None
    not_before: timedelta | None = None


class BodyFormat(StrEnum):
    """What an entry's body is made of."""

    SEED = "seed"  # the seed corpus .txt form, or plain text
    FRAGMENT = "fragment"  # a piece of HTML, all of it content
    PAGE = "page"  # a whole HTML page, the article still to be found in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item as the source gave it; text is decoded but not repaired."""

    guid: str | None = None
    url: str | None = None
    title: str | None = None
    published: Published | None = None
    language: str | None = None
    body: str = ""
    body_format: BodyFormat = BodyFormat.FRAGMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An entry and the document it became."""

    entry: Entry
    document: Document
    raw: bytes  # the entry's own bytes, as it came


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was found in the bytes of one poll."""

    items: tuple[Item, ...]
    problems: tuple[str, ...] = ()  # entries that could not be read, one line each
    not_before: timedelta | None = None  # the feed's own hint (ttl, sy:updatePeriod)
    is_whole: bool = True  # False: entries were left out that another poll must read
