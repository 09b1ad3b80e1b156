"""What went wrong, in one line fit for an operator, and which trouble it is: statuses, and errors of the wire."""

from __future__ import annotations

import os
import ssl
from http import HTTPStatus

from monitor.errors import FetchError, Trouble

# Beside the plain ones: 202, 405, 418, 521, 566 and 567 are answers of the walls before Chinese sites,
# 444 hangs up, 430 and 999 are other people's 429.
_BLOCKED = frozenset(
    {202, 401, 402, 403, 405, 406, 407, 412, 418, 423, 428, 429, 430, 444, 451, 511, 521, 566, 567, 999}
)
_GONE = frozenset({404, 410})

_MENDS = {
    401: "write https://NAME:PASSWORD@… in `url` where you have an account",
    412: "a wall that wants a browser; look for another address of the same list",
    429: "asked too often; set a longer `every`",
    521: "a wall that wants a cookie; a first request under `before` may fetch it",
}


def of_status(status: int, *, retry_after: float | None = None) -> FetchError:
    """Return the error of an answer that brings nothing."""
    mend = f"; {_MENDS[status]}" if status in _MENDS else ""
    return FetchError(
        f"{status_line(status)}{mend}", trouble=_trouble(status), status=status, retry_after=retry_after
    )


def status_line(status: int) -> str:
    """Return a status as people know it."""
    try:
        return f"HTTP {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"HTTP {status}"


def _trouble(status: int) -> Trouble:
    if status in _BLOCKED:
        return Trouble.BLOCKED
    if status in _GONE:
        return Trouble.GONE
    if 400 <= status < 500:
        return Trouble.CHANGED  # it is there, and does not take the request that it took
    return Trouble.UNREACHABLE if 500 <= status < 600 else Trouble.MALFORMED


def of_connecting(error: OSError, *, host: str, seconds: float) -> FetchError:
    """Return the error of a connection that could not be made."""
    if isinstance(error, ssl.SSLCertVerificationError):
        detail = getattr(error, "verify_message", "") or str(error)
        return FetchError(f"certificate of {host} refused: {one_line(detail)}", trouble=Trouble.TLS)
    if isinstance(error, ssl.SSLError):
        detail = getattr(error, "reason", None) or error.strerror or str(error)
        return FetchError(f"TLS with {host} failed: {one_line(detail)}", trouble=Trouble.TLS)
    if isinstance(error, TimeoutError) and not error.errno:
        return FetchError(f"cannot connect to {host}: no answer within {seconds:g} s")
    detail = os.strerror(error.errno) if error.errno else str(error) or type(error).__name__
    return FetchError(f"cannot connect to {host}: {one_line(detail)}")


def of_deadline(*, host: str, seconds: float) -> FetchError:
    """Return the error of an answer that was not whole in time."""
    return FetchError(f"timed out after {seconds:g} s: {host}", trouble=Trouble.SLOW)


def one_line(text: str) -> str:
    """Return a text as one line of bounded length."""
    return " ".join(text.split())[:200]
