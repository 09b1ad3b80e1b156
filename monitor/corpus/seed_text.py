"""Reads and writes the seed corpus form: the text of a document as a person would type it.

text → lines → cleaned of the page around them → parts        Document → Layout → text
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from monitor.corpus import boilerplate, disclaimers, facts, provenance, seed_grammar, seed_lines, signature
from monitor.corpus.facts import Facts
from monitor.corpus.seed_grammar import SeedText
from monitor.corpus.seed_lines import Clock, Kind, Line
from monitor.model import Block, BlockKind, Document, Highlight, Layout, Published, Section

_LABEL = "Highlights"
_MARK = "- "
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def parse(
    text: str, *, zone: str = "Asia/Shanghai", now: datetime | None = None, title: str | None = None
) -> SeedText:
    """Read any text whatever; parsing what was written out gives the same again.

    With a `title` known already, the text's own first line is left out where it says the same.
    """
    clock = Clock(zone=zone, now=now)
    return parse_lines(seed_lines.read(text, clock), clock, title=title)


def parse_lines(lines: Sequence[Line], clock: Clock, *, title: str | None = None) -> SeedText:
    """Read lines that came from elsewhere than a text, an HTML page say."""
    stated, lines = facts.take(lines)
    credit = provenance.credit_of([line.text for line in lines])
    text = lines if credit is None else _without_credit(lines, provenance.credit_line(credit))
    # What parted two of the lines that state facts may be cleaned away.
    more, cleaned = facts.take(boilerplate.clean(disclaimers.mark(text)))
    seed = with_credit(seed_grammar.build(cleaned, clock, title=title), credit)
    return replace(seed, facts=facts.first(stated, more))


def _without_credit(lines: Sequence[Line], credit: str) -> list[Line]:
    """Drop the line that is written out for the credit, before anything is read from what stands around it."""
    kept: list[Line] = []
    is_after_credit = False
    for line in lines:
        is_credit = line.kind is Kind.TEXT and line.text == credit
        if not is_credit:
            kept.append(replace(line, after_blank=True) if is_after_credit else line)
        is_after_credit = is_credit
    return kept


def with_credit(seed: SeedText, credit: str | None) -> SeedText:
    """Keep a credit, where there is one, unless the text that was kept says it anyway."""
    if credit is None:
        return seed
    bare = replace(seed, credit=None)
    lines = [line.strip().removeprefix(_MARK) for line in lay_out_text(bare).text.splitlines() if line]
    return bare if provenance.credit_of(lines) == credit else replace(seed, credit=credit)


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
        page.add(BlockKind.DATE, provenance.credit_line(seed.credit))
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


def written(published: Published) -> str:
    """Write a date as "Jun 4, 2025", an instant with its time and offset from UTC behind it."""
    day = f"{_MONTHS[published.month - 1]} {published.day}, {published.year}"
    if not isinstance(published, datetime):
        return day
    clock = "%H:%M:%S" if published.second else "%H:%M"
    return f"{day} {published.strftime(clock)} {published.strftime('%z')[:5] or '+0000'}"


def _add_highlights(page: _Page, highlights: Sequence[Highlight]) -> None:
    for highlight in highlights:
        page.add(BlockKind.HIGHLIGHT, highlight.text, mark=_MARK)
        for child in highlight.children:
            page.add(BlockKind.HIGHLIGHT, child, mark=f"  {_MARK}")


def _add_section(page: _Page, section: Section) -> None:
    if section.heading is not None:
        page.add(BlockKind.HEADING, section.heading)
    for paragraph in section.paragraphs:
        if paragraph.startswith(_MARK):
            page.add(BlockKind.BULLET, paragraph.removeprefix(_MARK), mark=_MARK)
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
