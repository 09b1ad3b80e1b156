"""Words that resemble a phrase: in another order, with something between, or spelt otherwise."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.rules.explaining.likeness import Likeness
from monitor.rules.passage import Passage
from monitor.rules.terms import Phrase
from monitor.text.fold import squash
from tests.rules.making import document, term


def likeness(*paragraphs: str) -> Likeness:
    return Likeness(Passage(document(*paragraphs)))


def phrase(text: str) -> Phrase:
    made = term(text)
    assert isinstance(made, Phrase)
    return made


@pytest.mark.parametrize(
    ("wanted", "paragraphs", "found"),
    [
        ("pilot list", ["the pilot city list"], "pilot city list"),
        ("pilot list", ["list of pilots"], "list of pilot"),
        ("pilot list", ["pilot x. Then a pilot in the list"], "pilot in the list"),
        ("试点名单", ["名单内的试点"], "名单内的试点"),
        ("试点名单", ["试点", "名单"], None),
        ("pilot list", ["copilot listing"], None),
        ("pilot list", ["pilot" + " word" * 9 + " list"], None),
        ("first of first", ["the first of all"], None),
        ("pilot", ["a pil ot"], None),
    ],
)
def test_the_parts_of_a_phrase_are_found_close_together(
    wanted: str, paragraphs: list[str], found: str | None
) -> None:
    looked = likeness(*paragraphs)

    parted = looked.parted(phrase(wanted))

    assert (parted and looked.passage.layout.text[slice(*parted[1])]) == found


@pytest.mark.parametrize(
    ("wanted", "text", "found"),
    [
        ("strategy", "A Strategic goal, strategical even", "Strategic"),
        ("labour", "labor costs", "labor"),
        ("labour", "a laboratory", None),
        ("plan", "plant", None),
        ("5-year", "5-yearly", None),
    ],
)
def test_a_word_spelt_much_alike_is_found(wanted: str, text: str, found: str | None) -> None:
    place = likeness(text).similar(phrase(wanted))

    assert (place and text[slice(*place)]) == found


@settings(deadline=None)  # the first text folded waits for the table
@given(st.text(alphabet="aA ilnt-试点　.\n5", max_size=40), st.sampled_from(["ail", "试点", "5", "lint"]))
def test_letters_in_a_row_are_those_of_the_key(text: str, key: str) -> None:
    for start, end in likeness(text).in_a_row((key,)):
        assert squash(text[start:end]) == key


@settings(deadline=None)  # the first text folded waits for the table
@given(st.text(max_size=30), st.data())
def test_the_word_around_a_place_holds_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))

    first, last = likeness(text).word_around(start, end) if start < end else (start, end)

    assert first <= start <= end <= last
