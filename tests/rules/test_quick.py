"""What is told at once of the letters a scan finds is what a closer look at each would tell."""

import random

import pytest

from monitor.model import Block, BlockKind, Layout
from monitor.rules import automaton, quick
from monitor.rules.hits import Hit, spot
from monitor.rules.passage import Passage
from monitor.rules.terms import Phrase, parse
from tests.rules import hostile
from tests.rules.making import document


def sifted(text: str | Layout, *terms: str) -> tuple[list[str], list[str]]:
    """Return what is entered at once, and the letters that are left for a closer look."""
    passage = Passage(document(text) if isinstance(text, str) else text)
    index = automaton.build_for(map(parse, terms))
    assert index.automaton is not None
    hits: dict[int, list[Hit]] = {}
    rest = []
    for view in passage.squashed:
        raw = index.automaton.find_matches_as_indexes(view.text, overlapping=True)
        rest += [
            view.text[first:last] for _, first, last in quick.sift(raw, index.columns, view, passage, hits)
        ]
    found = sorted(hit for those in hits.values() for hit in those)
    return [passage.layout.text[hit.start : hit.end] for hit in found], rest


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        ("rare earth", "A rare earth.", "rare earth"),
        ("rare earth", "(Rare-Earth)", "Rare-Earth"),
        ("rare earth", "rareearth", "rareearth"),
        ("rare earth magnet", "RARE\u00a0EARTH\nMAGNET", "RARE\u00a0EARTH\nMAGNET"),
        ("rare earth", "稀土rare earth稀土", "rare earth"),
        ("rare earth", "two rare earths", "rare earths"),
        ("rare earth", "ｒａｒｅ ｅａｒｔｈ", "ｒａｒｅ ｅａｒｔｈ"),
        ("state-owned", "state owned", "state owned"),
        ("稀土管理", "加强稀土管理条例", "稀土管理"),
        ("稀土管理", "加强稀 土管理条例", "稀 土管理"),
        ("稀土管理", "加强稀土\u200b管理条例", "稀土\u200b管理"),
        ("5.5G芯", "建设5.5G芯片", None),
        ("policy", "new policies", "policies"),
        ("firm list", "The ﬁrm and the firm list", "firm list"),
        ("firm list", "The ﬁrm list", "ﬁrm list"),
        ("approv*", "to approv it", "approv"),
    ],
)
def test_the_usual_spelling_is_told_at_once(term: str, text: str, found: str | None) -> None:
    assert sifted(text, term) == (([found], []) if found else ([], ["5.5g芯"]))


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("list", "a listing"),
        ("list", "a blacklist"),
        ("rare earth", "the unrare earthly"),
        ("earthwork", "the unearthworking"),
    ],
)
def test_a_part_of_a_longer_word_is_dropped(term: str, text: str) -> None:
    assert sifted(text, term) == ([], [])


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("rare earth", "rare\u00ad earth"),
        ("rare earth", "rare -earth"),
        ("rare earth magnet", "rareearth magnet"),
        ("rare earth", "\u00e9rare earth"),
        ("rare earth", "rare earthé"),
        ("rare earth", "rare earthsé"),
        ("list", "lists\u00ad"),
        ("=MIIT", "miit"),
        ("5G", "5G"),
        ("IT", "ITs"),
        ("approv*", "approved"),
        ("agricultur*", "unagriculture"),
        ("earthwork", "unearthwork"),
        ("稀土管理", "稀\u00ad土管理"),
        ("稀土管理", "稀 土 管理"),
        ("ﬁrm list", "conﬁrm list"),
        ("/li.t/", "list"),
    ],
)
def test_anything_else_is_left_for_a_closer_look_or_is_none(term: str, text: str) -> None:
    entered, rest = sifted(text, term)

    assert (entered, len(rest)) == ([], 1)


def test_letters_of_several_terms_are_left_for_a_closer_look() -> None:
    assert sifted("rare earth", "rare earth", "=Rare Earth") == ([], ["rareearth"])
    assert sifted("list", "list", "/list/") == ([], ["list"])


def test_a_hit_that_leaves_its_block_is_none() -> None:
    text = "a rare earth, rare earth"
    blocks = (
        Block(kind=BlockKind.PARAGRAPH, start=0, end=8),
        Block(kind=BlockKind.PARAGRAPH, start=8, end=len(text)),
    )

    assert sifted(Layout(text=text, blocks=blocks), "rare earth") == (["rare earth"], [])


@pytest.mark.parametrize("seed", range(6))
def test_in_hostile_texts_it_tells_what_a_closer_look_tells(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(25):
        phrases = [one for one in (_term(dice) for _ in range(20)) if isinstance(one, Phrase)]
        index = automaton.build_for(phrases)
        assert index.automaton is not None
        layout = hostile.make_document([phrase.text for phrase in phrases], dice)
        passage = Passage(layout)
        for view in passage.squashed:
            raw = index.automaton.find_matches_as_indexes(view.text, overlapping=True)
            hits: dict[int, list[Hit]] = {}
            rest = set(quick.sift(raw, index.columns, view, passage, hits))
            looked: dict[int, list[Hit]] = {}
            for literal, first, last in raw:
                (phrase, *_) = index.phrases[literal]
                hit = spot(phrase, index.literals[literal], view, first, layout.text)
                is_within = hit is not None and passage.block_of(hit.start, hit.end) is not None
                if hit is not None and is_within and (literal, first, last) not in rest:
                    looked.setdefault(literal, []).append(hit)
            assert hits == looked


def _term(dice: random.Random) -> object:
    try:
        return parse(hostile.make_term(dice))
    except ValueError:
        return None
