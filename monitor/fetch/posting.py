"""Post a body to an address that an operator typed, or just ask for it, and say what is certain of the answer.

A private address is all right here unless it is told which are: nothing but the settings names it, no redirect is
followed, and what comes back is a status and a line. The addresses where clouds hand out credentials are never right.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from monitor.errors import FetchError, Trouble
from monitor.fetch import addresses, failures, freshness, urls
from monitor.fetch.addresses import Allowed
from monitor.fetch.asking import Outgoing
from monitor.fetch.names import Resolve, Resolver
from monitor.fetch.network import Dialler
from monitor.fetch.urls import Target
from monitor.fetch.wire import Connection, Head
from monitor.model import Answered, PostEnd, Unanswered

SECONDS = 20.0  # for a post as a whole
_CONNECT = 8.0  # of them, from the look-up of the name to the end of the TLS handshake
_MAX_WORDS = 2048  # bytes of an answer that are looked at
_WORDS_WAIT = 1.0  # seconds for them: the status has said all that matters


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Poster:
    """Makes one request a call, on a connection of its own, so that a lost answer is never the last one's doing."""

    def __init__(
        self,
        *,
        user_agent: str,
        seconds: float = SECONDS,
        body: int = 0,  # bytes of an answer that are handed on; 0: only its first line is looked at
        now: Callable[[], datetime] = _utc_now,  # only for servers that send no Date
        lookup: Resolve | None = None,  # None: the system's resolver
        allowed: Allowed | None = None,  # private hosts; None: whichever the operator typed
    ) -> None:
        self._user_agent = user_agent.encode("ascii")
        self._seconds = seconds
        self._body = body
        self._now = now
        self._lookup = lookup or Resolver().look_up
        self._allowed = allowed

    async def post(self, url: str, headers: Sequence[tuple[str, str]], content: bytes) -> PostEnd:
        """Post JSON once; every failure is a value."""
        return await self._ask("POST", url, headers, content)

    async def get(self, url: str) -> PostEnd:
        """Ask for a page once; every failure is a value."""
        return await self._ask("GET", url, (), b"")

    async def _ask(
        self, method: str, url: str, headers: Sequence[tuple[str, str]], content: bytes
    ) -> PostEnd:
        try:
            target = urls.parse(url)
            if addresses.is_metadata(target.host):
                raise _metadata(target.host)
        except FetchError as error:
            return Unanswered(detail=str(error), is_refused=True)
        until = asyncio.get_running_loop().time() + self._seconds
        try:
            connection = await self._dial(target, until)
        except TimeoutError:
            return Unanswered(detail=f"cannot connect to {target.host} in time")
        except FetchError as error:
            return Unanswered(detail=str(error), is_refused=error.trouble is Trouble.REFUSED)
        except OSError as error:
            refused = failures.of_connecting(error, host=target.host, seconds=_CONNECT)
            return Unanswered(detail=str(refused))
        try:
            return await self._exchange(connection, self._outgoing(method, target, headers, content), until)
        finally:
            connection.close()

    async def _dial(self, target: Target, until: float) -> Connection:
        allowed = self._allowed or Allowed(frozenset({(addresses.canonical_host(target.host), None)}))
        dialler = Dialler(allowed, seconds=_CONNECT, lookup=self._judged)
        return await dialler.dial(target, silence=self._seconds, until=until)

    async def _judged(self, host: str, port: int) -> tuple[str, ...]:
        found = await self._lookup(host, port)
        sound = tuple(address for address in found if not addresses.is_metadata(address))
        if found and not sound:
            raise _metadata(host)
        return sound

    def _outgoing(
        self, method: str, target: Target, headers: Sequence[tuple[str, str]], content: bytes
    ) -> Outgoing:
        return Outgoing(
            method=method,
            target=target,
            plain=((b"User-Agent", self._user_agent), (b"Accept", b"*/*"), (b"Connection", b"close")),
            private=tuple((name.encode("ascii"), value.encode("utf-8")) for name, value in headers),
            content=content,
            content_type=b"application/json; charset=utf-8" if content else None,
        )

    async def _exchange(self, connection: Connection, sent: Outgoing, until: float) -> PostEnd:
        host = sent.target.host
        try:
            head = await connection.ask(
                sent.method, sent.target.path, sent.headers, sent.content, until=until
            )
        except TimeoutError:
            return Unanswered(detail=f"{host} did not answer within {self._seconds:g} s", is_sent=True)
        except FetchError as error:
            # The protocol refuses a header or path before a byte of it has left.
            is_refused = error.trouble is Trouble.REFUSED
            return Unanswered(detail=str(error), is_sent=not is_refused, is_refused=is_refused)
        wait = freshness.retry_after(head, self._now())
        said = await _said(connection, head, until, self._body)
        return Answered(
            status=head.status,
            retry_after=None if wait is None else timedelta(seconds=wait),
            line=_first_line(said),
            body=said[: self._body],
        )


async def _said(connection: Connection, head: Head, until: float, wanted: int) -> bytes:
    """Return what an answer says, as far as it is wanted; an endless, slow or packed one has nothing to say."""
    if head.get(b"content-encoding"):
        return b""
    said = bytearray()
    most = max(wanted, _MAX_WORDS)
    wait = until if wanted else min(until, asyncio.get_running_loop().time() + _WORDS_WAIT)
    with suppress(FetchError, TimeoutError):
        while len(said) < most and (part := await connection.part(wait)):
            said += part
    return bytes(said[:most])


def _first_line(said: bytes) -> str:
    """Return what a person would want to read of an answer."""
    text = said[:_MAX_WORDS].decode("utf-8", "replace")
    lines = ("".join(filter(str.isprintable, failures.one_line(line))) for line in text.splitlines())
    line = next(filter(None, lines), "")
    return "" if line.startswith("<") else line  # a page for browsers says no more than its status


def _metadata(host: str) -> FetchError:
    return FetchError(
        f"refused: {host} is an address where a cloud keeps credentials; name another",
        trouble=Trouble.REFUSED,
    )
