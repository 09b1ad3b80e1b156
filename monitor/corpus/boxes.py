"""Tells the boxes a page stands around its article from the article: menus, sidebars, footers, lists of other pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from urllib.parse import urlsplit

from lxml import html

from monitor.corpus import file_types, furniture, html_lines
from monitor.corpus.seed_lines import Clock, Kind
from monitor.text import sentences

_TAGS = frozenset(("nav", "aside", "footer", "dialog"))
_ROLES = frozenset(("navigation", "complementary", "contentinfo", "search", "dialog"))
# Whole words of a class or an id. "widget", "header" and "tag" are not among them: page builders put them on everything.
_NAMES = re.compile(
    r"(?:^|[\s_-])(?:sidebar|aside|related(?:news|posts?|articles?)?|recommend(?:ed|ations?|s)?|nav(?:bar|igation)?|menu|"
    r"foot(?:er)?|copyright|crumbs?|promo|ads?|advert(?:isement)?s?|sponsor(?:ed)?|tags|pager|toolbar|popup|modal|cookies?|"
    r"consent|login|friendlink)(?:$|[\s_-])",
    re.IGNORECASE,
)
_LISTS = frozenset(("ul", "ol", "table"))
_HOLD_LINKS = frozenset((*_LISTS, "div", "section", "dl"))
_LINKED = 0.8  # of a text, that makes it a list of other pages
_MOST = 0.5  # of a text; what holds more of it is the article, whatever it is called


def is_box(element: html.HtmlElement) -> bool:
    """Say whether an element is no part of an article by its tag, its role or its name alone."""
    if element.tag in {"html", "body"}:
        return False
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return _is_declared_box(element) or _NAMES.search(names) is not None


def _is_declared_box(element: html.HtmlElement) -> bool:
    return element.tag in _TAGS or element.get("role") in _ROLES


def is_in_box(element: html.HtmlElement) -> bool:
    """Say whether an element stands in such a box."""
    return is_box(element) or any(map(is_box, element.iterancestors()))


def outside(elements: Iterable[html.HtmlElement], page: html.HtmlElement) -> list[html.HtmlElement]:
    """Give the elements that stand in no box, or in one with most of the page's text."""
    most = _MOST * len(text_of(page.find("body")))

    def is_outside(element: html.HtmlElement) -> bool:
        around = filter(is_box, (element, *element.iterancestors()))
        return all(len(text_of(box)) > most for box in around)

    return list(filter(is_outside, elements))


def is_file(url: str) -> bool:
    """Say whether an address is that of a file to load; raises ValueError where it is no address."""
    return file_types.ending(urlsplit(url).path) is not None


def drop_boxes(root: html.HtmlElement) -> None:
    """Take every box out of a tree."""
    _drop(root, is_box)


def prune(root: html.HtmlElement, kept: Collection[html.HtmlElement]) -> None:
    """Take out of a tree what is not its article's, given the elements with text that surely are.

    Those go only with a box that is declared one; everything else goes only where it is known for what it is.
    """
    alive = {one for element in kept for one in (element, *element.iterancestors())}
    most = _MOST * len(text_of(root))

    def is_foreign(element: html.HtmlElement) -> bool:
        if _is_declared_box(element) if element in alive else is_box(element):
            return not _is_own(element) and len(text_of(element)) <= most
        if not _is_label(element, alive) and not _is_list_of_pages(element, alive):
            return False
        return len(text_of(element)) <= most

    _drop(root, is_foreign)


def text_of(element: html.HtmlElement | None) -> str:
    """Give an element's text on one line."""
    return "" if element is None else " ".join(element.text_content().split())


def _drop(root: html.HtmlElement, is_foreign: Callable[[html.HtmlElement], bool]) -> None:
    """Drop what is foreign, judged before anything is gone; the walk goes on below what stays."""
    foreign: list[html.HtmlElement] = []
    todo = [root]
    while todo:
        for child in todo.pop():
            if is_foreign(child):
                foreign.append(child)
            else:
                todo.append(child)
    for element in foreign:
        element.drop_tree()


def _is_own(box: html.HtmlElement) -> bool:
    """Say whether a box is the article's: highlights set beside the text, a disclaimer at its foot."""
    lines = html_lines.of_element(box, Clock())
    if lines and lines[0].kind is Kind.LABEL:
        return True
    in_article = any(ancestor.tag == "article" for ancestor in box.iterancestors())
    return in_article and any(line.kind is Kind.DISCLAIMER for line in lines)


def _is_label(element: html.HtmlElement, alive: Collection[html.HtmlElement]) -> bool:
    """Say whether an element heads a list of other pages, or services, that goes with it."""
    following = element.getnext()
    return following is not None and _heads_pages(element) and _is_list_of_pages(following, alive)


def _heads_pages(element: html.HtmlElement | None) -> bool:
    label = text_of(element)
    return furniture.is_list_label(label) or furniture.is_share_label(label)


def _is_list_of_pages(element: html.HtmlElement, alive: Collection[html.HtmlElement]) -> bool:
    if element.tag not in _HOLD_LINKS:
        return False
    if element.tag in _LISTS and (element in alive or _heads_pages(element.getprevious())):
        return element not in alive
    text = text_of(element)
    linked = sum(len(text_of(link)) for link in element.iter("a") if not _leads_to_file(link))
    if linked < _LINKED * len(text) or (element in alive and sentences.ends_sentence(text)):
        return False
    return element.tag not in _LISTS or not _is_announced(element, alive)


def _leads_to_file(link: html.HtmlElement) -> bool:
    try:
        return is_file((link.get("href") or "").strip())
    except ValueError:
        return False  # "http://[": no address at all


def _is_announced(linked: html.HtmlElement, alive: Collection[html.HtmlElement]) -> bool:
    """Say whether a list of links belongs to the text: a paragraph leads up to it, or the text goes on under it."""
    before = linked.getprevious()
    if before is None or before not in alive:
        return False
    goes_on = any(following in alive for following in linked.itersiblings())
    return goes_on or text_of(before).endswith((":", "："))
