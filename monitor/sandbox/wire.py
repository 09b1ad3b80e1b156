"""What goes through the pipe between parent and child: messages of a few frames, each with its length.

A message is a count, then as many frames; both numbers are four bytes, the highest first. Values travel as JSON,
never as pickles, because a child that a hostile page took over must not be able to run code in the parent.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import Entry, Outlet, Pairs, Source, SourceKind, Take

MAX_FRAMES = 8_192
MAX_MESSAGE = 192 * 1024 * 1024  # a feed of the largest size, its entries and their raw bytes together

READY = b"ready"
OK = b"ok"
REFUSED = b"refused"  # two more frames: why, and the trouble it is
NO_MEMORY = b"no memory"

ENTRIES = b"entries"  # sources.Context, body → Head, then entry and raw bytes of each
FILES = b"files"  # path and body of each → as many answers: entry
DOCUMENTS = b"documents"  # Making, each entry → as many answers: document
DOCUMENT = b"document"  # PageTask, page → document
TAKE = b"take"  # TakeTask, body → Taken
ATTACHMENT = b"attachment"  # AttachmentTask, body → AttachmentText
PROBE = b"probe"  # sources.Context, body → Probe


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What an answer says besides its entries."""

    problems: tuple[str, ...]
    not_before: timedelta | None
    is_whole: bool
    next_url: str | None
    charset: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """What making a document needs besides the entry."""

    outlet: Outlet
    kind: SourceKind
    zone: str
    language: str | None
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTask:
    """An entry, and how its page is to be read."""

    making: Making
    entry: Entry
    content_type: str | None
    url: str | None  # after redirects
    charset: str | None  # in place of what the page says


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeTask:
    """What is wanted of an answer."""

    takes: tuple[Take, ...]
    content_type: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Names and values, in the order they were wanted."""

    values: Pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentTask:
    """What a file is said to be."""

    name: str
    media_type: str | None


def making(source: Source, now: datetime) -> Making:
    """Return what the documents of a source have in common."""
    return Making(outlet=source.outlet, kind=source.kind, zone=source.zone, language=source.language, now=now)


_NUMBER = struct.Struct(">I")
NUMBER_SIZE = _NUMBER.size


class MessageError(ValueError):
    """Bytes that are no message: the other side is broken."""


def pack(frames: tuple[bytes, ...]) -> bytes:
    """Return a message as it goes through the pipe."""
    parts = [_NUMBER.pack(len(frames))]
    for frame in frames:
        parts += (_NUMBER.pack(len(frame)), frame)
    return b"".join(parts)


def count(prefix: bytes) -> int:
    """Return how many frames a message announces; raises MessageError where that is beyond reason."""
    number: int = _NUMBER.unpack(prefix)[0]
    if number > MAX_FRAMES:
        raise MessageError(f"{number} frames")
    return number


def length(prefix: bytes, *, room: int) -> int:
    """Return how long the next frame is; raises MessageError where the message would outgrow its bound."""
    number: int = _NUMBER.unpack(prefix)[0]
    if number > room:
        raise MessageError(f"a frame of {number} bytes")
    return number


def read(take: Callable[[int], bytes]) -> tuple[bytes, ...]:
    """Read a whole message with a function that takes exactly so many bytes."""
    return tuple(take(length(take(NUMBER_SIZE), room=MAX_MESSAGE)) for _ in range(count(take(NUMBER_SIZE))))
