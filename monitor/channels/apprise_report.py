"""What a child that speaks Apprise was asked, what it saw, and what that means for a message.

Apprise answers true or false. False says that something failed, not whether anything was sent: a service with several
targets, or a text in several pieces, may have gone out in part. So the child watches the requests themselves, and a
false is "not sent" only where every one of them proves it; anything else is open, and is sent again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from monitor.model import Ambiguous, NotSent, Outcome, Refused, Sent, Suspended

_LONGEST_WAIT = timedelta(hours=1)
_LATER = frozenset({408, 425, 429, 503})
_SHUT = frozenset({401, 402, 403, 404, 405, 407, 410, 451})

# What mail and other services without HTTP say in their own words. These prove that no text left.
_NO_CONNECTION = re.compile(
    r"connection refused|name or service not known|no address associated|temporary failure in name resolution"
    r"|no route to host|network is unreachable|getaddrinfo failed|certificate verify failed",
    re.IGNORECASE,
)
_NO_ENTRY = re.compile(
    r"authentication (?:failed|unsuccessful|required)|authenticationerror|\(53[0-9], ", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One message for one service."""

    url: str
    html: str  # Telegram's
    picture: str | None = None  # PNG in base64
    is_plain: bool = False  # without any markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request over HTTP, and how it ended."""

    status: int | None  # None: no answer
    is_heard: bool = True  # the server may have acted on it
    retry_after: int | None = None  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the child saw."""

    problem: str | None = None  # the URL is no URL of a service; nothing was tried
    is_sent: bool = False
    pieces: int = 0  # the message was parted into
    done: int = 0  # of them, those taken before one failed
    exchanges: tuple[Exchange, ...] = ()
    said: tuple[str, ...] = ()  # in Apprise's words


def outcome(report: Report, *, message_id: int) -> Outcome:
    """Return what became of a message."""
    if report.problem is not None:
        return Suspended(detail=f"the channel's url: {report.problem}")
    if report.is_sent:
        return Sent(message_id=message_id)
    statuses = [exchange.status for exchange in report.exchanges if exchange.status is not None]
    detail = _detail(report, statuses)
    if report.done:
        return Ambiguous(detail=f"{report.done} of {report.pieces} pieces were taken, then: {detail}")
    if not report.exchanges:
        return _without_http(report, detail)
    if any(200 <= status < 300 for status in statuses):
        return Ambiguous(detail=f"it may have gone out in part: {detail}")
    if any(exchange.is_heard and exchange.status is None for exchange in report.exchanges):
        return Ambiguous(detail=detail)
    if any(status >= 500 and status not in _LATER for status in statuses):
        return Ambiguous(detail=detail)
    if not statuses or any(status in _LATER for status in statuses):
        return NotSent(detail=detail, retry_after=_wait(report))
    if any(status in _SHUT or status < 400 for status in statuses):
        return Suspended(detail=f"{detail}; check the channel's url, and the rights it has")
    return Refused(detail=detail)


def _without_http(report: Report, detail: str) -> Outcome:
    said = "\n".join(report.said)
    if _NO_ENTRY.search(said):
        return Suspended(detail=f"{detail}; check name and password in the channel's url")
    return NotSent(detail=detail) if _NO_CONNECTION.search(said) else Ambiguous(detail=detail)


def _detail(report: Report, statuses: list[int]) -> str:
    said = report.said[-1] if report.said else "the service did not take it"
    answered = ", ".join(f"HTTP {status}" for status in dict.fromkeys(statuses))
    return f"{answered}: {said}" if answered else said


def _wait(report: Report) -> timedelta | None:
    waits = [exchange.retry_after for exchange in report.exchanges if exchange.retry_after is not None]
    return min(timedelta(seconds=max(waits)), _LONGEST_WAIT) if waits else None
