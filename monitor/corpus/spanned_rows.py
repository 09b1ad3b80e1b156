"""The rows of HTML tables, a cell that spans several rows said in each of them: a list of pilots names its province once."""

from __future__ import annotations

from collections.abc import Callable

from lxml import html

_WIDEST = 100  # columns a cell may span
_MOST_COLUMNS = 1000  # of a table, in which cells are said again
_MOST_REPEATED = 100_000  # characters of one page: a table of the size of a book is not told over and over

_Carried = dict[int, tuple[int, str]]  # by column: rows still to come, and what the cell says


class Rows:
    """Follows the tables of a page as they open and close, and reads their rows."""

    def __init__(self, said: Callable[[html.HtmlElement], str | None]) -> None:
        """Take what says the text of a cell; None for a cell that holds no value."""
        self._said = said
        self._open: list[_Carried] = []
        self._left = _MOST_REPEATED

    def open(self) -> None:
        """Begin a table."""
        self._open.append({})

    def close(self) -> None:
        """End it."""
        if self._open:
            self._open.pop()

    def read(self, row: html.HtmlElement) -> str | None:
        """Return a row of values as one text; None for a row of a layout."""
        cells = [cell for cell in row if cell.tag in {"td", "th"}]
        texts = [self._said(cell) for cell in cells]
        carried = self._open[-1] if self._open else {}
        if any(text is None for text in texts):
            carried.clear()
            return None
        said, carried_on = self._laid_out(cells, [text or "" for text in texts], carried)
        if self._open:
            self._open[-1] = carried_on
        if len(cells) == 1 and not carried:
            return None
        return " | ".join(text for text in said if text)

    def _laid_out(
        self, cells: list[html.HtmlElement], texts: list[str], carried: _Carried
    ) -> tuple[list[str], _Carried]:
        """Put the cells of a row into the columns that those above leave free; return all texts, and what goes on."""
        said: list[str] = []
        going_on: _Carried = {}
        column, place = 0, 0
        last = max(carried, default=-1)
        while place < len(cells) or column <= last:
            if column in carried:
                rows, text = carried[column]
                if cells:
                    said.append(self._repeated(text))
                if rows > 1:
                    going_on[column] = (rows - 1, text)
                column += 1
                continue
            if place == len(cells):
                column += 1
                continue
            cell, text = cells[place], texts[place]
            said.append(text)
            width, rows = _span(cell, "colspan"), _span(cell, "rowspan")
            if rows > 1:
                # Of what is wide too, the columns behind the first are taken and say nothing.
                going_on |= {
                    column + more: (rows - 1, "" if more else text)
                    for more in range(width)
                    if column < _MOST_COLUMNS
                }
            column += width
            place += 1
        return said, going_on

    def _repeated(self, text: str) -> str:
        self._left -= len(text)
        return text if self._left >= 0 else ""


def _span(cell: html.HtmlElement, name: str) -> int:
    """Return how many rows or columns a cell takes; `0` is to the end of the table."""
    written = (cell.get(name) or "").strip()
    if not (written.isascii() and written.isdigit()) or len(written) > 6:
        return 1
    if name == "rowspan":
        return int(written) or 65_534  # the most there may be (HTML, 4.9.11)
    return min(max(int(written), 1), _WIDEST)
