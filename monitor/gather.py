"""The first loop: due source → fetched bytes → entries → document versions → matches → one commit.

claim ─▶ fetch ─▶ read (in a child process) ─▶ identify ─▶ match ─▶ finish
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog

from monitor.corpus import identity, seed_text
from monitor.errors import SourceError, StoreError
from monitor.model import (
    BacklogRule,
    Claim,
    Fetched,
    FetchState,
    Item,
    KnownDocument,
    Layout,
    Match,
    NewVersion,
    NotModified,
    Polled,
    Published,
    Reading,
    Source,
    SourceKind,
    SourceState,
)

logger = structlog.get_logger("monitor.gather")

DEADLINE = timedelta(seconds=120)  # of one poll: a hung one must not silence its source
_LONGEST_WAIT = timedelta(days=1)  # a failing source is asked at least once a day


class Store(Protocol):
    """What gathering needs of the store."""

    async def known(
        self, source_id: str, *, ids: Iterable[str], urls: Iterable[str]
    ) -> tuple[KnownDocument, ...]:
        """Return the documents of a source that have one of these ids or URLs."""
        ...

    async def finish(self, polled: Polled) -> bool:
        """Commit a poll, or nothing where the lease was lost."""
        ...


class Fetcher(Protocol):
    """Where bytes come from."""

    async def fetch(self, source: Source, state: FetchState) -> Fetched | NotModified:
        """Return what the source gives; raises FetchError."""
        ...


class Reader(Protocol):
    """What makes items of hostile bytes."""

    async def read(self, source: Source, fetched: Fetched, now: datetime) -> Reading:
        """Return the items of a poll; raises ParseError."""
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


async def poll(
    claim: Claim, source: Source, *, fetcher: Fetcher, reader: Reader, rules: Rules, store: Store
) -> Polled:
    """Poll one source and commit what came of it; a failing source is an outcome, not an exception."""
    try:
        async with asyncio.timeout(DEADLINE.total_seconds()):
            fetched = await fetcher.fetch(source, claim.state)
            polled = (
                _unchanged(claim, source, fetched)
                if isinstance(fetched, NotModified)
                else await _read(claim, source, fetched, reader=reader, rules=rules, store=store)
            )
    except SourceError as error:
        polled = _failed(claim, source, error)
    except TimeoutError:
        polled = _failed(claim, source, SourceError(f"took over {DEADLINE.total_seconds():.0f} s"))
    except StoreError:
        raise
    except Exception as error:
        # A defect of ours that one source brings out must not stop the others; it is logged whole and shown.
        logger.exception("poll failed on a defect", source=source.id)
        polled = _failed(claim, source, SourceError(f"a defect in monitor: {type(error).__name__}: {error}"))
    committed = await store.finish(polled)
    logger.info(
        "source polled",
        source=source.id,
        state=polled.source_state.value,
        versions=len(polled.versions),
        matched=sum(bool(version.matches) for version in polled.versions),
        **({"detail": polled.detail} if polled.detail else {}),
        **({} if committed else {"reason": "its lease had ended; another run has it"}),
    )
    return polled


async def _read(
    claim: Claim, source: Source, fetched: Fetched, *, reader: Reader, rules: Rules, store: Store
) -> Polled:
    reading = await reader.read(source, fetched, claim.now)
    ids = [identity.document_id(source.id, item.entry) for item in reading.items]
    urls = [url for item in reading.items if (url := identity.canonical_url(item.entry.url))]
    known = await store.known(source.id, ids=ids, urls=urls)
    # Matching takes milliseconds a document; a first poll brings hundreds.
    versions = await asyncio.to_thread(_new_versions, claim, source, reading.items, known, rules)
    state = replace(
        claim.state,
        # Without its validators the source answers in full again, and what was left out is read then.
        etag=fetched.etag if reading.is_whole else None,
        last_modified=fetched.last_modified if reading.is_whole else None,
        failures=0,
        polled_at=claim.now,
        succeeded_at=claim.now,
        location=source.location,
    )
    hints = [hint for hint in (fetched.not_before, reading.not_before) if hint is not None]
    return Polled(
        claim=claim,
        state=state,
        source_state=SourceState.OK if reading.items else SourceState.EMPTY,
        detail=_problem_line(reading.problems),
        next_poll_at=claim.now + max([source.every, *hints]),
        versions=versions,
        demo=source.demo,
        rules_hash=rules.hash,
    )


def _problem_line(problems: tuple[str, ...]) -> str | None:
    if not problems:
        return None
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return problems[0] + more


def _unchanged(claim: Claim, source: Source, fetched: NotModified) -> Polled:
    state = replace(
        claim.state,
        # A 304 may carry newer validators (RFC 9111, section 4.3.4); without any the old ones stay.
        etag=fetched.etag or claim.state.etag,
        last_modified=fetched.last_modified or claim.state.last_modified,
        failures=0,
        polled_at=claim.now,
        succeeded_at=claim.now,
    )
    return Polled(
        claim=claim,
        state=state,
        source_state=SourceState.UNCHANGED,
        detail=None,
        next_poll_at=claim.now + max(source.every, fetched.not_before or timedelta()),
    )


def _failed(claim: Claim, source: Source, error: SourceError) -> Polled:
    failures = claim.state.failures + 1
    wait = min(source.every * (1 << min(failures, 20)), max(_LONGEST_WAIT, source.every))
    retry_after = getattr(error, "retry_after", None)
    if retry_after is not None:
        wait = max(wait, timedelta(seconds=retry_after))
    return Polled(
        claim=claim,
        state=replace(claim.state, failures=failures, polled_at=claim.now),
        source_state=SourceState.FAILED,
        detail=str(error),
        next_poll_at=claim.now + wait,
    )


def _new_versions(
    claim: Claim, source: Source, items: tuple[Item, ...], known: tuple[KnownDocument, ...], rules: Rules
) -> tuple[NewVersion, ...]:
    """Return the versions among the items that the store has not, in the order they were published."""
    by_id = identify(source.id, items, known)
    versions = []
    # Undated ones come last; among equals a feed has the newest first, and a folder goes by name.
    listed = items if source.kind is SourceKind.FOLDER else tuple(reversed(items))
    for item in sorted(
        listed, key=lambda item: -age(item.document.published or claim.now, source.zone, claim.now)
    ):
        document_id, known_document = by_id[id(item)]
        content_hash = identity.content_hash(item.document)
        if known_document is not None and content_hash in known_document.content_hashes:
            continue
        layout = seed_text.lay_out(item.document)
        versions.append(
            NewVersion(
                document_id=document_id,
                content_hash=content_hash,
                guid=item.entry.guid,
                url=identity.canonical_url(item.entry.url),
                text_hash=identity.text_hash(layout),
                document=item.document,
                raw=item.raw,
                matches=rules.match(layout),
                is_backlog=_stays_backlog(item, known_document)
                or is_backlog(item.document.published, source, claim.state, claim.now),
            )
        )
    return tuple(versions)


def identify(
    source_id: str, items: tuple[Item, ...], known: tuple[KnownDocument, ...]
) -> dict[int, tuple[str, KnownDocument | None]]:
    """Return for each item, by its `id()`, the document id it goes under and what is known of it.

    Some sites renew every guid when they move or rebuild. If most of the items whose URL is known come
    under a new guid, the URL is the identity for this poll; else a page that lists two entries would be one.
    """
    known_ids = {document.id: document for document in known}
    known_urls = {document.url: document for document in known if document.url}
    ids = {id(item): identity.document_id(source_id, item.entry) for item in items}
    urls = {id(item): identity.canonical_url(item.entry.url) for item in items}
    linked = [key for key, url in urls.items() if url in known_urls]
    renewed = [key for key in linked if ids[key] not in known_ids]
    if len(renewed) * 2 > len(linked) and len({urls[key] for key in renewed}) == len(renewed):
        ids |= {key: known_urls[url].id for key in renewed if (url := urls[key]) is not None}
    return {key: (document_id, known_ids.get(document_id)) for key, document_id in ids.items()}


def _stays_backlog(item: Item, known: KnownDocument | None) -> bool:
    """Say whether an undated entry was there at the first poll: an edit of it is no news."""
    return known is not None and known.is_backlog and item.document.published is None


def is_backlog(published: Published | None, source: Source, state: FetchState, now: datetime) -> bool:
    """Say whether an entry was there long before we looked: stored and matched, but not told.

    At a source's first successful poll, or after its address changed: what is older than `backlog`, and
    what is undated. Later undated means new; what is dated before the last success, and older than
    `backlog`, turned up late and is backlog too.
    """
    is_first = state.succeeded_at is None or state.location != source.location
    if source.backlog is BacklogRule.ALL:
        return False
    allowed = timedelta() if source.backlog is BacklogRule.NONE else source.backlog
    if is_first:
        if source.backlog is BacklogRule.NONE or published is None:
            return True
        return age(published, source.zone, now) > allowed
    if published is None:
        return False
    assert state.succeeded_at is not None
    return age(published, source.zone, now) > max(allowed, now - state.succeeded_at)


def age(published: Published, zone: str, now: datetime) -> timedelta:
    """Return the least age a publication can have: a bare date may be its last second."""
    if isinstance(published, datetime):
        return now - published
    end = datetime.combine(published + timedelta(days=1), time(), ZoneInfo(zone))
    return now - end.astimezone(UTC)
