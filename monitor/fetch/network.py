"""Connections that look a name up once, judge every address, and go to the address they judged."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from functools import partial
from threading import Thread

import httpcore

from monitor.errors import FetchError
from monitor.fetch.addresses import PORTS, Allowed, is_public

Resolve = Callable[[str, int], Awaitable[tuple[str, ...]]]

_MAX_ADDRESSES = 4  # tried in turn; a name with more is not helped by a fifth


async def resolve(host: str, port: int) -> tuple[str, ...]:
    """Return the numeric addresses of a host, in the system's order."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[tuple[str, ...]] = loop.create_future()

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError, ValueError) as error:
            settle = partial(_settle, answer, error=error)
        else:
            settle = partial(_settle, answer, found=tuple(dict.fromkeys(str(entry[4][0]) for entry in found)))
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle)

    # Not the loop's own threads: a resolver can take half a minute, and a stop would have to wait for it.
    Thread(target=look_up, name=f"look-up of {host}", daemon=True).start()
    return await answer


def _settle(
    answer: asyncio.Future[tuple[str, ...]],
    *,
    found: tuple[str, ...] = (),
    error: Exception | None = None,
) -> None:
    if answer.done():  # given up in the meantime
        return
    if error is None:
        answer.set_result(found)
    else:
        answer.set_exception(error)


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Opens connections to public addresses and allowed hosts only.

    The check sits here, behind redirects, caches and clever spellings, because what is judged must be
    what is connected to: a second look-up between the two could answer differently.
    """

    def __init__(self, allowed: Allowed, lookup: Resolve = resolve) -> None:
        self._allowed = allowed
        self._lookup = lookup
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first judged address that answers; raises FetchError where none may be used."""
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in (await self._addresses(host, port))[:_MAX_ADDRESSES]:
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def _addresses(self, host: str, port: int) -> tuple[str, ...]:
        is_allowed = self._allowed.covers(host, port)
        if not is_allowed and port not in PORTS:
            raise FetchError(f"refused: port {port} of {host}; allow {host}:{port} under fetch.allow_private")
        try:
            found = await self._lookup(host, port)
        except socket.gaierror as error:
            if error.errno == socket.EAI_AGAIN:
                raise FetchError(f"name could not be looked up now: {host}") from error
            raise FetchError(f"name not found: {host}") from error
        except (UnicodeError, ValueError) as error:  # not even a name: an empty or endless label
            raise FetchError(f"name not found: {host}") from error
        if is_allowed:
            return found
        public = tuple(address for address in found if is_public(address))
        if found and not public:
            raise FetchError(
                f"refused: {host} resolves to the private address {found[0]}; allow it under fetch.allow_private"
            )
        return public

    async def sleep(self, seconds: float) -> None:
        """Wait, as httpcore asks between its own attempts."""
        await self._inner.sleep(seconds)
