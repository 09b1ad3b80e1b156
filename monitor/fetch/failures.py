"""What went wrong on the wire, in one line fit for a user; total over what httpx and httpcore raise."""

from __future__ import annotations

import ssl

import httpcore
import httpx

from monitor.errors import FetchError

_TIMEOUTS = (httpx.TimeoutException, httpcore.TimeoutException, TimeoutError)
_CONNECTING = (httpx.ConnectError, httpcore.ConnectError)
_BROKEN = (httpx.NetworkError, httpcore.NetworkError, OSError)
_PROTOCOL = (httpx.ProtocolError, httpcore.ProtocolError)
_UNSUPPORTED = (httpx.UnsupportedProtocol, httpcore.UnsupportedProtocol)
_OTHER = (httpx.TransportError, httpx.InvalidURL, httpcore.ProxyError, httpcore.ConnectionNotAvailable)

EXPECTED = (*_TIMEOUTS, *_BROKEN, *_PROTOCOL, *_UNSUPPORTED, *_OTHER)
"""Everything a request may fail with that is no defect of ours."""


def explain(error: BaseException, *, host: str, deadline: float) -> FetchError:
    """Return the one line for one of `EXPECTED`."""
    if isinstance(error, _TIMEOUTS):
        return FetchError(f"timed out after {deadline:g} s: {host}")
    cause = _system_error(error)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return FetchError(
            f"certificate of {host} refused: {_one_line(getattr(cause, 'verify_message', str(cause)))}"
        )
    if isinstance(cause, ssl.SSLError):
        return FetchError(f"TLS with {host} failed: {_one_line(getattr(cause, 'reason', '') or str(cause))}")
    detail = _one_line((cause and cause.strerror) or str(error) or type(error).__name__)
    if isinstance(error, _CONNECTING):
        return FetchError(f"cannot connect to {host}: {detail}")
    if isinstance(error, _BROKEN):
        return FetchError(f"{host} broke the connection off: {detail}")
    if isinstance(error, _UNSUPPORTED):
        return FetchError("only http and https can be fetched")
    if isinstance(error, _PROTOCOL):
        return FetchError(f"{host} did not answer in proper HTTP: {detail}")
    return FetchError(f"request to {host} failed: {detail}")


def _system_error(error: BaseException | None) -> OSError | None:
    """Find the system's own error under the wrappers of three libraries."""
    seen = 0
    while error is not None and seen < 10:  # chains are short; a loop in one must not hang us
        if isinstance(error, OSError):
            return error
        error = error.__cause__ or error.__context__
        seen += 1
    return None


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200]
