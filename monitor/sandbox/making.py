"""In the child: an entry, with its page where one was fetched, → its document.

The page has the text. What the source itself says of the entry is surer than what its page looks like, except where
the page only says it more fully: a title that the list shortened, the hour of a day.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from monitor.corpus import attachments
from monitor.corpus.attachments import reading
from monitor.corpus.normalise import normalise
from monitor.errors import ParseError, Trouble
from monitor.model import Attachment, BodyFormat, Document, Entry, Published, SourceKind
from monitor.sandbox.wire import Making, PageTask
from monitor.sources import blocked, teaser
from monitor.text import charset

_CUT = re.compile(r"\s*(?:…+|\.{3,}|\.{2})\s*$")
_FILES = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"Rar!", b"\x1f\x8b")
_TEXTS = re.compile(r"\b(?:html|xml|plain)\b", re.IGNORECASE)


def of_entry(entry: Entry, making: Making) -> Document:
    """Make a document of what the source itself gave; raises ParseError where it has neither title nor text."""
    return normalise(entry, outlet=making.outlet, zone=making.zone, language=making.language, now=making.now)


def of_page(task: PageTask, body: bytes) -> Document:
    """Make a document of an entry and its page; raises ParseError, BLOCKED where the page only keeps us out."""
    entry = replace(task.entry, url=task.entry.url or task.url)
    if _is_file(body, task.content_type):
        return _of_file(entry, task, body)
    text = charset.decode_html(body, task.content_type, override=task.charset)
    if why := blocked.reason(text):
        raise ParseError(why, trouble=Trouble.BLOCKED)
    document = _of_text(entry, text, task.making)
    if document is None:
        return of_entry(entry, task.making)
    return replace(document, published=_published(entry.published, document.published, task.making))


def _of_text(entry: Entry, text: str, making: Making) -> Document | None:
    """Make a document of the page alone; None where the entry itself says more than it."""
    whole = replace(entry, published=None, body=text, body_format=BodyFormat.PAGE)
    stem = _CUT.sub("", entry.title or "")
    try:
        document = of_entry(replace(whole, title=None) if stem != entry.title else whole, making)
        if stem != entry.title and not document.title.startswith(stem):
            document = of_entry(whole, making)
    except ParseError:
        if not entry.title and not entry.body.strip():
            raise
        return None
    own = teaser.weight(entry.body) if entry.body.strip() else 0
    return document if _said(document) >= own else None


def _said(document: Document) -> int:
    sections = sum(teaser.weight(text) for section in document.sections for text in section.paragraphs)
    return sections + sum(teaser.weight(highlight.text) for highlight in document.highlights)


def _published(listed: Published | None, shown: Published | None, making: Making) -> Published | None:
    """Return when it was published: what the list says, to the minute where the page has one on the same day."""
    if listed is None or (making.kind is SourceKind.SITEMAP and shown is not None):
        return shown or listed  # a sitemap says when a page was changed
    is_same_day = (
        not isinstance(listed, datetime)
        and isinstance(shown, datetime)
        and shown.astimezone(ZoneInfo(making.zone)).date() == listed
    )
    return shown if is_same_day else listed


def _is_file(body: bytes, content_type: str | None) -> bool:
    if body.startswith(_FILES):
        return True
    return b"<" not in body[:4096] and content_type is not None and not _TEXTS.search(content_type)


def _of_file(entry: Entry, task: PageTask, body: bytes) -> Document:
    """Make a document of an entry whose link leads to a file; one that cannot be read is only named."""
    url = task.url or entry.url or ""
    name = unquote(PurePosixPath(urlsplit(url).path).name)
    entry = (
        entry if entry.title or entry.body.strip() else replace(entry, title=PurePosixPath(name).stem or None)
    )
    media_type = (task.content_type or "").partition(";")[0].strip().lower() or None
    attachment = Attachment(url=entry.url or url, name=name, media_type=media_type, size=len(body))
    named = replace(entry, attachments=(*entry.attachments, attachment))
    document = of_entry(named, task.making)
    try:
        text = reading.read(body, name=name, media_type=media_type)
    except ParseError as error:
        return attachments.unread(document, attachment, str(error))
    return attachments.attach(document, attachment, text)
