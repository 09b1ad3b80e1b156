"""Whose doing a hit is: the nearest actor the document names."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from monitor.rules.hits import Hit
from monitor.rules.near import Span
from monitor.rules.passage import Passage
from monitor.rules.rule import ActorClass, Scope, Script
from monitor.text.characters import is_han


class Actor(NamedTuple):
    """One who may have acted, where the text names them; a name of several classes belongs to each."""

    start: int
    end: int
    classes: frozenset[str]
    hit: Hit | None = None  # None: nobody is named, the script of the text tells


@dataclass(frozen=True, slots=True)
class Cast:
    """Everyone a document names, in order of the text, none inside the name of another."""

    passage: Passage
    actors: Sequence[Actor]
    titled: Sequence[Actor]  # those of the title
    assumed: dict[Script, str]  # the class where nobody is named

    def actor_of(self, hit: Hit | Span) -> Actor:
        """Return whose doing a hit is."""
        if not self.actors:
            assumed = self.assumed.get(self._script_of(hit))
            return Actor(hit.start, hit.end, frozenset(filter(None, [assumed])))
        beside = _beside(self.actors, hit)
        for place_of in (self.passage.sentence_of, self.passage.paragraph_of):
            here = place_of(hit.start)
            if same := [actor for actor in beside if place_of(actor.start) == here]:
                return _nearest(same, hit)
        return _nearest(_beside(self.titled, hit), hit) if self.titled else beside[0]

    def _script_of(self, hit: Hit | Span) -> Script:
        """Return what a hit is written in; one without letters, as `8%`, is written in what stands around it."""
        text = self.passage.layout.text[hit.start : hit.end]
        place = self.passage.block_of(hit.start, hit.end)
        if place is not None and not any(map(str.isalpha, text)):
            block = self.passage.blocks[place]
            text = self.passage.layout.text[block.start : block.end]
        return Script.CHINESE if any(map(is_han, text)) else Script.LATIN


def cast(
    classes: Iterable[ActorClass], passage: Passage, find: Callable[[ActorClass], Iterable[Span]]
) -> Cast:
    """Gather everyone a document names; `find` tells where the names of a class stand."""
    classes = tuple(classes)
    named = sorted(
        ((span, one.id) for one in classes for span in find(one)),
        key=lambda pair: (pair[0].start, -pair[0].end, pair[1]),
    )
    kept: list[Actor] = []
    for span, id_ in named:
        if kept and span[:2] == kept[-1][:2]:
            kept[-1] = kept[-1]._replace(classes=kept[-1].classes | {id_})
        elif not kept or span.end > kept[-1].end:
            kept.append(Actor(span.start, span.end, frozenset({id_}), span.hits[0]))
    titled = [actor for actor in kept if Scope.TITLE in passage.scopes_of(actor.start)]
    assumed = {script: one.id for one in classes for script in one.assumed_in}
    return Cast(passage, kept, titled, assumed)


def _beside(actors: Sequence[Actor], hit: Hit | Span) -> Sequence[Actor]:
    """Return the last actor that begins before the hit, where there is one, and the next."""
    place = bisect_left(actors, hit.start, key=lambda actor: actor.start)
    return actors[max(0, place - 1) : place + 1]


def _nearest(actors: Iterable[Actor], hit: Hit | Span) -> Actor:
    """Return the one with the fewest characters in between; of two as near, the one before."""
    return min(actors, key=lambda actor: max(0, actor.start - hit.end, hit.start - actor.end))
