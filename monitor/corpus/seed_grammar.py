"""Builds the parts of a document from its lines.

lines → blocks → head (title, date, highlights), body (sections), disclaimer

A text that was written out has a blank line between all its blocks. Two facts make reading it give the same
parts again: what a block is depends on its own words and on its neighbours in the order they are written
out; and writing out never adds a single newline after the end of a sentence, nor takes away a blank line
there, so that a text once found to separate its paragraphs by blank lines is found to do so again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from monitor.corpus import bullets, furniture, paragraphing
from monitor.corpus.headings import is_heading_like, is_numbered, is_title_like
from monitor.corpus.seed_lines import Clock, Kind, Line, published_in
from monitor.model import Highlight, Published, Section
from monitor.text import sentences

_LONGEST_RUN = 2  # short lines in a row that are headings; more are a list
_SHORTEST_DECK = 40  # characters
_MOST_DECKS = 2  # paragraphs that may stand between a title and the highlights
_NEAR_TOP = 5  # blocks among which a page may repeat its title
_SAME_SHARE = 0.7  # of a title, where the other one is cut short or has its site's name behind it


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    title: Line | None
    published: Published | None
    rest: list[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedText:
    """What a seed text says, as text."""

    title: str | None = None
    published: Published | None = None
    highlights: tuple[Highlight, ...] = ()
    sections: tuple[Section, ...] = ()
    disclaimer: str | None = None


def build(lines: Sequence[Line], clock: Clock, *, title: str | None = None) -> SeedText:
    """Build the parts; with a `title` known already, the text's own is left out where it says the same."""
    blocks = paragraphing.join(lines)
    disclaimers = [block.text for block in blocks if block.kind is Kind.DISCLAIMER]
    head = _head([block for block in blocks if block.kind is not Kind.DISCLAIMER], clock, title)
    highlights, body = _highlights(head.rest)
    if title is not None and (head.title is None or not says_the_same(head.title.text, title)):
        body = [*([] if head.title is None else [head.title]), *body]
        body = _without_repeated(body, title)
    own_title = None if head.title is None else head.title.text
    return SeedText(
        title=own_title if title is None else title,
        published=head.published,
        highlights=highlights,
        sections=_sections(body),
        disclaimer="\n".join(disclaimers) or None,
    )


def _without_repeated(body: list[Line], title: str) -> list[Line]:
    """Drop the title that a page repeats a few lines down, behind a trail of crumbs say."""
    for at, block in enumerate(body[:_NEAR_TOP]):
        if is_title_like(block.text) and says_the_same(block.text, title):
            return [*body[:at], *body[at + 1 :]]
    return body


def says_the_same(line: str, title: str) -> bool:
    """Say whether a line is the title, perhaps cut short or with its site's name behind it."""
    one, other = sorted((_letters(line), _letters(title)), key=len)
    return bool(one) and other.startswith(one) and len(one) >= _SAME_SHARE * len(other)


def _letters(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _head(blocks: list[Line], clock: Clock, known_title: str | None) -> _Head:
    """Take the title and one date line, under or above it, off the front."""
    published, rest = _date(blocks, clock)
    title = rest[0] if rest and rest[0].kind in {Kind.TEXT, Kind.HEADING} else None
    if title is None or not (
        is_title_like(title.text) or (known_title is not None and says_the_same(title.text, known_title))
    ):
        return _Head(title=None, published=published, rest=rest)
    rest = rest[1:]
    if published is None:
        published, rest = _date(rest, clock)
    return _Head(title=title, published=published, rest=rest)


def _date(blocks: list[Line], clock: Clock) -> tuple[Published | None, list[Line]]:
    if blocks and blocks[0].kind is Kind.DATE:
        return published_in(blocks[0].text, clock), blocks[1:]
    return None, blocks


def _highlights(blocks: list[Line]) -> tuple[tuple[Highlight, ...], list[Line]]:
    """Take the labelled bullets off the front; a paragraph before them goes behind them."""
    decks = list(takewhile(_is_deck, blocks[:_MOST_DECKS]))
    labelled = blocks[len(decks) :]
    if not labelled or labelled[0].kind is not Kind.LABEL:
        return (), blocks
    items = list(takewhile(lambda block: block.kind is Kind.BULLET, labelled[1:]))
    rest = labelled[1 + len(items) :]
    if not items or (decks and not rest):
        return (), blocks
    return bullets.nest([(item.text, item.indent) for item in items]), [*decks, *rest]


def _is_deck(block: Line) -> bool:
    return (
        block.kind is Kind.TEXT
        and len(block.text) >= _SHORTEST_DECK
        and sentences.ends_sentence(block.text)
        and not furniture.is_label(block.text)
    )


def _sections(blocks: Sequence[Line]) -> tuple[Section, ...]:
    headings = _headings(blocks)
    sections: list[Section] = []
    heading: str | None = None
    paragraphs: list[str] = []
    for at, block in enumerate(blocks):
        if at not in headings:
            paragraphs.append(f"- {block.text}" if block.kind is Kind.BULLET else block.text)
            continue
        if heading is not None or paragraphs:
            sections.append(Section(heading=heading, paragraphs=tuple(paragraphs)))
        heading, paragraphs = block.text, []
    if heading is not None or paragraphs:
        sections.append(Section(heading=heading, paragraphs=tuple(paragraphs)))
    return tuple(sections)


def _headings(blocks: Sequence[Line]) -> set[int]:
    """Find the blocks that head the text after them.

    Of short lines in a row a pair is a heading and one under it; more are a list, unless numbered or marked as headings.
    """
    found: set[int] = set()
    start = 0
    while start < len(blocks):
        end = start
        while end < len(blocks) and _may_head(blocks[end]):
            end += 1
        run = range(start, end)
        sure = {at for at in run if _is_sure(blocks[at]) and at + 1 < len(blocks)}
        heads_text = end < len(blocks) and blocks[end].kind is not Kind.DATE
        found |= set(run) if heads_text and len(run) - len(sure) <= _LONGEST_RUN else sure
        start = end + 1
    return found


def _may_head(block: Line) -> bool:
    if block.kind is Kind.HEADING:
        return True
    return block.kind in {Kind.TEXT, Kind.LABEL} and "\n" not in block.text and is_heading_like(block.text)


def _is_sure(block: Line) -> bool:
    return block.kind is Kind.HEADING or is_numbered(block.text)
