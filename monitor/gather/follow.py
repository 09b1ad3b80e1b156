"""The pages of entries and the files of documents, fetched one after the other within the bounds of a poll.

What cannot be fetched now is owed: it is tried again, and after the last try told from the entry alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import overload

from monitor.corpus import attachments, identity
from monitor.errors import FetchError, ParseError, SourceError, Trouble
from monitor.gather import backlog
from monitor.gather.budget import SOON, WAITS, Budget, retry_after
from monitor.gather.effort import Counting
from monitor.gather.entries import Wanted, needs_page
from monitor.gather.protocols import Reader
from monitor.model import (
    Ask,
    Attachment,
    AttachmentRule,
    AttachmentText,
    Fetched,
    Item,
    Look,
    NotModified,
    Owed,
    Purpose,
    Request,
    RobotsRule,
    Source,
)

_TRIES = len(WAITS) + 1
_MOST_FILES = 5  # of one document
_GONE = 410
# What another try would not change.
_FINAL = frozenset({Trouble.REFUSED, Trouble.TOO_LARGE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A document and the entry it is of."""

    wanted: Wanted
    item: Item
    look: Look | None = None  # at its page; None: it was made without


@dataclass(slots=True)
class Followed:
    """What came of following."""

    made: list[Made] = field(default_factory=list)
    edited: list[Made] = field(
        default_factory=list
    )  # of pages that were looked at again and say something new
    alone: list[Wanted] = field(default_factory=list)  # to be made of the entry alone after all
    owes: list[Owed] = field(default_factory=list)
    paid: list[str] = field(default_factory=list)
    seen: list[tuple[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def watch(self, looks: Sequence[Owed]) -> None:
        """Keep pages to be looked at again, but for those of which something is owed."""
        owing = {one.document_id for one in self.owes}
        for one in looks:
            if one.document_id in owing:
                continue
            if one.due_at is None:
                self.paid.append(one.document_id)
                continue
            if one.document_id in self.paid:
                self.paid.remove(one.document_id)
            self.owes.append(one)


@dataclass(slots=True, kw_only=True)
class Follower:
    """Follows for one poll."""

    source: Source
    fetcher: Counting
    reader: Reader
    budget: Budget
    now: datetime
    out: Followed = field(default_factory=Followed)

    def debt(self, wanted: Wanted) -> Owed:
        """Return what is owed of an entry that was found now."""
        return Owed(
            document_id=wanted.document_id,
            found=wanted.found,
            found_at=self.now,
            horizon=wanted.horizon,
            due_at=self.now,
        )

    async def page(self, wanted: Wanted, owed: Owed, *, is_kept: bool) -> None:
        """Make the document of an entry and its page; `is_kept` says that the store has the debt already."""
        url = wanted.found.entry.url
        if not self.budget.is_open(url):
            self._leave(wanted, owed, is_kept=is_kept)
            return
        self.budget.pages -= 1
        try:
            async with asyncio.timeout_at(self.budget.ends_at):
                item, look = await self._read(wanted)
        except TimeoutError:
            self.budget.pages = 0
            self._leave(wanted, owed, is_kept=is_kept)
        except SourceError as error:
            self.budget.note(url, error)
            self._failed(wanted, owed, error)
        else:
            self.budget.note(url, None)
            self.budget.keep(len(item.raw))
            if is_kept:
                self.out.paid.append(wanted.document_id)
            self.out.made.append(Made(wanted=wanted, item=item, look=look))

    async def look(self, wanted: Wanted, owed: Owed, next_at: datetime | None) -> None:
        """Look again at the page of a document that was told; what fails now is left to the next time."""
        url, was = wanted.found.entry.url, owed.look
        assert was is not None
        is_wanted = self.source.recipe.rechecks and needs_page(self.source, wanted.found)
        if wanted.known is None or not is_wanted:
            self.out.paid.append(owed.document_id)
            return
        if not self.budget.is_open(url):
            self._owe(replace(owed, due_at=self.now + self.budget.wait(url)))
            return
        self.budget.pages -= 1
        try:
            async with asyncio.timeout_at(self.budget.ends_at):
                item, look = await self._read(wanted, was)
        except TimeoutError:
            self.budget.pages = 0
            self._look_later(owed, next_at)
        except SourceError as error:
            self.budget.note(url, error)
            is_over = isinstance(error, FetchError) and error.status == _GONE
            self._look_later(owed, None if is_over else next_at)
        else:
            self.budget.note(url, None)
            if item is None or look is None or look.page_hash == was.page_hash:
                self._look_later(replace(owed, look=look or was), next_at)
            else:
                self.out.edited.append(Made(wanted=wanted, item=item, look=look))

    async def edited_files(self, made: Made, owed: Owed, next_at: datetime | None) -> Made | None:
        """Add the files of a page that was edited; None where one is missing, which would be no edit of it."""
        before = len(self.out.owes)
        whole = await self.files(made, replace(owed, look=None))
        if len(self.out.owes) == before:
            return whole
        del self.out.owes[before:]
        self._look_later(owed, next_at)
        return None

    def _look_later(self, owed: Owed, next_at: datetime | None) -> None:
        if next_at is None:
            self.out.paid.append(owed.document_id)
        else:
            self._owe(replace(owed, due_at=next_at))

    async def files(self, made: Made, owed: Owed) -> Made:
        """Add the text of a document's files; one that could not be fetched is owed."""
        if self.source.recipe.attachments is not AttachmentRule.TEXT or self._is_backlog(made):
            return made
        # An entry that leads to a file is made of it already.
        own = made.wanted.found.entry.url
        document, readable = attachments.to_fetch(made.item.document, own=own, most=_MOST_FILES)
        for attachment in readable:
            url = attachment.url
            if not self.budget.is_open(url):
                self._owe(replace(owed, due_at=self.now + self.budget.wait(url)))
                break
            try:
                async with asyncio.timeout_at(self.budget.ends_at):
                    known, text = await self._file(attachment)
            except TimeoutError:
                self.budget.pages = 0
                self._owe(replace(owed, due_at=self.now + SOON))
                break
            except ParseError as error:
                self.out.problems.append(f"{attachment.name or attachment.url}: {error}")
                document = attachments.unread(document, attachment, str(error))
            except SourceError as error:
                self.budget.note(url, error)
                self.out.problems.append(f"{attachment.name or attachment.url}: {error}")
                if not _is_final(error, owed.tries + 1):
                    self._owe(self._tried(owed, error))
                    break
                document = attachments.unread(document, attachment, str(error))
            else:
                document = attachments.attach(attachments.described(document, known), known, text)
        return replace(made, item=replace(made.item, document=document))

    def _is_backlog(self, made: Made) -> bool:
        published = made.item.document.published
        return backlog.hides(made.wanted.horizon, published, self.source.zone)

    @overload
    async def _read(self, wanted: Wanted) -> tuple[Item, Look | None]: ...

    @overload
    async def _read(self, wanted: Wanted, was: Look) -> tuple[Item | None, Look | None]: ...

    async def _read(self, wanted: Wanted, was: Look | None = None) -> tuple[Item | None, Look | None]:
        """Return the document of an entry, and its page as it is now; nothing where that is as it `was`."""
        if not needs_page(self.source, wanted.found):
            # Only its files are owed.
            return await self.reader.document(self.source, wanted.found, None, self.now), None
        url = wanted.found.entry.url
        assert url is not None
        page = await self._ask(url, Purpose.PAGE, was)
        if isinstance(page, NotModified):
            return None, None
        item = await self.reader.document(self.source, wanted.found, page, self.now)
        seen = identity.content_hash(item.document)
        return item, Look(page_hash=seen, etag=page.etag, last_modified=page.last_modified)

    async def _file(self, attachment: Attachment) -> tuple[Attachment, AttachmentText]:
        """Return what is known of a file by now, and its text; its bytes are gone before the next comes."""
        answer = await self._ask(attachment.url, Purpose.FILE)
        assert isinstance(answer, Fetched)
        known = replace(
            attachment,
            size=len(answer.body),
            media_type=attachment.media_type or _media_type(answer.content_type),
        )
        return known, await self.reader.attachment(answer, attachment)

    async def _ask(self, url: str, purpose: Purpose, was: Look | None = None) -> Fetched | NotModified:
        obeys = self.source.recipe.robots is RobotsRule.OBEY
        ask = Ask(
            request=Request(url=url),
            purpose=purpose,
            obeys_robots=obeys,
            etag=was.etag if was is not None else None,
            last_modified=was.last_modified if was is not None else None,
        )
        answer = await self.fetcher.ask(ask)
        if isinstance(answer, NotModified) and ask.etag is None and ask.last_modified is None:
            raise FetchError("HTTP 304 Not Modified, to a request without validators")
        return answer

    def _leave(self, wanted: Wanted, owed: Owed, *, is_kept: bool) -> None:
        """Leave an entry to a later poll; what would be backlog then for want of a date is told of now."""
        if not is_kept and wanted.horizon.hides_undated and wanted.found.entry.published is None:
            self.out.alone.append(wanted)
        else:
            self._owe(replace(owed, due_at=self.now + self.budget.wait(wanted.found.entry.url)))

    def _failed(self, wanted: Wanted, owed: Owed, error: SourceError) -> None:
        name = wanted.found.entry.title or wanted.found.entry.url
        if not _is_final(error, owed.tries + 1):
            self._owe(self._tried(owed, error))
            self.out.problems.append(f"page of {name}: {error}; it is tried again")
        elif wanted.known is not None and not wanted.found.entry.body.strip():
            # Of the two, the stored version says more; where the list has text of its own, that is news.
            self.out.paid.append(wanted.document_id)
            self.out.seen.append((wanted.document_id, wanted.found.digest))
            self.out.problems.append(f"page of {name}: {error}; what is stored of it stays")
        elif wanted.found.is_blank:
            # Kept as a mark: found in the list again, its page is not asked for again.
            self._owe(replace(owed, tries=owed.tries + 1, error=str(error), due_at=None))
            self.out.problems.append(f"page of {name}: {error}; nothing is known of it")
        else:
            self.out.alone.append(wanted)
            self.out.problems.append(f"page of {name}: {error}; it is told from the list alone")

    def _tried(self, owed: Owed, error: SourceError) -> Owed:
        wait = max(WAITS[owed.tries], retry_after(error))
        return replace(owed, tries=owed.tries + 1, error=str(error), due_at=self.now + wait)

    def _owe(self, owed: Owed) -> None:
        if owed.document_id in self.out.paid:
            self.out.paid.remove(owed.document_id)
        self.out.owes.append(owed)


def _is_final(error: SourceError, tries: int) -> bool:
    is_gone = isinstance(error, FetchError) and error.status == _GONE
    return tries >= _TRIES or is_gone or error.trouble in _FINAL


def _media_type(header: str | None) -> str | None:
    return (header or "").partition(";")[0].strip().lower() or None
