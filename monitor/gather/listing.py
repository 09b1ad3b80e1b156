"""Everything of a poll that comes before the store: before-steps → list requests → what they list.

cookies and values ─▶ first page ─▶ further pages, for as long as one holds anything unknown
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from monitor.errors import SourceError
from monitor.gather import filling, moves, states
from monitor.gather.effort import Counting
from monitor.gather.protocols import Fetcher, Reader
from monitor.model import (
    Ask,
    Fetched,
    FetchState,
    Found,
    Listed,
    NotModified,
    Request,
    Source,
    SourceKind,
)

Unknown = Callable[[Sequence[Found]], Awaitable[bool]]
"""Says whether anything of a page is new."""

_MOST_CHILDREN = 3  # from the index of a sitemap to a list


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a source lists now, over all pages that were read."""

    first: Fetched  # the answer that carries the validators, its body let go
    entries: tuple[Found, ...]
    problems: tuple[str, ...] = ()
    hint: timedelta | None = None  # the source's own
    is_whole: bool = True  # False: entries were left out that another poll must read
    is_cut: bool = False  # a further page could not be read
    charset: str | None = None  # of the first answer


async def listed(
    source: Source, state: FetchState, *, fetcher: Fetcher, reader: Reader, now: datetime
) -> Listing | NotModified:
    """Ask a source what it lists, with nothing known and nothing stored; raises SourceError."""
    asked = Counting(fetcher)
    if not source.recipe.before:
        return await read(source, state, fetcher=asked, reader=reader, now=now, unknown=_everything)
    # Only a list that comes after other requests has cookies to send.
    async with fetcher.session() as asked.session:
        return await read(source, state, fetcher=asked, reader=reader, now=now, unknown=_everything)


async def read(
    source: Source,
    state: FetchState,
    *,
    fetcher: Counting,
    reader: Reader,
    now: datetime,
    unknown: Unknown,
) -> Listing | NotModified:
    """Read the list, page by page for as long as one holds anything unknown; raises SourceError."""
    known = states.of(source, state)
    if source.kind is SourceKind.FOLDER:
        answer = await fetcher.folder(source, known)
        if isinstance(answer, NotModified):
            return answer
        return _listing(answer, await reader.entries(source, answer, now))
    values = await _prepare(source, fetcher, reader)
    request = filling.list_request(source.recipe, moves.address(source, known))
    number = source.recipe.first_page
    first = filling.fill(request, values | {filling.PAGE: str(number)})
    # What was left out is sent again only without them, and what is behind reads on from the first page.
    is_conditional = not known.is_behind
    answer = await fetcher.ask(
        Ask(
            request=first,
            etag=known.etag if is_conditional else None,
            last_modified=known.last_modified if is_conditional else None,
        )
    )
    if isinstance(answer, NotModified):
        return answer
    page = await _entries(source, answer, first, fetcher, reader, now)
    listing = _listing(answer, page)
    del answer  # 10 MiB of it may have come, and the next page is on its way
    for count in range(1, source.recipe.pages):
        following = _following(request, first, page, values, number + count)
        if following is None or not (known.is_behind or await unknown(page.entries)):
            break
        try:
            fetched = await fetcher.ask(Ask(request=following))
            if isinstance(fetched, NotModified):
                break  # an answer to a question that was not asked
            page = await _entries(source, fetched, following, fetcher, reader, now)
            del fetched
        except SourceError as error:
            told = f"page {count + 1} of the list: {error}"
            return replace(listing, problems=(*listing.problems, told), is_whole=False, is_cut=True)
        if not page.entries:
            break
        listing = replace(
            listing,
            entries=(*listing.entries, *page.entries),
            problems=(*listing.problems, *page.problems),
            is_whole=listing.is_whole and page.is_whole,
        )
    return listing


async def _prepare(source: Source, fetcher: Counting, reader: Reader) -> dict[str, str]:
    """Take the steps that come before; return what they took."""
    values: dict[str, str] = {}
    for step in source.recipe.before:
        answer = await fetcher.ask(Ask(request=filling.fill(step.request, values)))
        if step.takes and isinstance(answer, Fetched):
            values |= dict(await reader.take(step.takes, answer))
    return values


async def _entries(
    source: Source, answer: Fetched, request: Request, fetcher: Counting, reader: Reader, now: datetime
) -> Listed:
    """Return the entries of an answer; the index of a sitemap leads to the list, and is none itself."""
    page = await reader.entries(source, answer, now)
    if source.kind is not SourceKind.SITEMAP:
        return page
    for _ in range(_MOST_CHILDREN):
        if page.entries or page.next_url is None:
            break
        child = await fetcher.ask(Ask(request=_linked(page.next_url, request)))
        if isinstance(child, NotModified):
            break
        page = replace(await reader.entries(source, child, now), problems=page.problems)
    return page


def _following(
    template: Request, first: Request, page: Listed, values: dict[str, str], number: int
) -> Request | None:
    """Return the request of the next page; None where nothing leads there."""
    if filling.holds_page(template):
        return filling.fill(template, values | {filling.PAGE: str(number)})
    if page.next_url is None:
        return None
    return _linked(page.next_url, first)


def _linked(url: str, request: Request) -> Request:
    """Return the request for what an answer links; an operator's headers are for the server he named only."""
    is_same = urlsplit(url)[:2] == urlsplit(request.url)[:2]
    return Request(url=url, headers=request.headers if is_same else ())


def _listing(answer: Fetched, page: Listed) -> Listing:
    return Listing(
        # What was read of it is in the entries; hundreds of polls are in hand at once.
        first=replace(answer, body=b"", files=()),
        entries=page.entries,
        problems=page.problems,
        hint=page.not_before,
        is_whole=page.is_whole,
        charset=page.charset,
    )


async def _everything(found: Sequence[Found]) -> bool:
    return bool(found)
