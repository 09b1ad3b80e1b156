"""When one rule finds whatever another one finds, shown by hand and held to chance texts."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.rules.linting.follows import Logic
from monitor.rules.linting.forms import Forms
from monitor.rules.linting.lint import lay_out_example
from monitor.rules.linting.possible import needs_hit
from monitor.rules.rule import AtLeast, Condition, Context, Rule, Scope
from tests.rules.linting.test_possible import all_of, near, none_of, scoped
from tests.rules.making import any_of, rule, rule_set, term
from tests.rules.pieces import conditions, phrases, texts


def finds_all_of(wide: Rule, narrow: Rule) -> bool:
    return Logic(Forms()).finds_all_of(wide, narrow)


def at_least(count: int, *members: Condition | str) -> AtLeast:
    return AtLeast(count=count, members=any_of(*members).members)


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        (any_of("pilot", "list", "x1"), any_of("list", "pilot")),
        (any_of("pilot", "list"), term("list")),
        (term("稀土"), any_of("稀土管理", "稀土")),
        (term("pilot"), all_of("pilot", "list")),
        (all_of("pilot", "list"), all_of("list", "pilot", "x1")),
        (all_of("pilot", "list"), near("pilot", "list")),
        (near("pilot", "list", within=20), near("list", "pilot")),
        (any_of("pilot", "list"), near("x1", any_of("pilot", "list"))),
        (any_of("pilot", "list"), at_least(2, "pilot", "list", "x1")),
        (at_least(2, "pilot", "list", "x1"), all_of("pilot", "x1")),
        (at_least(2, "pilot", "list", "x1"), at_least(3, "pilot", "list", "x1", "y1")),
        (at_least(1, "pilot", "list"), at_least(2, "pilot", "list", "x1")),
        (all_of("pilot", none_of("x1")), all_of("pilot", none_of("x1", "y1"))),
        (all_of("pilot", none_of("稀土管理")), all_of("pilot", none_of("稀土"))),
        (term("pilot"), scoped(term("pilot"), Scope.TITLE)),
        (scoped(term("pilot"), Scope.TITLE, Scope.BODY), scoped(any_of("pilot"), Scope.TITLE)),
        (
            scoped(all_of("a1", none_of("b1")), Scope.TITLE),
            scoped(all_of("a1", "c1", none_of("b1")), Scope.TITLE),
        ),
        (all_of("x1", Context(condition=any_of("a1", "b1"))), all_of("x1", Context(condition=term("a1")))),
    ],
)
def test_what_follows_is_proved(wide: Condition, narrow: Condition) -> None:
    assert finds_all_of(rule(wide), rule(narrow))


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        (term("list"), any_of("pilot", "list")),
        (all_of("pilot", "list"), any_of("pilot", "list")),
        (near("pilot", "list"), all_of("pilot", "list")),
        (near("pilot", "list"), near("list", "pilot", within=20)),
        (near("pilot", "pilot"), near("pilot", "list")),
        (at_least(2, "pilot", "list"), at_least(2, "pilot", "list", "x1")),
        (term("pilot"), at_least(2, "pilot", "list", "x1")),
        (all_of("pilot", none_of("x1")), term("pilot")),
        (all_of("pilot", none_of("x1", "y1")), all_of("pilot", none_of("x1"))),
        (scoped(term("pilot"), Scope.TITLE), term("pilot")),
        (scoped(term("pilot"), Scope.TITLE), scoped(term("pilot"), Scope.BODY)),
        (
            scoped(all_of("a1", none_of("b1")), Scope.TITLE, Scope.BODY),
            scoped(all_of("a1", none_of("b1")), Scope.TITLE),
        ),
        (term("a1"), Context(condition=term("a1"))),
        (all_of("a1", none_of("b1")), scoped(all_of("a1", none_of("b1")), Scope.TITLE)),
    ],
)
def test_what_does_not_follow_is_denied(wide: Condition, narrow: Condition) -> None:
    assert not finds_all_of(rule(wide), rule(narrow))


def test_exceptions_and_actors_count() -> None:
    free = rule("pilot")

    assert finds_all_of(free, rule("pilot", unless=["airline pilot"]))
    assert not finds_all_of(rule("pilot", unless=["airline pilot"]), free)
    assert finds_all_of(rule("pilot", unless=["x1"]), rule("pilot", unless=["x1", "y1"]))
    assert not finds_all_of(
        rule(all_of("pilot", none_of("x1"))), rule(all_of("pilot", none_of("x1")), unless=["x1 y1"])
    )
    assert finds_all_of(free, replace(free, actor="china"))
    assert not finds_all_of(replace(free, actor="china"), free)


@settings(max_examples=400, deadline=None)
@given(
    conditions(),
    conditions(),
    st.lists(phrases(), max_size=2),
    st.lists(phrases(), max_size=1),
    st.lists(texts(), min_size=1, max_size=3),
    st.booleans(),
)
def test_a_rule_of_which_it_is_proved_matches_wherever_the_other_does(
    one: Condition,
    more: Condition,
    unless: list[Condition],
    fewer: list[Condition],
    said: list[str],
    is_any: bool,
) -> None:
    # Chance conditions hardly ever follow from each other; one with a part of the other often does.
    joined = any_of(one, more) if is_any else all_of(one, more)
    wide, narrow = (rule(joined, unless=fewer), rule(one, unless=unless))
    if not is_any:
        wide, narrow = rule(one, unless=fewer), rule(joined, unless=unless)

    # Rules that need no hit are refused.
    if all(needs_hit(made.when) for made in (wide, narrow)) and finds_all_of(wide, narrow):
        for text in said:
            layout = lay_out_example(text)
            found = rule_set(narrow).match(layout)
            is_firm = any(not match.soft for match in found)
            assert not is_firm or rule_set(wide).match(layout)
