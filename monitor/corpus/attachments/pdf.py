"""Reads a PDF by where its letters and its rules stand; a scan, which has no letters, is refused.

This is the only module that knows pdfium. It is imported where a PDF is read, in the child, and nowhere else.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import pypdfium2
from pypdfium2 import raw

from monitor.corpus.attachments import placed
from monitor.corpus.attachments.paragraphs import MOST_CHARACTERS, Paragraphs, Room
from monitor.corpus.attachments.placed import Page, Piece
from monitor.corpus.attachments.ruled import Rule
from monitor.errors import ParseError
from monitor.model import AttachmentText, Section

MOST_PAGES = 300
_MOST_LETTERS = 2 * MOST_CHARACTERS  # spaces and page numbers among them
_MOST_OBJECTS = 5_000  # of a page that are looked at for rules
_MOST_POINTS = 20_000
_FEWEST_LETTERS = 20  # of a file; fewer are a stamp or a page number on a scan
_NAMELESS = 0.3  # of the letters; more of them without a meaning are drawn, not written
_LONG_ENOUGH = 4.0  # points, for a rule; shorter ones end a line or are part of a sign
_TOUCHING = 0.1  # heights of a letter
_STRAIGHT = 1.0  # points that a rule may lean


def read(body: bytes) -> AttachmentText:
    """Read a PDF; raises ParseError where it cannot be opened or holds no text."""
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        is_locked = "password" in str(error).lower() or "security" in str(error).lower()
        raise ParseError(
            f"cannot be read: {'locked by a password' if is_locked else 'a broken PDF'}"
        ) from None
    try:
        reader = _Reader(document)
        room = Room()
        paragraphs = Paragraphs(room)
        for text in placed.paragraphs(reader.pages()):
            paragraphs.add(text)
            if paragraphs.is_full:
                break
        pages = len(document)
    finally:
        document.close()
    reader.judge()
    cut = f"only the first {MOST_PAGES} of {pages} pages were read" if pages > MOST_PAGES else None
    return AttachmentText(sections=(Section(paragraphs=tuple(paragraphs.texts)),), cut=room.cut or cut)


class _Reader:
    """The pages of a document, and what kind of letters they have."""

    def __init__(self, document: pypdfium2.PdfDocument) -> None:
        self._document = document
        self._letters = 0
        self._nameless = 0

    def pages(self) -> Iterator[Page]:
        """Give each page that can be opened, until there is enough."""
        for number in range(min(len(self._document), MOST_PAGES)):
            if self._letters > _MOST_LETTERS:
                return
            try:
                page = self._document[number]
                letters = page.get_textpage()
            except pypdfium2.PdfiumError:
                continue  # one broken page of a sound file
            turn = page.get_rotation()
            pieces = list(self._pieces(letters, turn))
            across, down = _rules(page, turn)
            letters.close()
            page.close()
            yield Page(pieces=pieces, across=across, down=down)

    def judge(self) -> None:
        """Raise ParseError where what was found is no text."""
        if self._letters < _FEWEST_LETTERS:
            raise ParseError("cannot be read: a PDF without text, a scan it seems")
        if self._nameless > _NAMELESS * self._letters:
            raise ParseError("cannot be read: a PDF that draws its letters and does not say which they are")

    def _pieces(self, letters: pypdfium2.PdfTextPage, turn: int) -> Iterator[Piece]:
        """Give the letters of a page, those that touch in one piece: there are ten times fewer to put in order."""
        run: Piece | None = None
        for letter in self._each(letters, turn):
            text, left, right, top, bottom = letter
            if run is not None and not text.isspace() and _touches(run, letter):
                run = Piece(text=run.text + text, left=run.left, right=right, top=top, bottom=bottom)
                continue
            if run is not None:
                yield run
            run = Piece(text=text, left=left, right=right, top=top, bottom=bottom)
        if run is not None:
            yield run

    def _each(self, letters: pypdfium2.PdfTextPage, turn: int) -> Iterator[_Letter]:
        box = raw.FS_RECTF()
        place = ctypes.byref(box)
        page = letters.raw
        for index in range(min(letters.count_chars(), _MOST_LETTERS)):
            code = raw.FPDFText_GetUnicode(page, index)
            if code in _PASSED_OVER or not raw.FPDFText_GetLooseCharBox(page, index, place):
                continue
            text = chr(code) if code < 0x110000 else "\ufffd"
            if not text.isspace():
                self._letters += 1
                self._nameless += code == 0xFFFD or 0xE000 <= code < 0xF900
            (x1, y1), (x2, y2) = _turned(box.left, box.top, turn), _turned(box.right, box.bottom, turn)
            yield text, min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2)


_Letter = tuple[str, float, float, float, float]  # text, left, right, top, bottom


def _touches(run: Piece, letter: _Letter) -> bool:
    _, left, _, top, bottom = letter
    gap = left - run.right
    return (
        run.top == top
        and run.bottom == bottom
        and abs(gap) < _TOUCHING * (bottom - top)
        and not run.text.isspace()
    )


# What pdfium itself puts in for a line end, a hyphen at one, or a letter it has no name for.
_PASSED_OVER = frozenset((0, 0x0A, 0x0D, 0x02, 0xFFFE))


def _turned(x: float, y: float, turn: int) -> tuple[float, float]:
    """Return a place as the page is shown, what is lower greater."""
    return {0: (x, -y), 90: (y, x), 180: (-x, y), 270: (-y, -x)}[turn]


def _rules(page: pypdfium2.PdfPage, turn: int) -> tuple[list[Rule], list[Rule]]:
    """Return the straight lines drawn on a page, those across and those down it."""
    across: list[Rule] = []
    down: list[Rule] = []
    left = _MOST_POINTS
    for number in range(min(raw.FPDFPage_CountObjects(page.raw), _MOST_OBJECTS)):
        drawn = raw.FPDFPage_GetObject(page.raw, number)
        if raw.FPDFPageObj_GetType(drawn) != raw.FPDF_PAGEOBJ_PATH:
            continue
        left -= raw.FPDFPath_CountSegments(drawn)
        if left < 0:
            return [], []
        for (x1, y1), (x2, y2) in _strokes(drawn, turn):
            if abs(y1 - y2) <= _STRAIGHT and abs(x1 - x2) >= _LONG_ENOUGH:
                across.append(Rule(at=(y1 + y2) / 2, first=min(x1, x2), last=max(x1, x2)))
            elif abs(x1 - x2) <= _STRAIGHT and abs(y1 - y2) >= _LONG_ENOUGH:
                down.append(Rule(at=(x1 + x2) / 2, first=min(y1, y2), last=max(y1, y2)))
    return across, down


_Point = tuple[float, float]


def _strokes(drawn: raw.FPDF_PAGEOBJECT, turn: int) -> Iterator[tuple[_Point, _Point]]:
    """Give the straight strokes of a path."""
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(drawn, ctypes.byref(matrix))
    x, y = ctypes.c_float(), ctypes.c_float()
    start = last = (0.0, 0.0)
    for number in range(raw.FPDFPath_CountSegments(drawn)):
        segment = raw.FPDFPath_GetPathSegment(drawn, number)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        here = _turned(
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
            turn,
        )
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = here
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield last, here
        if raw.FPDFPathSegment_GetClose(segment):
            yield here, start
        last = here
