"""Finds the article in a whole HTML page: its title, its date, its text and the files it links.

page → known containers of content systems → readability → trafilatura → lines
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import trafilatura
from lxml import etree, html
from readability import Document as Readability
from readability.readability import Unparseable

from monitor.corpus import html_lines, page_facts
from monitor.corpus.seed_lines import Clock, Line
from monitor.model import Published

# Bodies of the content systems most Chinese offices use.
_CONTAINERS = (
    "//*[@id='UCAP-CONTENT']",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' TRS_Editor ')]",
    "//*[@id='zoom' or @id='Zoom']",
    "//*[@id='vsb_content' or starts-with(@id, 'vsb_content_')]",
)
_LEAST_BODY = 80  # characters; what has fewer is a teaser or a stub, where another way finds more
_FILES = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|zip|rar|csv)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What a page says apart from the page."""

    title: str | None
    published: Published | None
    lines: tuple[Line, ...]
    beside: tuple[str, ...] = ()  # the lines around the title, where pages say source and document number
    attachments: tuple[str, ...] = ()


def extract(markup: str, url: str | None, *, clock: Clock) -> Article:
    """Find the article of a page; an article of nothing where the page holds none."""
    markup = html_lines.without_declaration(markup)
    page = html_lines.parse(markup)
    if page is None:
        return Article(title=None, published=None, lines=())
    body = _body(page, markup, clock)
    lines = () if body is None else html_lines.of_element(body, clock)
    return Article(
        title=page_facts.title(page),
        published=page_facts.published(page, clock),
        lines=lines,
        beside=tuple(line.text for line in page_facts.near_title(page, clock)),
        attachments=() if body is None else tuple(_attachments(body, url)),
    )


def attachments_of(markup: str, url: str | None) -> tuple[str, ...]:
    """List the files a piece of HTML links."""
    fragment = html_lines.parse(f"<div>{markup}</div>")
    return () if fragment is None else tuple(_attachments(fragment, url))


def _body(page: html.HtmlElement, markup: str, clock: Clock) -> html.HtmlElement | None:
    best: html.HtmlElement | None = None
    most = 0
    for body in _candidates(page, markup):
        size = sum(len(line.text) for line in html_lines.of_element(body, clock))
        if size >= _LEAST_BODY:
            return body
        if size > most:
            best, most = body, size
    return best


def _candidates(page: html.HtmlElement, markup: str) -> Iterator[html.HtmlElement]:
    """Give what may hold the body, the most trusted first, each made only when asked for."""
    for path in _CONTAINERS:
        found: Iterable[html.HtmlElement] = page.xpath(path)
        container = max(found, key=lambda element: len(element.text_content()), default=None)
        if container is not None:
            yield container
    for finder in (_by_readability, _by_trafilatura):
        body = finder(markup)
        if body is not None:
            yield body
    whole = page.find("body")
    if whole is not None:
        yield whole


def _by_readability(markup: str) -> html.HtmlElement | None:
    try:
        return html_lines.parse(Readability(markup).summary(html_partial=True))
    except (Unparseable, etree.LxmlError, ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return None  # it raises whatever its own steps meet in an odd page


def _by_trafilatura(markup: str) -> html.HtmlElement | None:
    found = trafilatura.extract(markup, output_format="html", include_comments=False, include_tables=True)
    return html_lines.parse(found) if found else None


def _attachments(body: html.HtmlElement, url: str | None) -> Iterator[str]:
    seen: set[str] = set()
    for link in body.iter("a"):
        target = (link.get("href") or "").strip()
        try:
            absolute = urljoin(url or "", target)
            parts = urlsplit(absolute)
        except ValueError:
            continue  # "http://[": no address at all
        if parts.scheme in {"http", "https"} and _FILES.search(parts.path) and absolute not in seen:
            seen.add(absolute)
            yield absolute
