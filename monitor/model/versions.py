"""What the store keeps of a poll: documents, their versions, the state of the source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model.alarms import QUIET, Alarm, SourceState
from monitor.model.documents import Document
from monitor.model.matches import Match
from monitor.model.sources import FetchState, Found


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """A document version a poll found, with everything the store must keep of it."""

    document_id: str
    content_hash: str
    guid: str | None
    url: str | None  # canonical
    text_hash: str  # of the folded text: the same text from another source has the same; "" for too little
    document: Document
    raw: bytes  # the entry's bytes as they came
    matches: tuple[Match, ...]
    is_backlog: bool
    digest: str = ""  # of the entry as the list had it; "": not taken


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDocument:
    """What the store remembers of a document that a poll brings again."""

    id: str
    guid: str | None
    url: str | None
    content_hashes: frozenset[str]
    is_backlog: bool  # its newest version was
    digest: str = ""  # of the entry it was last made of; "": not taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """What was there before we looked is backlog: stored and matched, and not told."""

    oldest: datetime | None  # what was published before is; None: nothing is
    hides_undated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a page was when it was last read."""

    page_hash: str  # of what a reader sees of it, its files left out
    etag: str | None = None  # exactly as received
    last_modified: str | None = None  # exactly as received


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """An entry whose page, or a file of it, is still to be fetched, or is to be looked at again."""

    document_id: str
    found: Found
    found_at: datetime
    horizon: Horizon  # as it was then: what waits for its page does not become backlog
    due_at: datetime | None  # None: given up, and there is nothing to tell without its page
    tries: int = 0
    error: str | None = None  # of the last try
    look: Look | None = None  # not None: its document is whole, and its page may be edited later


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """What a poll cost, and the length of the list."""

    requests: int = 0
    spent: timedelta = timedelta()  # on all of them, waiting for the host's turn included
    size: int = 0  # bytes of the answers
    entries: int = 0


_NO_EFFORT = Effort()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to poll one source until the lease ends."""

    source_id: str
    state: FetchState
    fence: int  # a finisher with an older fence than the row's comes too late
    now: datetime  # when it was claimed; the one `now` of this poll
    source_state: SourceState = SourceState.NEW
    detail: str | None = None
    alarm: Alarm = QUIET
    list_due_at: datetime | None = None  # None: now; later than now where only pages are owed
    list_why: str = ""  # then, in a few words
    owed_due_at: datetime | None = None  # None: no page is owed


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """Everything the gather loop commits for one poll."""

    claim: Claim
    state: FetchState
    source_state: SourceState
    detail: str | None  # the first line of what went wrong
    next_poll_at: datetime
    why: str = ""  # then, in a few words
    versions: tuple[NewVersion, ...] = ()
    demo: bool = False
    rules_hash: str = ""
    alarm: Alarm = QUIET
    list_due_at: datetime | None = None  # None: next_poll_at
    list_why: str = ""
    effort: Effort = _NO_EFFORT
    seen: tuple[tuple[str, str], ...] = ()  # documents that nothing is new of, with the digest of their entry
    owes: tuple[Owed, ...] = ()  # to be kept, new ones and those tried in vain
    paid: tuple[str, ...] = ()  # documents of which nothing is owed any more
    owed_due_at: datetime | None = None  # of the next of all that are owed then


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A stored document version."""

    id: int
    document_id: str
    source_id: str
    url: str | None  # canonical
    text_hash: str
    document: Document
    matches: tuple[Match, ...]
    is_backlog: bool
    demo: bool
    seen_at: datetime
    has_text: bool = True  # False: retention has let it go, and the document is its head alone
