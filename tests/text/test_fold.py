"""Folding: what is levelled, and that every folded character knows where it comes from."""

import random
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.fold import View, fold, fold_cluster, is_continuing, simplified, squash

HOSTILE = "aAéßẞİıﬁŒ①㎡½…ſΣςǅ…'’“「」-–—−\u00ad\u200b\u200d\ufeff\u0301\u0327\u0345ㄱㅏ가\u11a8ｶﾞＡ１－　 \t\n\r\n\u2028關鍵键稀𠮷🙂👨\ufe0f\x00\x85\ud800"

texts = st.text(alphabet=st.one_of(st.sampled_from(HOSTILE), st.characters()), max_size=40)


def slow(text: str) -> list[tuple[str, int, int]]:
    """Fold cluster by cluster, the slow and obvious way."""
    folded: list[tuple[str, int, int]] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and is_continuing(text[end]):
            end += 1
        folded += [(character, start, end) for character in fold_cluster(text[start:end])]
        start = end
    return folded


def pieces(view: View) -> list[tuple[str, int, int]]:
    return [(letter, *view.span(place, place + 1)) for place, letter in enumerate(view.text)]


@given(texts)
def test_folding_agrees_with_the_slow_way(text: str) -> None:
    expected = slow(text)

    assert pieces(fold(text).kept()) == expected
    assert pieces(fold(text).squashed()) == [piece for piece in expected if piece[0] not in " \n-"]


@given(st.text(alphabet=st.characters(max_codepoint=0x7F), max_size=40), st.integers(0, 40))
def test_plain_ascii_folds_as_it_does_beside_a_chinese_character(text: str, place: int) -> None:
    alone, beside = fold(text), fold(text + "稀")
    gone = [(place, place + 3)]

    for plain, general in ((alone, beside), (alone.without(gone), beside.without(gone))):
        for ours, other in ((plain.kept(), general.kept()), (plain.squashed(), general.squashed())):
            assert pieces(ours) == [piece for piece in pieces(other) if piece[0] != "稀"]


def test_folding_agrees_with_the_slow_way_on_every_character_between_letters() -> None:
    codes = [code for code in range(0x323B0) if not 0xD800 <= code < 0xE000]
    for first in range(0, len(codes), 0x4000):
        text = "a".join(map(chr, codes[first : first + 0x4000]))
        assert pieces(fold(text).kept()) == slow(text)


@given(texts, st.integers(0, 80), st.integers(1, 80))
def test_the_slice_of_the_original_folds_to_what_was_found(text: str, first: int, length: int) -> None:
    view = fold(text).squashed()
    last = min(first + length, len(view.text))
    if first >= last or not view.is_whole(first, last):
        return
    start, end = view.span(first, last)

    assert squash(text[start:end]) == view.text[first:last]


@given(texts)
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text).kept().text

    assert fold(once).kept().text == once


def test_folding_agrees_on_long_random_text() -> None:
    dice = random.Random(20261121)
    for _ in range(50):
        text = "".join(dice.choices(HOSTILE + "the state 关键核心技术", k=400))
        assert pieces(fold(text).kept()) == slow(text)


@pytest.mark.parametrize(
    ("text", "squashed"),
    [
        ("State-Owned", "stateowned"),
        ("state\u2013owned", "stateowned"),
        ("state\u2014owned", "stateowned"),
        ("pilot\r\n  list", "pilotlist"),
        ("稀\u200b土\u00ad", "稀土"),
        ("關鍵核心技術", "关键核心技术"),
        ("ＡＩ　２０２５", "ai2025"),
        ("China’s", "china's"),
        ("“卡脖子”", '"卡脖子"'),
        ("ﬁne", "fine"),
        ("straẞe", "strasse"),
        ("e\u0301", "é"),
        ("wait…", "wait…"),
        ("\ud800x", "\ufffdx"),
        ("a\x00b", "ab"),
        ("\u2f00", "一"),
        ("", ""),
    ],
)
def test_squash_levels(text: str, squashed: str) -> None:
    assert squash(text) == squashed


@pytest.mark.parametrize(
    ("text", "kept"),
    [("pilot\u00a0 list\u2028x", "pilot  list\nx"), ("a \u2014 b", "a - b"), ("a\u200bb", "ab")],
)
def test_the_kept_view_has_one_space_one_dash_and_one_line_end(text: str, kept: str) -> None:
    assert fold(text).kept().text == kept


def test_offsets_lead_back_through_a_ligature_a_mark_and_a_rare_character() -> None:
    view = fold("ﬁ e\u0301 𠮷x").squashed()

    assert pieces(view) == [("f", 0, 1), ("i", 0, 1), ("é", 2, 4), ("𠮷", 5, 6), ("x", 6, 7)]
    assert [view.is_whole(first, last) for first, last in ((0, 1), (1, 2), (0, 2), (2, 5))] == [
        False,
        False,
        True,
        True,
    ]


def test_stretches_can_be_taken_out() -> None:
    view = fold("關(guān)鍵").without([(1, 7)]).kept()

    assert pieces(view) == [("关", 0, 1), ("键", 7, 8)]


def test_simplified_forms_are_final() -> None:
    table = simplified()

    assert len(table) > 4000
    assert table["關"] == "关"
    assert not any(after in table for after in table.values())


def test_importing_builds_no_table() -> None:
    program = (
        "import sys; from monitor.text import fold; assert 'opencc' not in sys.modules; "
        "assert fold._tables.cache_info().currsize == 0"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
