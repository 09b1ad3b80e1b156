"""What came of posting a body to an address that an operator named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The server took the request and said what it thinks of it."""

    status: int
    retry_after: timedelta | None = None  # None: it named no time
    line: str = ""  # the first line of what it said; empty where it said nothing for people
    body: bytes = b""  # what it said, where the one who asked wants it


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """No answer came."""

    detail: str  # one line
    is_sent: bool = False  # the request had begun to leave: the server may have acted on it
    is_refused: bool = False  # by us, and it will be again: an operator must act


PostEnd = Answered | Unanswered
