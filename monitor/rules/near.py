"""Which hits stand close together, and which stand clear of others."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate, groupby
from typing import NamedTuple

from monitor.rules.hits import Hit
from monitor.rules.passage import Passage


class Span(NamedTuple):
    """A stretch of text that satisfies a condition, and the hits that say so."""

    start: int
    end: int
    hits: tuple[Hit, ...]


class _Chain(NamedTuple):
    """Spans of some members, none on the letters of another, in order of the text."""

    last: int  # where the last of them starts
    span: Span
    rest: _Chain | None


def windows(members: Sequence[Sequence[Span]], within: float, passage: Passage) -> list[Span]:
    """Return, for every place a window can begin, the one whose last span begins first."""
    # Most spans stand far from those of the rarest member, which is known sooner than their paragraphs.
    rarest = min(members, key=len, default=())
    if not rarest:
        return []
    first = passage.block_around(min(span.start for span in rarest))[0]
    last = passage.block_around(max(span.start for span in rarest))[1]
    entries = sorted(
        (span, member) for member, spans in enumerate(members) for span in spans if first <= span.start < last
    )
    found: list[Span] = []
    for _, paragraph in groupby(entries, key=lambda entry: passage.paragraph_of(entry[0].start)):
        inside = list(paragraph)
        if len({member for _, member in inside}) == len(members):
            found += _windows(inside, len(members), within, passage)
    return sorted(found)


def _windows(entries: list[tuple[Span, int]], count: int, within: float, passage: Passage) -> Iterable[Span]:
    """Go from the last span to the first, keeping what chains may follow: for each set of members the best ones.

    A chain that begins earlier is kept only where its last span begins earlier than that of those behind it, so
    the one to follow a span is the earliest that begins at its end or later. The work is so many sets for each span.
    """
    everyone = (1 << count) - 1
    chains: list[list[_Chain]] = [[] for _ in range(everyone + 1)]
    for span, member in reversed(entries):
        own = 1 << member
        grown: list[tuple[int, _Chain]] = [(own, _Chain(span.start, span, None))]
        for others in range(1, everyone + 1):
            if not others & own and chains[others]:
                follower = _first_from(chains[others], span.end)
                if follower is not None:
                    grown.append((others | own, _Chain(follower.last, span, follower)))
        for members, chain in grown:
            kept = chains[members]
            if members == everyone:
                if passage.words_between(span.end, chain.last) <= within:
                    yield _joined(chain)
            elif not kept or chain.last < kept[-1].last:
                kept.append(chain)


def _first_from(chains: list[_Chain], place: int) -> _Chain | None:
    """Return the best chain that begins at the place or later; they stand in falling order of both places."""
    behind = bisect_left(chains, -place + 1, key=lambda chain: -chain.span.start)
    return chains[behind - 1] if behind else None


def _joined(chain: _Chain) -> Span:
    hits: tuple[Hit, ...] = ()
    start, link = chain.span.start, chain
    while True:
        hits += link.span.hits
        if link.rest is None:
            return Span(start, link.span.end, hits)
        link = link.rest


def clear_of(spans: Sequence[Span], others: Iterable[Span]) -> list[Span]:
    """Return the spans that share no letter with any of the others."""
    ordered = sorted((other.start, other.end) for other in others)
    starts = [start for start, _ in ordered]
    furthest = list(accumulate((end for _, end in ordered), max))
    kept: list[Span] = []
    for span in spans:
        before = bisect_left(starts, span.end)
        if not before or furthest[before - 1] <= span.start:
            kept.append(span)
    return kept
