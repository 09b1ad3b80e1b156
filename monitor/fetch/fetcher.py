"""Source + FetchState → Fetched | NotModified, politely, conditionally and within bounds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx

from monitor.errors import FetchError
from monitor.fetch import body, client, failures, folder, freshness
from monitor.fetch.addresses import Allowed, canonical_host
from monitor.fetch.network import Resolve, resolve
from monitor.fetch.pace import Pace
from monitor.model import Fetched, FetchState, NotModified, Source, SourceKind

_MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_DEFAULT_PORTS = {"http": 80, "https": 443}


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one poll may cost us, and its host."""

    deadline: float = 30.0  # seconds on the wire, all redirects together; waiting for one's turn not counted
    max_bytes: int = 10 * 1024 * 1024  # raw and decoded
    spacing: float = 2.0  # seconds between two requests to one host


_DEFAULT_LIMITS = Limits()


class Fetcher:
    """The only way in. Made once, so that politeness holds over all sources of the process."""

    def __init__(
        self,
        *,
        user_agent: str,
        allow_private: frozenset[str] = frozenset(),
        limits: Limits = _DEFAULT_LIMITS,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        now: Callable[[], datetime] = _utc_now,  # only for servers that send no Date
        lookup: Resolve = resolve,
    ) -> None:
        self._allowed = Allowed.parse(allow_private)
        self._limits = limits
        self._clock = clock
        self._now = now
        self._pace = Pace(spacing=limits.spacing, clock=clock, sleep=sleep)
        self._client = client.make(
            user_agent=user_agent, allowed=self._allowed, deadline=limits.deadline, lookup=lookup
        )

    async def fetch(self, source: Source, state: FetchState) -> Fetched | NotModified:
        """Fetch a source once; raises FetchError, whose text is one line, where it cannot be had."""
        # Validators of another location would be made up for this one.
        known = state if state.location == source.location else FetchState()
        if source.kind is SourceKind.FOLDER:
            return await asyncio.to_thread(folder.read, Path(source.location), etag=known.etag)
        return await self._fetch_url(source.location, known)

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def _fetch_url(self, location: str, state: FetchState) -> Fetched | NotModified:
        url = _parse(location)
        remaining = self._limits.deadline
        for _ in range(_MAX_REDIRECTS + 1):
            port = url.port or _DEFAULT_PORTS[url.scheme]
            is_spaced = not self._allowed.covers(url.host, port)
            async with self._pace.turn(canonical_host(url.host), is_spaced=is_spaced):
                begun = self._clock()
                answer = await self._request(url, state, remaining)
                remaining -= self._clock() - begun
            if not isinstance(answer, httpx.URL):
                return answer
            url = answer
        raise FetchError(f"more than {_MAX_REDIRECTS} redirects, the last to {url.host}")

    async def _request(
        self, url: httpx.URL, state: FetchState, remaining: float
    ) -> Fetched | NotModified | httpx.URL:
        try:
            async with asyncio.timeout(remaining):
                request = self._client.build_request("GET", url, headers=_validators(state))
                response = await self._client.send(request, stream=True)
                try:
                    return await self._answer(url, response)
                finally:
                    await response.aclose()
        except failures.EXPECTED as error:
            raise failures.explain(error, host=url.host, deadline=self._limits.deadline) from error

    async def _answer(self, url: httpx.URL, response: httpx.Response) -> Fetched | NotModified | httpx.URL:
        status, headers = response.status_code, response.headers
        if status in _REDIRECTS:
            return _redirected(url, response)
        hint = freshness.not_before(headers, self._now())
        etag, last_modified = _exact(headers, b"etag"), _exact(headers, b"last-modified")
        if status == httpx.codes.NOT_MODIFIED:
            return NotModified(etag=etag, last_modified=last_modified, not_before=hint)
        if status != httpx.codes.OK:
            raise FetchError(
                _status_line(status), status=status, retry_after=freshness.retry_after(headers, self._now())
            )
        if _number(headers.get("content-length")) > self._limits.max_bytes:
            raise FetchError(f"larger than {self._limits.max_bytes / 1024 / 1024:g} MiB")
        content = await body.read(
            response.aiter_raw(),
            encodings=tuple(headers.get_list("content-encoding")),
            limit=self._limits.max_bytes,
        )
        return Fetched(
            body=content,
            content_type=headers.get("content-type"),
            final_url=str(_without_credentials(url)),
            etag=etag,
            last_modified=last_modified,
            not_before=hint,
        )


def _parse(location: str) -> httpx.URL:
    try:
        url = httpx.URL(location)
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError(f"not a URL: {error}") from error
    if url.scheme not in _DEFAULT_PORTS or not url.host:
        raise FetchError(
            "not a URL that can be fetched: it must start with http:// or https:// and name a host"
        )
    return url


def _redirected(url: httpx.URL, response: httpx.Response) -> httpx.URL:
    status, location = response.status_code, response.headers.get("location")
    if not location:
        raise FetchError(f"{_status_line(status)} without a Location", status=status)
    target = url.join(location)
    if target.scheme not in _DEFAULT_PORTS or not target.host:
        raise FetchError(
            f"{_status_line(status)} to a {target.scheme or 'nameless'} URL, refused", status=status
        )
    if target.netloc == url.netloc and target.scheme == url.scheme and not target.userinfo:
        # The same server wants the same credentials; another one must never see them.
        return target.copy_with(username=url.username, password=url.password) if url.userinfo else target
    return target


def _validators(state: FetchState) -> list[tuple[bytes, bytes]]:
    pairs = ((b"If-None-Match", state.etag), (b"If-Modified-Since", state.last_modified))
    return [(name, value.encode("latin-1")) for name, value in pairs if value]


def _exact(headers: httpx.Headers, name: bytes) -> str | None:
    # `headers.get` guesses an encoding and joins repeats; a validator has to go back as the bytes that came.
    for key, value in headers.raw:
        if key.lower() == name and value:
            return value.decode("latin-1")
    return None


def _without_credentials(url: httpx.URL) -> httpx.URL:
    return url.copy_with(username=None, password=None) if url.userinfo else url


def _status_line(status: int) -> str:
    return f"HTTP {status} {httpx.codes.get_reason_phrase(status)}".rstrip()


def _number(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdecimal() and len(value) < 19 else 0
