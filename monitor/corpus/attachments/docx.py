"""Reads a DOCX: its paragraphs, and its tables row by row."""

from __future__ import annotations

from dataclasses import dataclass, field

from monitor.corpus.attachments.archive import Archive, Element, attribute, name_of
from monitor.corpus.attachments.paragraphs import Paragraphs, Room
from monitor.model import AttachmentText, Section

_BREAKS = {"br": "\n", "cr": "\n", "tab": " ", "noBreakHyphen": "-"}
# Words the reader of the page does not see there: the alternative of a drawing, notes on the margin of a change.
_UNSEEN = frozenset(("Fallback", "del", "moveFrom", "rPr", "pPr", "sectPr", "tblPr", "instrText"))
_MOST_COLUMNS = 1_000


@dataclass(slots=True)
class _Cell:
    texts: list[str] = field(default_factory=list)
    columns: int = 1
    goes_on: bool = False  # it is the lower part of a cell that began in a row above


@dataclass(slots=True)
class _Table:
    cell: _Cell = field(default_factory=_Cell)
    row: list[_Cell] = field(default_factory=list)
    above: dict[int, str] = field(default_factory=dict)  # what each column of the last row says

    def end_row(self) -> list[str]:
        """Return the cells of the row; a cell that spans rows is said in each, so that each can be read alone."""
        said: dict[int, str] = {}
        column = 0
        texts = []
        for cell in self.row:
            text = self.above.get(column, "") if cell.goes_on else " ".join(cell.texts)
            texts.append(text)
            said[column] = text
            column += cell.columns
        self.row, self.above = [], said
        return texts


class _Reader:
    """What is open at one point of the walk."""

    def __init__(self, paragraphs: Paragraphs) -> None:
        self._paragraphs = paragraphs
        self._tables: list[_Table] = []
        self._runs: list[list[str]] = []  # a text box stands inside a paragraph
        self._unseen = 0

    def start(self, name: str) -> None:
        self._unseen += name in _UNSEEN
        if self._unseen:
            return
        if name == "tbl":
            self._tables.append(_Table())
        elif name == "p":
            self._runs.append([])
        elif name == "tc" and self._tables:
            self._tables[-1].cell = _Cell()

    def end(self, name: str, element: Element) -> None:
        if name in _UNSEEN:
            self._unseen -= 1
        elif self._unseen:
            return
        elif name == "t" and self._runs:
            self._runs[-1].append(element.text or "")
        elif name in _BREAKS and self._runs:
            self._runs[-1].append(_BREAKS[name])
        elif name == "p" and self._runs:
            self._say("".join(self._runs.pop()))
        elif self._tables:
            self._end_of_table(name, element)

    def _end_of_table(self, name: str, element: Element) -> None:
        table = self._tables[-1]
        if name == "gridSpan":
            span = attribute(element, "val") or ""
            table.cell.columns = min(int(span), _MOST_COLUMNS) if span.isascii() and span.isdigit() else 1
        elif name == "vMerge":
            table.cell.goes_on = attribute(element, "val") != "restart"
        elif name == "tc":
            table.row.append(table.cell)
        elif name == "tr":
            self._row(table.end_row())
        elif name == "tbl":
            self._tables.pop()

    def _row(self, cells: list[str]) -> None:
        if len(self._tables) > 1:
            self._tables[-2].cell.texts += filter(None, cells)
        else:
            self._paragraphs.add_row(cells)

    def _say(self, text: str) -> None:
        if self._tables:
            self._tables[-1].cell.texts.append(text)
        else:
            self._paragraphs.add(text)


def read(archive: Archive, part: str) -> AttachmentText:
    """Read the document part of an archive."""
    room = Room()
    paragraphs = Paragraphs(room)
    reader = _Reader(paragraphs)
    for event, element in archive.events(part):
        if event == "start":
            reader.start(name_of(element))
        else:
            reader.end(name_of(element), element)
            if paragraphs.is_full:
                break
    return AttachmentText(sections=(Section(paragraphs=tuple(paragraphs.texts)),), cut=room.cut)
