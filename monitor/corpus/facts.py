"""What offices state of a document beside its text: who issued it, its number and class, when it was written, its files.

In the seed form these stand at the end, under the line "Document facts:", where no text has its own words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from monitor.model import Attachment

if TYPE_CHECKING:  # who only writes facts out does not load what reads lines
    from monitor.corpus.seed_lines import Line

HEADING = "Document facts:"
_LABELS = {
    "issuer": "Issuer",
    "document_number": "Document number",
    "subject": "Subject",
    "written_on": "Written on",
    "index_number": "Index number",
}
_ATTACHMENT = "Attachment"
_LINE = re.compile(rf"({'|'.join((*_LABELS.values(), _ATTACHMENT))}): (\S.*)")
_FIELDS = {label: name for name, label in _LABELS.items()}
_UNKNOWN = "-"
_PARTING = " | "
_NOT_READ = f"{_PARTING}not read: "


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is stated; None where nothing is."""

    issuer: str | None = None
    document_number: str | None = None
    subject: str | None = None
    written_on: date | None = None
    index_number: str | None = None
    attachments: tuple[Attachment, ...] = ()


NO_FACTS = Facts()


def first(*stated: Facts) -> Facts:
    """Return each fact from the first that states it."""
    return Facts(
        issuer=next((one.issuer for one in stated if one.issuer), None),
        document_number=next((one.document_number for one in stated if one.document_number), None),
        subject=next((one.subject for one in stated if one.subject), None),
        written_on=next((one.written_on for one in stated if one.written_on), None),
        index_number=next((one.index_number for one in stated if one.index_number), None),
        attachments=next((one.attachments for one in stated if one.attachments), ()),
    )


def beyond(facts: Facts, implied: Facts) -> Facts:
    """Return the facts without those that are implied anyway."""
    return replace(
        facts,
        issuer=None if facts.issuer == implied.issuer else facts.issuer,
        document_number=(None if facts.document_number == implied.document_number else facts.document_number),
        subject=None if facts.subject == implied.subject else facts.subject,
        written_on=None if facts.written_on == implied.written_on else facts.written_on,
        index_number=None if facts.index_number == implied.index_number else facts.index_number,
    )


def lines(facts: Facts) -> list[str]:
    """Write facts out, each on a line, the heading before them; nothing for none."""
    written = [
        f"{label}: {_one_line(str(value))}"
        for name, label in _LABELS.items()
        if (value := getattr(facts, name)) is not None and _one_line(str(value))
    ]
    written += [f"{_ATTACHMENT}: {_attachment_line(one)}" for one in facts.attachments]
    return [HEADING, *written] if written else []


def take(text: Sequence[Line]) -> tuple[Facts, list[Line]]:
    """Take the facts out of lines that were written out, and return what is left."""
    kept: list[Line] = []
    found: list[str] = []
    is_stating = is_behind = False
    for at, line in enumerate(text):
        is_stating = _opens(text, at) or (is_stating and _LINE.fullmatch(line.text) is not None)
        if is_stating:
            found.append(line.text)
        else:
            kept.append(replace(line, after_blank=True) if is_behind else line)
        is_behind = is_stating
    return _read(found), kept


def _opens(text: Sequence[Line], at: int) -> bool:
    follows = text[at + 1].text if at + 1 < len(text) else ""
    return text[at].text == HEADING and _LINE.fullmatch(follows) is not None


def _read(stated: Sequence[str]) -> Facts:
    values: dict[str, str] = {}
    attachments = []
    for line in stated:
        found = _LINE.fullmatch(line)
        if found is None:
            continue
        if found[1] == _ATTACHMENT:
            attachments.append(_attachment(found[2]))
        else:
            values.setdefault(_FIELDS[found[1]], found[2])
    return Facts(
        issuer=values.get("issuer"),
        document_number=values.get("document_number"),
        subject=values.get("subject"),
        written_on=_day(values.get("written_on", "")),
        index_number=values.get("index_number"),
        attachments=tuple(attachments),
    )


def _attachment_line(attachment: Attachment) -> str:
    size = _UNKNOWN if attachment.size is None else str(attachment.size)
    parts = (attachment.name or _UNKNOWN, attachment.media_type or _UNKNOWN, size, attachment.url or _UNKNOWN)
    why = "" if attachment.unread is None else f"{_NOT_READ}{_one_line(attachment.unread)}"
    return _PARTING.join(map(_one_line, parts)) + why


def _attachment(text: str) -> Attachment:
    """Read an attachment's line: what stands last is its address, and all else may be unknown."""
    text, is_unread, why = text.partition(_NOT_READ)
    *head, url = text.rsplit(_PARTING, 3)
    size = head.pop() if len(head) > 1 else _UNKNOWN
    media_type = head.pop() if len(head) > 1 else _UNKNOWN
    name = _PARTING.join(head) or _UNKNOWN
    is_number = size.isascii() and size.isdigit() and len(size) < 16
    return Attachment(
        url=url,
        name="" if name == _UNKNOWN else name,
        media_type=None if media_type == _UNKNOWN else media_type,
        size=int(size) if is_number else None,
        unread=why if is_unread else None,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _one_line(text: str) -> str:
    return " ".join(text.split())
