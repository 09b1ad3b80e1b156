"""Conditions that mean the same are one form, and others are not."""

import pytest

from monitor.rules.linting.forms import Forms
from monitor.rules.rule import AnyOf, AtLeast, Condition, Context, Number, Scope, Scoped
from tests.rules.linting.test_possible import all_of, near, none_of, scoped
from tests.rules.making import any_of, rule, term

WORDS = AnyOf(members=(term("list"), any_of("pilot", "试点")), vocabulary="words")
EVERYWHERE = tuple(Scope)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (term("Pilot  List"), term("pilot list")),
        (term("pilot-list"), term("pilot list")),
        (term("試點"), term("试点")),
        (any_of("pilot", "list"), any_of("list", any_of("pilot", "list"))),
        (any_of("pilot", "list", "试点"), WORDS),
        (any_of("pilot"), term("pilot")),
        (all_of("pilot", all_of("list", "试点")), all_of("试点", "list", "pilot", "list")),
        (all_of("pilot"), term("pilot")),
        (none_of("pilot", any_of("list")), none_of("list", "pilot")),
        (near("pilot", "list"), near("list", "pilot")),
        (near("pilot", "pilot", "list"), near("pilot", "list", "pilot")),
        (AtLeast(count=1, members=any_of("pilot", "list").members), any_of("list", "pilot")),
        (
            AtLeast(count=2, members=any_of("pilot", "list").members),
            AtLeast(count=2, members=any_of("list", "pilot").members),
        ),
        (scoped(term("pilot"), *EVERYWHERE), term("pilot")),
        (
            scoped(scoped(term("pilot"), Scope.TITLE, Scope.BODY), Scope.TITLE, Scope.HIGHLIGHTS),
            scoped(term("pilot"), Scope.TITLE),
        ),
        (Context(condition=any_of("pilot")), Context(condition=term("pilot"))),
        (term("/试點.*/"), term("/試点.*/")),
        (Number(text="some", unit="%"), Number(text="any figure in %", unit="%")),
    ],
)
def test_two_spellings_of_one_meaning_are_one_form(one: Condition, other: Condition) -> None:
    forms = Forms()

    assert forms.of(one) == forms.of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (term("pilot"), term("=pilot")),
        (term("pilot"), term("pilot*")),
        (term("pilot"), term("pilot", split=True)),
        (term("choke point"), term("chokepoint")),
        (any_of("pilot", "list"), all_of("pilot", "list")),
        (near("pilot", "list"), near("pilot", "list", within=13)),
        (near("pilot", "pilot", "list"), near("pilot", "list")),
        (
            AtLeast(count=2, members=any_of("pilot", "list", "x1").members),
            AtLeast(count=3, members=any_of("pilot", "list", "x1").members),
        ),
        (Context(condition=term("pilot")), term("pilot")),
        (Scoped(scopes=frozenset({Scope.TITLE}), condition=term("pilot")), term("pilot")),
        (none_of("pilot"), term("pilot")),
        (Number(text="n", unit="%"), Number(text="n", unit="CNY")),
    ],
)
def test_two_meanings_are_two_forms(one: Condition, other: Condition) -> None:
    forms = Forms()

    assert forms.of(one) != forms.of(other)


def test_what_a_rule_takes_out_is_told_in_any_order() -> None:
    forms = Forms()

    assert forms.removed(rule("x", unless=["a1", any_of("b1", "c1")])) == forms.removed(
        rule("x", unless=["c1", "b1", "a1"])
    )
    assert forms.choices(any_of("a1", "b1")) == forms.removed(rule("x", unless=["a1", "b1"]))
