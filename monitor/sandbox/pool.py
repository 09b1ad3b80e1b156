"""Hostile bytes → entries → documents, all of it done in children that may be killed.

One answer is one task of a child; documents are made in batches, of which each member has its own deadline.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from contextlib import aclosing
from datetime import datetime
from typing import TypeVar

from monitor.corpus import codec
from monitor.errors import ParseError
from monitor.model import (
    Attachment,
    AttachmentText,
    Document,
    Entry,
    Fetched,
    Found,
    Item,
    Listed,
    Pairs,
    Probe,
    Reading,
    Source,
    SourceKind,
    Take,
)
from monitor.sandbox import wire
from monitor.sandbox.workers import Workers
from monitor.sources.context import Context

T = TypeVar("T")

_SECONDS_A_DOCUMENT = 0.25  # ten times what a long article takes; a folder may hold thousands
_MAX_PROBLEMS = 50  # lines of one poll; more say nothing new
_DECODED_AT_ONCE = 100  # entries; the event loop has other things to do


class Sandbox:
    """What the program has hostile bytes read by."""

    def __init__(
        self,
        *,
        workers: int = 1,
        deadline: float = 10.0,  # seconds a step: parsing the bytes, or making one document
        quick: float = 2.0,  # seconds; what takes longer is slow, and nearly everything takes hundredths
        total: float = 60.0,  # seconds of children for all documents of one poll, with a quarter of one more for each
        memory: int = 512 * 1024 * 1024,  # bytes of address space a child may have
    ) -> None:
        self._workers = Workers(workers=workers, deadline=deadline, quick=quick, memory=memory)
        self._total = total

    async def start(self) -> None:
        """Start a child ahead of need, so that the first read does not wait for it."""
        await self._workers.start()

    async def close(self) -> None:
        """End every child."""
        await self._workers.close()

    async def entries(self, source: Source, fetched: Fetched, now: datetime) -> Listed:
        """Return what an answer of a source lists; raises ParseError where it is not what it should be."""
        if source.kind is SourceKind.FOLDER:
            return await self._files(source, fetched)
        head, *pairs = await self._workers.call(
            source.id, wire.ENTRIES, _encode(_context(source, fetched, now)), fetched.body
        )
        found = _decode(wire.Head, head)
        entries: list[Found] = []
        for start in range(0, len(pairs), 2 * _DECODED_AT_ONCE):
            some = pairs[start : start + 2 * _DECODED_AT_ONCE]
            entries += (_found(entry, raw) for entry, raw in zip(some[::2], some[1::2], strict=False))
            await asyncio.sleep(0)
        return Listed(
            entries=tuple(entries),
            problems=_bounded(found.problems),
            not_before=found.not_before,
            is_whole=found.is_whole,
            next_url=found.next_url,
            charset=found.charset,
        )

    async def documents(self, source: Source, found: Sequence[Found], now: datetime) -> Reading:
        """Make documents of entries as their source gave them; one that cannot be read is a problem.

        Raises ParseError only where no child can be started.
        """
        making = _encode(wire.making(source, now))
        items: list[Item] = []
        problems: list[str] = []
        # What hostile entries may take in all, whoever waits meanwhile.
        budget = self._total + _SECONDS_A_DOCUMENT * len(found)
        frames = [(_encode(one.entry),) for one in found]
        spent = 0.0
        async with aclosing(self._workers.batch(source.id, wire.DOCUMENTS, (making,), frames)) as answers:
            async for number, answer, seconds in answers:
                one = found[number]
                spent += seconds
                try:
                    document = _decode(Document, self._workers.opened(answer)[0])
                    items.append(Item(entry=one.entry, document=document, raw=one.raw))
                except ParseError as error:
                    problems.append(f"{_label(one, number)}: {error}")
                if spent > budget and number + 1 < len(found):
                    left = _label(found[number + 1], number + 1)
                    problems.append(f"{left} and all after it left out: reading them took too long")
                    return Reading(items=tuple(items), problems=_bounded(problems), is_whole=False)
        return Reading(items=tuple(items), problems=_bounded(problems))

    async def document(self, source: Source, found: Found, page: Fetched | None, now: datetime) -> Item:
        """Make a document of an entry, its text that of its page; raises ParseError where nothing can be read."""
        making = wire.making(source, now)
        if page is None:
            answer = await self._workers.call(
                source.id, wire.DOCUMENTS, _encode(making), _encode(found.entry)
            )
            return Item(entry=found.entry, document=_decode(Document, answer[0]), raw=found.raw)
        task = wire.PageTask(
            making=making,
            entry=found.entry,
            content_type=page.content_type,
            url=page.final_url,
            charset=source.recipe.charset,
        )
        answer = await self._workers.call(source.id, wire.DOCUMENT, _encode(task), page.body)
        return Item(entry=found.entry, document=_decode(Document, answer[0]), raw=page.body)

    async def take(self, takes: tuple[Take, ...], fetched: Fetched) -> Pairs:
        """Return what a step takes from its answer; raises ParseError naming what is not in it."""
        task = wire.TakeTask(takes=takes, content_type=fetched.content_type)
        answer = await self._workers.call(fetched.final_url or "", wire.TAKE, _encode(task), fetched.body)
        return _decode(wire.Taken, answer[0]).values

    async def attachment(self, fetched: Fetched, attachment: Attachment) -> AttachmentText:
        """Return the text of a file; raises ParseError where it cannot be read."""
        task = wire.AttachmentTask(
            name=attachment.name or attachment.url,
            media_type=attachment.media_type or fetched.content_type,
        )
        # A file may be long, and nothing waits for it.
        answer = await self._workers.call(None, wire.ATTACHMENT, _encode(task), fetched.body)
        return _decode(AttachmentText, answer[0])

    async def probe(self, fetched: Fetched, zone: str, now: datetime) -> Probe:
        """Say what an answer is and how it would be read; raises ParseError only where the child fails."""
        context = Context(
            kind=SourceKind.FEED,
            url=fetched.final_url or "",
            zone=zone,
            now=now,
            content_type=fetched.content_type,
        )
        answer = await self._workers.call(context.url, wire.PROBE, _encode(context), fetched.body)
        return _decode(Probe, answer[0])

    async def _files(self, source: Source, fetched: Fetched) -> Listed:
        files = fetched.files
        entries: list[Found] = []
        problems = list(fetched.problems)
        frames = [(file.path.encode(), file.body) for file in files]
        async for number, answer, _ in self._workers.batch(source.id, wire.FILES, (), frames):
            try:
                entries.append(_found(self._workers.opened(answer)[0], files[number].body))
            except ParseError as error:
                problems.append(f"{files[number].path}: {error}")
        return Listed(entries=tuple(entries), problems=_bounded(problems))


def _context(source: Source, fetched: Fetched, now: datetime) -> Context:
    return Context(
        kind=source.kind,
        url=fetched.final_url or source.location,
        zone=source.zone,
        now=now,
        content_type=fetched.content_type,
        charset=source.recipe.charset,
        fields=source.recipe.fields,
        link_template=source.recipe.link_template,
        only=source.recipe.only,
    )


def _found(encoded: bytes, raw: bytes) -> Found:
    digest = hashlib.blake2b(encoded, digest_size=16).hexdigest()
    return Found(entry=_decode(Entry, encoded), raw=raw, digest=digest)


def _label(found: Found, number: int) -> str:
    return found.entry.url or found.entry.guid or f"entry {number + 1}"


def _bounded(problems: Sequence[str]) -> tuple[str, ...]:
    surplus = len(problems) - _MAX_PROBLEMS
    return tuple(problems) if surplus <= 0 else (*problems[:_MAX_PROBLEMS], f"and {surplus} more problems")


def _encode(value: object) -> bytes:
    return codec.encode(value).encode("utf-8", "replace")


def _decode(kind: type[T], encoded: bytes) -> T:
    try:
        return codec.decode(kind, encoded)
    except ValueError as error:
        raise ParseError(f"the parser answered nonsense: {error}") from None
