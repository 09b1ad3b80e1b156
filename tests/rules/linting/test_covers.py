"""Which term finds whatever another finds, shown by hand and held to chance texts."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.rules import automaton
from monitor.rules.hits import Hit
from monitor.rules.linting.covers import covers, pairs
from monitor.rules.linting.lint import lay_out_example
from monitor.rules.passage import Passage
from monitor.rules.rule import Number
from monitor.rules.terms import Phrase, Term
from tests.rules.making import term
from tests.rules.pieces import phrases, texts


def phrase(text: str) -> Phrase:
    made = term(text)
    assert isinstance(made, Phrase)
    return made


@pytest.mark.parametrize(
    ("wide", "narrow", "as_written", "even_glued"),
    [
        ("rare earth", "Rare-Earths", True, True),
        ("rare earth*", "rare earth", True, True),
        ("rare", "rare earth", True, False),
        ("rare earth", "Chinese rare earths", True, False),
        ("policy", "policies", True, True),
        ("polic*", "policy", True, True),
        ("policy*", "policy", False, False),
        ("rare earth", "rare earth*", False, False),
        ("pilot", "copilot", False, False),
        ("EV", "EVs", False, False),
        ("MIIT", "=MIIT", True, True),
        ("=MIIT", "MIIT", False, False),
        ("=MIIT", "=MIIT-led", True, False),
        ("front-runner", "frontrunner", True, True),
        ("frontrunner", "front-runner", False, False),
        ("稀土", "稀土管理条例", True, True),
        ("稀土", "稀土*", True, True),
        ("AI", "国产AI芯片", True, True),
        ("/a.c/", "/A.c/", False, False),
        ("/a.c/", "/a.c/", True, True),
        ("/abc/", "abc", False, False),
    ],
)
def test_a_term_covers_another(wide: str, narrow: str, as_written: bool, even_glued: bool) -> None:
    assert covers(term(wide), term(narrow), glued=False) is as_written
    assert covers(term(wide), term(narrow)) is even_glued


def test_a_term_that_crosses_spaces_is_not_covered_by_one_that_does_not() -> None:
    narrow, wide = term("chokepoint"), term("chokepoint", split=True)

    assert covers(wide, narrow)
    assert not covers(narrow, wide)


@pytest.mark.parametrize(
    ("wide", "narrow", "expected"),
    [
        ((None, None, "%"), (5, 10, "%"), True),
        ((5, None, "%"), (5, 10, "%"), True),
        ((None, 10, None), (5, 10, "%"), True),
        ((6, None, "%"), (5, 10, "%"), False),
        ((None, 9, "%"), (5, 10, "%"), False),
        ((5, None, "%"), (None, 10, "%"), False),
        ((5, 10, "%"), (5, None, "%"), False),
        ((None, None, "CNY"), (5, 10, "%"), False),
    ],
)
def test_a_range_covers_another(
    wide: tuple[int | None, int | None, str | None],
    narrow: tuple[int | None, int | None, str | None],
    expected: bool,
) -> None:
    assert covers(number(*wide), number(*narrow)) is expected
    assert not covers(term("5"), number(*narrow))


def number(least: int | None, most: int | None, unit: str | None) -> Number:
    low, high = (None if bound is None else Decimal(bound) for bound in (least, most))
    return Number(text="a number", minimum=low, maximum=high, unit=unit)


def test_the_terms_of_lists_are_compared_at_once() -> None:
    narrow = [phrase("rare earths"), phrase("magnet"), phrase("pilot list")]
    wide = [phrase("list"), phrase("rare earth"), phrase("x1")]

    assert sorted(pairs(narrow, wide)) == [(0, 1), (2, 0)]
    assert list(pairs(narrow, [phrase("x1")])) == []


def hits(one: Term, text: str) -> list[Hit]:
    scan = automaton.scan(automaton.build_for([one]), Passage(lay_out_example(text)))
    return [hit for hit in automaton.hits(one, scan) if not hit.soft]


@settings(max_examples=400, deadline=None)
@given(phrases(), phrases(), texts())
def test_whatever_a_covered_term_finds_holds_a_hit_of_the_other(
    wide: Phrase, narrow: Phrase, text: str
) -> None:
    if covers(wide, narrow):
        found = hits(wide, text)
        assert all(
            any(one.start >= hit.start and one.end <= hit.end for one in found) for hit in hits(narrow, text)
        )


@settings(max_examples=200, deadline=None)
@given(st.lists(phrases(), min_size=2, max_size=6))
def test_comparing_lists_is_comparing_each_pair(members: list[Phrase]) -> None:
    expected = {
        (narrow, wide)
        for narrow in range(len(members))
        for wide in range(len(members))
        if covers(members[wide], members[narrow], glued=False)
    }

    assert set(pairs(members, list(members))) == expected
