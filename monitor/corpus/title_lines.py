"""Gives the lines of an HTML article the head a text has: its title, one date line, and no headline twice."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from monitor.corpus.headings import is_byline, is_title_like
from monitor.corpus.seed_grammar import says_the_same
from monitor.corpus.seed_lines import Kind, Line
from monitor.text import sentences

_NEAR_TOP = 6  # lines, among which an article shows its own title


def as_in_text(lines: Sequence[Line], title: str | None) -> tuple[Line, ...]:
    """Put the title first, then one date, then what tells of author and source, the way a text is typed.

    What stands above the title and is no sentence is the page's: a rubric, a trail of crumbs.
    """
    at = _place(lines, title)
    above = () if at is None else lines[:at]
    rest = list(lines if at is None else lines[at + 1 :])
    meta = list(takewhile(_is_meta, rest))
    shown = title if at is None or title is not None else lines[at].text
    if shown is None or (at is None and not meta):
        return tuple(lines)
    days = [line for line in (*above, *meta) if line.kind is Kind.DATE]
    bylines = [line for line in meta if line.kind is not Kind.DATE]
    decks = [line for line in above if _is_content(line)]
    return (
        Line(text=shown, kind=Kind.TEXT, after_blank=True),
        *days[:1],
        *bylines,
        *decks,
        *rest[len(meta) :],
    )


def _place(lines: Sequence[Line], title: str | None) -> int | None:
    """Find the title among the first lines; without one known, a heading that stands before all text is it."""
    for at, line in enumerate(lines[:_NEAR_TOP]):
        if line.kind not in {Kind.TEXT, Kind.HEADING}:
            continue
        if title is None:
            return at if line.kind is Kind.HEADING and is_title_like(line.text) else None
        if (line.kind is Kind.HEADING or is_title_like(line.text)) and says_the_same(line.text, title):
            return at
    return None


def _is_content(line: Line) -> bool:
    if line.kind in {Kind.TEXT, Kind.HEADING}:
        return sentences.ends_sentence(line.text)
    return line.kind is not Kind.DATE


def _is_meta(line: Line) -> bool:
    return line.kind is Kind.DATE or (line.kind is Kind.TEXT and is_byline(line.text))
