"""Reads files that are text already: CSV row by row, everything else line by line."""

from __future__ import annotations

import csv
import io
from itertools import islice

from monitor.corpus.attachments.paragraphs import MOST_CHARACTERS, Paragraphs, Room
from monitor.errors import ParseError
from monitor.model import AttachmentText, Section
from monitor.text import charset

MOST_ROWS = 20_000
_MOST_BYTES = 8 * MOST_CHARACTERS  # the longest a letter can be, UTF-16 and spaces taken into account
_DELIMITERS = ",\t;|"


def read(body: bytes, *, is_table: bool) -> AttachmentText:
    """Read a text; raises ParseError where the bytes are none."""
    text = charset.decode(body[:_MOST_BYTES])
    if "\0" in text or text.count("\ufffd") > max(8, len(text) // 20):
        raise ParseError("cannot be read: neither text nor a kind of file that is known")
    room = Room()
    paragraphs = Paragraphs(room)
    is_cut = len(body) > _MOST_BYTES
    if is_table:
        for row in islice(csv.reader(io.StringIO(text), delimiter=_delimiter(text)), MOST_ROWS + 1):
            paragraphs.add_row(row)
    else:
        paragraphs.add(text)
    if is_cut or len(paragraphs.texts) > MOST_ROWS:
        del paragraphs.texts[MOST_ROWS:]
        return _text(paragraphs, room.cut or "only its beginning was read")
    return _text(paragraphs, room.cut)


def _text(paragraphs: Paragraphs, cut: str | None) -> AttachmentText:
    return AttachmentText(sections=(Section(paragraphs=tuple(paragraphs.texts)),), cut=cut)


def _delimiter(text: str) -> str:
    """Return what parts the cells: what most of the first line's signs that may do so are."""
    first = text.lstrip().partition("\n")[0]
    return max(_DELIMITERS, key=first.count)
