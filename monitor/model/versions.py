"""What the store keeps of a poll: documents, their versions, the state of the source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.model.documents import Document
from monitor.model.matches import Match
from monitor.model.sources import FetchState


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


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDocument:
    """What the store remembers of a document that a poll brings again."""

    id: str
    guid: str | None
    url: str | None
    content_hashes: frozenset[str]
    is_backlog: bool  # its newest version was


class SourceState(StrEnum):
    """How the last poll of a source went."""

    NEW = "new"  # never polled
    OK = "ok"
    UNCHANGED = "unchanged"
    EMPTY = "empty"  # read, and nothing in it
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to poll one source until the lease ends."""

    source_id: str
    state: FetchState
    fence: int  # a finisher with an older fence than the row's comes too late
    now: datetime  # when it was claimed; the one `now` of this poll


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """Everything the gather loop commits for one poll."""

    claim: Claim
    state: FetchState
    source_state: SourceState
    detail: str | None  # the first line of what went wrong
    next_poll_at: datetime
    versions: tuple[NewVersion, ...] = ()
    demo: bool = False
    rules_hash: str = ""


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
