"""Which hits stand close together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from monitor.rules.hits import Hit
from monitor.rules.passage import Passage


class Span(NamedTuple):
    """A stretch of text that satisfies a condition, and the hits that say so."""

    start: int
    end: int
    hits: tuple[Hit, ...]


def windows(members: Sequence[Sequence[Span]], within: float, passage: Passage) -> list[Span]:
    """Return, for every place a window can begin, the first one with a span of each member.

    The spans of a window stand apart, so reading them in order of the text is enough: of all ways to have
    found some members, the one that ends first leaves most room for the others.
    """
    if not all(members):
        return []
    entries = sorted((span, member) for member, spans in enumerate(members) for span in spans)
    paragraphs = [passage.paragraph_of(span.start) for span, _ in entries]
    everyone = (1 << len(members)) - 1
    found: list[Span] = []
    for place, (first, member) in enumerate(entries):
        reached = {1 << member: first}
        for later in range(place + 1, len(entries)):
            span, other = entries[later]
            if (
                paragraphs[later] != paragraphs[place]
                or passage.words_between(first.end, span.start) > within
            ):
                break
            for seen, chain in list(reached.items()):
                grown = seen | 1 << other
                is_better = grown not in reached or span.end < reached[grown].end
                if grown != seen and chain.end <= span.start and is_better:
                    reached[grown] = Span(chain.start, span.end, chain.hits + span.hits)
            if everyone in reached:
                break
        if everyone in reached:
            found.append(reached[everyone])
    return found
