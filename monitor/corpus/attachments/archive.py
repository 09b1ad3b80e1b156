"""Reads the parts of a zip of XML, which is what DOCX, XLSX and OFD are, and never more of it than is bearable."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED

from lxml import etree

from monitor.errors import ParseError

_MOST_PARTS = 10_000
_MOST_DECLARED = 512 * 1024 * 1024  # bytes of all parts; a booklet of photographs has less
_MOST_READ = 64 * 1024 * 1024  # bytes of all parts that are read
_MOST_ELEMENTS = 1_000_000  # passed into or out of
_ENTRY = b"PK\x01\x02"  # how each part begins in the list of parts

Element = etree._Element  # noqa: SLF001 - the type of lxml's elements has no other name


class Archive:
    """A zip whose parts are read as a stream, under one bound for all of them."""

    def __init__(self, body: bytes) -> None:
        # Counted before zipfile makes an object of each.
        if body.count(_ENTRY) > _MOST_PARTS:
            raise ParseError("cannot be read: an archive of too many parts")
        self._zip = zipfile.ZipFile(io.BytesIO(body))
        self._left = _MOST_READ
        self._elements_left = _MOST_ELEMENTS
        parts = self._zip.infolist()
        if sum(part.file_size for part in parts) > _MOST_DECLARED:
            raise ParseError("cannot be read: it would unpack to far more than a document has")
        self._parts = {_plain(part.filename): part for part in parts}

    def __contains__(self, name: str) -> bool:
        return _plain(name) in self._parts

    def events(self, name: str) -> Iterator[tuple[str, Element]]:
        """Walk through a part of XML; an element is whole, and forgotten, when its end is passed."""
        stream = _Bounded(self, self._opened(name))
        # Entities stay what they are: a document of an office has none of its own.
        walk = etree.iterparse(
            stream, events=("start", "end"), resolve_entities=False, load_dtd=False, no_network=True
        )
        for event, element in walk:
            self._elements_left -= 1
            if self._elements_left < 0:
                raise ParseError("cannot be read: it has more elements than a document has")
            if not isinstance(element.tag, str):
                continue
            yield event, element
            if event == "end":
                _forget(element)

    def take(self, size: int) -> None:
        """Count what was unpacked; raises ParseError where it is too much."""
        self._left -= size
        if self._left < 0:
            raise ParseError("cannot be read: it unpacks to far more than a document has")

    def _opened(self, name: str) -> IO[bytes]:
        part = self._parts.get(_plain(name))
        if part is None:
            raise ParseError("cannot be read: a part of the file is missing")
        if part.flag_bits & 0x1:
            raise ParseError("cannot be read: locked by a password")
        if part.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            # The others unpack without a bound, and no office program writes them.
            raise ParseError("cannot be read: packed in an unusual way")
        return self._zip.open(part)


class _Bounded:
    """A part as lxml reads it: what was unpacked is counted."""

    def __init__(self, archive: Archive, stream: IO[bytes]) -> None:
        self._archive = archive
        self._stream = stream

    def read(self, size: int) -> bytes:
        piece = self._stream.read(size)
        self._archive.take(len(piece))
        return piece


def name_of(element: Element) -> str:
    """Return an element's name without its namespace, which has several spellings."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: Element, name: str) -> str | None:
    """Return an attribute by its name without its namespace."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def resolved(target: str, *, beside: str) -> str:
    """Return the name of the part that a link in another part leads to."""
    if target.startswith("/"):
        return _plain(target)
    return _plain(posixpath.normpath(posixpath.join(posixpath.dirname(beside), target)))


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _forget(element: Element) -> None:
    # Its tail and attributes are read by then; its place among its siblings is all that would stay.
    parent, before = element.getparent(), element.getprevious()
    if parent is not None and before is not None:
        parent.remove(before)
