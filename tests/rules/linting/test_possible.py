"""Rules that no text satisfies, and the reason given."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.rules.linting.lint import lay_out_example
from monitor.rules.linting.possible import needs_hit, obstacle
from monitor.rules.rule import AllOf, AnyOf, AtLeast, Condition, Context, Near, NoneOf, Scope, Scoped
from tests.rules.making import any_of, rule, rule_set, term
from tests.rules.pieces import conditions, phrases, texts


def none_of(*members: Condition | str) -> NoneOf:
    return NoneOf(members=any_of(*members).members)


def all_of(*members: Condition | str) -> AllOf:
    return AllOf(members=any_of(*members).members)


def near(*members: Condition | str, within: float = 12) -> Near:
    return Near(members=any_of(*members).members, within=within)


def scoped(condition: Condition, *scopes: Scope) -> Scoped:
    return Scoped(scopes=frozenset(scopes), condition=condition)


TOO = "{} is asked for and stands under `none` too; take it out of one of the two"
WORDS = AnyOf(members=(term("rare earths"), term("稀土")), vocabulary="minerals")


@pytest.mark.parametrize(
    ("when", "said", "reason"),
    [
        (
            all_of("pilot", none_of("pilot")),
            "pilot",
            TOO.format("`pilot`"),
        ),
        (
            all_of("rare earth", none_of("rare earth*")),
            "rare earth",
            "`rare earth` is asked for and stands under `none` as `rare earth*`; take it out of one of the two",
        ),
        (
            all_of(WORDS, none_of(any_of("rare earth", "稀"))),
            "rare earths",
            "`rare earths` is asked for and stands under `none` as `rare earth`; take it out of one of the two",
        ),
        (
            all_of("稀土", none_of(WORDS)),
            "稀土",
            "`稀土` is asked for and stands under `none` too; take it out of one of the two",
        ),
        (
            all_of("x1", near("pilot", "list"), none_of(near("pilot", "list", within=20))),
            None,
            "a `near` is asked for and stands under `none` too; take it out of one of the two",
        ),
        (
            all_of("x1", all_of("a1", "b1"), none_of(all_of("a1", "b1"))),
            None,
            "an `all` is asked for and stands under `none` too; take it out of one of the two",
        ),
        (
            AtLeast(count=2, members=(term("pilot"), all_of("list", none_of("list")))),
            "list",
            "`at_least` needs 2 of its members and 1 can hold: " + TOO.format("`list`"),
        ),
        (
            scoped(scoped(term("pilot"), Scope.BODY), Scope.TITLE, Scope.HIGHLIGHTS),
            None,
            "`in: body` stands inside `in: [title, highlights]`, which leaves no place; make them agree",
        ),
        (
            all_of("x1", Context(condition=term("pilot")), none_of("pilot")),
            "pilot",
            TOO.format("`pilot`"),
        ),
        (
            all_of("x1", Context(condition=term("pilot")), none_of(Context(condition=term("pilot")))),
            None,
            "a condition is asked for and stands under `none` too; take it out of one of the two",
        ),
    ],
)
def test_what_excludes_itself_is_told(when: Condition, said: str | None, reason: str) -> None:
    found = obstacle(rule(when))

    assert found is not None
    assert (found.part, found.said, found.reason) == ("when", said, reason)


@pytest.mark.parametrize(
    ("when", "unless", "said", "reason"),
    [
        (
            "pilot",
            "pilot",
            "pilot",
            "`pilot` stands in `when` too; write the longer phrase that is not meant",
        ),
        (
            near("pilots", "x1"),
            "pilot",
            "pilot",
            "`pilot` stands in every `pilots`; write the longer phrase that is not meant",
        ),
        (
            near("pilot", "list"),
            near("pilot", "list", within=20),
            None,
            "a `near` stands in `when` too; write the longer phrase that is not meant",
        ),
    ],
)
def test_an_exception_that_takes_everything_is_told(
    when: Condition | str, unless: Condition | str, said: str | None, reason: str
) -> None:
    found = obstacle(rule(when, unless=[unless]))

    assert found is not None
    assert (found.part, found.said, found.reason) == ("unless", said, reason)


@pytest.mark.parametrize(
    ("when", "unless"),
    [
        ("pilot list", "pilot"),
        (any_of("pilot", "list"), "list"),
        (near("pilot", "list", within=20), near("pilot", "list")),
        ("pilot", scoped(term("pilot"), Scope.TITLE)),
        (all_of("rare earth magnet", none_of("rare earth")), "x1"),
    ],
)
def test_what_a_text_may_satisfy_is_not_told(when: Condition | str, unless: Condition | str) -> None:
    assert obstacle(rule(when, unless=[unless])) is None


def test_glued_words_left_aside_a_shorter_term_takes_the_longer_one() -> None:
    found = obstacle(rule("pilot list", unless=["pilot"]), surely=False)
    vetoed = obstacle(rule(all_of("rare earth magnet", none_of("rare earth"))), surely=False)

    assert found is not None
    assert found.reason == "`pilot` stands in every `pilot list`; write the longer phrase that is not meant"
    assert vetoed is not None
    assert vetoed.part == "when"


@settings(max_examples=300, deadline=None)
@given(conditions(), st.lists(phrases(), max_size=2), texts())
def test_a_rule_of_which_it_is_told_matches_no_text(
    when: Condition, unless: list[Condition], text: str
) -> None:
    made = rule(when, unless=unless)

    if needs_hit(when) and obstacle(made) is not None:
        assert all(match.soft for match in rule_set(made).match(lay_out_example(text)))


@settings(max_examples=300, deadline=None)
@given(conditions(), texts())
def test_a_rule_that_needs_a_hit_matches_no_text_without_one(when: Condition, text: str) -> None:
    if needs_hit(when):
        assert (
            rule_set(rule(when)).match(
                lay_out_example("-- " + "".join(sign for sign in text if sign in " \n"))
            )
            == ()
        )
