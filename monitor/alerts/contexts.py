"""Show the matched words where they stand in a document.

evidence of all matches → marks → places with marks close together → the most telling places, as text
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from monitor.alerts.clip import ELLIPSIS, clip, flat, may_cut
from monitor.model import Block, BlockKind, Layout, Match
from monitor.text import figures
from monitor.text.fold import squash

MAX_CONTEXTS = 4
SIDE = 40  # characters shown on each side of the matched words
MAX_NAMES = 2  # of what was matched, in the reader's language
MAX_STRETCH = 80  # characters from the first to the last matched word that one context shows


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mark:
    """A stretch of text that rules matched, and by which terms."""

    start: int
    end: int
    rules: frozenset[str]
    terms: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Marks that one stretch of a block shows."""

    block: Block
    marks: tuple[_Mark, ...]

    @property
    def rules(self) -> frozenset[str]:
        return frozenset[str]().union(*(mark.rules for mark in self.marks))

    @property
    def terms(self) -> frozenset[str]:
        return frozenset[str]().union(*(mark.terms for mark in self.marks))


def show(
    layout: Layout,
    told: tuple[Match, ...],
    *,
    marks: tuple[str, str] = ("[", "]"),
    glosses: Iterable[tuple[int, int, str]] = (),
) -> tuple[str, ...]:
    """Show the matched words where they stand, between two marks, the most telling place first.

    A place tells more the more rules and terms it shows that no place before it does; one that adds no term is left
    out, so a term that stands everywhere is shown once. `glosses` says what stretches of the text are called in the
    reader's language.
    """
    called = tuple(sorted(glosses))
    places = _places(layout, _marks(told))
    picked: list[_Place] = []
    rules: frozenset[str] = frozenset()
    terms: frozenset[str] = frozenset()
    while len(picked) < MAX_CONTEXTS:
        telling = [place for place in places if place.terms - terms]
        if not telling:
            break
        # The title stands in the message anyway.
        best = max(
            telling,
            key=lambda place: (
                len(place.rules - rules),
                len(place.terms - terms),
                place.block.kind is not BlockKind.TITLE,
                -place.marks[0].start,
            ),
        )
        picked.append(best)
        rules, terms = rules | best.rules, terms | best.terms
    return tuple(_context(layout.text, place, marks, called) for place in picked)


def _marks(told: tuple[Match, ...]) -> list[_Mark]:
    """Return what was matched, in reading order, overlapping evidence as one."""
    marks: list[_Mark] = []
    pairs = [(found, match.rule) for match in told for found in match.evidence]
    for found, rule in sorted(pairs, key=lambda pair: (pair[0].start, -pair[0].end)):
        mark = _Mark(
            start=found.start,
            end=found.end,
            rules=frozenset({rule}),
            terms=frozenset({squash(found.term) or found.term}),
        )
        if marks and mark.start < marks[-1].end:
            mark = _merged(marks.pop(), mark)
        marks.append(mark)
    return marks


def _merged(one: _Mark, other: _Mark) -> _Mark:
    return _Mark(
        start=one.start,
        end=max(one.end, other.end),
        rules=one.rules | other.rules,
        terms=one.terms | other.terms,
    )


def _places(layout: Layout, marks: list[_Mark]) -> list[_Place]:
    """Group marks that stand so close together in one block that a short stretch of text shows them."""
    places: list[_Place] = []
    for mark in marks:
        block = _block(layout, mark)
        before = places[-1].marks if places else ()
        is_near = before and mark.start - before[-1].end <= SIDE and mark.end - before[0].start <= MAX_STRETCH
        if is_near and places[-1].block == block:
            places[-1] = _Place(block=block, marks=(*before, mark))
        else:
            places.append(_Place(block=block, marks=(mark,)))
    return places


def _context(
    text: str, place: _Place, around: tuple[str, str], called: tuple[tuple[int, int, str], ...]
) -> str:
    """Return the text around the matched words."""
    block = place.block
    limits = (*(mark.start for mark in place.marks[1:]), block.end)
    marks = [_with_figure(text, *pair) for pair in zip(place.marks, limits, strict=True)]
    first, last = marks[0].start, marks[-1].end
    start, end = max(block.start, first - SIDE), min(block.end, last + SIDE)
    while start < first and start > block.start and not may_cut(text, start):
        start += 1
    while end > last and end < block.end and not may_cut(text, end):
        end -= 1
    begin, close = around
    words = [
        f"{begin}{clip(flat(text[mark.start : mark.end]), MAX_STRETCH)}{_gloss(mark, called)}{close}"
        for mark in marks
    ]
    between = [text[one.end : other.start] for one, other in pairwise(marks)]
    middle = "".join(piece for pair in zip(words, [*between, ""], strict=True) for piece in pair)
    before = (ELLIPSIS if start > block.start else "") + text[start:first].lstrip()
    after = text[last:end].rstrip() + (ELLIPSIS if end < block.end else "")
    return flat(before + middle + after)


def _with_figure(text: str, mark: _Mark, limit: int) -> _Mark:
    """Return a mark that ends where its last figure ends: of CNY 1.2 billion a term may have asked for CNY 1.2 alone."""
    for figure in figures.find(text[mark.start : min(limit, mark.end + SIDE)]):
        if mark.start + figure.start < mark.end < mark.start + figure.end:
            return replace(mark, end=mark.start + figure.end)
    return mark


def _gloss(mark: _Mark, called: tuple[tuple[int, int, str], ...]) -> str:
    """Return what the matched words are called in the reader's language, the longest name of a place first."""
    inside = [one for one in called if mark.start <= one[0] and one[1] <= mark.end]
    kept: list[tuple[int, int, str]] = []
    for one in sorted(inside, key=lambda one: (one[0] - one[1], one[0])):
        if all(one[1] <= other[0] or other[1] <= one[0] for other in kept):
            kept.append(one)
    # What stands for a small part of the matched words is no name of them all.
    if 2 * sum(end - start for start, end, _ in kept) < mark.end - mark.start:
        return ""
    names = dict.fromkeys(name for _, _, name in sorted(kept)[:MAX_NAMES])
    return f" = {', '.join(names)}" if names else ""


def _block(layout: Layout, mark: _Mark) -> Block:
    """Return the block a mark stands in, widened where it runs over the edge of one."""
    begin = max(bisect_right(layout.blocks, mark.start, key=lambda block: block.start) - 1, 0)
    end = bisect_left(layout.blocks, mark.end, key=lambda block: block.start)
    inside = [block for block in layout.blocks[begin:end] if mark.start < block.end]
    if not inside:
        return Block(kind=BlockKind.PARAGRAPH, start=0, end=len(layout.text))
    first, last = inside[0], inside[-1]
    return Block(kind=first.kind, start=min(first.start, mark.start), end=max(last.end, mark.end))
