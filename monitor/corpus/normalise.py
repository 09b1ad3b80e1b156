"""Turns an entry, whatever its body is made of, into the one form every document has.

entry → lines of text or HTML → repaired → cleaned → parts → Document
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.corpus import (
    article,
    document_number,
    facts,
    html_lines,
    linked_files,
    provenance,
    seed_lines,
    seed_text,
    signature,
    title_lines,
    titles,
)
from monitor.corpus.facts import NO_FACTS, Facts
from monitor.corpus.laying_out import SeedText
from monitor.corpus.repair import repair
from monitor.corpus.seed_lines import Clock, Kind, Line
from monitor.corpus.spacing import mend
from monitor.errors import ParseError
from monitor.model import Attachment, BodyFormat, Document, Entry, Outlet, Published
from monitor.text import languages

_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>|<!--")
_PARTING_TAG = re.compile(r"<(?:p|br|div|li|h[1-6]|tr|table|section|article|blockquote|pre)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Body:
    """What an entry's body holds, repaired."""

    lines: tuple[Line, ...]
    is_markup: bool = False
    title: str | None = None
    published: Published | None = None
    beside: tuple[str, ...] = ()
    facts: Facts = NO_FACTS
    implied: Facts = NO_FACTS
    attachments: tuple[Attachment, ...] = ()


def normalise(entry: Entry, *, outlet: Outlet, zone: str, language: str | None, now: datetime) -> Document:
    """Make a document of an entry; raises ParseError where it has neither title nor text."""
    clock = Clock(zone=zone, now=now)
    body = _body(entry, clock)
    # What the source says of an entry is surer than what its text looks like.
    title = _mended(entry.title or "") or body.title
    lines = title_lines.as_in_text(body.lines, title) if body.is_markup else body.lines
    parts = seed_text.parse_lines(lines, clock, title=title)
    parts = seed_text.with_credit(parts, provenance.credit_of(body.beside))
    shown = parts.title or titles.derive(parts)
    if not shown:
        raise ParseError(
            f"nothing to read in {entry.url or entry.guid or 'an entry'}: neither title nor text"
        )
    paragraphs = tuple(paragraph for section in parts.sections for paragraph in section.paragraphs)
    stated = facts.first(
        Facts(issuer=_line(entry.issuer), document_number=_number(entry.document_number)),
        parts.facts,
        body.facts,
        signature.implied(title=shown, sections=parts.sections, beside=body.beside),
        body.implied,
    )
    return Document(
        title=shown,
        title_derived=parts.title is None,
        published=_first(entry.published, body.published, parts.published),
        credit=parts.credit,
        language=_language(language) or _found_language("\n".join((shown, *_texts(parts))), entry.language),
        highlights=parts.highlights,
        sections=parts.sections,
        disclaimer=parts.disclaimer,
        outlet=outlet,
        origin=provenance.origin(
            disclaimer=parts.disclaimer,
            paragraphs=(*_highlighted(parts), *paragraphs),
            outlet=outlet,
            credit=provenance.credit_of(body.beside)
            or provenance.credit_of([line.text for line in body.lines]),
        ),
        url=entry.url,
        document_number=stated.document_number,
        issuer=stated.issuer,
        subject=stated.subject,
        written_on=stated.written_on,
        index_number=stated.index_number,
        attachments=linked_files.merged((*body.attachments, *entry.attachments, *stated.attachments)),
    )


def _body(entry: Entry, clock: Clock) -> _Body:
    if entry.body_format is BodyFormat.PAGE:
        found = article.extract(entry.body, entry.url, clock=clock)
        return _Body(
            lines=tuple(_repaired(found.lines, clock)),
            is_markup=True,
            title=_mended(found.title or "") or None,
            published=found.published,
            beside=tuple(_mended(text) for text in found.beside),
            facts=found.facts,
            implied=found.implied,
            attachments=found.attachments,
        )
    if entry.body_format is BodyFormat.SEED:
        return _Body(lines=seed_lines.read(mend(repair(entry.body)), clock))
    if not _TAG.search(entry.body):
        # Feeds call plain text HTML; its newlines are all the form it has.
        return _Body(lines=seed_lines.read(mend(repair(html.unescape(entry.body))), clock))
    markup = entry.body if _PARTING_TAG.search(entry.body) else entry.body.replace("\n", "<br>")
    return _Body(
        lines=tuple(_repaired(html_lines.of_fragment(markup, clock), clock)),
        is_markup=True,
        attachments=article.attachments_of(markup, entry.url),
    )


def _repaired(lines: Iterable[Line], clock: Clock) -> Iterator[Line]:
    for line in lines:
        text = mend(repair(line.text))
        if text == line.text:
            yield line
        elif line.kind in {Kind.BULLET, Kind.HEADING}:
            yield replace(line, text=" ".join(text.split()) or line.text)
        else:
            read = seed_lines.read_line(text, clock, after_blank=line.after_blank)
            if read is not None:
                yield read


def _mended(text: str) -> str:
    return " ".join(mend(repair(text)).split())


def _line(text: str | None) -> str | None:
    return _mended(text or "") or None


def _number(text: str | None) -> str | None:
    """Return a document number in the one form all take, or as its source writes it where it is of another kind."""
    return document_number.labelled(text or "") or _line(text)


def _first(*dates: Published | None) -> Published | None:
    return next((published for published in dates if published is not None), None)


def _found_language(text: str, declared: str | None) -> str:
    """Return what the text shows; what a feed declares counts only where that is unclear: many leave a default."""
    found = languages.detect(text)
    return (_language(declared) or found) if found == languages.UNKNOWN else found


def _language(tag: str | None) -> str | None:
    """Give the language of a tag such as zh-Hans-CN."""
    primary = re.match(r"[a-z]{2,3}(?![a-z])", (tag or "").strip().lower())
    return None if primary is None or primary.group() == languages.UNKNOWN else primary.group()


def _highlighted(parts: SeedText) -> Iterator[str]:
    for highlight in parts.highlights:
        yield highlight.text
        yield from highlight.children


def _texts(parts: SeedText) -> Iterator[str]:
    yield from _highlighted(parts)
    for section in parts.sections:
        yield section.heading or ""
        yield from section.paragraphs
