"""An HTML list page → entries, by the selectors of its source, and by its structure where there are none."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice

import re2
from lxml import etree, html

from monitor.model import BodyFormat, Entry, Fields, Found, Listed, Published
from monitor.sources import (
    dates_in_rows,
    json_answer,
    json_paths,
    markup,
    rows,
    selectors,
    shells,
    sites,
    structure,
)
from monitor.sources import page as pages
from monitor.sources.context import MAX_ENTRIES, Context
from monitor.sources.dates_in_rows import Clock
from monitor.sources.page import Page
from monitor.sources.rows import Link, Row
from monitor.text import charset

_NEXT = re.compile(
    r"[\[(]?\s*(?:下一?页|下页|后页|next(?:\s+page)?|[>›»]{1,2})\s*[>›»]*\s*[\])]?", re.IGNORECASE
)
_LONGEST_RAW = 20_000  # characters of an item that are kept as it was


def parse(body: bytes, context: Context) -> Listed:
    """Read a list page; raises ParseError: CHANGED where there is a page, and no list where it should be."""
    page = read_page(body, context)
    clock = Clock(zone=context.zone, now=context.now)
    fields = context.fields
    found = _rows(page, context, clock)
    problems: list[str] = []
    entries = []
    for row in _merged(found)[:MAX_ENTRIES]:
        title = row.title.strip()
        if not title:
            problems.append(f"{row.link.url}: no title")
            continue
        entries.append(_found(row, title, fields))
    if not entries:
        raise pages.changed(f"{len(found)} links and none with a title")
    _check(entries, fields, context)
    if len(found) > MAX_ENTRIES:
        problems.append(f"the list has over {MAX_ENTRIES} entries; the first of them were read")
    return Listed(
        entries=tuple(entries),
        problems=tuple(problems),
        next_url=_next(page, fields.next),
        charset=page.encoding,
    )


def read_page(body: bytes, context: Context) -> Page:
    """Return the page of an answer, or of the HTML that stands in its JSON."""
    if context.fields.html is None:
        return pages.read(body, content_type=context.content_type, url=context.url, override=context.charset)
    decoded = charset.decoded(
        body, declared=charset.charset_of(context.content_type), override=context.charset
    )
    data = json_answer.load(decoded.text)
    value = json_paths.search(context.fields.html, data)
    if isinstance(value, list):
        value = "".join(part for part in value if isinstance(part, str))
    if not isinstance(value, str) or not value.strip():
        said = json.dumps(data, ensure_ascii=False)[:80]
        raise pages.changed(f"no HTML at {context.fields.html} of the answer: {said}")
    text = json_paths.text(value) or ""
    return pages.of_text(f"<div>{text}</div>", url=context.url, encoding=decoded.encoding)


def _rows(page: Page, context: Context, clock: Clock) -> Sequence[Row]:
    fields = context.fields
    wanted = re2.compile(context.only) if context.only else None
    if fields.item is None and fields.link is None:
        found: Sequence[Row] = structure.find(page, clock, wanted=wanted)
        if not found:
            raise pages.changed(shells.why(page))
        return found
    found = _by_selectors(page, fields, clock)
    kept = [row for row in found if wanted is None or wanted.search(row.link.url)]
    if not kept:
        raise pages.changed(f"none of {len(found)} links has what `only` asks for: {context.only}")
    return kept


def _by_selectors(page: Page, fields: Fields, clock: Clock) -> list[Row]:
    pairs = _pairs(page, fields)
    main = [(item, link) for item, link in pairs if link is not None]
    if not main:
        raise pages.changed(f"{len(pairs)} entries of the list, and no link in any of them")
    found = [rows.row(item, link, clock) for item, link in main]
    if fields.date is None and not any(row.published for row in found):
        found = structure.with_dates_beside(main, clock) or found
    return [_as_selected(row, fields, clock) for row in found]


def _pairs(page: Page, fields: Fields) -> list[tuple[html.HtmlElement, Link | None]]:
    if fields.item is not None:
        items = pages.select(page.root, fields.item)
        if not items:
            raise pages.changed(f"`item` finds nothing on the page: {fields.item}")
        return [(item, _link(item, page, fields.link)) for item in items]
    assert fields.link is not None
    elements = pages.select(page.root, fields.link)
    if not elements:
        raise pages.changed(f"`link` finds nothing on the page: {fields.link}")
    # Without items each link is one, with what stands around it and around no other.
    chosen = set(elements)
    return [(_around(element, chosen), _link_at(element, page, fields.link)) for element in elements]


def _around(link: html.HtmlElement, links: set[html.HtmlElement]) -> html.HtmlElement:
    item = link
    parent = link.getparent()
    while parent is not None and parent.tag not in {"body", "html"}:
        if len(list(islice((one for one in parent.iter() if one in links), 2))) > 1:
            break
        item, parent = parent, parent.getparent()
    return item


def _as_selected(row: Row, fields: Fields, clock: Clock) -> Row:
    if fields.title is not None:
        shown = pages.value(row.item, fields.title) or ""
        is_full = rows.is_cut(shown) and row.link.title.startswith(shown.rstrip(".… "))
        row = replace(row, title=row.link.title if is_full else shown)
    if fields.date is not None:
        row = replace(row, published=_date(row.item, fields.date, clock))
    return row


def _date(item: html.HtmlElement, selector: str, clock: Clock) -> Published | None:
    for element in pages.select(item, selector):
        # What a machine is told is more than what is shown: it has the hour, and the zone.
        for stated in (element.get("datetime"), pages.value_of(element, selector)):
            if stated and (published := dates_in_rows.read(stated, clock)) is not None:
                return published
    return None


def _link(item: html.HtmlElement, page: Page, selector: str | None) -> Link | None:
    if selector is None:
        return rows.main_link(rows.links(item, page))
    found = (_link_at(element, page, selector) for element in pages.select(item, selector))
    return next((link for link in found if link is not None), None)


def _link_at(element: html.HtmlElement, page: Page, selector: str) -> Link | None:
    """Return the link that a selector's find is, or holds."""
    if selectors.compiled(selector).attribute is not None:
        url = pages.absolute(pages.value_of(element, selector), page)
        if url is not None:
            return rows.link_of(element, url)
    return rows.main_link(rows.links(element, page))


def _merged(found: Iterable[Row]) -> list[Row]:
    """Return the rows with those that lead to one page made one: a picture and its caption, say."""
    by_url: dict[str, Row] = {}
    for row in found:
        known = by_url.get(row.link.url)
        if known is None:
            by_url[row.link.url] = row
            continue
        fuller = row if rows.weight(row.title) > rows.weight(known.title) else known
        by_url[row.link.url] = replace(fuller, published=known.published or row.published)
    return list(by_url.values())


def _found(row: Row, title: str, fields: Fields) -> Found:
    body, body_format = "", BodyFormat.FRAGMENT
    if fields.text is not None and (shown := _first(row.item, fields.text)) is not None:
        body, body_format = shown
    raw = etree.tostring(row.item, encoding="unicode", method="html", with_tail=False)[:_LONGEST_RAW]
    entry = Entry(
        guid=_value(row, fields.guid),
        url=row.link.url,
        title=title,
        published=row.published,
        body=body,
        body_format=body_format,
        issuer=_value(row, fields.issuer),
        document_number=_value(row, fields.number),
        needs_page=True,
    )
    return Found(entry=entry, raw=raw.encode("utf-8", "replace"))


def _value(row: Row, selector: str | None) -> str | None:
    return None if selector is None else pages.value(row.item, selector)


def _first(item: html.HtmlElement, selector: str) -> tuple[str, BodyFormat] | None:
    if "::" in selector:
        shown = pages.value(item, selector)
        return None if shown is None else (shown, BodyFormat.SEED)
    element = next(iter(pages.select(item, selector)), None)
    if element is None:
        return None
    return markup.body(
        etree.tostring(element, encoding="unicode", method="html", with_tail=False), is_html=True
    )


def _check(entries: Sequence[Found], fields: Fields, context: Context) -> None:
    """Refuse a list that is surely not the one its source had."""
    urls = [found.entry.url or "" for found in entries]
    if context.only is None and not any(sites.is_same(url, context.url) for url in urls):
        raise pages.changed(
            f"all {len(urls)} links lead to other sites: {urls[0][:200]}; if they should, say so by `only`"
        )
    if fields.date is not None and not any(found.entry.published for found in entries):
        raise pages.changed(f"{len(entries)} entries, and `date` finds no date in any: {fields.date}")


def _next(page: Page, selector: str | None) -> str | None:
    if selector is not None:
        for element in pages.select(page.root, selector):
            has_own = selectors.compiled(selector).attribute is not None
            named = pages.value_of(element, selector) if has_own else None
            url = pages.absolute(named, page) if named else pages.target(element, page)
            if url is not None:
                return url
        return None
    for element in page.root.iter("a", "link"):
        is_next = "next" in (element.get("rel") or "").lower().split() or (
            element.tag == "a" and _NEXT.fullmatch(pages.text_of(element)) is not None
        )
        if is_next and (url := pages.target(element, page)) is not None and sites.is_same(url, page.url):
            return url
    return None
