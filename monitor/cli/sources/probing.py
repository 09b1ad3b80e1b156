"""What an address holds, and how it would be followed: the feeds it advertises first, else itself.

URL ─▶ answer ─▶ Probe ─▶ the feeds it names, each probed ─▶ Way, the best first
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from monitor.cli.sources import drafts
from monitor.corpus import identity
from monitor.errors import SourceError
from monitor.model import Advert, Ask, Fetched, NotModified, Probe, Request, SourceKind

ZONE = "Asia/Shanghai"  # where dates without a zone are read, unless a source says another
_MOST_FEEDS = 4  # of those a page advertises; blogs name one for every tag
_PREFERRED = (SourceKind.FEED, SourceKind.JSON, SourceKind.LISTING, SourceKind.SITEMAP)


class Fetcher(Protocol):
    """Where bytes come from."""

    async def ask(self, ask: Ask) -> Fetched | NotModified:
        """Send one request; raises FetchError."""
        ...


class Prober(Protocol):
    """What reads bytes of which nothing is known."""

    async def probe(self, fetched: Fetched, zone: str, now: datetime) -> Probe:
        """Say what they are; raises ParseError."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to follow an address, seen to work."""

    url: str
    kind: SourceKind
    probe: Probe
    data: dict[str, Any]  # the entry to be pasted


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A feed that a page advertises, and what became of it."""

    advert: Advert
    count: int | None = None  # of its entries; None: it could not be read, or was not asked
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Probed:
    """What one address led to."""

    url: str  # where redirects ended
    probe: Probe
    feeds: tuple[Tried, ...]
    ways: tuple[Way, ...]  # the best first; empty: there is nothing to follow


async def probe(
    url: str, fetcher: Fetcher, prober: Prober, *, taken: Collection[str], now: datetime
) -> Probed:
    """Look at an address and the feeds it names; raises SourceError where the address itself gives nothing."""
    fetched = await _fetched(url, fetcher)
    there = fetched.final_url or url
    found = await prober.probe(fetched, ZONE, now)
    # A temporary redirect leads today's visitors somewhere: to the paper of the day, say.
    address = fetched.moved_to or url
    listed = found if found.count else await _of_index(found, fetcher, prober, now)
    ways = [_way(address, listed, listed.kind, taken)] if listed.kind is not None and listed.count else []
    feeds: list[Tried] = []
    # What is a feed itself may name others, which are not what was asked for.
    for advert in found.feeds if found.kind is not SourceKind.FEED else ():
        if _is_known(advert.url, ways) or (not advert.is_named and any(one.count for one in feeds)):
            continue
        if sum(one.count is not None or one.why is not None for one in feeds) >= _MOST_FEEDS:
            feeds += [Tried(advert=advert)] if advert.is_named else []
            continue
        present = {*taken, *(way.data["id"] for way in ways)}  # both may be pasted
        tried, way = await _try(advert, fetcher, prober, present, now)
        feeds += [tried] if advert.is_named or way is not None else []
        ways += [way] if way is not None else []
    ways.sort(key=lambda way: _PREFERRED.index(way.kind))
    return Probed(url=there, probe=found, feeds=tuple(feeds), ways=tuple(_best(ways)))


async def _fetched(url: str, fetcher: Fetcher) -> Fetched:
    answer = await fetcher.ask(Ask(request=Request(url=url)))
    if isinstance(answer, NotModified):
        raise SourceError("says that nothing changed, to who asked for the first time")
    return answer


async def _of_index(found: Probe, fetcher: Fetcher, prober: Prober, now: datetime) -> Probe:
    """Return what the newest sitemap of an index holds, which a poll of the index reads; else what was found."""
    if found.kind is not SourceKind.SITEMAP or not found.sitemaps:
        return found
    try:
        child = await prober.probe(await _fetched(found.sitemaps[0], fetcher), ZONE, now)
    except SourceError:
        return found
    return child if child.kind is SourceKind.SITEMAP else found


async def _try(
    advert: Advert, fetcher: Fetcher, prober: Prober, taken: Collection[str], now: datetime
) -> tuple[Tried, Way | None]:
    try:
        fetched = await _fetched(advert.url, fetcher)
        found = await prober.probe(fetched, ZONE, now)
    except SourceError as error:
        return Tried(advert=advert, why=str(error)), None
    if found.kind is not SourceKind.FEED:
        return Tried(advert=advert, why=f"no feed: {found.what or 'nothing that can be read'}"), None
    tried = Tried(advert=advert, count=found.count)
    if not found.count:
        return tried, None
    return tried, _way(advert.url, found, SourceKind.FEED, taken)


def _way(url: str, probe: Probe, kind: SourceKind, taken: Collection[str]) -> Way:
    return Way(url=url, kind=kind, probe=probe, data=drafts.of_probe(url, probe, kind, taken=taken))


def _is_known(url: str, ways: list[Way]) -> bool:
    wanted = identity.canonical_url(url)
    return any(identity.canonical_url(way.url) == wanted for way in ways)


def _best(ways: list[Way]) -> Iterator[Way]:
    """Yield the best way of each kind: one feed of a site, and the page itself beside it."""
    seen: set[SourceKind] = set()
    for way in ways:
        if way.kind not in seen:
            seen.add(way.kind)
            yield way
