"""JSON Feed 1.0 and 1.1 → entries: strict about types, tolerant of what is missing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime

from monitor.errors import ParseError
from monitor.model import Attachment, BodyFormat, Entry, Found, Listed
from monitor.sources import markup, wordpress
from monitor.sources.context import MAX_ENTRIES
from monitor.text import dates

_VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/1(?:\.\d+)?/?")
_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character, which JSON can write and nothing can store
_NAMES = {dict: "an object", list: "a list", bool: "true or false", int: "a number", float: "a number"}


def parse(text: str, *, url: str, zone: str, now: datetime) -> Listed:
    """Read a JSON Feed; raises ParseError, saying what came, where it is none."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ParseError(f"neither XML nor JSON that can be read: {_short(error)}") from None
    if wordpress.is_posts(feed):
        return wordpress.parse(feed, url=url, zone=zone, now=now)
    if not isinstance(feed, dict) or not _VERSION.fullmatch(str(feed.get("version"))):
        raise ParseError("JSON, but not a JSON Feed: it has no version of jsonfeed.org")
    items = feed.get("items", [])
    if not isinstance(items, list):
        raise ParseError(f"a JSON Feed whose items are {_kind(items)}, not a list")
    problems = []
    if len(items) > MAX_ENTRIES:
        problems.append(f"the feed has {len(items)} entries; the first {MAX_ENTRIES} were read")
    entries = []
    language = feed.get("language")
    for number, item in enumerate(items[:MAX_ENTRIES], start=1):
        try:
            entry = _entry(item, url=url, language=language, zone=zone, now=now)
        except ParseError as error:
            problems.append(f"entry {number}: {error}")
            continue
        raw = Found(entry=entry, raw=json.dumps(item, ensure_ascii=False).encode("utf-8", "replace"))
        if raw.is_blank:
            problems.append(f"entry {number}: neither title nor text")
        else:
            entries.append(raw)
    return Listed(entries=tuple(entries), problems=tuple(problems))


def _entry(item: object, *, url: str, language: object, zone: str, now: datetime) -> Entry:
    if not isinstance(item, dict):
        raise ParseError(f"{_kind(item)}, not an object")
    body, body_format = _body(item)
    published = _text(item, "date_published") or _text(item, "date_modified")
    return Entry(
        guid=_id(item),
        url=markup.absolute(_text(item, "url") or _text(item, "external_url"), url),
        title=(_text(item, "title") or "").strip() or None,
        published=dates.parse_published(published, zone=zone, now=now) if published else None,
        language=markup.language(_text(item, "language") or language),
        body=body,
        body_format=body_format,
        attachments=tuple(_attachments(item, url)),
    )


def _attachments(item: dict[str, object], url: str) -> Iterator[Attachment]:
    listed = item.get("attachments")
    for one in listed[:MAX_ENTRIES] if isinstance(listed, list) else ():
        if not isinstance(one, dict):
            continue
        address = one.get("url")
        found = markup.absolute(address, url) if isinstance(address, str) else None
        kind = one.get("mime_type")
        size = one.get("size_in_bytes")
        if found is not None and not str(kind).startswith("image/"):
            yield Attachment(
                url=found,
                name=title if isinstance(title := one.get("title"), str) else "",
                media_type=kind if isinstance(kind, str) else None,
                size=size if type(size) is int and size > 0 else None,
            )


def _body(item: dict[str, object]) -> tuple[str, BodyFormat]:
    if content := _text(item, "content_html"):
        return markup.body(content, is_html=True)
    return markup.body(_text(item, "content_text") or _text(item, "summary") or "", is_html=False)


def _id(item: dict[str, object]) -> str | None:
    value = item.get("id")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)  # the one coercion that the format asks of its readers
    return _text(item, "id") or None


def _text(item: dict[str, object], key: str) -> str | None:
    value = item.get(key)
    if value is not None and not isinstance(value, str):
        raise ParseError(f"its {key} is {_kind(value)}, not text")
    return value and _SURROGATE.sub("\ufffd", value)


def _kind(value: object) -> str:
    return _NAMES.get(type(value), "nothing" if value is None else "text")


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120]
