"""Counting words in both scripts."""

import pytest

from monitor.rules.distance import half_words


@pytest.mark.parametrize(
    ("text", "halves"),
    [
        ("", [0]),
        ("a", [0, 2]),
        ("ab c", [0, 2, 2, 2, 4]),
        ("稀土", [0, 1, 2]),
        ("a稀b", [0, 2, 3, 5]),
        ("𠮷", [0, 1]),
        ("🙂x", [0, 0, 2]),
        ("1,000", [0, 2, 2, 2, 2, 2]),
        ("2.5", [0, 2, 2, 2]),
        ("a.b", [0, 2, 2, 4]),
        (".5", [0, 0, 2]),
        ("5.", [0, 2, 2]),
        ("don't", [0, 2, 2, 2, 2, 2]),
        ("'a'", [0, 0, 2, 2]),
        ("a-b", [0, 2, 2, 4]),
        ("e\u0301t\u00ade", [0, 2, 2, 2, 2, 2]),
        ("\u0301", [0, 0]),
        ("a\u200bb", [0, 2, 2, 4]),
        ("稀\U000e0100土🙂", [0, 1, 1, 2, 2]),
        ("\ud800a", [0, 0, 2]),
    ],
)
def test_words_are_counted_where_they_begin(text: str, halves: list[int]) -> None:
    assert list(half_words(text)) == halves
