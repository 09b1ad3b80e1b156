"""Finds the element of a page that holds its article, whole, by what readability keeps of it.

Readability finds articles well and cleans them badly: short lists and tables go, and Chinese ones are always short.
So only the place is taken from it, and the text from the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy
from itertools import takewhile

from lxml import etree, html
from readability import Document as Readability
from readability.readability import Unparseable

from monitor.corpus import boxes, html_lines

_MARK = "data-monitor-at"  # survives readability's cleaning
# What stands beside an article's container where its page has no element of its own for the whole.
_FLOW = frozenset(("p", "ul", "ol", "dl", "table", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"))
_WHOLE = frozenset(("html", "body", "article"))


def of_page(page: html.HtmlElement) -> html.HtmlElement | None:
    """Give a copy of the article's element, without what is not the article's; None where there is none."""
    own = deepcopy(page)
    kept = boxes.outside(_kept(own), own)
    if not kept:
        return None
    container = _whole_run(_container(kept))
    boxes.prune(container, kept)
    return container


def whole(page: html.HtmlElement) -> html.HtmlElement | None:
    """Give a copy of the page's body without what is surely not the article's."""
    body = page.find("body")
    if body is None:
        return None
    own = deepcopy(body)
    boxes.prune(own, ())
    return own


def _kept(page: html.HtmlElement) -> list[html.HtmlElement]:
    """Give the elements whose own text readability keeps."""
    body = page.find("body")
    if body is None:
        return []
    originals = list(body.iter())
    for number, element in enumerate(originals):
        element.set(_MARK, str(number))
    summary = _summary(deepcopy(page))
    if summary is None:
        return []
    found: dict[html.HtmlElement, None] = {}
    for element in filter(_has_text, summary.iter()):
        # Readability wraps loose text in elements of its own.
        marks = (one.get(_MARK) for one in (element, *element.iterancestors()))
        at = next((int(mark) for mark in marks if mark is not None), 0)
        found[originals[at]] = None
    return list(found)


def _summary(page: html.HtmlElement) -> html.HtmlElement | None:
    try:
        return html_lines.parse(Readability(page).summary(html_partial=True))
    except (Unparseable, etree.LxmlError, ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return None  # it raises whatever its own steps meet in an odd page


def _has_text(element: html.HtmlElement) -> bool:
    own = (element.text, *(child.tail for child in element))
    return any(text is not None and text.strip() for text in own)


def _container(kept: Iterable[html.HtmlElement]) -> html.HtmlElement:
    """Give the smallest element with everything in it, or the one that its page calls the article."""
    paths = [[*reversed(list(element.iterancestors())), element] for element in kept]
    shared = [level[0] for level in zip(*paths, strict=False) if all(one is level[0] for one in level)]
    return next((element for element in reversed(shared) if element.tag == "article"), shared[-1])


def _whole_run(container: html.HtmlElement) -> html.HtmlElement:
    """Give the container, or where text stands right before or after it one made of them all."""
    container = _outermost(container)
    if container.tag in _WHOLE:
        return container
    before = list(_flow(container, container.itersiblings(preceding=True)))
    after = list(_flow(container, container.itersiblings()))
    if not before and not after:
        return container
    holder = html.Element("div")
    holder.extend([*reversed(before), container, *after])
    return holder


def _outermost(container: html.HtmlElement) -> html.HtmlElement:
    """Give the largest element that holds the same text."""
    text = boxes.text_of(container)
    around = takewhile(
        lambda one: one.tag not in _WHOLE and boxes.text_of(one) == text, container.iterancestors()
    )
    return [container, *around][-1]


def _flow(container: html.HtmlElement, siblings: Iterable[html.HtmlElement]) -> Iterator[html.HtmlElement]:
    name = container.get("class")
    for sibling in siblings:
        is_twin = name is not None and (sibling.tag, sibling.get("class")) == (container.tag, name)
        if sibling.tag not in _FLOW and not is_twin:
            return
        yield sibling
