"""Reads an OFD (GB/T 33190), the office format of Chinese authorities, by where its texts and rules stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from monitor.corpus.attachments import placed
from monitor.corpus.attachments.archive import Archive, Element, attribute, name_of, resolved
from monitor.corpus.attachments.paragraphs import Paragraphs, Room, one_line
from monitor.corpus.attachments.placed import Page, Piece
from monitor.corpus.attachments.ruled import Rule
from monitor.errors import ParseError
from monitor.model import AttachmentText, Section

ROOT = "OFD.xml"
MOST_PAGES = 300
_MOST_PIECES = 20_000  # of a page
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,9})?")
_STROKE = re.compile(r"([MLC])((?:\s+-?\d{1,9}(?:\.\d{1,9})?){2})")
_LONG_ENOUGH = 1.5  # millimetres, for a rule
_STRAIGHT = 0.3
_Box = tuple[float, float, float, float]  # left, top, width, height


def read(archive: Archive) -> AttachmentText:
    """Read an OFD; raises ParseError where it holds no text."""
    parts = [
        part for document in _places(archive, ROOT, "DocRoot") for part in _page_parts(archive, document)
    ]
    room = Room()
    paragraphs = Paragraphs(room)
    for text in placed.paragraphs(_page(archive, part) for part in parts[:MOST_PAGES]):
        paragraphs.add(text)
        if paragraphs.is_full:
            break
    if not paragraphs.texts:
        raise ParseError("cannot be read: an OFD without text, a scan it seems")
    cut = f"only the first {MOST_PAGES} of {len(parts)} pages were read" if len(parts) > MOST_PAGES else None
    return AttachmentText(sections=(Section(paragraphs=tuple(paragraphs.texts)),), cut=room.cut or cut)


def _places(archive: Archive, part: str, name: str) -> Iterator[str]:
    """Give the parts that elements of a name in another part lead to."""
    for event, element in archive.events(part):
        if event == "end" and name_of(element) == name and element.text:
            yield resolved(element.text.strip(), beside=part)


def _page_parts(archive: Archive, document: str) -> Iterator[str]:
    for event, element in archive.events(document):
        place = attribute(element, "BaseLoc")
        if event == "end" and name_of(element) == "Page" and place:
            yield resolved(place, beside=document)


def _page(archive: Archive, part: str) -> Page:
    pieces: list[Piece] = []
    across: list[Rule] = []
    down: list[Rule] = []
    box: _Box | None = None
    size = 0.0
    for event, element in archive.events(part) if part in archive else ():
        name = name_of(element)
        if event == "start":
            if name in {"TextObject", "PathObject"}:
                box, size = _box(element), _first_number(attribute(element, "Size"))
        elif box is None or len(pieces) >= _MOST_PIECES:
            continue
        elif name == "TextCode":
            pieces += _piece(element, box, size)
        elif name == "AbbreviatedData":
            _add_rules(element.text or "", box, across, down)
        elif name in {"TextObject", "PathObject"}:
            box = None
    return Page(pieces=pieces, across=across, down=down)


def _piece(element: Element, box: _Box, size: float) -> list[Piece]:
    text = one_line(element.text or "")
    if not text:
        return []
    left = box[0] + _first_number(attribute(element, "X"))
    advances = _advances(attribute(element, "DeltaX") or "")
    height = size or box[3]
    # The base line stands at Y; nine tenths of a Chinese letter are above it.
    base = box[1] + (_first_number(attribute(element, "Y")) or box[3])
    width = sum(advances[: len(text) - 1]) + height if advances else box[2]
    return [
        Piece(text=text, left=left, right=left + width, top=base - 0.9 * height, bottom=base + 0.1 * height)
    ]


def _advances(text: str) -> list[float]:
    """Return how far each letter stands from the one before it; `g 3 4.2` is 4.2 three times."""
    words = text.split()[:10_000]
    found: list[float] = []
    at = 0
    while at < len(words) and len(found) < 10_000:
        if words[at] == "g" and at + 2 < len(words) and words[at + 1].isdecimal() and len(words[at + 1]) < 5:
            found += [_first_number(words[at + 2])] * int(words[at + 1])
            at += 3
        else:
            found.append(_first_number(words[at]))
            at += 1
    return found


def _add_rules(path: str, box: _Box, across: list[Rule], down: list[Rule]) -> None:
    strokes = [(kind, *map(float, place.split())) for kind, place in _STROKE.findall(path[:100_000])]
    for (_, x1, y1), (kind, x2, y2) in pairwise(strokes):
        if kind != "L":
            continue
        if abs(y1 - y2) <= _STRAIGHT and abs(x1 - x2) >= _LONG_ENOUGH:
            first, last = sorted((box[0] + x1, box[0] + x2))
            across.append(Rule(at=box[1] + (y1 + y2) / 2, first=first, last=last))
        elif abs(x1 - x2) <= _STRAIGHT and abs(y1 - y2) >= _LONG_ENOUGH:
            first, last = sorted((box[1] + y1, box[1] + y2))
            down.append(Rule(at=box[0] + (x1 + x2) / 2, first=first, last=last))


def _box(element: Element) -> _Box | None:
    numbers = [float(number) for number in _NUMBER.findall(attribute(element, "Boundary") or "")]
    return (numbers[0], numbers[1], numbers[2], numbers[3]) if len(numbers) >= 4 else None


def _first_number(text: str | None) -> float:
    found = _NUMBER.search(text or "")
    return float(found[0]) if found else 0.0
