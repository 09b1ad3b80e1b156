"""Sources, what a poll brings from them, and the entries in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from monitor.errors import Trouble
from monitor.model.documents import Attachment, Document, Outlet, Published
from monitor.model.recipes import PLAIN, Fields, Recipe, Request


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

    FEED = "feed"  # RSS, Atom, RDF, JSON Feed, WordPress posts
    LISTING = "listing"  # a page that lists links
    JSON = "json"  # an endpoint that lists objects
    SITEMAP = "sitemap"
    FOLDER = "folder"


class Tier(StrEnum):
    """What place the publisher of a source has in the making of policy."""

    MINISTRY = "central-ministry"  # and the State Council
    PROVINCE = "province"
    CITY = "city"  # zones too
    STATE_MEDIA = "state-media"
    ASSOCIATION = "association"
    COMPANY = "company"
    TRADE_PRESS = "trade-press"
    THINK_TANK = "think-tank"


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
    at_most: timedelta | None = (
        None  # the longest, where a quiet source may be polled less often; None: it may not
    )
    backlog: timedelta | BacklogRule = timedelta(days=2)
    outlet: Outlet
    outlet_english: str | None = None  # what readers of English call it; None: as the vocabularies do
    tier: Tier | None = None  # None: nobody said
    language: str | None = None  # None: found from the text
    zone: str = "Asia/Shanghai"  # IANA name; dates without a zone are read in it
    demo: bool = False  # told to consoles only, joins no story of a real source
    verified_on: date | None = None  # None: nobody has seen it answer yet
    recipe: Recipe = PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchState:
    """What we must remember of a source between two polls."""

    etag: str | None = None  # exactly as received
    last_modified: str | None = None  # exactly as received
    failures: int = 0  # in a row
    polled_at: datetime | None = None
    succeeded_at: datetime | None = None  # None: a first successful poll is still to come
    location: str | None = None  # what was polled to its end; another one counts as a first poll
    moved_to: str | None = None  # where the source says, poll after poll, that it has moved for good
    moved_times: int = 0  # polls that said so
    moved_since: datetime | None = None  # the first of them
    gone_times: int = 0  # polls in a row answered 410
    missing_since: datetime | None = None  # since when every poll was answered 404
    newest_at: datetime | None = (
        None  # when the newest entry ever seen was published, or came if it does not say
    )
    usual_gap: timedelta | None = None  # between two publications; None: too few are known
    hint: timedelta | None = None  # what the source itself last asked for: ttl, sy:updatePeriod
    is_behind: bool = False  # the last poll ended before it had read as far into the list as it should


class Purpose(StrEnum):
    """Why something is fetched, which decides its bounds and whether robots.txt is asked."""

    SOURCE = "source"  # what the operator named
    PAGE = "page"  # the page of an entry
    FILE = "file"  # a file that a page links


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request as it goes out, nothing left to fill in."""

    request: Request
    purpose: Purpose = Purpose.SOURCE
    etag: str | None = None  # exactly as received
    last_modified: str | None = None  # exactly as received
    obeys_robots: bool = True  # asked for pages and files only


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
    moved_to: str | None = None  # where redirects that call themselves permanent led, and only those
    etag: str | None = None
    last_modified: str | None = None
    not_before: timedelta | None = None  # the server's hint: no poll earlier than this from now


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The source says nothing changed since the validators we sent."""

    moved_to: str | None = None
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
    issuer: str | None = None
    document_number: str | None = None
    attachments: tuple[Attachment, ...] = ()  # what the source itself names, a feed's enclosures say
    needs_page: bool = False  # its text is missing or cut off, and it has a URL to find it under


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An entry of a list, as it was found."""

    entry: Entry
    raw: bytes  # the entry's own bytes, in UTF-8
    digest: str = ""  # the same as at the last poll: the source says the same of it as then; empty: not taken

    @property
    def is_blank(self) -> bool:
        """There is nothing in it to read."""
        return not (self.entry.title or self.entry.body.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What one answer of a source lists, before any of it is a document."""

    entries: tuple[Found, ...] = ()
    problems: tuple[str, ...] = ()  # entries that could not be read, one line each
    not_before: timedelta | None = None  # the feed's own hint (ttl, sy:updatePeriod, skipHours)
    is_whole: bool = True  # False: entries were left out that another poll must read
    next_url: str | None = None  # the next page of the list, or the newest sitemap of an index
    charset: str | None = None  # Python's name of the encoding it was decoded by; None for a folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Advert:
    """A feed that a page names, or that its address suggests."""

    url: str
    title: str = ""
    is_named: bool = True  # False: only a guess, from where such sites have it


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What an unknown answer turned out to be, and how it would be read."""

    kind: SourceKind | None = None  # None: there is nothing in it to follow
    what: str = ""  # the same in a few words
    title: str | None = None  # the site's or the feed's own
    charset: str | None = None
    fields: Fields | None = None  # of a listing or a JSON list; None: none needed, or none found
    link_template: str | None = None
    entries: tuple[Entry, ...] = ()  # the first few
    count: int = 0  # of all entries
    feeds: tuple[Advert, ...] = ()
    sitemaps: tuple[str, ...] = ()
    trouble: Trouble | None = None  # what polling it would be told
    problems: tuple[str, ...] = ()


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
