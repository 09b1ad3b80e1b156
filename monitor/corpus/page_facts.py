"""Finds the title and the date of a whole HTML page, by what it declares and by what it shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from itertools import islice

from lxml import html

from monitor.corpus import boxes, html_lines, titles
from monitor.corpus.seed_lines import Clock, Kind, Line, published_in
from monitor.model import Published
from monitor.text import dates, sentences

_TITLE_NAMES = ("articletitle", "og:title", "twitter:title")
_DATE_NAMES = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "pubdate", "publishdate",
    "publish_date", "publish-date", "publishtime", "firstpublishedtime", "apub:time", "weibo:article:create_at",
    "sailthru.date", "parsely-pub-date", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.created", "date", "maketime",
)  # fmt: skip
_NEAR_TITLE = 12  # lines
_DATE_IN_LINE = 80  # characters into a line near the title
_DATE_LABEL = re.compile(r"时间|日期|来源|发布|第\s?\d+\s?版|publish|posted|updated|\|", re.IGNORECASE)
_RIGHTS = re.compile(r"©|\(c\)|copyright|版权|all rights reserved|ICP[备证]", re.IGNORECASE)
_LONG_LINE = 40  # characters that make a line a paragraph, where it also ends as a sentence does
_LAST = 3  # lines of an article, where a notice is signed and dated
_MOST_JSON = 20  # scripts; no honest page has more


def title(page: html.HtmlElement) -> str | None:
    """Give the page's title, without the name of its site."""
    declared = declared_in(page)
    heading = _heading(page)
    for name in _TITLE_NAMES:
        if name in declared:
            found = titles.without_site(declared[name], site=declared.get("og:site_name"))
            return heading if heading is not None and declared[name].startswith(heading) else found
    named = _text(page.find(".//title"))
    if heading is not None and (named is None or named.startswith(heading) or len(heading) >= len(named)):
        return heading
    return heading if named is None else titles.without_site(named, site=declared.get("og:site_name"))


def published(
    page: html.HtmlElement, clock: Clock, *, stated: Published | None = None, lines: Sequence[Line] = ()
) -> Published | None:
    """Give the page's date: declared in its head, `stated` under a label, near its title, or under its article's `lines`.

    A date that a footer, a menu, a sidebar or a line about rights shows is never it.
    """
    declared = declared_in(page)
    texts = [declared[name] for name in _DATE_NAMES if name in declared]
    texts += islice(_linked_data(page), _MOST_JSON)
    texts += islice(_times(page), 1)
    for text in texts:
        found = dates.parse_published(text, zone=clock.zone, now=clock.now)
        if found is not None:
            return found
    return stated or _shown(page, clock) or _signed(lines, clock)


def _times(page: html.HtmlElement) -> Iterator[str]:
    """Give the times the page states of itself: not those its sentences tell of, nor those of the boxes around."""
    for element in page.iter("time"):
        around = element.getparent()
        if not boxes.is_in_box(element) and not sentences.ends_sentence(boxes.text_of(around)):
            yield element.get("datetime", "")


def declared_in(page: html.HtmlElement) -> dict[str, str]:
    """Give what the head of a page says, by its names in lower case."""
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
    body = page.find("body")
    lines = html_lines.of_element(page if body is None else body, clock)
    headline = title(page)
    start = next((at for at, line in enumerate(lines) if line.text == headline), 0)
    return lines[start : start + _NEAR_TITLE]


def _shown(page: html.HtmlElement, clock: Clock) -> Published | None:
    """Read the date line under the title, else a date that stands beside its label there."""
    bare = deepcopy(page)
    boxes.drop_boxes(bare)
    lines = [line for line in near_title(bare, clock) if not _RIGHTS.search(line.text)]
    paragraphs = 0
    for line in lines:
        # Under more than one paragraph a date is the text's own: it heads an entry of a chronicle, say.
        if line.kind is Kind.DATE and paragraphs <= 1:
            return published_in(line.text, clock)
        paragraphs += _is_prose(line)
    for line in lines:
        found = dates.find_published(line.text[:_DATE_IN_LINE], zone=clock.zone, now=clock.now)
        if found is not None and _DATE_LABEL.search(line.text):
            return found[2]
    return None


def _signed(lines: Sequence[Line], clock: Clock) -> Published | None:
    """Read the date an article ends in."""
    for line in reversed(lines[-_LAST:]):
        if _is_prose(line):
            return None
        if line.kind is Kind.DATE and not _RIGHTS.search(line.text):
            return published_in(line.text, clock)
    return None


def _is_prose(line: Line) -> bool:
    return len(line.text) >= _LONG_LINE and sentences.ends_sentence(line.text)
