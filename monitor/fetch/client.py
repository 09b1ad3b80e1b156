"""The one HTTP client: no proxy, cookie or credential from the surroundings, and every connection guarded."""

from __future__ import annotations

from collections.abc import AsyncIterator
from http.cookiejar import CookieJar
from urllib.request import Request

import httpcore
import httpx

from monitor.fetch.addresses import Allowed
from monitor.fetch.network import GuardedBackend, Resolve, resolve

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.9, */*;q=0.5"
)


def make(
    *, user_agent: str, allowed: Allowed, deadline: float, lookup: Resolve = resolve
) -> httpx.AsyncClient:
    """Build the client that everything in this package fetches through."""
    return httpx.AsyncClient(
        transport=_Transport(GuardedBackend(allowed, lookup)),
        headers={"User-Agent": user_agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"},
        timeout=httpx.Timeout(deadline, connect=deadline / 2),
        follow_redirects=False,
        trust_env=False,
        cookies=_NoCookies(),
    )


class _NoCookies(CookieJar):
    """A jar that nothing goes into: a reader of public feeds has no session to keep."""

    def extract_cookies(self, response: object, request: Request) -> None:
        """Keep nothing."""


class _Stream(httpx.AsyncByteStream):
    def __init__(self, parts: AsyncIterator[bytes], response: httpcore.Response) -> None:
        self._parts = parts
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._parts:
            yield part

    async def aclose(self) -> None:
        await self._response.aclose()


class _Transport(httpx.AsyncBaseTransport):
    """httpx over httpcore's public pool: httpx's own transport takes no network backend.

    httpcore's exceptions pass through as they are; `failures.explain` knows both families.
    """

    def __init__(self, backend: httpcore.AsyncNetworkBackend) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=100,
            max_keepalive_connections=20,
            keepalive_expiry=5,  # long enough for a redirect; the next poll is minutes away
            network_backend=backend,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._pool.handle_async_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            status_code=response.status,
            headers=response.headers,
            stream=_Stream(response.aiter_stream(), response),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        await self._pool.aclose()
