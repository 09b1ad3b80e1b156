"""What an unknown answer is, how it would be read, and which feeds and sitemaps it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from urllib.parse import urljoin, urlsplit

from monitor.errors import ParseError, Trouble
from monitor.model import Advert, Entry, Fields, Listed, Probe, SourceKind
from monitor.sources import (
    blocked,
    feed,
    json_answer,
    json_guess,
    json_list,
    listing,
    markup,
    paths,
    sitemap,
    structure,
    xml_text,
)
from monitor.sources import page as pages
from monitor.sources.context import Context
from monitor.sources.dates_in_rows import Clock
from monitor.sources.page import Page
from monitor.sources.rows import Row
from monitor.text import charset

_SHOWN = 3
_MOST_NAMED = 30
_FEED_TYPES = {
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
    "application/json+feed",
}
_LIKE_A_FEED = re.compile(
    r"/(?:feeds?|rss|atom)(?:/|\.(?:xml|php|aspx?|jsp))?$|\.(?:rss|atom|rdf)$|/(?:rss|feed|atom|index)\.xml$",
    re.IGNORECASE,
)
_GUESSES = ("feed/", "rss.xml", "atom.xml", "index.xml")
_SITEMAP = re.compile(r"^\s*sitemap\s*:\s*(\S{1,2000})", re.IGNORECASE | re.MULTILINE)
_ROBOTS = re.compile(r"^\s*(?:user-agent|disallow|allow|sitemap)\s*:", re.IGNORECASE | re.MULTILINE)
_FEED_NAMES = {"rss": "RSS", "feed": "Atom", "rdf:rdf": "RSS 1.0"}
_POSTS = "wp/v2/posts"


def describe(body: bytes, context: Context) -> Probe:
    """Say what an answer is, with its first entries; never raises ParseError, which becomes the trouble told."""
    head = body[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if body.startswith(b"\x1f\x8b"):
        return _sitemap(body, context)
    if head.startswith((b"{", b"[")) or re.match(rb"[\w$.]{1,80}\s{0,9}\(\s{0,9}[\[{]", head):
        return _json(body, context)
    if not head.startswith(b"<"):
        if _ROBOTS.search(body[:5_000].decode("utf-8", "replace")):
            return Probe(what="a robots.txt", sitemaps=sitemaps(body.decode("utf-8", "replace"), context.url))
        if head.startswith((b"http://", b"https://")):
            return _sitemap(body, context)
    name = _root(body, context)
    if name.rpartition(":")[2] in {"urlset", "sitemapindex"}:
        return _sitemap(body, context)
    if name in {"rss", "feed", "rdf:rdf", "rdf", "channel"}:
        return _feed(body, context, _FEED_NAMES.get(name, "RSS"))
    return _page(body, context)


def sitemaps(robots: str, url: str) -> tuple[str, ...]:
    """Return the sitemaps that a robots.txt names."""
    named = (markup.absolute(found[1], url) for found in _SITEMAP.finditer(robots[:500_000]))
    return tuple(islice(dict.fromkeys(one for one in named if one is not None), _MOST_NAMED))


def feeds(page: Page) -> tuple[Advert, ...]:
    """Return the feeds a page names, the surest first, then where a site like it would have one."""
    found: dict[str, Advert] = {}
    for url, title in (*_alternates(page), *_links(page)):
        found.setdefault(url, Advert(url=url, title=title))
    if not found:
        here = urlsplit(page.url)
        for guess in _GUESSES if here.hostname else ():
            url = urljoin(f"{here.scheme}://{here.netloc}/", guess)
            found.setdefault(url, Advert(url=url, is_named=False))
    return tuple(islice(found.values(), _MOST_NAMED))


def _alternates(page: Page) -> Iterator[tuple[str, str]]:
    for link in page.root.iter("link"):
        relations = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        url = markup.absolute(link.get("href"), page.base)
        if url is None:
            continue
        if "alternate" in relations and kind in _FEED_TYPES:
            yield url, " ".join((link.get("title") or "").split())[:200]
        elif "https://api.w.org/" in relations:
            # Behind a plain address the interface takes its route as a parameter.
            yield url + _POSTS, "WordPress"


def _links(page: Page) -> Iterator[tuple[str, str]]:
    for link in page.root.iter("a"):
        url = pages.target(link, page)
        if url is not None and _LIKE_A_FEED.search(url.partition("?")[0]):
            yield url, pages.text_of(link)[:200]


def _root(body: bytes, context: Context) -> str:
    declared = (xml_text.declared_encoding(body), charset.charset_of(context.content_type))
    try:
        return xml_text.root(charset.decode(body[:20_000], declared=declared))[1].lower()
    except ParseError:
        return "rss"  # entities of its own: read as a feed, it is refused in the words for that


def _feed(body: bytes, context: Context, what: str) -> Probe:
    try:
        listed = feed.parse(
            body, content_type=context.content_type, url=context.url, zone=context.zone, now=context.now
        )
    except ParseError as error:
        return _failed(error, kind=SourceKind.FEED, what=f"a feed ({what})")
    decoded = charset.decode(body[:20_000], declared=(listed.charset,))
    title = re.search(r"<title[^>]{0,100}>\s*(?:<!\[CDATA\[)?([^<\]]{1,300})", decoded)
    return _probe(
        listed,
        kind=SourceKind.FEED,
        what=f"a feed ({what})",
        title=markup.plain(title[1]) or None if title and what != "JSON" else None,
    )


def _sitemap(body: bytes, context: Context) -> Probe:
    try:
        listed = sitemap.parse(body, context)
    except ParseError as error:
        return _failed(error, kind=SourceKind.SITEMAP, what="a sitemap")
    is_index = listed.next_url is not None
    probe = _probe(listed, kind=SourceKind.SITEMAP, what="an index of sitemaps" if is_index else "a sitemap")
    return replace(probe, sitemaps=(listed.next_url,)) if listed.next_url is not None else probe


def _json(body: bytes, context: Context) -> Probe:
    probe = _feed(body, context, "JSON")
    if probe.trouble is None:
        return probe
    decoded = charset.decoded(body, declared=charset.charset_of(context.content_type))
    try:
        data = json_answer.load(decoded.text)
    except ParseError as error:
        return _failed(error, kind=None, what="an answer that begins like JSON")
    if (where := json_guess.html(data)) is not None:
        return _listing(
            body, replace(context, fields=Fields(html=where)), what="JSON with the HTML of a list"
        )
    guessed = json_guess.fields(data)
    if guessed is None:
        return Probe(what="JSON without a list of entries", charset=decoded.encoding)
    try:
        listed = json_list.parse(body, replace(context, fields=guessed))
    except ParseError as error:
        return replace(_failed(error, kind=SourceKind.JSON, what="a JSON list"), fields=guessed)
    return replace(_probe(listed, kind=SourceKind.JSON, what="a JSON list"), fields=guessed)


def _page(body: bytes, context: Context) -> Probe:
    try:
        page = listing.read_page(body, context)
    except ParseError as error:
        return _failed(error, kind=None, what="nothing that can be read")
    found = replace(
        _listing(body, context, what="a page with a list of links"),
        title=pages.title(page),
        feeds=feeds(page),
    )
    if found.trouble is None:
        return found
    why = blocked.reason(charset.decode_html(body, context.content_type))
    if why is not None:
        return replace(
            found, trouble=Trouble.BLOCKED, problems=(why,), feeds=(), what="a page that keeps us out"
        )
    return found


def _listing(body: bytes, context: Context, *, what: str) -> Probe:
    try:
        listed = listing.parse(body, context)
    except ParseError as error:
        kind = None if context.fields.html is None else SourceKind.LISTING
        return replace(_failed(error, kind=kind, what="a page without a list of links"), charset=None)
    fields = _selectors(listed, body, context)
    return replace(_probe(listed, kind=SourceKind.LISTING, what=what), fields=fields)


def _selectors(listed: Listed, body: bytes, context: Context) -> Fields:
    """Return selectors that read the same list, the most explicit first; only where the HTML is, where none do."""
    page = listing.read_page(body, context)
    found = structure.find(page, Clock(zone=context.zone, now=context.now))
    wanted = [_facts(one.entry) for one in listed.entries]
    for fields in _suggestions(found, page, context.fields):
        try:
            read = listing.parse(body, replace(context, fields=fields))
        except ParseError:
            continue
        if [_facts(one.entry) for one in read.entries] == wanted:
            return fields
    return context.fields


def _suggestions(rows: Sequence[Row], page: Page, base: Fields) -> Iterator[Fields]:
    link = paths.of_part(rows, [row.link.element for row in rows])
    title = None
    if all(row.link.heading is not None for row in rows):
        title = paths.of_part(rows, [heading for row in rows if (heading := row.link.heading) is not None])
    elif link is not None and all(row.link.element.get("title") == row.title for row in rows):
        title = f"{link}::attr(title)"
    elif link is not None and all(pages.text_of(row.link.element) == row.title for row in rows):
        title = link
    shown = [row.date_element for row in rows if row.date_element is not None]
    date = paths.of_part(rows, shown) if len(shown) == len(rows) else None
    items = paths.of_items(rows, page)
    for item in items:
        yield replace(base, item=item, link=link, title=title, date=date)
    for item in items[:2]:
        yield replace(base, item=item, link=link, date=date)
        yield replace(base, item=item, link=link)
        yield replace(base, item=item)


def _facts(entry: Entry) -> tuple[object, ...]:
    return entry.url, entry.title, entry.published


def _probe(listed: Listed, *, kind: SourceKind, what: str, title: str | None = None) -> Probe:
    return Probe(
        kind=kind,
        what=what,
        title=title,
        charset=listed.charset,
        entries=tuple(found.entry for found in listed.entries[:_SHOWN]),
        count=len(listed.entries),
        problems=listed.problems[:_SHOWN],
    )


def _failed(error: ParseError, *, kind: SourceKind | None, what: str) -> Probe:
    return Probe(kind=kind, what=what, trouble=error.trouble, problems=(str(error),))
