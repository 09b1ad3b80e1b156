"""What goes through the pipe between parent and child: messages of a few frames, each with its length.

A message is a count, then as many frames; both numbers are four bytes, the highest first. Values travel as JSON,
never as pickles, because a child that a hostile page took over must not be able to run code in the parent.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import Outlet

MAX_FRAMES = 8_192
MAX_MESSAGE = 192 * 1024 * 1024  # a feed of the largest size, its entries and their raw bytes together

READY = b"ready"
OK = b"ok"
REFUSED = b"refused"  # one more frame: why
NO_MEMORY = b"no memory"

FEED = b"feed"  # FeedTask, body → Found, then entry and raw bytes of each
FILE = b"file"  # path, body → entry
ENTRY = b"entry"  # EntryTask, entry → document


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedTask:
    """What reading a feed needs besides its bytes."""

    content_type: str | None
    url: str
    zone: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryTask:
    """What making a document needs besides the entry."""

    outlet: Outlet
    zone: str
    language: str | None
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a feed's reading says besides its entries."""

    problems: tuple[str, ...]
    not_before: timedelta | None


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
