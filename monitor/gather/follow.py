"""The pages of entries and the files of documents, fetched one after the other within the bounds of a poll.

What cannot be fetched now is owed: it is tried again, and after the last try told from the entry alone.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from monitor.corpus import attachments
from monitor.errors import FetchError, ParseError, SourceError, Trouble
from monitor.gather import backlog
from monitor.gather.effort import Counting
from monitor.gather.entries import Wanted, needs_page
from monitor.gather.protocols import Reader
from monitor.model import (
    Ask,
    Attachment,
    AttachmentRule,
    Fetched,
    Item,
    Owed,
    Purpose,
    Request,
    RobotsRule,
    Source,
)

SOON = timedelta(minutes=1)  # when what a poll had no time for is gone on with
_WAITS = (timedelta(minutes=2), timedelta(minutes=15))  # after the first try that failed, and the second
_TRIES = len(_WAITS) + 1
_MOST_FILES = 5  # of one document
_GONE = 410
# What another try would not change.
_FINAL = frozenset({Trouble.REFUSED, Trouble.TOO_LARGE})
# What says more of the host than of the page: it is left in peace for this poll.
_OF_THE_HOST = frozenset({Trouble.BLOCKED, Trouble.UNREACHABLE, Trouble.SLOW, Trouble.TLS})
_PATIENCE = 2  # such failures in a row


@dataclass(slots=True)
class Budget:
    """How much a poll may still follow."""

    pages: int
    until: float  # of the event loop's clock: then no page is begun
    ends_at: float  # and then what is under way is given up
    wait: timedelta = SOON  # for what is left over
    _failures: int = field(default=0, init=False)

    @property
    def is_open(self) -> bool:
        """Another page may be begun."""
        return self.pages > 0 and asyncio.get_running_loop().time() < self.until

    def note(self, error: SourceError | None) -> None:
        """Take account of how a request ended."""
        if error is None:
            self._failures = 0
        elif error.trouble in _OF_THE_HOST:
            self._failures += 1
            if self._failures >= _PATIENCE or _retry_after(error):
                self.pages = 0
                self.wait = max(_WAITS[0], _retry_after(error))


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A document and the entry it is of."""

    wanted: Wanted
    item: Item


@dataclass(slots=True)
class Followed:
    """What came of following."""

    made: list[Made] = field(default_factory=list)
    alone: list[Wanted] = field(default_factory=list)  # to be made of the entry alone after all
    owes: list[Owed] = field(default_factory=list)
    paid: list[str] = field(default_factory=list)
    seen: list[tuple[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


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
        if not self.budget.is_open:
            self._leave(wanted, owed, is_kept=is_kept)
            return
        self.budget.pages -= 1
        try:
            async with asyncio.timeout_at(self.budget.ends_at):
                item = await self._read(wanted)
        except TimeoutError:
            self.budget.pages = 0
            self._leave(wanted, owed, is_kept=is_kept)
        except SourceError as error:
            self.budget.note(error)
            self._failed(wanted, owed, error)
        else:
            self.budget.note(None)
            if is_kept:
                self.out.paid.append(wanted.document_id)
            self.out.made.append(Made(wanted=wanted, item=item))

    async def files(self, made: Made, owed: Owed) -> Made:
        """Add the text of a document's files; one that could not be fetched is owed."""
        if self.source.recipe.attachments is not AttachmentRule.TEXT or self._is_backlog(made):
            return made
        document = made.item.document
        # An entry that leads to a file is made of it already.
        own = made.wanted.found.entry.url
        readable = [one for one in document.attachments if attachments.can_read(one) and one.url != own]
        for attachment in readable[:_MOST_FILES]:
            if not self.budget.is_open:
                self._owe(replace(owed, due_at=self.now + self.budget.wait))
                break
            try:
                async with asyncio.timeout_at(self.budget.ends_at):
                    fetched = await self._file(attachment)
                    text = await self.reader.attachment(fetched, attachment)
            except TimeoutError:
                self.budget.pages = 0
                self._owe(replace(owed, due_at=self.now + SOON))
                break
            except ParseError as error:
                self.out.problems.append(f"{attachment.name or attachment.url}: {error}")
            except SourceError as error:
                self.budget.note(error)
                self.out.problems.append(f"{attachment.name or attachment.url}: {error}")
                if not _is_final(error, owed.tries + 1):
                    self._owe(self._tried(owed, error))
                    break
            else:
                known = replace(
                    attachment,
                    size=len(fetched.body),
                    media_type=attachment.media_type or _media_type(fetched.content_type),
                )
                document = attachments.attach(attachments.described(document, known), known, text)
        return replace(made, item=replace(made.item, document=document))

    def _is_backlog(self, made: Made) -> bool:
        published = made.item.document.published
        return backlog.hides(made.wanted.horizon, published, self.source.zone)

    async def _read(self, wanted: Wanted) -> Item:
        if not needs_page(self.source, wanted.found):
            # Only its files are owed.
            return await self.reader.document(self.source, wanted.found, None, self.now)
        url = wanted.found.entry.url
        assert url is not None
        page = await self._ask(url, Purpose.PAGE)
        return await self.reader.document(self.source, wanted.found, page, self.now)

    async def _file(self, attachment: Attachment) -> Fetched:
        return await self._ask(attachment.url, Purpose.FILE)

    async def _ask(self, url: str, purpose: Purpose) -> Fetched:
        obeys = self.source.recipe.robots is RobotsRule.OBEY
        answer = await self.fetcher.ask(Ask(request=Request(url=url), purpose=purpose, obeys_robots=obeys))
        if not isinstance(answer, Fetched):
            raise FetchError("HTTP 304 Not Modified, to a request without validators")
        return answer

    def _leave(self, wanted: Wanted, owed: Owed, *, is_kept: bool) -> None:
        """Leave an entry to a later poll; what would be backlog then for want of a date is told of now."""
        if not is_kept and wanted.horizon.hides_undated and wanted.found.entry.published is None:
            self.out.alone.append(wanted)
        else:
            self._owe(replace(owed, due_at=self.now + self.budget.wait))

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
        wait = max(_WAITS[owed.tries], _retry_after(error))
        return replace(owed, tries=owed.tries + 1, error=str(error), due_at=self.now + wait)

    def _owe(self, owed: Owed) -> None:
        if owed.document_id in self.out.paid:
            self.out.paid.remove(owed.document_id)
        self.out.owes.append(owed)


def _is_final(error: SourceError, tries: int) -> bool:
    is_gone = isinstance(error, FetchError) and error.status == _GONE
    return tries >= _TRIES or is_gone or error.trouble in _FINAL


def _retry_after(error: SourceError) -> timedelta:
    seconds = error.retry_after if isinstance(error, FetchError) else None
    return timedelta(seconds=seconds or 0)


def _media_type(header: str | None) -> str | None:
    return (header or "").partition(";")[0].strip().lower() or None
