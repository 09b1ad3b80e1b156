"""How a term is read, and what is refused with a mend."""

import pytest

from monitor.rules.regexes import Regex
from monitor.rules.terms import Phrase, cased, parse


def test_a_phrase_knows_its_key_and_where_its_separators_stand() -> None:
    assert parse(" State-owned  Enterprise ") == Phrase(
        text="State-owned  Enterprise",
        keys=("stateownedenterprise",),
        joints=frozenset({5, 10}),
        dashes=frozenset({5}),
        plural=True,
    )


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("policy", ("policy", "policies")),
        ("new policy", ("newpolicy", "newpolicies")),
        ("key", ("key",)),
        ("=policy", ("policy",)),
        ("policy*", ("policy",)),
        ("ty", ("ty",)),
        ("产业 policy", ("产业policy", "产业policies")),
        ("稀土", ("稀土",)),
    ],
)
def test_a_word_in_y_is_looked_for_in_its_plural_too(text: str, keys: tuple[str, ...]) -> None:
    term = parse(text)

    assert isinstance(term, Phrase)
    assert term.keys == keys


@pytest.mark.parametrize("text", ["", "  ", "-", "=", "\u00ad", "= ", "—"])
def test_a_term_without_a_letter_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is empty but for"):
        parse(text)


@pytest.mark.parametrize("text", ["*", "*word", "wo*rd", "a *", "word**", "new *list", "=*"])
def test_a_star_inside_a_word_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="stands at the end of a word"):
        parse(text)


def test_capitals_and_a_star_inside_do_not_go_together() -> None:
    with pytest.raises(ValueError, match="counts capitals"):
        parse("=Pilot* Program")


def test_capitals_and_a_prefix_go_together() -> None:
    term = parse("=Pilot*")

    assert isinstance(term, Phrase)
    assert (term.prefix, term.cased) == (True, "Pilot")


def test_a_star_before_the_last_word_makes_an_expression() -> None:
    term = parse("pilot* program")

    assert isinstance(term, Regex)
    assert (term.worded, term.literals, term.text) == (True, frozenset({"program"}), "pilot* program")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("ＭＩＩＴ", "MIIT"), ("State-owned", "Stateowned"), ("關鍵", "关键"), ("’s", "'s")],
)
def test_cased_levels_everything_but_case(text: str, expected: str) -> None:
    assert cased(text) == expected


def test_a_single_slash_is_a_phrase() -> None:
    assert isinstance(parse("/"), Phrase)
    assert isinstance(parse("and/or"), Phrase)
