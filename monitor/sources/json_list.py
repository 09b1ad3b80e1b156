"""A JSON or JSONP endpoint → entries, by the paths of its source."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

import re2

from monitor.errors import ParseError, Trouble
from monitor.model import BodyFormat, Entry, Found, Listed, Published
from monitor.sources import dates_in_rows, json_answer, json_paths, markup, teaser
from monitor.sources.context import MAX_ENTRIES, Context
from monitor.sources.dates_in_rows import Clock
from monitor.text import charset

_PLACE = re.compile(r"\{([^{}]{1,200})\}")
_TAG = re.compile(r"<[^<>]{0,300}>")
_LONGEST_RAW = 200_000  # bytes of an entry that are kept as they were
_SAFE = "/:?&=,;@%+~!$'()*"  # what a value may bring into a link as it is


def parse(body: bytes, context: Context) -> Listed:
    """Read a JSON list; raises ParseError: CHANGED where the answer is JSON, and the list is not where it should be."""
    decoded = charset.decoded(
        body, declared=charset.charset_of(context.content_type), override=context.charset
    )
    items = _items(json_answer.load(decoded.text), context)
    clock = Clock(zone=context.zone, now=context.now)
    wanted = re2.compile(context.only) if context.only else None
    problems: list[str] = []
    entries: list[Found] = []
    for number, item in enumerate(items[:MAX_ENTRIES], start=1):
        try:
            entry = _entry(item, context, clock)
        except ParseError as error:
            problems.append(f"entry {number}: {error}")
            continue
        if wanted is not None and not wanted.search(entry.url or ""):
            continue
        raw = json.dumps(item, ensure_ascii=False).encode("utf-8", "replace")[:_LONGEST_RAW]
        entries.append(Found(entry=entry, raw=raw))
    if len(items) > MAX_ENTRIES:
        problems.append(f"the list has {len(items)} entries; the first {MAX_ENTRIES} were read")
    _check(items, entries, problems, context)
    return Listed(entries=tuple(entries), problems=tuple(problems), charset=decoded.encoding)


def _items(data: object, context: Context) -> list[object]:
    path = context.fields.item
    items = data if path is None else json_paths.search(path, data)
    if isinstance(items, list):
        return items
    said = json.dumps(data, ensure_ascii=False)[:100].encode("utf-8", "replace").decode()
    where = "the answer is no list" if path is None else f"`item` finds no list in the answer: {path}"
    raise ParseError(f"{where}; it begins {said}", trouble=Trouble.CHANGED)


def _entry(item: object, context: Context, clock: Clock) -> Entry:
    if not isinstance(item, dict):
        raise ParseError("no object")
    fields = context.fields
    title = _text(item, fields.title)
    body, body_format = _body(item, fields.text)
    url = _link(item, context)
    if not title and not body:
        raise ParseError("neither title nor text")
    return Entry(
        guid=_text(item, fields.guid),
        url=url,
        title=markup.plain(_TAG.sub("", title)) or None if title else None,
        published=_published(item, fields.date, clock),
        body=body,
        body_format=body_format,
        issuer=_text(item, fields.issuer),
        document_number=_text(item, fields.number),
        needs_page=url is not None and teaser.is_short(body),
    )


def _text(item: object, path: str | None) -> str | None:
    if path is None:
        return None
    found = json_paths.text(json_paths.search(path, item))
    return found.strip() or None if found is not None else None


def _body(item: object, path: str | None) -> tuple[str, BodyFormat]:
    return markup.body(_text(item, path) or "", is_html=True)


def _published(item: object, path: str | None, clock: Clock) -> Published | None:
    if path is None:
        return None
    value = json_paths.search(path, item)
    if isinstance(value, dict):  # as Java writes a date that nobody told it how to
        value = value.get("time")
    text = json_paths.text(value)
    if not text:
        return None
    return dates_in_rows.read(text, clock)


def _link(item: object, context: Context) -> str | None:
    if context.link_template is None:
        link = _text(item, context.fields.link)
        url = markup.absolute(link, context.url)
        if link is not None and url is None:
            raise ParseError(f"its link is no web address: {link[:100]}")
        return url

    def fill(place: re.Match[str]) -> str:
        value = _text(item, place[1])
        if value is None:
            raise ParseError(f"its link needs {place[1]}, which it has not")
        return quote(value, safe=_SAFE)

    return markup.absolute(_PLACE.sub(fill, context.link_template), context.url)


def _check(items: list[object], entries: list[Found], problems: list[str], context: Context) -> None:
    """Refuse a list whose entries are surely not what they were."""
    if not items:
        return
    if not entries:
        if context.only is not None and not problems:
            raise ParseError(
                f"none of {len(items)} links has what `only` asks for: {context.only}",
                trouble=Trouble.CHANGED,
            )
        raise ParseError(
            f"{len(items)} entries, and none can be read; {problems[0]}", trouble=Trouble.CHANGED
        )
    if context.fields.date is not None and not any(found.entry.published for found in entries):
        raise ParseError(
            f"{len(entries)} entries, and `date` finds no date in any: {context.fields.date}",
            trouble=Trouble.CHANGED,
        )
