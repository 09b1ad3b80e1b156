"""Where a term almost stands in a text, and what keeps it from being found there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from monitor.model import Block, BlockKind
from monitor.rules import automaton, regexes
from monitor.rules.evaluate import Search
from monitor.rules.explaining.likeness import Likeness
from monitor.rules.hits import Hit
from monitor.rules.near import Span
from monitor.rules.passage import Passage
from monitor.rules.regexes import Regex
from monitor.rules.rule import Leaf, Number, Scope
from monitor.rules.terms import Phrase, cased
from monitor.text.characters import is_han

_LEAST_TELLING = 5  # letters; shorter ones stand side by side by chance

_UNSEARCHED = {
    BlockKind.DATE: "the date line",
    BlockKind.LABEL: "the label of the highlights",
    BlockKind.DISCLAIMER: "the disclaimer",
    BlockKind.FACT: "the facts stated of the document",
}


class Kind(StrEnum):
    """What keeps a part of a rule from holding, nearest to holding first."""

    UNLESS = "unless"
    ACTOR = "actor"
    NONE = "none"
    NEAR = "near"
    SCOPE = "in"
    CASE = "case"
    GAP = "gap"
    UNSEARCHED = "unsearched"
    NUMBER = "number"
    WORD = "inside-word"
    REGEX = "regex"
    SIMILAR = "similar"
    AT_LEAST = "at-least"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """One part of a rule that does not hold for a text, in words."""

    kind: Kind
    message: str
    start: int | None = None  # where it almost holds, in code points of the text; None: nowhere
    end: int | None = None


@dataclass(frozen=True)
class Look:
    """One document as a rule sees it, and as it would without `unless`, actors and edges of words."""

    search: Search

    @property
    def passage(self) -> Passage:
        """The document."""
        return self.search.scan.passage

    @cached_property
    def wide(self) -> Search:
        """All hits, those that do not count for the rule included."""
        return Search(self.search.scan, self.search.known)

    @cached_property
    def likeness(self) -> Likeness:
        """What resembles a phrase."""
        return Likeness(self.passage)

    def whoever_acts(self) -> Look:
        """Return the document with the hits of every actor."""
        return Look(self.search.whoever_acts())

    def place(self, start: int) -> str:
        """Say where an offset is, as `in line 3`; a text of one line needs no number."""
        return f"in line {self.line(start)}" if self.has_lines else "there"

    def line(self, start: int) -> int:
        """Return the line an offset is in, from 1."""
        return self.passage.layout.text.count("\n", 0, start) + 1

    @property
    def has_lines(self) -> bool:
        """Say whether the text has several."""
        return "\n" in self.passage.layout.text.strip()

    def slice(self, start: int, end: int) -> str:
        """Return a stretch of the text on one line."""
        return " ".join(self.passage.layout.text[start:end].split())


def of_leaf(leaf: Leaf, look: Look, scopes: frozenset[Scope] | None, *, guess: bool) -> NearMiss | None:
    """Return what keeps a term or number from counting; None where nothing like it stands in the text.

    With `guess`, words that only resemble it count as well.
    """
    standing = look.wide.spans(leaf, scopes)
    if standing:
        return uncounted(leaf.text, standing[0], look)
    elsewhere = look.wide.spans(leaf, None)
    if elsewhere:
        return _out_of_scope(leaf, elsewhere[0], look, scopes or frozenset())
    if isinstance(leaf, Regex):
        return _of_regex(leaf, look)
    if isinstance(leaf, Number):
        return _of_number(leaf, look)
    return _looser(leaf, look) or _of_letters(leaf, look) or (_guessed(leaf, look) if guess else None)


def uncounted(text: str, span: Span | Hit, look: Look) -> NearMiss:
    """Say why a hit does not count for the rule: `unless` covers it, or it is another actor's doing."""
    over = [gone for gone in look.search.removed if gone.start < span.end and span.start < gone.end]
    there = f"`{text}` stands {look.place(span.start)}, but"
    if over:
        by = " … ".join(terms_of(over[:1]))
        return _miss(Kind.UNLESS, f"{there} `unless: {by}` covers it", span)
    cast, wanted = look.search.cast, f"the rule wants {look.search.actor}"
    actor = None if cast is None else cast.actor_of(span)
    if actor is None or not actor.classes:
        return _miss(Kind.ACTOR, f"{there} no actor is named and {wanted}", span)
    classes = " or ".join(sorted(actor.classes))
    if actor.hit is None:
        return _miss(Kind.ACTOR, f"{there} no actor is named, so {classes} is assumed, and {wanted}", span)
    name = look.slice(actor.start, actor.end)
    return _miss(
        Kind.ACTOR,
        f"{there} the nearest actor is `{name}` ({classes}), the rule wants {look.search.actor}",
        span,
    )


def terms_of(found: Iterable[Span]) -> list[str]:
    """Return the terms that found something, each once."""
    return list(dict.fromkeys(hit.term for span in found for hit in span.hits))


def _out_of_scope(leaf: Leaf, span: Span, look: Look, scopes: frozenset[Scope]) -> NearMiss:
    parts = " and ".join(f"the {scope}" for scope in sorted(look.passage.scopes_of(span.start)))
    wanted = ", ".join(scope for scope in Scope if scope in scopes)
    message = f"`{leaf.text}` stands {look.place(span.start)} in {parts}, but `in: [{wanted}]`"
    return _miss(Kind.SCOPE, message, span)


def _looser(phrase: Phrase, look: Look) -> NearMiss | None:
    """Look for the phrase with one demand less."""
    for kind, looser, mend in _loosened(phrase):
        for hit in automaton.hits(looser, look.search.scan):
            found = look.slice(hit.start, hit.end)
            return _miss(kind, f"`{phrase.text}` stands {look.place(hit.start)} as `{found}`{mend}", hit)
    return None


def _loosened(phrase: Phrase) -> Iterator[tuple[Kind, Phrase, str]]:
    if phrase.cased is not None:
        yield Kind.CASE, replace(phrase, cased=None, plural=True, is_short=False), ""
    elif phrase.is_short and phrase.plural:
        yield Kind.CASE, replace(phrase, is_short=False), "; a plural counts behind a capital only"
    if len(phrase.key) >= _LEAST_TELLING or is_han(phrase.key[0]):
        everywhere = frozenset(range(len(phrase.key)))
        mend = "" if phrase.joints else "; write it so, or set `split: true`"
        yield Kind.GAP, replace(phrase, split=True, joints=everywhere, dashes=everywhere), mend


def _of_letters(phrase: Phrase, look: Look) -> NearMiss | None:
    """Look for the letters of the phrase: outside what is searched, or inside a word."""
    places = look.likeness.in_a_row(phrase.keys)
    found = [_unsearched(phrase.text, look, *place) for place in places]
    found += [_inside_word(phrase, look, *place) for place in places]
    return next((miss for miss in found if miss is not None), None)


def _unsearched(text: str, look: Look, start: int, end: int) -> NearMiss | None:
    blocks = [block.kind for block in look.passage.layout.blocks if _holds(block, start, end)]
    if not blocks or blocks[0] not in _UNSEARCHED:
        return None  # letters of two blocks in a row are chance
    message = f"`{text}` stands {look.place(start)} in {_UNSEARCHED[blocks[0]]}, which is not searched"
    return NearMiss(kind=Kind.UNSEARCHED, message=message, start=start, end=end)


def _inside_word(phrase: Phrase, look: Look, start: int, end: int) -> NearMiss | None:
    first, last = look.likeness.word_around(start, end)
    gaps = len(look.passage.layout.text[start:end].split()) - 1
    if (first, last) == (start, end) or gaps > len(phrase.joints):
        return None  # the end of one word and the start of the next are chance
    if phrase.cased is not None and cased(look.passage.layout.text[start:end]) != phrase.cased:
        return None  # nobody who looks for REE is after "three"
    line = f" (line {look.line(start)})" if look.has_lines else ""
    # A word that begins with the term may be another form of it; one that only holds it is another word.
    may_grow = first == start and phrase.cased is None and not phrase.prefix
    mend = f"; `{phrase.text}*` finds it" if may_grow else ""
    message = f"`{phrase.text}` stands in `{look.slice(first, last)}`{line}, inside a word{mend}"
    return NearMiss(kind=Kind.WORD, message=message, start=first, end=last)


def _guessed(phrase: Phrase, look: Look) -> NearMiss | None:
    """Look for the parts of the phrase, or for a word much like it."""
    parted = look.likeness.parted(phrase)
    if parted is not None:
        parts, (start, end) = parted
        found = f"`{phrase.text}` does not stand {look.place(start)}, but `{look.slice(start, end)}` does"
        message = f"{found}; `near: [{', '.join(parts)}]` finds it"
        return NearMiss(kind=Kind.GAP, message=message, start=start, end=end)
    similar = look.likeness.similar(phrase)
    if similar is not None:
        start, end = similar
        message = f"`{phrase.text}` does not stand {look.place(start)}, but `{look.slice(start, end)}` does"
        return NearMiss(kind=Kind.SIMILAR, message=message, start=start, end=end)
    return None


def _of_regex(regex: Regex, look: Look) -> NearMiss | None:
    for view in look.passage.kept:
        for first, last in regexes.spans(regex, view.text):
            miss = _unsearched(regex.text, look, *view.span(first, last))
            if miss is not None:
                return miss
    for start, end in look.likeness.in_a_row(regex.literals):
        if look.passage.block_of(start, end) is not None:
            found = look.slice(start, end)
            message = f"`{regex.text}` finds nothing, though its `{found}` stands {look.place(start)}"
            return NearMiss(kind=Kind.REGEX, message=message, start=start, end=end)
    return None


def _of_number(number: Number, look: Look) -> NearMiss | None:
    """Return the first figure in the same unit, else the first of any."""
    of_unit = replace(number, minimum=None, maximum=None)
    figures = sorted(look.passage.figures, key=lambda figure: not of_unit.admits(figure))
    for figure in figures:
        found = look.slice(figure.start, figure.end)
        message = f"`{found}` stands {look.place(figure.start)}, the rule wants {number.text}"
        return NearMiss(kind=Kind.NUMBER, message=message, start=figure.start, end=figure.end)
    return None


def _holds(block: Block, start: int, end: int) -> bool:
    return block.start <= start and end <= block.end


def _miss(kind: Kind, message: str, found: Hit | Span) -> NearMiss:
    return NearMiss(kind=kind, message=message, start=found.start, end=found.end)
