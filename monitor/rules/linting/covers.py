"""When one term finds whatever another finds."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from monitor.model import Block, BlockKind, Layout
from monitor.rules import automaton
from monitor.rules.passage import Passage
from monitor.rules.regexes import Regex
from monitor.rules.rule import Leaf, Number
from monitor.rules.terms import Phrase
from monitor.text.characters import HYPHENS, LONG_DASHES, is_han

_HYPHENS = re.compile(f"[{re.escape(''.join(HYPHENS | LONG_DASHES))}]")


def covers(wide: Leaf, narrow: Leaf, *, glued: bool = True) -> bool:
    """Say whether every hit of `narrow` has one of `wide` within its letters.

    Where that is to hold for hits that lost the spaces in them too, `pilot` does not cover `pilot list`, for it is
    not found in “pilotlist”. Hits that lost the space at their edge are left aside.
    """
    if isinstance(wide, Phrase) and isinstance(narrow, Phrase):
        return _may_cover(wide, narrow) and bool(list(_found([narrow], [wide], glued=glued)))
    if isinstance(wide, Number) and isinstance(narrow, Number):
        return _admits_all(wide, narrow)
    return isinstance(wide, Regex) and isinstance(narrow, Regex) and wide.pattern == narrow.pattern


def pairs(narrow: Sequence[Phrase], wide: Sequence[Phrase]) -> Iterator[tuple[int, int]]:
    """Yield the places of a phrase and of one that finds all of it, spaces kept, each pair once."""
    keys = "\n".join(key for phrase in narrow for key in phrase.keys)
    own = narrow is wide
    likely = [place for place, phrase in enumerate(wide) if any(keys.count(key) > own for key in phrase.keys)]
    if likely:
        for other, place in _found(narrow, [wide[place] for place in likely], glued=False):
            yield other, likely[place]


def _found(narrow: Sequence[Phrase], wide: Sequence[Phrase], *, glued: bool) -> Iterator[tuple[int, int]]:
    """Search the texts of some phrases for others, each as if it were a paragraph."""
    texts: list[str] = []
    owners: list[int] = []
    for place, phrase in enumerate(narrow):
        for text in _spellings(phrase, glued=glued):
            texts.append(text)
            owners.append(place)
    passage = _paragraphs(texts)
    found = automaton.scan(automaton.build_for(wide), passage)
    for place, phrase in enumerate(wide):
        in_blocks: dict[int, bool] = {}
        for hit in automaton.hits(phrase, found):
            block = passage.block_of(hit.start, hit.end)
            if block is not None and not hit.soft:
                is_last = hit.end == passage.blocks[block].end
                in_blocks[block] = in_blocks.get(block, False) or not is_last
        found_in: defaultdict[int, list[bool]] = defaultdict(list)
        for block, is_inside in in_blocks.items():
            found_in[owners[block]].append(is_inside)
        for other, inside in sorted(found_in.items()):
            in_all = len(inside) == owners.count(other)
            is_as_open = all(inside) or phrase.prefix or not _is_open(narrow[other])
            if in_all and is_as_open and _may_cover(phrase, narrow[other]):
                yield other, place


def _spellings(phrase: Phrase, *, glued: bool) -> list[str]:
    """Return texts the phrase finds, in small letters where its capitals do not count."""
    body = phrase.text.removeprefix("=").removesuffix("*").strip()
    texts = [body if phrase.cased is not None else body.lower()]
    if len(phrase.keys) > 1:
        texts.append(f"{texts[0][:-1]}ies")
    if phrase.dashes:
        texts += [_HYPHENS.sub(" ", text) for text in texts]  # a space will do where the term has a hyphen
    if glued:
        texts += phrase.keys if phrase.cased is None else [phrase.cased]
    return list(dict.fromkeys(texts))


def _paragraphs(texts: Sequence[str]) -> Passage:
    blocks: list[Block] = []
    for text in texts:
        start = blocks[-1].end + 2 if blocks else 0
        blocks.append(Block(kind=BlockKind.PARAGRAPH, start=start, end=start + len(text)))
    return Passage(Layout(text="\n\n".join(texts), blocks=tuple(blocks)))


def _is_open(phrase: Phrase) -> bool:
    """Say whether its hits may go on in letters or digits that are not its own."""
    return phrase.prefix and not is_han(phrase.key[-1])


def _may_cover(wide: Phrase, narrow: Phrase) -> bool:
    """Say whether a phrase is as lenient as one whose letters hold its own."""
    is_within = any(key in other for key in wide.keys for other in narrow.keys)
    is_as_blind = wide.cased is None or narrow.cased is not None
    return is_within and is_as_blind and (wide.split or not narrow.split)


def _admits_all(wide: Number, narrow: Number) -> bool:
    if wide.unit not in {None, narrow.unit}:
        return False
    is_as_low = wide.minimum is None or (narrow.minimum is not None and narrow.minimum >= wide.minimum)
    is_as_high = wide.maximum is None or (narrow.maximum is not None and narrow.maximum <= wide.maximum)
    return is_as_low and is_as_high
