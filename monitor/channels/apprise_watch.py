"""Watch the HTTP requests of a library that has no place to ask about them, and bound the answers it reads."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from monitor import clock
from monitor.channels.apprise_report import Exchange

_MAX_BODY = 1024 * 1024  # bytes of an answer
_BODY_WAIT = 8.0  # seconds for it


class Watched:
    """Sees every request that Apprise makes, and bounds the answers: it reads whatever comes, for as long as it comes."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []

    def __enter__(self) -> None:
        exchanges = self.exchanges

        class Adapter(HTTPAdapter):
            def send(self, *arguments: Any, **options: Any) -> requests.Response:
                try:
                    response = super().send(*arguments, **options)
                except requests.RequestException as error:
                    exchanges.append(Exchange(status=None, is_heard=may_be_heard(error)))
                    raise
                exchanges.append(
                    Exchange(status=response.status_code, retry_after=_retry_after(response.headers))
                )
                _take_body(response)
                return response

        # Every session makes its adapters from this name; Apprise has no place to hand one in.
        requests.sessions.HTTPAdapter = Adapter  # type: ignore[attr-defined]  # not meant to be replaced

    def __exit__(self, *_: object) -> None:
        requests.sessions.HTTPAdapter = HTTPAdapter  # type: ignore[attr-defined]  # see above


def may_be_heard(error: requests.RequestException) -> bool:
    """Say whether a server may have acted on a request that ended so; only what precedes the first byte proves it not."""
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.ProxyError):
        return False
    said = str(error)
    return not any(
        sign in said
        for sign in (
            "NewConnectionError",
            "NameResolutionError",
            "ConnectTimeoutError",
            "CERTIFICATE_VERIFY_FAILED",
        )
    )


def _take_body(response: requests.Response) -> None:
    """Read as much of an answer as there is room and time for; the rest is left where it is."""
    begun = time.monotonic()
    taken = bytearray()
    with suppress(HTTPError, OSError):
        while len(taken) < _MAX_BODY and time.monotonic() - begun < _BODY_WAIT:
            part = response.raw.read1(_MAX_BODY - len(taken), decode_content=True)
            if not part:
                break
            taken += part
    response._content = bytes(taken)  # noqa: SLF001  as the library does it when it reads all there is
    response._content_consumed = True  # noqa: SLF001
    response.close()


def _retry_after(headers: Mapping[str, str]) -> int | None:
    said = (headers.get("Retry-After") or "").strip()
    if said.isascii() and said.isdecimal():
        return int(said[:9])
    try:
        return max(int((parsedate_to_datetime(said) - clock.now()).total_seconds()), 0)
    except (ValueError, TypeError):
        return None
