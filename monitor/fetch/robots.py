"""robots.txt of every host whose pages we open: asked once a day, obeyed, and never trusted to be small or sane."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from protego import Protego

from monitor.errors import FetchError, Trouble
from monitor.fetch.urls import Origin, Target

MAX_BYTES = 500 * 1024  # what a crawler has to read at least, RFC 9309, section 2.5
_DAY = 24 * 3600.0
_AGAIN = 600.0  # seconds until one that could not be read is asked for again
_MOST_HOSTS = 1_000
_MOST_LINES = 5_000  # that concern us; no site needs as many, and each costs a comparison
_MOST_LINES_OF_ALL = 20_000  # some 10 MB
_LONGEST_DELAY = 10.0  # seconds between two requests; who wants more of us than that writes Disallow

_AGENT = re.compile(r"[ \t]*user[- ]?agent\b[ \t]*:?[ \t]*([^#]*)", re.IGNORECASE)
_RULE = re.compile(r"[ \t]*(?!site-?maps?\b|host\b)[^#\s]", re.IGNORECASE)

Load = Callable[[Target], Awaitable[bytes]]
"""Fetches a robots.txt; raises FetchError."""


@dataclass(slots=True)
class _Known:
    """What one host says."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    until: float = float("-inf")
    rules: Protego | None = None  # None: everything is allowed
    size: int = 0  # lines
    delay: float = 0.0
    unread: str | None = None  # why robots.txt could not be read: nothing is allowed


class Robots:
    """Says whether a page may be fetched; remembers a bounded number of hosts for a day."""

    def __init__(self, token: str, *, load: Load, clock: Callable[[], float]) -> None:
        self._token = token.lower()
        self._load = load
        self._clock = clock
        self._known: dict[Origin, _Known] = {}  # the one unused for longest stands first

    def delay(self, origin: Origin) -> float:
        """Return the pause a host asks for between two requests, bounded; 0 where it is not known to ask."""
        known = self._known.get(origin)
        return known.delay if known else 0.0

    async def check(self, target: Target) -> None:
        """Let a request pass, or raise FetchError."""
        known = self._known.pop(target.origin, None) or _Known()
        self._known[target.origin] = known
        async with known.lock:  # many pages of one host ask at once
            if known.until <= self._clock():
                await self._read(known, target)
                self._forget()
        path = target.path.partition("?")[0]
        if known.unread is not None:
            raise FetchError(
                f"robots.txt of {target.host} could not be read ({known.unread}), so {path} is not fetched "
                "now; `robots: ignore` overrides it",
                trouble=Trouble.UNREACHABLE,
                retry_after=max(known.until - self._clock(), 1.0),
            )
        if known.rules is not None and not known.rules.can_fetch(str(target), self._token):
            raise FetchError(
                f"robots.txt of {target.host} does not allow {path}; `robots: ignore` overrides it",
                trouble=Trouble.REFUSED,
            )

    def _forget(self) -> None:
        """Let go of those unused for longest where there are too many."""
        size = sum(known.size for known in self._known.values())
        while len(self._known) > 1 and (len(self._known) > _MOST_HOSTS or size > _MOST_LINES_OF_ALL):
            size -= self._known.pop(next(iter(self._known))).size

    async def _read(self, known: _Known, target: Target) -> None:
        known.rules, known.size, known.delay, known.unread = None, 0, 0.0, None
        try:
            body = await self._load(replace(target, path="/robots.txt"))
        except FetchError as error:
            if error.trouble is Trouble.REFUSED or error.retry_after is not None:
                raise  # its own reason is the better one, and it says when to come again
            # RFC 9309, section 2.3.1: a client error means that there are no rules, a server's that we cannot know.
            is_absent = error.status is not None and 400 <= error.status < 500 and error.status != 429
            known.unread = None if is_absent else str(error)
            known.until = self._clock() + (_DAY if is_absent else _AGAIN)
            return
        # A thread: half a megabyte takes a good part of a second.
        rules, known.size = await asyncio.to_thread(_parse, body, self._token)
        known.rules, known.delay = rules, min(rules.crawl_delay(self._token) or 0.0, _LONGEST_DELAY)
        known.until = self._clock() + _DAY


def _parse(body: bytes, token: str) -> tuple[Protego, int]:
    """Read the groups that concern us: thousands of agents over thousands of rules would be millions of rules."""
    lines: list[str] = []
    is_ours, in_rules = False, True
    for line in body[:MAX_BYTES].decode("utf-8-sig", "replace").splitlines():
        if agent := _AGENT.match(line):
            # Some write the version too, which no one should have to keep up with.
            name = agent[1].strip().lower().partition("/")[0].strip()
            concerns_us = name == "*" or name.rstrip("*") == token
            is_ours = concerns_us or (is_ours and not in_rules)  # several agents may head one group
            in_rules = False
            if concerns_us:
                lines.append(f"User-agent: {'*' if name == '*' else token}")
        elif _RULE.match(line):
            in_rules = True
            if is_ours and len(lines) < _MOST_LINES:
                lines.append(line)
    return Protego.parse("\n".join(lines)), len(lines)
