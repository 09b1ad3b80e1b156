"""Source + Fetched → Reading, with everything that touches the bytes done in a child that may be killed.

bytes → child: entries → child: each entry's document → Reading
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple, TypeVar

from monitor.corpus import codec
from monitor.errors import ParseError
from monitor.model import Document, Entry, Fetched, Item, Reading, Source, SourceKind
from monitor.sandbox import wire
from monitor.sandbox.process import Child

T = TypeVar("T")

_SECONDS_A_DOCUMENT = 0.25  # ten times what a long article takes; a folder may hold thousands
_MAX_PROBLEMS = 50  # lines of one poll; more say nothing new
_START_SECONDS = 60.0  # importing the parsers, on the slowest disk
_CALLS_A_LIFE = 10_000  # what a parser leaks, it leaks no longer than this
_GRACE_SECONDS = 5  # after the deadline, for a child whose parent is gone to end by itself


class _Labelled(NamedTuple):
    """An entry as the child gave it, and what a problem line calls it."""

    label: str
    encoded: bytes
    raw: bytes


class Sandbox:
    """A pool of children, each started when first needed and replaced when it exceeds a limit."""

    def __init__(
        self,
        *,
        workers: int = 1,
        deadline: float = 10.0,  # seconds a step: parsing the bytes, or making one document
        total: float = 60.0,  # seconds for all documents of one poll, with a quarter of one more for each
        memory: int = 1024 * 1024 * 1024,  # bytes of address space a child may have
    ) -> None:
        self._deadline = deadline
        self._total = total
        self._memory = memory
        self._slots = asyncio.Semaphore(workers)
        self._idle: list[Child] = []
        self._all: set[Child] = set()

    async def start(self) -> None:
        """Start a child ahead of need, so that the first read does not wait for it."""
        async with self._slots:
            self._idle.append(await self._child())

    async def read(self, source: Source, fetched: Fetched, now: datetime) -> Reading:
        """Turn what a poll brought into documents; raises ParseError where the bytes as a whole are unfit."""
        if source.kind is SourceKind.FOLDER:
            return await self._documents(source, now, self._files(fetched), fetched.problems)
        task = wire.FeedTask(
            content_type=fetched.content_type,
            url=fetched.final_url or source.location,
            zone=source.zone,
            now=now,
        )
        head, *pairs = await self._call(wire.FEED, _encode(task), fetched.body)
        found = _decode(wire.Found, head)
        reading = await self._documents(source, now, _numbered(pairs), found.problems)
        return replace(reading, not_before=found.not_before)

    async def _documents(
        self,
        source: Source,
        now: datetime,
        entries: AsyncGenerator[_Labelled | str, None],
        problems: tuple[str, ...],
    ) -> Reading:
        clock = asyncio.get_running_loop().time
        ends_at = clock() + self._total
        head = _encode(
            wire.EntryTask(outlet=source.outlet, zone=source.zone, language=source.language, now=now)
        )
        items: list[Item] = []
        told = list(problems)
        is_whole = True
        async with aclosing(entries):
            async for entry in entries:
                if isinstance(entry, str):
                    told.append(entry)
                    continue
                ends_at += _SECONDS_A_DOCUMENT
                if clock() > ends_at:
                    told.append(f"{entry.label} and all after it left out: reading them took too long")
                    is_whole = False
                    break
                try:
                    items.append(await self._item(head, entry))
                except ParseError as error:
                    told.append(f"{entry.label}: {error}")
        if (surplus := len(told) - _MAX_PROBLEMS) > 0:
            told[_MAX_PROBLEMS:] = [f"and {surplus} more problems"]
        return Reading(items=tuple(items), problems=tuple(told), is_whole=is_whole)

    async def _item(self, head: bytes, entry: _Labelled) -> Item:
        document, *_ = await self._call(wire.ENTRY, head, entry.encoded)
        return Item(entry=_decode(Entry, entry.encoded), document=_decode(Document, document), raw=entry.raw)

    async def _files(self, fetched: Fetched) -> AsyncGenerator[_Labelled | str, None]:
        for file in fetched.files:
            try:
                encoded, *_ = await self._call(wire.FILE, file.path.encode(), file.body)
            except ParseError as error:
                yield f"{file.path}: {error}"
            else:
                yield _Labelled(file.path, encoded, file.body)

    async def close(self) -> None:
        """End every child."""
        children, self._idle = tuple(self._all), []
        for child in children:
            await self._discard(child)

    async def _call(self, *frames: bytes) -> tuple[bytes, ...]:
        """Have a child do a task; the answer has at least one frame."""
        async with self._slots:
            child = await self._child()
            is_sound = False
            try:
                async with asyncio.timeout(self._deadline):
                    status, *answer = await child.ask(frames)
                is_sound = status != wire.NO_MEMORY and child.calls < _CALLS_A_LIFE
            except TimeoutError:
                raise ParseError(f"took over {self._deadline:g} s to read") from None
            except (EOFError, ConnectionError):
                raise ParseError(f"broke the parser ({await child.end()})") from None
            except ValueError:
                raise ParseError("the parser answered nonsense") from None
            finally:
                if is_sound:
                    self._idle.append(child)
                else:
                    await self._discard(child)
        if status == wire.OK and answer:
            return tuple(answer)
        if status == wire.NO_MEMORY:
            raise ParseError(f"needs over {self._memory / 1024 / 1024:g} MiB of memory to read")
        if status == wire.REFUSED and answer:
            raise ParseError(" ".join(answer[0][:2000].decode("utf-8", "replace").split())[:400])
        raise ParseError("the parser answered nonsense")

    async def _child(self) -> Child:
        while self._idle:
            child = self._idle.pop()
            if child.is_alive:
                return child
            await self._discard(child)
        try:
            child = await Child.spawn(memory=self._memory, alarm=math.ceil(self._deadline) + _GRACE_SECONDS)
        except OSError as error:
            raise ParseError(f"the parsing process did not start: {error.strerror}") from error
        self._all.add(child)
        is_ready = False
        try:
            async with asyncio.timeout(_START_SECONDS):
                await child.ready()
            is_ready = True
        except (TimeoutError, EOFError, ConnectionError, ValueError):
            raise ParseError(f"the parsing process did not start: {await child.end()}") from None
        finally:
            if not is_ready:
                await self._discard(child)
        return child

    async def _discard(self, child: Child) -> None:
        self._all.discard(child)
        await child.end()


async def _numbered(pairs: list[bytes]) -> AsyncGenerator[_Labelled | str, None]:
    for number, (encoded, raw) in enumerate(zip(pairs[::2], pairs[1::2], strict=False), start=1):
        yield _Labelled(f"entry {number}", encoded, raw)


def _encode(value: object) -> bytes:
    return codec.encode(value).encode("utf-8", "replace")


def _decode(kind: type[T], encoded: bytes) -> T:
    try:
        return codec.decode(kind, encoded)
    except ValueError as error:
        raise ParseError(f"the parser answered nonsense: {error}") from None
