"""What seed documents must yield, and where they fall short."""

from pathlib import Path

import pytest

from monitor.config.expectations import Expectations, compare, compare_form, load, misses
from monitor.model import Match
from tests.fakes import document, match

TEXT = """\
documents:
  a.txt:
    title: A title
    published: null
    highlights: 2
    match: [a-rule, b-topic]
    no_match: [c-rule, ghost]
"""
KNOWN = {"a-rule", "b-topic", "c-rule"}


@pytest.fixture
def expected(tmp_path: Path) -> Expectations:
    (tmp_path / "expected.yaml").write_text(TEXT, encoding="utf-8")
    found, problems = load(tmp_path)
    assert problems == ()
    assert found is not None
    return found


def missed(expected: Expectations, *matches: Match, judged: set[str] | None = None) -> list[tuple[str, str]]:
    return [(one.key, one.id) for one in misses(expected, "a.txt", matches, judged or KNOWN)]


def test_what_should_match_and_does_not_is_missed(expected: Expectations) -> None:
    assert missed(expected) == [("match", "a-rule"), ("match", "b-topic")]
    assert missed(expected, match("a-rule"), match("x", topic="b-topic")) == []


def test_what_should_not_match_and_does_is_missed(expected: Expectations) -> None:
    found = missed(expected, match("a-rule", topic="b-topic"), match("c-rule"))

    assert found == [("no_match", "c-rule")]


def test_only_what_is_to_be_judged_is_missed(expected: Expectations) -> None:
    assert missed(expected, judged={"a-rule"}) == [("match", "a-rule")]


def test_a_miss_points_to_its_line_and_says_what_matched_instead(expected: Expectations) -> None:
    first, *_ = misses(expected, "a.txt", (match("z-rule"),), KNOWN)

    assert (first.problem.line, first.problem.column) == (6, 13)
    assert first.problem.message == (
        "a.txt: a-rule should match and does not (matching: z-rule); mend the rule or this line"
    )


def test_the_form_is_compared_where_it_is_asked_for(expected: Expectations) -> None:
    found = [problem.message for problem in compare_form(expected, "a.txt", document("Another"))]

    assert found == [
        "a.txt: title should be 'A title' and is 'Another'",
        "a.txt: highlights should be 2 and is 0",
    ]


def test_a_name_that_means_nothing_is_told(expected: Expectations) -> None:
    found = compare(expected, "a.txt", document("A title"), (match("a-rule", topic="b-topic"),), KNOWN)

    assert [(problem.line, problem.message) for problem in found] == [
        (5, "a.txt: highlights should be 2 and is 0"),
        (
            7,
            "a.txt: no rule and no topic is called 'ghost'; known: `a-rule`, `b-topic`, `c-rule`",
        ),
    ]
