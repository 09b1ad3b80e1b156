"""Connections that look a name up once, judge every address, and go to the address they judged."""

from __future__ import annotations

import asyncio
import socket
import ssl
from functools import cache

import httpx

from monitor.errors import FetchError, Trouble
from monitor.fetch.addresses import PORTS, Allowed, is_address, is_public
from monitor.fetch.names import Resolve
from monitor.fetch.urls import Target
from monitor.fetch.wire import Connection

_MAX_ADDRESSES = 4  # tried in turn; a name with more is not helped by a fifth
_SHUTDOWN = 1.0  # seconds for the TLS farewell, which nobody needs


@cache
def _trusting() -> ssl.SSLContext:
    """Trust the authorities that browsers trust; reading them takes 50 ms, which no poll should have to wait for."""
    context = httpx.create_ssl_context(trust_env=False)
    context.set_alpn_protocols(["http/1.1"])
    return context


class Dialler:
    """Opens connections to public addresses and allowed hosts only.

    The check sits here, behind redirects, caches and clever spellings, because what is judged must be
    what is connected to: a second look-up between the two could answer differently.
    """

    def __init__(
        self, allowed: Allowed, *, seconds: float, lookup: Resolve, tls: ssl.SSLContext | None = None
    ) -> None:
        self._allowed = allowed
        self._seconds = seconds
        self._lookup = lookup
        self._tls = tls or _trusting()

    async def dial(self, target: Target, *, silence: float, until: float) -> Connection:
        """Connect to the first judged address that answers.

        Raises FetchError where none may be used, TimeoutError or OSError where none can be reached.
        """
        loop = asyncio.get_running_loop()
        until = min(loop.time() + self._seconds, until)
        addresses = (await self._addresses(target.host, target.port, until))[:_MAX_ADDRESSES]
        failure: OSError = OSError(f"{target.host} has no address")
        for tried, address in enumerate(addresses):
            # One that swallows every packet must leave time for the next.
            share = (until - loop.time()) / (len(addresses) - tried)
            try:
                async with asyncio.timeout(share):
                    return await self._connect(address, target, silence=silence)
            except OSError as error:  # TimeoutError is one
                failure = error
        raise failure

    async def _connect(self, address: str, target: Target, *, silence: float) -> Connection:
        is_tls = target.scheme == "https"
        _, connection = await asyncio.get_running_loop().create_connection(
            lambda: Connection(target.host, silence=silence),
            address,
            target.port,
            ssl=self._tls if is_tls else None,
            server_hostname=target.host.rstrip(".") if is_tls else None,
            ssl_shutdown_timeout=_SHUTDOWN if is_tls else None,
        )
        return connection

    async def _addresses(self, host: str, port: int, until: float) -> tuple[str, ...]:
        is_allowed = self._allowed.covers(host, port)
        if not is_allowed and port not in PORTS:
            raise _refused(f"refused: port {port} of {host}; allow {host}:{port} under fetch.allow_private")
        found = await self._found(host, port, until)
        if is_allowed:
            return found
        public = tuple(address for address in found if is_public(address))
        if found and not public:
            raise _refused(
                f"refused: {host} resolves to the private address {found[0]}; allow it under fetch.allow_private"
            )
        return public

    async def _found(self, host: str, port: int, until: float) -> tuple[str, ...]:
        if is_address(host):
            return (host,)
        # A name, or an odd spelling of an address: the system reads both, and we judge what it found.
        try:
            async with asyncio.timeout_at(until):
                return await self._lookup(host, port)
        except TimeoutError:
            raise FetchError(f"name could not be looked up in time: {host}") from None
        except socket.gaierror as error:
            if error.errno == socket.EAI_AGAIN:
                raise FetchError(f"name could not be looked up now: {host}") from error
            raise FetchError(f"name not found: {host}") from error
        except (UnicodeError, ValueError) as error:  # not even a name: an empty or endless label
            raise FetchError(f"name not found: {host}") from error


def _refused(message: str) -> FetchError:
    return FetchError(message, trouble=Trouble.REFUSED)
