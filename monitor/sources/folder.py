"""The files of a folder → entries, one a file."""

from __future__ import annotations

from monitor.errors import ParseError
from monitor.model import BodyFormat, Entry, FolderFile, Found
from monitor.text import charset

_PAGES = (".html", ".htm")


def parse(file: FolderFile) -> Found:
    """Read one file; raises ParseError where it holds no text."""
    is_page = file.path.lower().endswith(_PAGES)
    text = charset.decode_html(file.body, None) if is_page else charset.decode(file.body)
    if not charset.is_text(text):
        raise ParseError("not text")
    if not text.strip():
        raise ParseError("empty")
    entry = Entry(guid=file.path, body=text, body_format=BodyFormat.PAGE if is_page else BodyFormat.SEED)
    return Found(entry=entry, raw=file.body)
