"""Reads the text of a file that a document links, by what its bytes are.

bytes → PDF | zip of XML: DOCX, XLSX, OFD | CSV | text → sections, a table's row a paragraph
"""

from __future__ import annotations

import re

from monitor.corpus import file_types
from monitor.corpus.attachments import docx, ofd, plain, xlsx
from monitor.corpus.attachments.archive import Archive, attribute, name_of, resolved
from monitor.errors import ParseError
from monitor.model import AttachmentText

_MARKS = (  # how files begin that are not read, and what they are
    (b"\xd0\xcf\x11\xe0", "a file of Word, Excel or WPS in their format of before 2007"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"\x1f\x8b", "an archive"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x89PNG", "a picture"),
    (b"GIF8", "a picture"),
    (b"BM", "a picture"),
    (b"II*\0", "a picture"),
    (b"MM\0*", "a picture"),
    (b"{\\rtf", "an RTF"),
)
_LOCKED = "EncryptedPackage".encode("utf-16-le")  # what Office names the part it locks
_HTML = re.compile(
    rb"^\s*(?:<!--.{0,500}?-->\s*)?(?:<!doctype\s+html|<html|<head|<script)", re.IGNORECASE | re.DOTALL
)
_PDF_AT_MOST = 1024  # bytes before its mark, that readers put up with


def read(body: bytes, *, name: str, media_type: str | None) -> AttachmentText:
    """Read a file of any kind; raises ParseError, in one line that says why, where it cannot be read."""
    try:
        text = _read(body, file_types.kind(name=name, media_type=media_type))
    except (ParseError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - zipfile, lxml and csv fail in any way on bytes made to break them
        raise ParseError(f"cannot be read: broken ({type(error).__name__})") from None
    if not any(section.paragraphs for section in text.sections):
        raise ParseError("cannot be read: there is no text in it")
    return text


def _read(body: bytes, kind: str | None) -> AttachmentText:
    if b"%PDF-" in body[:_PDF_AT_MOST]:
        from monitor.corpus.attachments import pdf  # noqa: PLC0415 - pdfium is for the child that reads, not for all

        return pdf.read(body)
    if body.startswith(b"PK\x03\x04"):
        return _of_archive(Archive(body))
    for mark, what in _MARKS:
        if body.startswith(mark):
            raise ParseError(f"cannot be read: {'locked by a password' if _LOCKED in body else what}")
    if _HTML.match(body[:2048]):
        raise ParseError("cannot be read: a page came in its place")
    if kind in {None, "txt", "csv"}:
        return plain.read(body, is_table=kind == "csv")
    raise ParseError(f"cannot be read: its bytes are no {kind.upper() if kind else 'file'}")


def _of_archive(archive: Archive) -> AttachmentText:
    if ofd.ROOT in archive:
        return ofd.read(archive)
    part = _office_part(archive) if "_rels/.rels" in archive else ""
    match part.partition("/")[0]:
        case "word":
            return docx.read(archive, part)
        case "xl":
            return xlsx.read(archive, part)
        case "ppt":
            raise ParseError("cannot be read: slides")
    raise ParseError("cannot be read: an archive")


def _office_part(archive: Archive) -> str:
    """Return the part of an Office file that all others belong to."""
    for event, element in archive.events("_rels/.rels"):
        kind = attribute(element, "Type") or ""
        if event == "end" and name_of(element) == "Relationship" and kind.endswith("/officeDocument"):
            return resolved(attribute(element, "Target") or "", beside="")
    return ""
