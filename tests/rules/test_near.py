"""Words that stand near each other: distance in both scripts, paragraphs, overlaps."""

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import BlockKind
from monitor.rules.passage import Passage
from monitor.rules.rule import AllOf, Near
from tests.rules.making import any_of, document, found, matches, term


def near(*members: str, within: float = 3) -> Near:
    return Near(members=tuple(map(term, members)), within=within)


@pytest.mark.parametrize(
    ("within", "text", "is_near"),
    [
        (3, "alpha one two three beta", True),
        (3, "beta one two three alpha", True),
        (3, "alpha one two three four beta", False),
        (0, "alpha beta", True),
        (0, "alpha, (beta)", True),
        (0, "alpha one beta", False),
        (3, "alpha 1,000 2.5 30% beta", True),
        (2, "alpha China’s don't beta", True),
        (1, "alpha state-owned beta", False),
        (2, "alpha一二三四beta", True),
        (2, "alpha一二三四五beta", False),
        (2.5, "alpha一二三四五beta", True),
        (1, "alpha 𠮷𠮷 🙂🙂🙂 beta", True),
        (9, "alpha one.\nbeta", False),
        (9, "alpha one。”\nbeta", False),
        (9, "alpha one\nbeta", True),
        (9, "alpha one\n\nbeta", False),
        (9, "alpha one. beta", True),
        (9, "alpha one\r\nbeta", True),
        (9, "alpha one\r\n\r\nbeta", False),
        (9, "alpha one\u2028\r\nbeta", False),
        (9, "alpha one\u2029beta", False),
    ],
)
def test_distance_is_counted_in_words(within: float, text: str, is_near: bool) -> None:
    assert bool(matches(near("alpha", "beta", within=within), text)) is is_near


def test_near_stays_in_its_block() -> None:
    assert found(near("alpha", "beta"), document("alpha", "beta")) == []
    assert found(near("alpha", "beta"), document((BlockKind.TITLE, "alpha"), "beta")) == []


def test_evidence_is_what_stands_in_the_windows() -> None:
    text = "alpha far far far far far alpha x beta far far far far far beta"

    (match,) = matches(near("alpha", "beta"), text)

    assert [(hit.start, hit.text) for hit in match.evidence] == [(26, "alpha"), (34, "beta")]


def test_one_mention_cannot_be_two_members() -> None:
    assert found(near("rare earth", "earth"), "rare earth") == []
    assert found(near("rare earth", "earth"), "rare earth on earth") == ["rare earth", "earth"]
    assert found(near("试点", "名单"), "试点名单") == ["试点", "名单"]


def test_a_member_may_be_a_choice_or_near_itself() -> None:
    inner = Near(members=(term("alpha"), term("beta")), within=0)
    outer = Near(members=(inner, any_of("gamma", "delta")), within=1)

    assert found(outer, "alpha beta x delta") == ["alpha", "beta", "delta"]
    assert found(outer, "alpha x beta delta") == []


def test_a_missing_member_is_no_window() -> None:
    assert found(near("alpha", "beta"), "alpha alpha") == []
    assert found(AllOf(members=(term("alpha"), near("alpha", "beta"))), "alpha") == []


words = st.lists(
    st.sampled_from(["aa", "bb", "cc", "x", "aa bb", "。\n", "字"]), min_size=1, max_size=12
).map(" ".join)


@given(words, st.integers(0, 4))
def test_near_agrees_with_trying_every_combination(text: str, within: int) -> None:
    members = ("aa", "bb", "aa bb", "cc")[: 2 + len(text) % 3]
    passage = Passage(document(text))
    places = [
        [(at, at + len(member)) for at in range(len(text)) if text.startswith(member, at)]
        for member in members
    ]

    def is_window(chosen: tuple[tuple[int, int], ...]) -> bool:
        ordered = sorted(chosen)
        apart = all(left[1] <= right[0] for left, right in pairwise(ordered))
        paragraphs = {passage.paragraph_of(start) for start, _ in chosen}
        return (
            apart and len(paragraphs) == 1 and passage.words_between(ordered[0][1], ordered[-1][0]) <= within
        )

    assert bool(matches(near(*members, within=within), text)) is any(map(is_window, product(*places)))
