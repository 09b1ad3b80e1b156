"""Ask → Fetched | NotModified: politely, conditionally, guarded and within bounds.

ask ─▶ robots.txt ─▶ the host's turn ─▶ connection ─▶ status and headers ─▶ body
           ▲                                                │ redirect
           └────────────────────────────────────────────────┘
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from monitor.errors import FetchError, Trouble
from monitor.fetch import asking, body, failures, folder, freshness, limits, robots
from monitor.fetch.addresses import Allowed, canonical_host
from monitor.fetch.asking import Outgoing
from monitor.fetch.cookies import Session
from monitor.fetch.limits import Bounds, Limits
from monitor.fetch.names import Resolve, Resolver
from monitor.fetch.network import Dialler
from monitor.fetch.pace import Host, Pace
from monitor.fetch.pool import Pool
from monitor.fetch.robots import Robots
from monitor.fetch.room import Room
from monitor.fetch.urls import Target
from monitor.fetch.wire import Connection, Head, UnansweredError
from monitor.model import Ask, Fetched, FetchState, NotModified, Purpose, Request, Source

_MAX_REDIRECTS = 5
_MAX_UNWANTED = 64 * 1024  # bytes of a body nobody reads, taken in to keep the connection
_UNWANTED_WAIT = 1.0  # seconds for that
_ASKS_TO_WAIT = frozenset({429, 503})


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True, kw_only=True)
class _Errand:
    """One ask on its way: what binds its requests together."""

    bounds: Bounds
    session: Session | None
    obeys_robots: bool
    remaining: float  # seconds on the wire
    is_moved: bool = True  # every redirect so far called itself permanent
    sets_cookies: bool = False  # one of the redirects did
    waited: float = 0.0  # seconds for room, which are not the server's


class Fetcher:
    """The only way in. Made once, so that politeness holds over all sources of the process."""

    def __init__(
        self,
        *,
        user_agent: str,
        allow_private: frozenset[str] = frozenset(),
        limits: Limits = limits.DEFAULT,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        now: Callable[[], datetime] = _utc_now,  # only for servers that send no Date
        lookup: Resolve | None = None,  # None: the system's resolver
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._user_agent = user_agent.encode("ascii")
        self._allowed = Allowed.parse(allow_private)
        self._limits = limits
        self._clock = clock
        self._now = now
        self._chance = chance
        self._pace = Pace(clock=clock, sleep=sleep)
        self._dialler = Dialler(self._allowed, seconds=limits.connect, lookup=lookup or Resolver().look_up)
        self._pool = Pool()
        self._room = Room(limits.room)
        self._robots = Robots(user_agent.partition("/")[0], load=self._robots_txt, clock=clock)

    def session(self) -> Session:
        """Return what keeps the cookies of one poll; use it as an async context manager."""
        return Session()

    async def ask(self, ask: Ask, *, session: Session | None = None) -> Fetched | NotModified:
        """Make one request; raises FetchError, whose text is one line, where it brings nothing.

        A `moved_to` is given for a request that is its URL and nothing else: it can be put in the URL's place.
        A large body has its room until the same task asks again, or ends; until then it is looked upon as in use.
        """
        self._room.let_go()
        sent = asking.outgoing(ask, user_agent=self._user_agent)
        bounds = self._limits.of(ask.purpose)
        errand = _Errand(
            bounds=bounds,
            session=session,
            obeys_robots=ask.obeys_robots and ask.purpose is not Purpose.SOURCE,
            remaining=bounds.seconds,
            is_moved=ask.request.method == "GET" and not ask.request.params,
        )
        is_conditional = bool(ask.etag or ask.last_modified)
        try:
            return await self._follow(sent, errand, is_conditional=is_conditional)
        except BaseException:
            self._room.let_go()
            raise

    async def folder(self, source: Source, state: FetchState) -> Fetched | NotModified:
        """Read a folder source; raises FetchError where it cannot be read."""
        known = state if state.location == source.location else FetchState()
        return await asyncio.to_thread(folder.read, Path(source.location), etag=known.etag)

    async def close(self) -> None:
        """Close every connection."""
        self._pool.close()
        await asyncio.sleep(0)  # the loop closes the sockets

    async def _robots_txt(self, target: Target) -> bytes:
        sent = asking.outgoing(
            Ask(request=Request(url=str(target)), purpose=Purpose.FILE), user_agent=self._user_agent
        )
        bounds = Bounds(seconds=self._limits.deadline / 2, size=robots.MAX_BYTES, is_cut=True)
        errand = _Errand(bounds=bounds, session=None, obeys_robots=False, remaining=bounds.seconds)
        answer = await self._follow(sent, errand, is_conditional=False)
        assert isinstance(answer, Fetched)
        return answer.body

    async def _follow(
        self, sent: Outgoing, errand: _Errand, *, is_conditional: bool
    ) -> Fetched | NotModified:
        """Send a request and what its redirects ask for."""
        seen = {(sent.method, str(sent.target))}
        for _ in range(_MAX_REDIRECTS + 1):
            answer = await self._turn(sent, errand, is_conditional=is_conditional)
            if not isinstance(answer, Outgoing):
                has_moved = errand.is_moved and len(seen) > 1
                return replace(answer, moved_to=str(sent.target)) if has_moved else answer
            sent = answer
            step = (sent.method, str(sent.target))
            if step in seen and errand.session is None:
                raise _loop(sent.target, errand)
            seen.add(step)
        raise FetchError(
            f"more than {_MAX_REDIRECTS} redirects, the last to {sent.target.host}", trouble=Trouble.MALFORMED
        )

    async def _turn(
        self, sent: Outgoing, errand: _Errand, *, is_conditional: bool
    ) -> Fetched | NotModified | Outgoing:
        """Make one request when its host's turn has come."""
        target = sent.target
        if errand.obeys_robots:
            await self._robots.check(target)
        host, spacing = manners(
            target,
            is_allowed=self._allowed.covers(target.host, target.port),
            limits=self._limits,
            delay=self._robots.delay(target.origin),
            chance=self._chance(),
        )
        async with self._pace.turn(host, spacing=spacing):
            begun = self._clock()
            until = asyncio.get_running_loop().time() + errand.remaining
            try:
                return await self._exchange(sent, errand, until, is_conditional=is_conditional)
            except TimeoutError:
                raise failures.of_deadline(host=target.host, seconds=errand.bounds.seconds) from None
            except FetchError as error:
                if error.status in _ASKS_TO_WAIT and error.retry_after is not None:
                    self._pace.close(host, error.retry_after, error)
                raise
            finally:
                errand.remaining -= self._clock() - begun

    async def _exchange(
        self, sent: Outgoing, errand: _Errand, until: float, *, is_conditional: bool
    ) -> Fetched | NotModified | Outgoing:
        """Send a request and read its answer; whatever happens, the connection is kept or closed."""
        connection, head = await self._send(sent, errand, until)
        try:
            answer = await self._answer(sent, errand, connection, head, until, is_conditional=is_conditional)
        except BaseException:
            connection.close()
            raise
        self._pool.put(sent.target.origin, connection)
        return answer

    async def _send(self, sent: Outgoing, errand: _Errand, until: float) -> tuple[Connection, Head]:
        headers = sent.headers
        if errand.session is not None and (cookie := errand.session.cookie(sent.target)):
            headers.append((b"Cookie", cookie.encode("latin-1", "replace")))
        # A POST takes a new one: where a kept one fails, nobody knows whether the request was heard.
        kept = self._pool.take(sent.target.origin) if sent.method == "GET" else None
        if kept is not None:
            with suppress(UnansweredError):
                return kept, await _heard(kept, sent, headers, until)
        fresh = await self._dial(sent.target, until)
        return fresh, await _heard(fresh, sent, headers, until)

    async def _dial(self, target: Target, until: float) -> Connection:
        try:
            return await self._dialler.dial(target, silence=self._limits.silence, until=until)
        except OSError as error:
            if asyncio.get_running_loop().time() >= until:
                raise TimeoutError from error
            raise failures.of_connecting(error, host=target.host, seconds=self._limits.connect) from error

    async def _answer(
        self,
        sent: Outgoing,
        errand: _Errand,
        connection: Connection,
        head: Head,
        until: float,
        *,
        is_conditional: bool,
    ) -> Fetched | NotModified | Outgoing:
        if errand.session is not None:
            errand.session.take(sent.target, head)
        if head.status in asking.REDIRECTS:
            errand.is_moved = errand.is_moved and head.status in asking.PERMANENT
            errand.sets_cookies = errand.sets_cookies or head.get(b"set-cookie") is not None
            followed = asking.redirected(sent, head)
            await _skip(connection, until)
            return followed
        now = self._now()
        if head.status == 304 and is_conditional:
            await _skip(connection, until)
            return NotModified(
                etag=head.get(b"etag"),
                last_modified=head.get(b"last-modified"),
                not_before=freshness.not_before(head, now),
            )
        if head.status not in {200, 203}:
            raise failures.of_status(head.status, retry_after=freshness.retry_after(head, now))
        content = await body.read(
            lambda: connection.part(until + errand.waited),
            encodings=head.all(b"content-encoding"),
            length=head.get(b"content-length"),
            bounds=errand.bounds,
            hold=partial(self._hold, errand),
        )
        return Fetched(
            body=content,
            content_type=head.get(b"content-type"),
            final_url=str(sent.target),
            etag=head.get(b"etag"),
            last_modified=head.get(b"last-modified"),
            not_before=freshness.not_before(head, now),
        )

    async def _hold(self, errand: _Errand, size: int) -> None:
        clock = asyncio.get_running_loop().time
        begun = clock()
        await self._room.hold(size)
        errand.waited += clock() - begun


def manners(
    target: Target, *, is_allowed: bool, limits: Limits, delay: float, chance: float
) -> tuple[Host, float | None]:
    """Return which host a request counts for, and the pause after it; what an operator let in needs none."""
    if is_allowed:
        return (target.host, target.port), None
    spacing = limits.spacing * (1 + limits.jitter * chance)
    return (canonical_host(target.host), 0), max(spacing, delay)


def _loop(target: Target, errand: _Errand) -> FetchError:
    if errand.sets_cookies:
        return FetchError(
            f"{target.host} redirects to itself until its cookie comes back; a first request under `before` keeps it",
            trouble=Trouble.BLOCKED,
        )
    return FetchError(f"redirects in a circle, back to {target.host}", trouble=Trouble.MALFORMED)


async def _heard(
    connection: Connection, sent: Outgoing, headers: list[tuple[bytes, bytes]], until: float
) -> Head:
    try:
        return await connection.ask(sent.method, sent.target.path, headers, sent.content, until=until)
    except BaseException:
        connection.close()
        raise


async def _skip(connection: Connection, until: float) -> None:
    """Take in the body of an answer whose head says all; where it is long or late, the connection is given up."""
    size = 0
    wait = min(until, asyncio.get_running_loop().time() + _UNWANTED_WAIT)
    with suppress(FetchError, TimeoutError):
        while size <= _MAX_UNWANTED and (part := await connection.part(wait)):
            size += len(part)
