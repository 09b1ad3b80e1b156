"""Finds the title and the date of a whole HTML page, by what it declares and by what it shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml import html

from monitor.corpus import html_lines, titles
from monitor.corpus.seed_lines import Clock, Kind, Line, published_in
from monitor.model import Published
from monitor.text import dates

_TITLE_NAMES = ("articletitle", "og:title", "twitter:title")
_DATE_NAMES = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "pubdate", "publishdate",
    "publish_date", "publish-date", "publishtime", "firstpublishedtime", "apub:time", "weibo:article:create_at",
    "sailthru.date", "parsely-pub-date", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.created", "date",
)  # fmt: skip
_NEAR_TITLE = 12  # lines
_DATE_IN_LINE = 80  # characters into a line near the title
_DATE_LABEL = re.compile(r"时间|日期|来源|发布|publish|posted|updated|\|", re.IGNORECASE)
_MOST_JSON = 20  # scripts; no honest page has more


def title(page: html.HtmlElement) -> str | None:
    """Give the page's title, without the name of its site."""
    declared = _declared(page)
    heading = _heading(page)
    for name in _TITLE_NAMES:
        if name in declared:
            found = titles.without_site(declared[name], site=declared.get("og:site_name"))
            return heading if heading is not None and declared[name].startswith(heading) else found
    named = _text(page.find(".//title"))
    if heading is not None and (named is None or named.startswith(heading) or len(heading) >= len(named)):
        return heading
    return heading if named is None else titles.without_site(named, site=declared.get("og:site_name"))


def published(page: html.HtmlElement, clock: Clock) -> Published | None:
    """Give the page's date: declared in its head, in its data, in a time element, or shown near its title."""
    declared = _declared(page)
    texts = [declared[name] for name in _DATE_NAMES if name in declared]
    texts += islice(_linked_data(page), _MOST_JSON)
    texts += [element.get("datetime", "") for element in page.iter("time")][:1]
    for text in texts:
        found = dates.parse_published(text, zone=clock.zone, now=clock.now)
        if found is not None:
            return found
    return _shown(page, clock)


def _declared(page: html.HtmlElement) -> dict[str, str]:
    facts: dict[str, str] = {}
    for meta in page.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        content = " ".join((meta.get("content") or "").split())
        if content:
            facts.setdefault(name.strip().lower(), content)
    return facts


def _heading(page: html.HtmlElement) -> str | None:
    """Give the one first-level heading; of several, none is sure to be the article's."""
    texts = {text for element in page.iter("h1") if (text := _text(element))}
    return texts.pop() if len(texts) == 1 else None


def _text(element: html.HtmlElement | None) -> str | None:
    return None if element is None else " ".join(element.text_content().split()) or None


def _linked_data(page: html.HtmlElement) -> Iterator[str]:
    for script in page.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            todo = [json.loads(script.text or "", strict=False)]
        except (ValueError, RecursionError):
            continue
        while todo:
            value = todo.pop(0)
            if isinstance(value, dict):
                if isinstance(value.get("datePublished"), str):
                    yield value["datePublished"]
                todo += value.values()
            elif isinstance(value, list):
                todo += value


def near_title(page: html.HtmlElement, clock: Clock) -> tuple[Line, ...]:
    """Give the page's title as it is shown and the lines under it."""
    lines = _lines(page, clock)
    start = _start(page, lines)
    return lines[start : start + _NEAR_TITLE]


def _lines(page: html.HtmlElement, clock: Clock) -> tuple[Line, ...]:
    body = page.find("body")
    return html_lines.of_element(page if body is None else body, clock)


def _start(page: html.HtmlElement, lines: Sequence[Line]) -> int:
    headline = title(page)
    return next((at for at, line in enumerate(lines) if line.text == headline), 0)


def _shown(page: html.HtmlElement, clock: Clock) -> Published | None:
    """Read the first date line from the title on, else a date that stands beside its label near the title."""
    lines = _lines(page, clock)
    after = lines[_start(page, lines) :]
    for line in after:
        if line.kind is Kind.DATE:
            return published_in(line.text, clock)
    for line in after[:_NEAR_TITLE]:
        found = dates.find_published(line.text[:_DATE_IN_LINE], zone=clock.zone, now=clock.now)
        if found is not None and _DATE_LABEL.search(line.text):
            return found[2]
    return None
