"""A sitemap → entries without a text; of an index, the address of its newest sitemap."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time
from itertools import islice

import re2
from lxml import etree

from monitor.errors import ParseError, Trouble
from monitor.model import Entry, Found, Listed, Published
from monitor.sources import blocked, markup, xml_text
from monitor.sources.context import MAX_ENTRIES, Context
from monitor.text import charset, dates

_GZIP = b"\x1f\x8b"
_MOST_BYTES = 50 * 1024 * 1024  # unpacked; the protocol's own bound
_MOST_LOCATIONS = 50_000  # the protocol's own bound
_ROOTS = {"urlset": "url", "sitemapindex": "sitemap"}
_NEWS = re.compile(r"news|article|post|xinwen|zixun", re.IGNORECASE)
_LONGEST_RAW = 10_000


def parse(body: bytes, context: Context) -> Listed:
    """Read a sitemap; raises ParseError, saying what came, where it is none."""
    body = _unpacked(body)
    declared = (xml_text.declared_encoding(body), charset.charset_of(context.content_type))
    decoded = charset.decoded(body, declared=declared, override=context.charset)
    text = decoded.text.strip().lstrip("\ufeff").lstrip()
    if not text:
        raise ParseError("an empty answer, not a sitemap")
    start, name = xml_text.root(text)
    kind = name.rpartition(":")[2].lower()
    if kind not in _ROOTS:
        if start < 0 and not text.startswith("<"):
            return _of_lines(text, context, decoded.encoding)
        if kind in {"html", "head", "body"} or start < 0:
            raise blocked.refusal(text, wanted="a sitemap")
        raise ParseError(f"an XML document of <{name[:60]}>, not a sitemap")
    places = list(_places(text[start:], kind))
    if kind == "sitemapindex":
        return Listed(next_url=_newest_child(places, context), charset=decoded.encoding)
    return _listed([_found(place, context) for place in places], context, decoded.encoding)


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(_GZIP):
        return body
    unpacking = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacking.decompress(body, _MOST_BYTES)
    except zlib.error as error:
        raise ParseError(f"a gzip file that cannot be unpacked: {error}") from None
    if unpacking.unconsumed_tail:
        raise ParseError(f"over {_MOST_BYTES // 1024 // 1024} MiB unpacked", trouble=Trouble.TOO_LARGE)
    return unpacked


def _of_lines(text: str, context: Context, encoding: str) -> Listed:
    urls = [url for line in text.splitlines()[:_MOST_LOCATIONS] if (url := markup.absolute(line.strip(), ""))]
    if not urls:
        raise ParseError(f"plain text, not a sitemap: “{' '.join(text[:400].split())[:80]}”")
    entries = [
        Found(entry=Entry(url=url, needs_page=True), raw=url.encode("utf-8", "replace")) for url in urls
    ]
    return _listed(entries, context, encoding)


def _places(text: str, kind: str) -> Iterator[etree._Element]:
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        encoding="utf-8",
    )
    try:
        root = etree.fromstring(xml_text.mended(text).encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise ParseError(f"a sitemap too broken to read: {' '.join(str(error).split())[:100]}") from None
    wanted = _ROOTS[kind]
    if root is not None:  # which it is where there was nothing to recover
        yield from islice(root.iter("{*}" + wanted), _MOST_LOCATIONS)


def _value(place: etree._Element, *names: str) -> str | None:
    for name in names:
        found = next(place.iterdescendants("{*}" + name), None)
        if found is not None and (text := " ".join("".join(map(str, found.itertext())).split())):
            return text[:2_000]
    return None


def _found(place: etree._Element, context: Context) -> Found | None:
    # Images and videos have locations of their own, further down.
    location = next((child for child in place if str(child.tag).rpartition("}")[2] == "loc"), None)
    url = None if location is None else markup.absolute("".join(map(str, location.itertext())), context.url)
    if url is None:
        return None
    stated = _value(place, "publication_date", "lastmod")
    title = _value(place, "title")
    entry = Entry(
        url=url,
        title=title if _value(place, "publication_date", "news") is not None else None,
        published=dates.parse_published(stated, zone=context.zone, now=context.now) if stated else None,
        language=markup.language(_value(place, "language")),
        needs_page=True,
    )
    raw = etree.tostring(place, encoding="unicode", with_tail=False)[:_LONGEST_RAW]
    return Found(entry=entry, raw=raw.encode("utf-8", "replace"))


def _listed(found: Iterable[Found | None], context: Context, encoding: str) -> Listed:
    entries = [one for one in found if one is not None]
    if context.only is not None:
        wanted = re2.compile(context.only)
        kept = [one for one in entries if wanted.search(one.entry.url or "")]
        if entries and not kept:
            raise ParseError(
                f"none of {len(entries)} links has what `only` asks for: {context.only}",
                trouble=Trouble.CHANGED,
            )
        entries = kept
    problems: tuple[str, ...] = ()
    if len(entries) > MAX_ENTRIES:
        problems = (f"the sitemap has {len(entries)} entries; the newest {MAX_ENTRIES} were read",)
        entries = sorted(entries, key=lambda one: _instant(one.entry.published), reverse=True)[:MAX_ENTRIES]
    return Listed(entries=tuple(entries), problems=problems, charset=encoding)


def _newest_child(places: Iterable[etree._Element], context: Context) -> str | None:
    """Return the sitemap changed last; where the index does not say when, one of news, else the last."""
    best: tuple[tuple[datetime, bool, int], str] | None = None
    for number, place in enumerate(places):
        url = markup.absolute(_value(place, "loc"), context.url)
        if url is None or url == context.url:
            continue
        stated = _value(place, "lastmod")
        changed = dates.parse_published(stated, zone=context.zone, now=context.now) if stated else None
        rank = (_instant(changed), _NEWS.search(url) is not None, number)
        best = (rank, url) if best is None or rank > best[0] else best
    return None if best is None else best[1]


def _instant(published: Published | None) -> datetime:
    if published is None:
        return datetime.min.replace(tzinfo=UTC)
    return published if isinstance(published, datetime) else datetime.combine(published, time(), UTC)
