"""The bytes of a feed → entries: RSS, Atom and RDF through feedparser, JSON Feed and WordPress's posts by decoders of our own.

bytes → text → what kind is it → prolog and surplus cut away → feedparser → entries
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import feedparser

from monitor.errors import ParseError, Trouble
from monitor.model import Attachment, BodyFormat, Entry, Found, Listed, Published
from monitor.sources import blocked, hints, json_feed, markup, teaser, xml_text
from monitor.sources.context import MAX_ENTRIES
from monitor.text import charset, dates

_FEED_START = re.compile(r"<\?xml\s|<(?:rss|feed|rdf:RDF)[\s>]")
_PAGE_ROOTS = {"html", "head", "body", "script", "meta", "title", "div", "h1", "p", "center"}
_ROOTS = {"rss", "feed", "rdf:rdf", "rdf", "channel"}
# Order of trust: `created` is often when the template was.
_DATES = ("published", "updated", "created")


def parse(
    body: bytes,
    *,
    content_type: str | None,
    url: str,
    zone: str,
    now: datetime,
    override: str | None = None,
) -> Listed:
    """Read a feed; raises ParseError, saying what came, where it is none."""
    declared = (xml_text.declared_encoding(body), charset.charset_of(content_type))
    decoded = charset.decoded(body, declared=declared, override=override)
    text = decoded.text.strip().lstrip("\ufeff").lstrip()
    if not text:
        raise ParseError("an empty answer, not a feed")
    if text.startswith(("{", "[")):
        listed = json_feed.parse(text, url=url, zone=zone, now=now)
    else:
        listed = _parse_xml(text, url=url, zone=zone, now=now)
    marked = teaser.marked([found.entry for found in listed.entries])
    entries = tuple(replace(found, entry=entry) for found, entry in zip(listed.entries, marked, strict=True))
    return replace(listed, entries=entries, charset=decoded.encoding)


def _parse_xml(text: str, *, url: str, zone: str, now: datetime) -> Listed:
    text, name = _from_root(text)
    text = xml_text.mended(text)
    problems: list[str] = []
    text, spans = _bounded(text, name, problems)
    found = _feedparser(text)
    if not found.entries and not found.version:
        is_feed = name.lower() in _ROOTS
        raise ParseError(
            "a feed too broken to read" if is_feed else f"an XML document of <{name[:60]}>, not a feed"
        )
    is_atom = found.version.startswith("atom")
    entries = [
        _entry(item, url=url, zone=zone, now=now, is_atom=is_atom, language=found.feed.get("language"))
        for item in found.entries[:MAX_ENTRIES]
    ]
    # Where the text is so broken that items cannot be told apart, the body is the nearest to their bytes.
    raws = [text[span.start : span.end] for span in spans]
    raws = raws if len(raws) == len(entries) else [entry.body for entry in entries]
    read = []
    for number, (entry, raw) in enumerate(zip(entries, raws, strict=True), start=1):
        one = Found(entry=entry, raw=raw.encode("utf-8", "replace"))
        if one.is_blank:
            problems.append(f"entry {number}: neither title nor text")
        else:
            read.append(one)
    head = text[: spans[0].start] if spans else text
    return Listed(
        entries=tuple(read), problems=tuple(problems), not_before=hints.not_before(found.feed, head, now=now)
    )


def _from_root(text: str) -> tuple[str, str]:
    start, name = xml_text.root(text)
    # A complaint of the server's own program may stand before the feed, as text or as HTML.
    if name.lower() not in _ROOTS and (
        begins := _FEED_START.search(text, max(start, 0), max(start, 0) + 4096)
    ):
        text = text[begins.start() :]
        start, name = xml_text.root(text)
    if start < 0:
        if why := blocked.reason(text):
            raise ParseError(why, trouble=Trouble.BLOCKED)
        raise ParseError(f"plain text, not a feed: “{_excerpt(text)}”")
    if name.lower() in _PAGE_ROOTS:
        raise blocked.refusal(text, wanted="a feed")
    return text[start:], name


def _bounded(text: str, root_name: str, problems: list[str]) -> tuple[str, list[xml_text.Span]]:
    spans = xml_text.items(text)
    if spans and text.find(f"</{root_name}", spans[-1].start) < 0:
        if not spans[-1].is_closed:
            # Half an item would be told now, and told again as a new version once it comes whole.
            text = text[: spans.pop().start]
        problems.append(f"the feed is cut off; {len(spans)} whole entries were read")
        text += f"</channel></{root_name}>" if root_name == "rss" else f"</{root_name}>"
    if len(spans) > MAX_ENTRIES:
        problems.append(f"the feed has {len(spans)} entries; the first {MAX_ENTRIES} were read")
        text = text[: spans[MAX_ENTRIES - 1].end] + text[spans[-1].end :]
        spans = spans[:MAX_ENTRIES]
    return text, spans


def _feedparser(text: str) -> Any:
    # Never the bytes themselves: feedparser takes those for a file name or a URL first.
    document = io.BytesIO(b'<?xml version="1.0" encoding="utf-8"?>\n' + text.encode("utf-8", "replace"))
    try:
        return feedparser.parse(
            document,
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - its lenient parser fails in any way on what is no markup at all
        raise ParseError(f"a feed too broken to read ({type(error).__name__})") from None


def _entry(item: Any, *, url: str, zone: str, now: datetime, is_atom: bool, language: object) -> Entry:
    title = item.get("title_detail") or {}
    text, body_format = _body(item, url)
    return Entry(
        guid=item.get("id") or None,
        url=_link(item, url),
        title=_title(title, is_atom=is_atom) or None,
        published=_published(item, zone=zone, now=now),
        language=markup.language(title.get("language") or language),
        body=text,
        body_format=body_format,
        attachments=tuple(_enclosures(item, url)),
    )


def _enclosures(item: Any, url: str) -> Iterator[Attachment]:
    for enclosure in item.get("enclosures", ()):
        address = markup.absolute(enclosure.get("href"), url)
        kind = str(enclosure.get("type") or "").partition(";")[0].strip().lower() or None
        if address is None or (kind or "").startswith("image/"):
            continue  # an illustration is no file of the entry
        size = str(enclosure.get("length") or "")
        is_size = size.isascii() and size.isdecimal() and 0 < len(size) <= 12 and int(size) > 0
        yield Attachment(url=address, media_type=kind, size=int(size) if is_size else None)


def _title(detail: Any, *, is_atom: bool) -> str:
    value = str(detail.get("value") or "")
    # Atom's plain text is plain. RSS has one kind of title, and most who write it mean HTML.
    return value.strip() if is_atom and detail.get("type") == "text/plain" else markup.plain(value)


def _link(item: Any, url: str) -> str | None:
    # FeedBurner's own link leads through its counter; the page's stands beside it.
    link = item.get("feedburner_origlink") or item.get("link")
    return markup.absolute(link, url)


def _body(item: Any, url: str) -> tuple[str, BodyFormat]:
    details = [*item.get("content", ()), item.get("summary_detail") or {}]
    # The first of the longest: content before summary.
    detail = max(details, key=lambda one: len(str(one.get("value") or "")))
    value = str(detail.get("value") or "")
    if base := detail.get("base"):
        value = markup.with_absolute_links(value, base, url)
    return markup.body(value, is_html=detail.get("type") != "text/plain")


def _published(item: Any, *, zone: str, now: datetime) -> Published | None:
    # Never feedparser's own reading: it takes 2026年11月20日 for 1 November and CST for US Central.
    for key in _DATES:
        value = dict.get(item, key)  # feedparser's own look-up would answer `updated` with `published`
        if isinstance(value, str) and (published := dates.parse_published(value, zone=zone, now=now)):
            return published
    return None


def _excerpt(text: str) -> str:
    return " ".join(text[:400].split())[:80]
