"""Builds the parts of a document from its lines.

lines → blocks → head (title, date, highlights), body (sections), disclaimer

A text that was written out has a blank line between all its blocks. Two facts make reading it give the same
parts again: what a block is depends on its own words and on its neighbours in the order they are written
out; and writing out never adds a single newline after the end of a sentence, nor takes away a blank line
there, so that a text once found to separate its paragraphs by blank lines is found to do so again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from monitor.corpus import bullets, furniture, highlight_tails, paragraphing
from monitor.corpus.headings import (
    is_byline,
    is_heading_like,
    is_kicker,
    is_numbered,
    is_title_above_date,
    is_title_like,
    is_under_kicker,
)
from monitor.corpus.laying_out import SeedText
from monitor.corpus.seed_lines import Clock, Kind, Line, opens_with_name, published_in
from monitor.model import Highlight, Published, Section
from monitor.text import sentences

_LONGEST_RUN = 2  # short lines in a row that are headings; more are a list
_SHORTEST_DECK = 40  # characters
_DISCLAIMER_LABEL = re.compile(r"\W*(?:disclaimer|免责|免責)", re.IGNORECASE)
_MOST_DECKS = 2  # paragraphs that may stand between a title and the highlights, or the date
_LONGEST_DECK = 250  # characters, where it stands between a title and the date
_NEAR_TOP = 5  # blocks among which a page may repeat its title
_SAME_SHARE = 0.7  # of a title, where the other one is cut short or has its site's name behind it


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    title: Line | None
    published: Published | None
    aside: tuple[Line, ...]  # a kicker above the title, what stands between it and the date
    rest: list[Line]


def build(lines: Sequence[Line], clock: Clock, *, title: str | None = None) -> SeedText:
    """Build the parts; with a `title` known already, the text's own is left out where it says the same."""
    blocks = paragraphing.join(lines)
    disclaimers = [block.text for block in blocks if block.kind is Kind.DISCLAIMER]
    head = _head([block for block in blocks if block.kind is not Kind.DISCLAIMER], clock, title)
    highlights, published, body = _highlights(head, clock)
    if title is not None and (head.title is None or not says_the_same(head.title.text, title)):
        body = body if head.title is None else _with_title(body, head.title, blocks)
        body = _without_repeated(body, title)
    own_title = None if head.title is None else head.title.text
    return SeedText(
        title=own_title if title is None else title,
        published=published,
        highlights=highlights,
        sections=_sections(body, clock),
        disclaimer="\n".join(disclaimers) or None,
    )


def _with_title(body: list[Line], title: Line, blocks: list[Line]) -> list[Line]:
    """Put back what is not the title after all, behind the kicker that stood above it."""
    above = blocks[: blocks.index(title)]
    at = 1 if body and body[0] in above else 0
    return [*body[:at], title, *body[at:]]


def _without_repeated(body: list[Line], title: str) -> list[Line]:
    """Drop the title that a page repeats a few lines down, behind a trail of crumbs say."""
    for at, block in enumerate(body[:_NEAR_TOP]):
        if is_title_like(block.text) and says_the_same(block.text, title):
            return [*body[:at], *body[at + 1 :]]
    return body


def says_the_same(line: str, title: str) -> bool:
    """Say whether a line is the title, perhaps cut short or with its site's name behind it."""
    if next(_signs(line), "") != next(_signs(title), ""):
        return False  # as nearly every line
    one, other = sorted((_letters(line), _letters(title)), key=len)
    return bool(one) and other.startswith(one) and len(one) >= _SAME_SHARE * len(other)


def _letters(text: str) -> str:
    return "".join(_signs(text))


def _signs(text: str) -> Iterator[str]:
    return filter(str.isalnum, text.casefold())


def _head(blocks: list[Line], clock: Clock, known_title: str | None) -> _Head:
    """Take the title and one date line, above, under or soon after it, off the front."""
    published, rest = None, blocks
    if not (blocks and _is_dated_title(blocks[0], clock, known_title)):
        published, rest = _date(blocks, clock)
    kicker = rest[:1] if _has_kicker(rest, known_title) else []
    title = rest[len(kicker)] if len(kicker) < len(rest) else None
    under = rest[len(kicker) + 1 :]
    if title is None or not _is_title(title, under, clock, known_title):
        return _Head(title=None, published=published, aside=(), rest=rest)
    decks: list[Line] = []
    if published is None:
        decks, published, under = _date_under(under, clock)
    if published is None:
        published = published_in(title.text, clock)
    aside = (*kicker, *decks)
    return _Head(title=title, published=published, aside=aside, rest=under)


def _is_title(block: Line, under: list[Line], clock: Clock, known: str | None) -> bool:
    if block.kind not in {Kind.TEXT, Kind.HEADING}:
        return _is_dated_title(block, clock, known)
    if known is not None and says_the_same(block.text, known):
        return True
    return is_title_like(block.text) or (_is_above_date(under) and is_title_above_date(block.text))


def _is_dated_title(block: Line, clock: Clock, known: str | None) -> bool:
    """Say whether a date line is a title with its date behind it: it stands first and opens with a name."""
    return (
        block.kind is Kind.DATE
        and opens_with_name(block.text, clock)
        and (is_title_like(block.text) if known is None else says_the_same(block.text, known))
    )


def _is_above_date(under: list[Line]) -> bool:
    below = next((block for block in under if not is_byline(block.text)), None)
    return below is not None and below.kind is Kind.DATE


def _has_kicker(blocks: list[Line], known: str | None) -> bool:
    """Say whether the first of the blocks is a word above the title; no title of its own, nor a part of the page."""
    if len(blocks) < 3 or any(block.kind not in {Kind.TEXT, Kind.HEADING} for block in blocks[:2]):
        return False
    kicker, title = blocks[0].text, blocks[1].text
    return (
        is_kicker(kicker)
        and not is_kicker(title)
        and is_under_kicker(title)
        and (is_title_like(title) or (_is_above_date(blocks[2:]) and is_title_above_date(title)))
        and (known is None or not says_the_same(kicker, known))
        and any(block.kind is not Kind.DATE for block in blocks[2:])
        and not _is_of_page(kicker)
    )


def _date_under(blocks: list[Line], clock: Clock) -> tuple[list[Line], Published | None, list[Line]]:
    """Find the date line under a title, with what stands between the two."""
    decks = list(takewhile(_may_stand_above_date, blocks[:_MOST_DECKS]))
    published, rest = _date(blocks[len(decks) :], clock)
    # Further down a date is that of the text only where it is neither its end nor one of several.
    if decks and (not rest or any(block.kind is Kind.DATE for block in rest[:-1])):
        return [], None, blocks
    return ([], None, blocks) if published is None else (decks, published, rest)


def _may_stand_above_date(block: Line) -> bool:
    return (
        block.kind in {Kind.TEXT, Kind.HEADING}
        and len(block.text) <= _LONGEST_DECK
        and (is_byline(block.text) or not _is_of_page(block.text))
    )


def _is_of_page(text: str) -> bool:
    """Say whether a line belongs to what comes right after it, so that nothing may be moved from between them."""
    return any(
        furniture.is_contents(line)
        or furniture.is_weak_tail(line)
        or furniture.is_label(line)
        or _DISCLAIMER_LABEL.match(line) is not None
        for line in text.split("\n")
    )


def _date(blocks: list[Line], clock: Clock) -> tuple[Published | None, list[Line]]:
    if blocks and blocks[0].kind is Kind.DATE:
        return published_in(blocks[0].text, clock), blocks[1:]
    return None, blocks


def _highlights(head: _Head, clock: Clock) -> tuple[tuple[Highlight, ...], Published | None, list[Line]]:
    """Take the labelled bullets off the front; a paragraph before them goes behind them, a date after them is the text's."""
    decks = list(takewhile(_is_deck, head.rest[:_MOST_DECKS]))
    labelled = head.rest[len(decks) :]
    nothing = (), head.published, [*head.aside, *head.rest]
    if not labelled or labelled[0].kind is not Kind.LABEL:
        return nothing
    items = highlight_tails.without(list(takewhile(lambda block: block.kind is Kind.BULLET, labelled[1:])))
    rest = labelled[1 + len(items) :]
    if not items or ((decks or head.aside) and not rest):
        return nothing
    published = head.published
    if published is None and len(rest) > 1 and rest[1].kind is not Kind.BULLET:
        published, rest = _date(rest, clock)
    highlights = bullets.nest([(item.text, item.indent) for item in items])
    return highlights, published, [*head.aside, *decks, *rest]


def _is_deck(block: Line) -> bool:
    return (
        block.kind is Kind.TEXT
        and len(block.text) >= _SHORTEST_DECK
        and sentences.ends_sentence(block.text)
        and not furniture.is_label(block.text)
    )


def _sections(blocks: Sequence[Line], clock: Clock) -> tuple[Section, ...]:
    headings = _headings(blocks, clock)
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


def _headings(blocks: Sequence[Line], clock: Clock) -> set[int]:
    """Find the blocks that head the text after them.

    Of short lines in a row a pair is a heading and one under it; more are a list, unless numbered or marked as headings.
    """
    found: set[int] = set()
    start = 0
    while start < len(blocks):
        end = start
        while end < len(blocks) and _may_head(blocks[end], clock):
            end += 1
        run = range(start, end)
        sure = {at for at in run if _is_sure(blocks[at]) and at + 1 < len(blocks)}
        heads_text = end < len(blocks) and blocks[end].kind is not Kind.DATE
        found |= set(run) if heads_text and len(run) - len(sure) <= _LONGEST_RUN else sure
        start = end + 1
    return found


def _may_head(block: Line, clock: Clock) -> bool:
    if block.kind is Kind.HEADING:
        return True
    is_dated = block.kind is Kind.DATE and opens_with_name(block.text, clock)
    return (
        (is_dated or block.kind in {Kind.TEXT, Kind.LABEL})
        and "\n" not in block.text
        and is_heading_like(block.text)
    )


def _is_sure(block: Line) -> bool:
    return block.kind is Kind.HEADING or is_numbered(block.text)
