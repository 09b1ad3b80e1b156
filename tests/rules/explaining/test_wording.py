"""How conditions and lists are named in sentences."""

from dataclasses import replace

import pytest

from monitor.rules.explaining.wording import choice, counted, listed, quoted, texts
from monitor.rules.rule import AtLeast, Condition, Context, Scope, Scoped
from tests.rules.making import any_of, term

BODIES = replace(any_of("MIIT", "NDRC"), vocabulary="bodies")


@pytest.mark.parametrize(
    ("condition", "named"),
    [
        (term("pilot"), ["pilot"]),
        (BODIES, ["@bodies"]),
        (any_of("pilot", BODIES, "pilot"), ["pilot", "@bodies"]),
        (Context(condition=BODIES), ["@bodies"]),
        (Scoped(scopes=frozenset({Scope.TITLE}), condition=term("pilot")), ["pilot"]),
        # What `at_least` counts is one thing under several names, and no list.
        (AtLeast(count=1, members=(replace(BODIES, vocabulary="MIIT"), term("pilot"))), ["MIIT", "pilot"]),
    ],
)
def test_terms_are_named_as_they_are_written(condition: Condition, named: list[str]) -> None:
    assert texts(condition) == named


def test_a_long_list_is_cut() -> None:
    assert choice(any_of("a1", "b2", "c3", "d4", "e5", "f6")) == "`a1`, `b2`, `c3`, `d4` or 2 more"
    assert choice(any_of("a1", "b2")) == "`a1` or `b2`"


def test_words_are_joined_and_counted() -> None:
    assert listed(["a"], "and") == "a"
    assert listed(["a", "b", "c"], "and") == "a, b and c"
    assert quoted(["a"]) == ["`a`"]
    assert [counted(1, "word"), counted(0, "word"), counted(1.5, "word")] == [
        "1 word",
        "0 words",
        "1.5 words",
    ]
    assert counted(1_200, "entry", "entries") == "1,200 entries"
