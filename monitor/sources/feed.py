"""The bytes of a feed → entries: RSS, Atom and RDF through feedparser, JSON Feed through our own decoder.

bytes → text → what kind is it → prolog and surplus cut away → feedparser → entries
"""

from __future__ import annotations

import io
import re
from datetime import datetime, timedelta
from typing import Any

import feedparser

from monitor.errors import ParseError
from monitor.model import BodyFormat, Entry, Published
from monitor.sources import json_feed, markup, xml_text
from monitor.sources.parsed import LONGEST_HINT, MAX_ENTRIES, Parsed, RawEntry
from monitor.text import charset, dates

_PAGE_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,300})", re.IGNORECASE)
_FEED_START = re.compile(r"<\?xml\s|<(?:rss|feed|rdf:RDF)[\s>]")
_ROOTS = {"rss", "feed", "rdf:rdf", "rdf", "channel"}
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(days=7),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
# Order of trust: `created` is often when the template was.
_DATES = ("published", "updated", "created")


def parse(body: bytes, *, content_type: str | None, url: str, zone: str, now: datetime) -> Parsed:
    """Read a feed; raises ParseError, saying what came, where it is none."""
    declared = (xml_text.declared_encoding(body), charset.charset_of(content_type))
    text = charset.decode(body, declared=declared).strip().lstrip("\ufeff").lstrip()
    if not text:
        raise ParseError("an empty answer, not a feed")
    if text.startswith(("{", "[")):
        return json_feed.parse(text, url=url, zone=zone, now=now)
    return _parse_xml(text, url=url, zone=zone, now=now)


def _parse_xml(text: str, *, url: str, zone: str, now: datetime) -> Parsed:
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
        raw_entry = RawEntry(entry=entry, raw=raw.encode("utf-8", "replace"))
        if raw_entry.is_blank:
            problems.append(f"entry {number}: neither title nor text")
        else:
            read.append(raw_entry)
    return Parsed(entries=tuple(read), problems=tuple(problems), not_before=_hint(found.feed))


def _from_root(text: str) -> tuple[str, str]:
    start, name = xml_text.root(text)
    # A complaint of the server's own program may stand before the feed, as text or as HTML.
    if name.lower() not in _ROOTS and (
        begins := _FEED_START.search(text, max(start, 0), max(start, 0) + 4096)
    ):
        text = text[begins.start() :]
        start, name = xml_text.root(text)
    if start < 0:
        raise ParseError(f"plain text, not a feed: “{_excerpt(text)}”")
    if name.lower() in {"html", "head", "body"}:
        title = _PAGE_TITLE.search(text)
        raise ParseError(f"an HTML page, not a feed: “{_excerpt(markup.plain(title[1]) if title else text)}”")
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
    return feedparser.parse(
        document,
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )


def _entry(item: Any, *, url: str, zone: str, now: datetime, is_atom: bool, language: object) -> Entry:
    title = item.get("title_detail") or {}
    text, body_format = _body(item)
    return Entry(
        guid=item.get("id") or None,
        url=_link(item, url),
        title=_title(title, is_atom=is_atom) or None,
        published=_published(item, zone=zone, now=now),
        language=markup.language(title.get("language") or language),
        body=text,
        body_format=body_format,
    )


def _title(detail: Any, *, is_atom: bool) -> str:
    value = str(detail.get("value") or "")
    # Atom's plain text is plain. RSS has one kind of title, and most who write it mean HTML.
    return value.strip() if is_atom and detail.get("type") == "text/plain" else markup.plain(value)


def _link(item: Any, url: str) -> str | None:
    # FeedBurner's own link leads through its counter; the page's stands beside it.
    link = item.get("feedburner_origlink") or item.get("link")
    return markup.absolute(link, url)


def _body(item: Any) -> tuple[str, BodyFormat]:
    details = [*item.get("content", ()), item.get("summary_detail") or {}]
    pieces = [(str(detail.get("value") or ""), detail.get("type")) for detail in details]
    value, kind = max(
        pieces, key=lambda piece: len(piece[0])
    )  # the first of the longest: content before summary
    return markup.body(value, is_html=kind != "text/plain")


def _published(item: Any, *, zone: str, now: datetime) -> Published | None:
    # Never feedparser's own reading: it takes 2026年11月20日 for 1 November and CST for US Central.
    for key in _DATES:
        value = dict.get(item, key)  # feedparser's own look-up would answer `updated` with `published`
        if isinstance(value, str) and (published := dates.parse_published(value, zone=zone, now=now)):
            return published
    return None


def _hint(channel: Any) -> timedelta | None:
    hints: list[timedelta] = []
    if (minutes := _number(channel.get("ttl"))) is not None:
        hints.append(timedelta(minutes=minutes))
    if period := _PERIODS.get(str(channel.get("sy_updateperiod", "")).strip().lower()):
        hints.append(period / (_number(channel.get("sy_updatefrequency")) or 1))
    longest = max(hints, default=timedelta(0))
    return min(longest, LONGEST_HINT) if longest else None


def _number(value: object) -> int | None:
    digits = str(value or "").strip()
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= 6 else None


def _excerpt(text: str) -> str:
    return " ".join(text[:400].split())[:80]
