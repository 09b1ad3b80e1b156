"""Puts what a document's attachments are, and what they say, into the document."""

from __future__ import annotations

from dataclasses import replace

from monitor.corpus import file_types
from monitor.model import Attachment, AttachmentText, Document, Section


def can_read(attachment: Attachment) -> bool:
    """Say whether a file is worth fetching for its text, as far as its name and type tell."""
    kinds = (
        file_types.kind(name=attachment.name, media_type=None),
        file_types.kind(name=attachment.url, media_type=attachment.media_type),
    )
    known = next((kind for kind in kinds if kind is not None), None)
    if known is None:
        return not (attachment.media_type or "").startswith(("image/", "audio/", "video/"))
    return file_types.is_read(known)


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
