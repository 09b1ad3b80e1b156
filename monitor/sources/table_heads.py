"""The head of a table says which of its columns is the day of publication; a row may have other dates before it."""

from __future__ import annotations

import re

from lxml import html

from monitor.sources import page as pages

_PUBLISHED = re.compile(
    r"(?:发布|公布|公开|发文|上网|刊登|發布|公告)(?:日期|时间|日|時間)|(?:date )?(?:published|posted)|publication date|publish(?:ed)? (?:date|on)",
    re.IGNORECASE,
)
_MOST_CELLS = 30


def published_cell(row: html.HtmlElement) -> html.HtmlElement | None:
    """Return the cell of a table's row that stands under such a heading; None where there is none."""
    if row.tag != "tr":
        return None
    table = next(row.iterancestors("table"), None)
    head = None if table is None else next(table.iter("tr"), None)
    if head is None or head is row or head.find(".//a[@href]") is not None:
        return None
    cells, named = _cells(row), _cells(head)
    if not 1 < len(cells) == len(named) <= _MOST_CELLS:
        return None
    found = (
        cell for cell, name in zip(cells, named, strict=True) if _PUBLISHED.fullmatch(pages.text_of(name))
    )
    return next(found, None)


def _cells(row: html.HtmlElement) -> list[html.HtmlElement]:
    return [cell for cell in row if cell.tag in {"td", "th"}]
