"""What most of the letters that a scan finds come to, told without a look at the phrase they are a key of.

The phrases of a large set lie all over the memory, and each look at one waits for it several times. So what the
usual hit asks of its phrase stands here in columns, by the number of the literal.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from monitor.rules.hits import APART, FIRST_HAN, FREE_GAPS, GAPS, LAST_HAN, LETTERS, NO_ENDING, Hit
from monitor.rules.passage import Passage
from monitor.rules.terms import Phrase
from monitor.text.fold import View

Raw = tuple[int, int, int]  # number of a literal, start and end of its letters in a squashed view

# The byte of a literal.
_ALONE = 1  # it is the key of one phrase and nothing else
_QUICK = 2  # its neighbours and gaps tell
_OPEN_BEFORE, _OPEN_BEHIND = 4, 8  # any neighbour will do
_SHORT = 16  # a letter beside it makes it a part of a longer word, and not only letters at both ends
_PREFIX = 32  # but letters behind belong to it
_PLURAL = 64  # an s behind belongs to it
_FREE = 128  # a gap may stand anywhere


@dataclass(frozen=True, slots=True)
class Columns:
    """What the usual hit asks of its phrase, by the number of the literal; of use where `traits` is not 0."""

    traits: bytes
    joints: Sequence[tuple[int, ...]]  # where in a hit that is spelt as the term its gaps stand
    texts: Sequence[str]  # as written
    spelt: Sequence[str]


def columns(
    literals: Sequence[str], phrases: Sequence[tuple[Phrase, ...]], others: AbstractSet[int]
) -> Columns:
    """Gather the columns; `phrases` are those each literal is a key of, `others` the literals that are more."""
    alone = [
        those[0] if len(those) == 1 and place not in others else None for place, those in enumerate(phrases)
    ]
    traits = (
        0 if phrase is None else _traits(phrase, key) for key, phrase in zip(literals, alone, strict=True)
    )
    shapes: dict[tuple[int, ...], tuple[int, ...]] = {}  # few, and so mostly at hand
    joints = (() if phrase is None else _joints(phrase) for phrase in alone)
    return Columns(
        bytes(traits),
        tuple(shapes.setdefault(shape, shape) for shape in joints),
        tuple("" if phrase is None else phrase.text for phrase in alone),
        tuple("" if phrase is None else phrase.spelt for phrase in alone),
    )


def _traits(phrase: Phrase, key: str) -> int:
    return (
        _ALONE
        | _QUICK * phrase.is_quick
        | _OPEN_BEFORE * phrase.is_open_before
        | _OPEN_BEHIND * phrase.is_open_behind
        | _SHORT * (not phrase.is_long)
        | _PREFIX * phrase.prefix
        | _PLURAL * (phrase.plural and not phrase.is_short and key == phrase.key)
        | _FREE * phrase.is_free
    )


def _joints(phrase: Phrase) -> tuple[int, ...]:
    return tuple(place + passed for passed, place in enumerate(sorted(phrase.joints)))


def sift(  # noqa: C901, PLR0912, PLR0915 - the innermost loop: a call takes as long as a step
    raw: Iterable[Raw], columns: Columns, view: View, passage: Passage, hits: dict[int, list[Hit]]
) -> list[Raw]:
    """Enter the usual hits by the number of their literal, drop parts of longer words, and return the rest."""
    traits, joints, texts, spelt = columns.traits, columns.joints, columns.texts, columns.spelt
    text = passage.layout.text
    padded = f" {text}  "  # the sign before a place of the text stands at it, the one behind one further on
    starts, ends, more = view.places
    clusters = view.clusters
    low = high = 0  # the block of the last hit, which is mostly that of the next one too
    rest: list[Raw] = []
    for one in raw:
        literal, first, last = one
        trait = traits[literal]
        if not trait:
            rest.append(one)
            continue
        start = starts[first]
        end = ends[last - 1] + more
        is_usual = trait & _QUICK
        is_cut = False
        if not trait & _OPEN_BEFORE:
            sign = padded[start]
            if sign not in APART and not FIRST_HAN <= sign <= LAST_HAN:
                is_cut = sign in LETTERS
                if is_cut and trait & _SHORT:
                    continue
                is_usual = 0
        ending = 0
        if not trait & _OPEN_BEHIND:
            sign = padded[end + 1]
            if sign not in APART and not FIRST_HAN <= sign <= LAST_HAN:
                if sign in NO_ENDING and (is_cut or trait & _SHORT) and not trait & _PREFIX:
                    continue
                if sign in "sS" and trait & _PLURAL:
                    sign = padded[end + 2]
                    ending = 1
                if not ending or (sign not in APART and not FIRST_HAN <= sign <= LAST_HAN):
                    is_usual = 0
        if is_usual:
            # Where each letter comes from a character of its own, what is over are the signs between them.
            over = end - start - last + first
            is_written = not over
            if clusters and bisect_left(clusters, start) != bisect_left(clusters, end):
                is_written = text[start:end].casefold() == spelt[literal]
            elif over == len(joints[literal]):
                for joint in joints[literal]:
                    if text[start + joint] not in GAPS:
                        break
                else:
                    is_written = True
            elif over == 1 and trait & _FREE:
                is_written = not FREE_GAPS.isdisjoint(text[start:end])
            if is_written:
                if start < low or high < end + ending:
                    place = passage.block_of(start, end + ending)
                    if place is None:
                        continue
                    low, high = passage.blocks[place].start, passage.blocks[place].end
                # This takes half the time of calling Hit.
                hit = tuple.__new__(Hit, (start, end + ending, texts[literal], False))
                if literal in hits:
                    hits[literal].append(hit)
                else:
                    hits[literal] = [hit]
                continue
        rest.append(one)
    return rest
