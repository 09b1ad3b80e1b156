"""Reads an XLSX: each sheet a section, each row a paragraph.

workbook → sheets, row by row → merged cells said in each of their rows
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from monitor.corpus.attachments import workbook
from monitor.corpus.attachments.archive import Archive, Element, attribute, name_of
from monitor.corpus.attachments.paragraphs import MOST_CHARACTERS, Paragraphs, Room
from monitor.corpus.attachments.workbook import Book, whole
from monitor.model import AttachmentText, Section

MOST_ROWS = 20_000  # of all sheets
_MOST_COLUMNS = 256
_MOST_CELLS = MOST_CHARACTERS  # each holds one at least
_MOST_MERGED = 5_000
_MOST_FILLED = 50_000  # rows looked at for them
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass(slots=True)
class _Cell:
    column: int = 0
    kind: str = "n"
    style: int = 0
    value: str = ""
    runs: list[str] = field(default_factory=list)

    def shown(self, book: Book) -> str:
        """Return what the cell shows."""
        match self.kind:
            case "s":
                return book.shared(self.value)
            case "inlineStr":
                return "".join(self.runs)
            case "b":
                return {"0": "FALSE", "1": "TRUE"}.get(self.value, "")
            case "n":
                return book.number(self.value, style=self.style)
        return self.value


class _Sheet:
    """The rows of a sheet as its part is walked through."""

    def __init__(self, book: Book, *, most_rows: int) -> None:
        self.rows: dict[int, dict[int, str]] = {}
        self._book = book
        self._rows_left = most_rows
        self._cells_left = _MOST_CELLS
        self._merged: list[str] = []
        self._row: dict[int, str] = {}
        self._number = 0
        self._cell = _Cell()

    @property
    def is_cut(self) -> bool:
        """Some of its rows were left out."""
        return self._rows_left < 0 or self._cells_left < 0

    def start(self, name: str, element: Element) -> None:
        if name == "row":
            self._number = whole(attribute(element, "r")) or self._number + 1
            self._row = {}
            self._cell = _Cell()
        elif name == "c":
            self._cell = _Cell(
                column=_column(attribute(element, "r")) or self._cell.column + 1,
                kind=attribute(element, "t") or "n",
                style=whole(attribute(element, "s")),
            )

    def end(self, name: str, element: Element) -> None:
        if name == "v":
            self._cell.value = element.text or ""
        elif name == "t":
            self._cell.runs.append(element.text or "")
        elif name == "c":
            self._end_of_cell()
        elif name == "row" and self._row:
            self._rows_left -= 1
            if not self.is_cut:
                self.rows[self._number] = self._row
        elif name == "mergeCell" and len(self._merged) < _MOST_MERGED:
            self._merged.append(attribute(element, "ref") or "")

    def _end_of_cell(self) -> None:
        text = self._cell.shown(self._book).strip()
        if text and self._cell.column <= _MOST_COLUMNS:
            self._cells_left -= 1
            self._row[self._cell.column] = text

    def fill_down(self) -> None:
        """Say what a merged cell says in each row it spans, so that each row can be read alone."""
        left = _MOST_FILLED
        for span in self._merged:
            ends = _REFERENCE.findall(span)
            if len(ends) != 2 or left <= 0:
                continue
            (first, top), (_, bottom) = ends
            column = _column(first + top)
            text = self.rows.get(int(top), {}).get(column, "")
            spanned = self._between(int(top) + 1, int(bottom)) if text else []
            left -= min(len(self.rows), int(bottom))
            for number in spanned:
                self.rows[number].setdefault(column, text)

    def _between(self, first: int, last: int) -> list[int]:
        """Give the rows there are in a span, which may be declared far longer than the sheet is."""
        if last - first > len(self.rows):
            return [number for number in self.rows if first <= number <= last]
        return [number for number in range(first, last + 1) if number in self.rows]


def read(archive: Archive, part: str) -> AttachmentText:
    """Read the workbook part of an archive; sheets that are hidden are passed over."""
    book = workbook.read(archive, part)
    room = Room()
    sections = []
    rows_left = MOST_ROWS
    is_cut = False
    for name, target in book.sheets:
        sheet = _Sheet(book, most_rows=rows_left)
        for event, element in archive.events(target):
            if event == "start":
                sheet.start(name_of(element), element)
            else:
                sheet.end(name_of(element), element)
            if sheet.is_cut:
                break
        sheet.fill_down()
        rows_left -= len(sheet.rows)
        is_cut = is_cut or sheet.is_cut
        paragraphs = Paragraphs(room)
        for row in sheet.rows.values():
            paragraphs.add_row(row[column] for column in sorted(row))
        if paragraphs.texts:
            sections.append(Section(heading=name or None, paragraphs=tuple(paragraphs.texts)))
    cut = f"only the first {MOST_ROWS:,} rows were read" if is_cut else None
    return AttachmentText(sections=tuple(sections), cut=room.cut or cut)


def _column(reference: str | None) -> int:
    """Return the number of a column, from 1; 0 where the reference is none."""
    found = _REFERENCE.fullmatch(reference or "")
    number = 0
    for letter in found[1] if found else "":
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
