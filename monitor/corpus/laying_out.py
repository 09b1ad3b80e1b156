"""Writes the seed corpus form: the text of a document as a person would type it, and what each stretch of it is.

Document → parts → Layout → text. Apart from reading, because the running program writes it only: what reads pages is
in the children, and takes a fifth of a second to load.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.corpus import facts, signature
from monitor.corpus.facts import NO_FACTS, Facts
from monitor.model import Block, BlockKind, Document, Highlight, Layout, Published, Section

MARK = "- "
_LABEL = "Highlights"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedText:
    """What a seed text says, as text."""

    title: str | None = None
    published: Published | None = None
    credit: str | None = None
    highlights: tuple[Highlight, ...] = ()
    sections: tuple[Section, ...] = ()
    disclaimer: str | None = None
    facts: Facts = NO_FACTS


def render(document: Document) -> str:
    """Write a document out."""
    return lay_out(document).text + "\n"


def lay_out(document: Document) -> Layout:
    """Give a document's text and what each stretch of it is; a derived title is not part of it.

    What is stated of the document, and the text itself does not say, stands behind the text, so that it moves nothing.
    """
    stated = Facts(
        issuer=document.issuer,
        document_number=document.document_number,
        subject=document.subject,
        written_on=document.written_on,
        index_number=document.index_number,
        attachments=document.attachments,
    )
    implied = signature.implied(title=document.title, sections=document.sections)
    return lay_out_text(
        SeedText(
            title=None if document.title_derived else document.title,
            published=document.published,
            credit=document.credit,
            highlights=document.highlights,
            sections=document.sections,
            disclaimer=document.disclaimer,
            facts=facts.beyond(stated, implied),
        )
    )


def lay_out_text(seed: SeedText) -> Layout:
    """Give the text of what was parsed, and what each stretch of it is."""
    page = _Page()
    if seed.title:
        page.add(BlockKind.TITLE, seed.title)
    if seed.published is not None:
        page.add(BlockKind.DATE, written(seed.published))
    if seed.credit is not None:
        page.add(BlockKind.DATE, credit_line(seed.credit))
    if seed.highlights:
        page.add(BlockKind.LABEL, _LABEL)
        _add_highlights(page, seed.highlights)
    for section in seed.sections:
        _add_section(page, section)
    if seed.disclaimer is not None:
        page.add(BlockKind.DISCLAIMER, seed.disclaimer)
    for line in facts.lines(seed.facts):
        page.add(BlockKind.FACT, line)
    return Layout(text="".join(page.pieces), blocks=tuple(page.blocks), title_derived=seed.title is None)


def credit_line(credit: str) -> str:
    """Write a credit so that `provenance.credit_of` reads it again."""
    return f"Source: {credit}" if credit.isascii() else f"来源：{credit}"


def written(published: Published) -> str:
    """Write a date as "Jun 4, 2025", an instant with its time and offset from UTC behind it."""
    day = f"{_MONTHS[published.month - 1]} {published.day}, {published.year}"
    if not isinstance(published, datetime):
        return day
    clock = "%H:%M:%S" if published.second else "%H:%M"
    return f"{day} {published.strftime(clock)} {published.strftime('%z')[:5] or '+0000'}"


def _add_highlights(page: _Page, highlights: Sequence[Highlight]) -> None:
    for highlight in highlights:
        page.add(BlockKind.HIGHLIGHT, highlight.text, mark=MARK)
        for child in highlight.children:
            page.add(BlockKind.HIGHLIGHT, child, mark=f"  {MARK}")


def _add_section(page: _Page, section: Section) -> None:
    if section.heading is not None:
        page.add(BlockKind.HEADING, section.heading)
    for paragraph in section.paragraphs:
        if paragraph.startswith(MARK):
            page.add(BlockKind.BULLET, paragraph.removeprefix(MARK), mark=MARK)
        else:
            page.add(BlockKind.PARAGRAPH, paragraph)


class _Page:
    """A text that grows by blocks: a blank line between two, a newline between two bullets or two facts."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.blocks: list[Block] = []
        self._size = 0
        self._list = ""  # what the last block was an item of

    def add(self, kind: BlockKind, text: str, *, mark: str = "") -> None:
        of_list = "facts" if kind is BlockKind.FACT else mark.strip()
        gap = "" if not self.blocks else "\n" if of_list and of_list == self._list else "\n\n"
        start = self._size + len(gap) + len(mark)
        self.pieces += (gap, mark, text)
        self.blocks.append(Block(kind=kind, start=start, end=start + len(text)))
        self._size = start + len(text)
        self._list = of_list
