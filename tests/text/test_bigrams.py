"""Tokens of documents and of questions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.bigrams import Term, asked, tokens
from monitor.text.characters import is_han


def test_han_stands_in_pairs_with_its_last_character_and_other_scripts_in_words() -> None:
    assert tokens("加强稀土, China’s rare-earth") == [
        *("加强", "强稀", "稀土", "土"),
        *("china", "s", "rare", "earth"),
    ]


def test_traditional_and_full_width_forms_are_those_of_the_simplified() -> None:
    assert tokens("關鍵技術ＡＩ") == tokens("关键技术AI")


def test_a_line_that_was_set_apart_by_hand_is_one_run() -> None:
    assert tokens("关 于 稀土") == tokens("关于稀土")


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        pytest.param("稀土", [Term(tokens=("稀土",))], id="two characters are one token"),
        pytest.param("碳酸锂", [Term(tokens=("碳酸", "酸锂"))], id="three are two in a row"),
        pytest.param(
            "稀土 管理",
            [Term(tokens=("稀土",)), Term(tokens=("管理",))],
            id="words are asked each for itself",
        ),
        pytest.param("锂", [Term(tokens=("锂",), grows=True)], id="one character begins any pair"),
        pytest.param("magnet", [Term(tokens=("magnet",), grows=True)], id="a word finds its longer forms"),
        pytest.param("AI", [Term(tokens=("ai",))], id="a short one does not"),
        pytest.param("lit*", [Term(tokens=("lit",), grows=True)], id="unless that is asked for"),
        pytest.param("li*", [Term(tokens=("li",))], id="and two letters are too few"),
        pytest.param("2026", [Term(tokens=("2026",))], id="a number is whole"),
        pytest.param('"rare earth"', [Term(tokens=("rare", "earth"))], id="in quotes exactly these in a row"),
        pytest.param("“稀土 管理”", [Term(tokens=("稀土", "土管", "管理"))], id="Chinese quotes are quotes"),
        pytest.param('"rare', [Term(tokens=("rare",))], id="a quote that is left open ends with the text"),
        pytest.param("choke-point", [Term(tokens=("choke", "point"), grows=True)], id="a hyphen parts"),
        pytest.param(
            "5G网络 export",
            [Term(tokens=("5g", "网络")), Term(tokens=("export",), grows=True)],
            id="scripts may be mixed",
        ),
        pytest.param("的", [], id="what stands everywhere says nothing"),
        pytest.param("export export", [Term(tokens=("export",), grows=True)], id="twice is once"),
        pytest.param('"" * ( ) ^ : - +', [], id="signs alone ask nothing"),
        pytest.param("", [], id="nothing asks nothing"),
    ],
)
def test_a_question_asks(question: str, terms: list[Term]) -> None:
    assert list(asked(question)) == terms


def test_a_question_of_a_thousand_words_asks_for_the_first_dozen() -> None:
    assert len(asked(" ".join(f"w{number}" for number in range(1000)))) == 12


@given(st.text())
def test_tokens_hold_letters_and_digits_only_so_that_no_index_takes_them_for_orders(text: str) -> None:
    for token in [*tokens(text), *(one for term in asked(text) for one in term.tokens)]:
        assert token
        assert all(character.isalnum() or is_han(character) for character in token)


@given(before=st.text(), after=st.text(), word=st.sampled_from(["稀土", "碳酸锂", "十五五规划"]))
def test_a_chinese_word_is_found_in_whatever_stands_around_it(before: str, after: str, word: str) -> None:
    (term,) = asked(word)
    found = tokens(f"{before}，{word}，{after}")

    assert any(tuple(found[at : at + len(term.tokens)]) == term.tokens for at in range(len(found)))
