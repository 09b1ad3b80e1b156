"""What someone must act on: one short tree of exceptions.

MonitorError
 ├── ConfigError    settings, rules or seeds that do not check; carries every located problem
 ├── SourceError    a source that cannot be read now
 │    ├── FetchError    the network or the disk
 │    └── ParseError    bytes that are not what they should be
 └── StoreError     the database or its lock
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad a problem is: an error is refused, a warning is told."""

    ERROR = "error"
    WARNING = "warning"


class Trouble(StrEnum):
    """Why a source cannot be read."""

    BLOCKED = "blocked"  # it lets us not in: 403, 412, 418, 429, 521, a cookie wall, a login or captcha page
    CHANGED = "changed"  # it answers, and what we look for is not there any more
    GONE = "gone"  # 410, or 404 for long
    MALFORMED = "malformed"  # bytes that are not what this kind of source gives
    TOO_LARGE = "too-large"
    SLOW = "slow"  # it passed a deadline
    UNREACHABLE = "unreachable"  # no name, no connection, or a server that fails
    TLS = "tls"
    REFUSED = "refused"  # by us: a private address, a port, a scheme, robots.txt
    DEFECT = "failed"  # ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong in a file a person wrote: where, what, and the mend."""

    path: str
    line: int = 1  # from 1; 0: not in a file but in the environment
    column: int = 1  # from 1, in characters
    message: str
    level: Level = Level.ERROR

    def __str__(self) -> str:
        warning = "warning: " if self.level is Level.WARNING else ""
        place = f"{self.path}:{self.line}:{self.column}" if self.line else self.path
        return f"{place}: {warning}{self.message}"


def of_environment(message: str) -> Problem:
    """Return what is wrong with a variable of the environment, which the message names."""
    return Problem(path="environment", line=0, message=message)


class MonitorError(Exception):
    """Root of everything this program raises on purpose; its text is fit for a user."""


class ConfigError(MonitorError):
    """Files a person wrote do not check; `problems` holds all of them, never the first only."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class SourceError(MonitorError):
    """A source could not be read; the text is one line and names the cause."""

    def __init__(self, message: str, *, trouble: Trouble = Trouble.MALFORMED) -> None:
        super().__init__(message)
        self.trouble = trouble


class FetchError(SourceError):
    """The network, the server or the disk did not give the bytes.

    `status` is the HTTP status where there was one; `retry_after` the seconds the server asked for.
    """

    def __init__(
        self,
        message: str,
        *,
        trouble: Trouble = Trouble.UNREACHABLE,
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, trouble=trouble)
        self.status = status
        self.retry_after = retry_after


class ParseError(SourceError):
    """The bytes are not what this kind of source gives."""


class StoreError(MonitorError):
    """The database cannot be opened, written or locked."""
