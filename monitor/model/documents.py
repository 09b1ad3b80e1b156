"""A document, in the one form every item takes, and as a reader sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

Published = date | datetime
"""A date where the text gives day precision, else an aware instant."""


class OutletKind(StrEnum):
    """Who stands behind a text, least independent first."""

    STATE_COMPANY = "state-owned-company"
    STATE_AFFILIATED = "state-affiliated"
    OFFICIAL = "official"
    INDEPENDENT = "independent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """Who published a document."""

    name: str
    kind: OutletKind = OutletKind.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Highlight:
    """One bullet of the summary that stands at the head of a document."""

    text: str
    children: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A headed part of a document; a bullet is a paragraph that starts with `- `."""

    heading: str | None = None  # None: the text before the first heading
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that belongs to a document."""

    url: str
    name: str = ""  # what its link calls it, else its file name
    media_type: str | None = None  # None: neither its source nor its ending says
    size: int | None = None  # bytes; None: nobody said, and it was not fetched
    unread: str | None = None  # why its text is not in the document, where it was asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentText:
    """What an attachment says; a row of a table is one paragraph."""

    sections: tuple[Section, ...]
    cut: str | None = None  # what was left out, in a few words; None: nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The one form every item takes: the seed corpus format."""

    title: str
    title_derived: bool = False  # the text had none; made from its first highlight or sentence
    published: Published | None = None  # None: the text does not say
    credit: str | None = None  # who the text was taken from, where only its head said so
    language: str = "und"  # ISO 639-1, or "und" where there is too little text
    highlights: tuple[Highlight, ...] = ()
    sections: tuple[Section, ...] = ()
    disclaimer: str | None = None
    outlet: Outlet = Outlet(name="")
    origin: tuple[OutletKind, ...] = (OutletKind.UNKNOWN,)  # what the reporting rests on
    url: str | None = None
    document_number: str | None = None  # 发文字号, e.g. 工信部联科〔2025〕12号
    issuer: str | None = None  # 发文机关, 发布机构: the office or offices whose document it is
    subject: str | None = None  # 主题分类, 体裁分类
    written_on: date | None = None  # 成文日期; None: the text does not say, or only when it was published
    index_number: str | None = None  # 索引号
    attachments: tuple[Attachment, ...] = ()

    def __post_init__(self) -> None:
        if not self.origin:
            raise ValueError("a document rests on at least one kind of origin")

    @property
    def provenance(self) -> OutletKind:
        """The least independent kind of `origin`."""
        order = list(OutletKind)
        return min(self.origin, key=order.index)


class BlockKind(StrEnum):
    """What a stretch of a document's text is."""

    TITLE = "title"
    DATE = "date"
    LABEL = "label"  # the word "Highlights"
    HIGHLIGHT = "highlight"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    DISCLAIMER = "disclaimer"
    FACT = "fact"  # stated of the document, beside its text


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A stretch of `Layout.text`, in code points, its bullet mark not included."""

    kind: BlockKind
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A document as a reader sees it, in one string, and what each stretch of it is.

    The title, where the text has one, stands at offset 0, so an offset into it is one into `text` too.
    A derived title is not part of the text; its first block counts as the title then.
    """

    text: str
    blocks: tuple[Block, ...]
    title_derived: bool = False
