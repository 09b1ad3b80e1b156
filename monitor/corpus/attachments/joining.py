"""Puts what a document's attachments are, and what they say, into the document."""

from __future__ import annotations

from dataclasses import replace

from monitor.corpus import file_types
from monitor.model import Attachment, AttachmentText, Document, Section


def to_fetch(document: Document, *, own: str | None, most: int) -> tuple[Document, tuple[Attachment, ...]]:
    """Return the files of a document that are worth fetching, and the document, which says why others are not.

    `own` is the address of the document itself.
    """
    wanted: list[Attachment] = []
    for one in document.attachments:
        if one.url == own:
            continue
        kind = _kind(one)
        if kind is not None and not file_types.is_read(kind):
            document = unread(document, one, f"files of this kind are not ({kind})")
        elif kind is None and (one.media_type or "").startswith(("image/", "audio/", "video/")):
            continue
        elif len(wanted) == most:
            document = unread(document, one, f"only {most} files of a document are")
        else:
            wanted.append(one)
    return document, tuple(wanted)


def _kind(attachment: Attachment) -> str | None:
    """Return the ending that tells what a file is, as far as its name and type tell."""
    return file_types.kind(name=attachment.name, media_type=None) or file_types.kind(
        name=attachment.url, media_type=attachment.media_type
    )


def unread(document: Document, attachment: Attachment, why: str) -> Document:
    """Say in a document why the text of one of its files is not part of it."""
    return described(document, replace(attachment, unread=why.removeprefix("cannot be read: ")))


def described(document: Document, attachment: Attachment) -> Document:
    """Put what is known of an attachment by now in the place of the one with its URL."""
    attachments = tuple(attachment if one.url == attachment.url else one for one in document.attachments)
    return replace(document, attachments=attachments)


def attach(document: Document, attachment: Attachment, text: AttachmentText) -> Document:
    """Put an attachment's text behind the document's own, under the attachment's name."""
    name = attachment.name or file_types.name_in(attachment.url)
    sections = []
    for number, section in enumerate(text.sections):
        heading = name if section.heading is None else f"{name}: {section.heading}"
        is_last = number == len(text.sections) - 1
        note = (f"[{text.cut}]",) if text.cut is not None and is_last else ()
        sections.append(Section(heading=heading, paragraphs=section.paragraphs + note))
    return replace(document, sections=document.sections + tuple(sections))
