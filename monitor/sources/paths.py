"""Short selectors that find the rows of a list again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from lxml import etree, html

from monitor.sources import page as pages
from monitor.sources.page import Page
from monitor.sources.rows import Row

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,60}")
_CHANGING = re.compile(
    r"\d|^(?:odd|even|first|last|active|on|cur(?:rent)?|hover|alt|new|top|hot|selected)$", re.IGNORECASE
)
_MOST = 4  # selectors
_HEIGHT = 5  # elements above an item that a selector may name


def of_items(rows: Sequence[Row], page: Page) -> list[str]:
    """Return short selectors that find the items, those first that find nothing else."""
    wanted = [row.item for row in rows]
    exact, wider = [], []
    for selector in dict.fromkeys(_paths(wanted[0], wanted)):
        found = _found(page.root, selector)
        if found == wanted:
            exact.append(selector)
        elif len(wanted) < len(found) <= 2 * len(wanted) + 10 and set(wanted) <= set(found):
            wider.append(selector)  # rows between them that hold no link do no harm
    return [*exact[:_MOST], *wider[:_MOST]]


def of_part(rows: Sequence[Row], parts: Sequence[html.HtmlElement]) -> str | None:
    """Return the shortest selector whose first find in each item is that item's part."""
    for name in _names(parts[0], parts):
        if all(
            next(iter(_found(row.item, name)), None) is part for row, part in zip(rows, parts, strict=True)
        ):
            return name
    for number in range(1, 9):
        name = f"{parts[0].tag}:nth-child({number})"
        if all(
            next(iter(_found(row.item, name)), None) is part for row, part in zip(rows, parts, strict=True)
        ):
            return name
    parents = [part.getparent() for part in parts]
    for outer in _names(parents[0], parents) if all(parent is not None for parent in parents) else ():
        name = f"{outer} > {parts[0].tag}"
        if all(
            next(iter(_found(row.item, name)), None) is part for row, part in zip(rows, parts, strict=True)
        ):
            return name
    return None


def _paths(item: html.HtmlElement, items: Sequence[html.HtmlElement]) -> Iterator[str]:
    ends = list(_names(item, items))
    yield from (end for end in ends if "." in end or "#" in end)
    above: list[html.HtmlElement] = []
    parent = item.getparent()
    while parent is not None and parent.tag != "html" and len(above) < _HEIGHT:
        above.append(parent)
        parent = parent.getparent()
    for height, one in enumerate(above):
        for name in _names(one, (one,)):
            for end in ends:
                between = " > ".join(str(step.tag) for step in reversed(above[:height]))
                yield f"{name} > {between} > {end}" if between else f"{name} > {end}"
                yield f"{name} {end}"


def _names(element: html.HtmlElement, like: Iterable[html.HtmlElement]) -> Iterator[str]:
    """Give what an element may be called together with others like it, the surest name first."""
    others = list(like)
    if (
        len(others) == 1
        and _NAME.fullmatch(identity := element.get("id") or "")
        and not _CHANGING.search(identity)
    ):
        yield f"#{identity}"
    shared = set((element.get("class") or "").split())
    for other in others:
        shared &= set((other.get("class") or "").split())
    for name in (element.get("class") or "").split():
        if name in shared and _NAME.fullmatch(name) and not _CHANGING.search(name):
            yield f"{element.tag}.{name}"
    for name in (element.get("class") or "").split():
        if name in shared and _NAME.fullmatch(name) and _CHANGING.search(name):
            yield f"{element.tag}.{name}"
    yield str(element.tag)
    same = list(element.itersiblings(str(element.tag), preceding=True))
    if len(others) == 1 and (same or next(element.itersiblings(str(element.tag)), None) is not None):
        yield f"{element.tag}:nth-of-type({len(same) + 1})"


def _found(root: html.HtmlElement, selector: str) -> list[html.HtmlElement]:
    try:
        return pages.select(root, selector)
    except (ValueError, etree.XPathError):
        return []  # a custom element's name may be none that a selector can hold
