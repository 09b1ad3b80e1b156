"""What `unless` does that nobody can have meant."""

import pytest

from monitor.rules.linting.exceptions import doubts
from monitor.rules.rule import AnyOf, Condition, Near, Scope, Scoped
from tests.rules.linting.test_possible import all_of, near, none_of, scoped
from tests.rules.making import any_of, rule, term

FLIGHT = AnyOf(members=(term("airline"), term("cockpit")), vocabulary="flight-words")
IDLE = (
    "{} takes nothing out: no term of `when` can share a letter with it; "
    "write it with the term in it, or veto the document with `none`"
)
DEAD = "{} takes out the {} of `none`, which then vetoes nothing; take it out of `unless`, or out of `none`"
PARTLY = (
    "{} takes out the {} of `none` with it, and a document that says it is not vetoed; "
    "take it out of `unless`, for the veto does more"
)


def told(when: Condition | str, *unless: Condition | str) -> list[tuple[str | None, str]]:
    return [(one.said, one.reason) for one in doubts(rule(when, unless=unless))]


def test_a_word_that_shares_no_letter_with_the_rule_takes_nothing_out() -> None:
    assert told("pilot list", "television") == [("television", IDLE.format("`television`"))]
    assert told("pilot list", any_of("airline pilot", scoped(term("episode"), Scope.TITLE))) == [
        ("episode", IDLE.format("`episode`"))
    ]
    assert told("pilot list", FLIGHT) == [(None, IDLE.format("`@flight-words`"))]


@pytest.mark.parametrize(
    ("when", "unless"),
    [
        ("pilot list", "airline pilot list"),
        ("pilot list", "airline pilot"),
        ("pilot list", near("television", "season")),
        (any_of("pilot list", "/tele.*/"), "television"),
        (near("pilot", "list"), any_of("list price", "pilot")),
        ("pilot list", AnyOf(members=(term("airline"), term("airline pilot")), vocabulary="v")),
        ("pilot list", "/television/"),
    ],
)
def test_what_may_take_something_out_is_not_told(when: Condition | str, unless: Condition | str) -> None:
    assert told(when, unless) == []


def test_an_exception_that_takes_out_a_veto_is_told() -> None:
    when = all_of("pilot list", none_of("airline pilot", FLIGHT, "whale"))

    assert told(when, "airline pilots") == [
        ("airline pilots", PARTLY.format("`airline pilots`", "`airline pilot`"))
    ]
    assert told(when, FLIGHT) == [(None, DEAD.format("`airline` of `@flight-words`", "`airline pilot`"))]
    assert told(when, "whale") == [("whale", DEAD.format("`whale`", "`whale`"))]
    assert told(when, "pilot whale") == [("pilot whale", PARTLY.format("`pilot whale`", "`whale`"))]


def test_an_exception_beside_a_veto_is_not_told() -> None:
    when = all_of("pilot list", none_of("season", Near(members=any_of("pilot", "whale").members)), "/a.c/")

    assert told(when, "airline pilot list") == []
    assert told(Scoped(scopes=frozenset({Scope.BODY}), condition=when), "list price") == []


def test_a_rule_without_exceptions_has_no_doubts() -> None:
    assert told("pilot list") == []
