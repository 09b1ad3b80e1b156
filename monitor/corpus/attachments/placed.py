"""Makes paragraphs and rows of pieces of text of which only the place on a page is known.

pieces → those inside drawn tables → rows;  the others → lines → rows by their gaps → paragraphs
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from monitor.corpus.attachments.paragraphs import CELL_SEPARATOR, one_line
from monitor.corpus.attachments.ruled import Grid, Rule

_CELL_GAP = 1.2  # heights of a letter; what is further apart stands in two columns
_WORD_GAP = 0.2
_INDENT = 0.8
_SET_RIGHT = 4.0  # further in than any first line: a signature, a title, a caption
_MEETING = 0.25  # heights of a letter by which two rules may miss each other
_PAGE_NUMBER = re.compile(
    r"[-—–－·•~\s]*(?:第\s*)?\d{1,4}\s*(?:页)?(?:\s*[/，,]?\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–－·•~\s]*"
)
_FEWEST_LINES = 4  # that show where a page's margins are


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A letter, or several in a row, and where it stands; what is lower on the page is greater."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def height(self) -> float:
        """How high it is; never nothing, for others are measured by it."""
        return max(self.bottom - self.top, 0.01)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What stands on one page, in the order it was put there."""

    pieces: Sequence[Piece]
    across: Sequence[Rule] = ()
    down: Sequence[Rule] = ()


@dataclass(slots=True, kw_only=True)
class _Line:
    cells: list[str] = field(default_factory=list)
    left: float = 0.0
    right: float = 0.0
    top: float = 0.0
    bottom: float = 0.0
    is_row: bool = False

    @property
    def height(self) -> float:
        return max(self.bottom - self.top, 0.01)

    @property
    def text(self) -> str:
        return (CELL_SEPARATOR if self.is_row else " ").join(filter(None, map(one_line, self.cells)))

    @property
    def first_word_width(self) -> float:
        """How much room its first word needs; in Chinese that is a letter."""
        text = self.text
        first = re.match(r"[!-~]+|.", text)
        return (self.right - self.left) * len(first[0]) / len(text) if first else 0.0


def paragraphs(pages: Iterable[Page]) -> Iterator[str]:
    """Give the paragraphs and rows of pages, those that go on over lines and pages in one."""
    said = ""
    last: _Line | None = None
    margins = (0.0, 0.0)
    for page in pages:
        lines = _lines(page)
        margins = _margins(lines) or margins
        for line in lines:
            if last is not None and _goes_on(last, line, margins):
                said = _joined(said, line.text)
            else:
                yield said
                said = line.text
            last = line
    yield said


def _lines(page: Page) -> list[_Line]:
    """Give the lines of a page, its number left out."""
    heights = [piece.height for piece in page.pieces if not piece.text.isspace()]
    if not heights:
        return []
    grid = Grid(page.across, page.down, tolerance=_MEETING * median(heights))
    free: list[Piece] = []
    cells: dict[int, list[Piece]] = {}
    for piece in page.pieces:
        place = grid.place((piece.left + piece.right) / 2, (piece.top + piece.bottom) / 2)
        if place is None:
            free.append(piece)
        else:
            cells.setdefault(place, []).append(piece)
    lines = _of_text(free)
    rows = _rows(grid, cells)
    # A table stands between the lines above and below it, unless the page has columns of text.
    runs_down = all(one.top <= other.bottom for one, other in pairwise(lines))
    lines = sorted([*lines, *rows], key=lambda line: line.top) if rows and runs_down else [*lines, *rows]
    if lines and _PAGE_NUMBER.fullmatch(lines[-1].text):
        lines.pop()
    return lines


def _rows(grid: Grid, cells: dict[int, list[Piece]]) -> list[_Line]:
    """Give the rows of the tables that are drawn on a page."""
    texts = {number: _in_one([line.text for line in _of_text(pieces)]) for number, pieces in cells.items()}
    rows = []
    for band in grid.bands:
        said = [texts.get(number, "") for number in band.cells]
        if any(said):
            left, right = band.edges[0], band.edges[-1]
            rows.append(
                _Line(cells=said, left=left, right=right, top=band.top, bottom=band.bottom, is_row=True)
            )
    return rows


def _of_text(pieces: Iterable[Piece]) -> list[_Line]:
    """Give the lines that letters stand in, those of a table without rules as rows."""
    lines: list[_Line] = []
    for piece in pieces:
        if piece.text.isspace():
            if lines:
                lines[-1].cells[-1] += " "
        elif lines and _is_beside(lines[-1], piece):
            _append(lines[-1], piece)
        else:
            lines.append(
                _Line(
                    cells=[piece.text],
                    left=piece.left,
                    right=piece.right,
                    top=piece.top,
                    bottom=piece.bottom,
                )
            )
    # Two names far apart in one line are signatures; in two lines, one above the other, they are columns.
    for one, other in pairwise(lines):
        if 1 < len(one.cells) == len(other.cells):
            one.is_row = other.is_row = True
    return lines


def _is_beside(line: _Line, piece: Piece) -> bool:
    shared = min(line.bottom, piece.bottom) - max(line.top, piece.top)
    least = min(line.height, piece.height)
    return shared >= 0.5 * least and piece.left >= line.right - 0.5 * least


def _append(line: _Line, piece: Piece) -> None:
    gap = piece.left - line.right
    height = min(line.height, piece.height)
    if gap > _CELL_GAP * height:
        line.cells.append("")
    elif gap > _WORD_GAP * height and line.cells[-1][-1:].isascii() and piece.text[0].isascii():
        line.cells[-1] += " "
    line.cells[-1] += piece.text
    line.right = max(line.right, piece.right)
    line.top, line.bottom = min(line.top, piece.top), max(line.bottom, piece.bottom)


def _margins(lines: Sequence[_Line]) -> tuple[float, float] | None:
    """Give where the lines of a page begin and end; None where it has too few to tell."""
    texts = [line for line in lines if not line.is_row]
    if len(texts) < _FEWEST_LINES:
        return None
    return min(line.left for line in texts), max(line.right for line in texts)


def _goes_on(line: _Line, following: _Line, margins: tuple[float, float]) -> bool:
    """Say whether a line ends only because there was no room for the next word."""
    left, right = margins
    if line.is_row or following.is_row or right <= left:
        return False
    is_alike = 0.8 < line.height / following.height < 1.25
    is_indented = following.left - left > _INDENT * following.height
    return (
        is_alike and not is_indented and line.right + following.first_word_width > right - 0.5 * line.height
    )


def _in_one(texts: Sequence[str]) -> str:
    said = ""
    for text in texts:
        said = _joined(said, text)
    return said


def _joined(said: str, text: str) -> str:
    """Join what stands in two lines: words with a space, Chinese with none."""
    is_word = said[-1:].isascii() and text[:1].isascii()
    return f"{said} {text}" if said and text and is_word else said + text
