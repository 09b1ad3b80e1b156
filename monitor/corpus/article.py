"""Finds the article in a whole HTML page: its title, its date, its text and the files it links.

page → known containers of content systems → where readability finds it → trafilatura → lines
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import html

from monitor.corpus import (
    boxes,
    container,
    fact_labels,
    html_lines,
    info_table,
    linked_files,
    page_facts,
)
from monitor.corpus.facts import NO_FACTS, Facts
from monitor.corpus.seed_lines import Clock, Line
from monitor.model import Attachment, Published

# Bodies of the content systems most Chinese offices use.
_CONTAINERS = (
    "//*[@id='UCAP-CONTENT']",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' TRS_Editor ')]",
    "//*[@id='zoom' or @id='Zoom']",
    "//*[@id='vsb_content' or starts-with(@id, 'vsb_content_')]",
)
# Whatever a page is, the article is looked for another way: their tracebacks are for nobody.
for _library in ("readability", "trafilatura", "htmldate"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)
_LEAST_BODY = 80  # characters; what has fewer is a teaser or a stub, where another way finds more


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What a page says apart from the page."""

    title: str | None
    published: Published | None
    lines: tuple[Line, ...]
    beside: tuple[str, ...] = ()  # the lines around the title, where pages say source and document number
    facts: Facts = NO_FACTS  # what the page states under labels
    implied: Facts = NO_FACTS  # what its head says, which is less sure than the text's own words
    attachments: tuple[Attachment, ...] = ()


def extract(markup: str, url: str | None, *, clock: Clock) -> Article:
    """Find the article of a page; an article of nothing where the page holds none."""
    page = html_lines.parse(markup)
    if page is None:
        return Article(title=None, published=None, lines=())
    # What is there for those without scripts asks them to switch scripts on.
    for element in list(page.iter("noscript")):
        element.drop_tree()
    body = _body(page, clock)
    lines = () if body is None else html_lines.of_element(body, clock)
    stated = info_table.stated_in(page)
    return Article(
        title=page_facts.title(page),
        published=page_facts.published(page, clock, stated=fact_labels.published(stated, clock), lines=lines),
        lines=lines,
        beside=tuple(line.text for line in page_facts.near_title(page, clock)),
        facts=fact_labels.facts(stated, clock),
        implied=info_table.implied_by_head(page_facts.declared_in(page), stated),
        attachments=() if body is None else linked_files.of_article(body, page, url),
    )


def attachments_of(markup: str, url: str | None) -> tuple[Attachment, ...]:
    """List the files a piece of HTML links."""
    fragment = html_lines.parse(f"<div>{markup}</div>")
    return () if fragment is None else linked_files.of_fragment(fragment, url)


def _body(page: html.HtmlElement, clock: Clock) -> html.HtmlElement | None:
    best: html.HtmlElement | None = None
    most = 0
    for body in _candidates(page):
        size = sum(len(line.text) for line in html_lines.of_element(body, clock))
        if size >= _LEAST_BODY:
            return body
        if size > most:
            best, most = body, size
    return best


def _candidates(page: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Give what may hold the body, the most trusted first, each made only when asked for."""
    for path in _CONTAINERS:
        found: Iterable[html.HtmlElement] = page.xpath(path)
        known = max(found, key=lambda element: len(element.text_content()), default=None)
        if known is not None:
            yield known
    for finder in (container.of_page, _by_trafilatura, container.whole):
        body = finder(page)
        if body is not None:
            yield body


def _by_trafilatura(page: html.HtmlElement) -> html.HtmlElement | None:
    import trafilatura  # noqa: PLC0415  an eighth of a second, and few pages come to it

    # Of a short page it makes one run of all its words: those of menus and footers are taken out before.
    bare = container.whole(page)
    if bare is None:
        return None
    markup = html.tostring(bare, encoding="unicode")
    found = trafilatura.extract(markup, output_format="html", include_comments=False, include_tables=True)
    body = html_lines.parse(found) if found else None
    return None if body is None or len(boxes.text_of(body)) < _LEAST_BODY else body
