"""Why a rule does not match: exact sentences, the best of them first."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from monitor.model import BlockKind, Layout
from monitor.rules.explaining.almost import Kind
from monitor.rules.explaining.explain import explain, near_misses
from monitor.rules.rule import (
    ActorClass,
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Context,
    Near,
    NoneOf,
    Number,
    Rule,
    Scope,
    Scoped,
    Script,
)
from tests.rules.making import any_of, document, rule, rule_set, term

TITLE = BlockKind.TITLE
CHINA = ActorClass(
    id="china", names=any_of("MIIT", "Beijing", "工信部"), assumed_in=frozenset({Script.CHINESE})
)
ELSEWHERE = ActorClass(id="elsewhere", names=any_of("India"))
NEAR = Near(members=any_of("pilot", "approv*").members, within=3)


def scoped(condition: Condition | str, *scopes: Scope) -> Scoped:
    return Scoped(scopes=frozenset(scopes), condition=_condition(condition))


def all_of(*members: Condition | str) -> AllOf:
    return AllOf(members=tuple(map(_condition, members)))


def none_of(*members: Condition | str) -> NoneOf:
    return NoneOf(members=tuple(map(_condition, members)))


def near(within: float, *members: Condition | str) -> Near:
    return Near(members=tuple(map(_condition, members)), within=within)


def vocabulary(name: str, *terms: str) -> AnyOf:
    return replace(any_of(*terms), vocabulary=name)


def _condition(said: Condition | str) -> Condition:
    return term(said) if isinstance(said, str) else said


def of_china(when: Condition | str) -> Rule:
    return replace(rule(when), actor="china", actors=(CHINA, ELSEWHERE))


def why(made: Rule, text: Layout | str) -> str:
    layout = document(text) if isinstance(text, str) else text
    assert rule_set(made).match(layout) == ()
    return explain(made, rule_set(made), layout)


def reason(when: Condition | str, text: Layout | str, unless: Sequence[Condition | str] = ()) -> str:
    return why(rule(when, unless=unless), text)


@pytest.mark.parametrize(
    ("when", "text", "said"),
    [
        ("pilot", "x", "`pilot` is not there"),
        (any_of("pilot", "list"), "x", "none of `pilot` or `list` is there"),
        (any_of("a1", "b2", "c3", "d4", "e5"), "x", "none of `a1`, `b2`, `c3`, `d4` or 1 more is there"),
        (vocabulary("bodies", "MIIT", "NDRC"), "x", "`@bodies` is not there"),
        (any_of("pilot", vocabulary("acts", "x1")), "x", "none of `pilot` or `@acts` is there"),
        (scoped(any_of("pilot", "list"), Scope.TITLE), "x", "none of `pilot` or `list` is there"),
        (Context(condition=any_of("pilot", "list")), "x", "none of `pilot` or `list` is there"),
        (all_of("pilot", "list"), "pilot", "`list` is not there"),
        (all_of("pilot", "list", "zone"), "zone", "`pilot` is not there; `list` is not there"),
        (all_of("a1", "b2", "c3", "d4"), "x", "`a1` is not there; `b2` is not there; `c3` is not there"),
        (near(3, "pilot", "list"), "a pilot", "`list` is not there"),
    ],
)
def test_what_is_nowhere_is_named(when: Condition | str, text: str, said: str) -> None:
    assert reason(when, text) == said


@pytest.mark.parametrize(
    ("when", "text", "said"),
    [
        (any_of("x1", all_of("pilot", "list")), "pilot", "`list` is not there"),
        (any_of("x1", scoped(all_of("pilot", "list"), Scope.BODY)), "pilot", "`list` is not there"),
        (any_of(all_of("a1", "b2"), all_of("pilot", "list", "zone")), "pilot list", "`zone` is not there"),
        (any_of(all_of("a1", "b2"), near(1, "pilot", "list")), "list", "`pilot` is not there"),
        (any_of("x1", "training*", any_of("AI")), "training", None),
        (any_of("zone", "AI"), "a training", "`AI` stands in `training`, inside a word"),
    ],
)
def test_of_several_ways_the_nearest_to_holding_is_explained(
    when: Condition, text: str, said: str | None
) -> None:
    if said is None:
        assert rule_set(rule(when)).match(document(text))
    else:
        assert reason(when, text) == said


@pytest.mark.parametrize(
    ("when", "unless", "text", "said"),
    [
        (
            "pilot list",
            ["airline pilot"],
            "Airline pilot list grows",
            "`pilot list` stands there, but `unless: airline pilot` covers it",
        ),
        (
            "pilot list",
            ["airline pilot"],
            document((TITLE, "News"), "Airline pilot list grows"),
            "`pilot list` stands in line 3, but `unless: airline pilot` covers it",
        ),
        (
            "试点",
            ["考试点"],
            "考试点名单",
            "`试点` stands there, but `unless: 考试点` covers it",
        ),
        (
            "pilot",
            [near(9, "pilot", "season")],
            "The pilot ended after a season",
            "`pilot` stands there, but `unless: pilot … season` covers it",
        ),
        (
            all_of("pilot", "list"),
            ["airline pilot"],
            "the list of an airline pilot",
            "`pilot` stands there, but `unless: airline pilot` covers it",
        ),
        (
            near(1, "pilot", "list"),
            ["airline pilot"],
            "an airline pilot list, and far from it another pilot",
            "`pilot` stands there, but `unless: airline pilot` covers it",
        ),
    ],
)
def test_what_unless_covers_is_named_with_what_covers_it(
    when: Condition | str, unless: Sequence[Condition | str], text: Layout | str, said: str
) -> None:
    assert reason(when, text, unless) == said


@pytest.mark.parametrize(
    ("when", "text", "said"),
    [
        (
            near(12, "pilot", vocabulary("ministries", "MIIT")),
            "pilot" + " word" * 31 + " MIIT",
            "`pilot` and `@ministries` stand 31 words apart, `within` is 12",
        ),
        (
            near(0, "pilot", "list"),
            document("x", "a pilot city list"),
            "`pilot` and `list` stand 1 word apart in line 3, `within` is 0",
        ),
        (
            near(1, "试点", any_of("名单", "清单")),
            "试点城市的清单",
            "`试点` and `清单` stand 1.5 words apart, `within` is 1",
        ),
        (
            near(2, "pilot", scoped(near(1, "zone", "list"), Scope.BODY)),
            "pilot of some far away zone list",
            "`pilot` and `zone` … `list` stand 4 words apart, `within` is 2",
        ),
        (
            near(5, "pilot", "list"),
            document("the pilot", "the list"),
            "`pilot` stands in line 1, `list` only in line 3; `near` wants them in one paragraph",
        ),
        (
            near(5, "pilot", "list", "zone"),
            document("zone", "a pilot", "a list in the zone"),
            "`list` and `zone` stand in line 5, `pilot` only in line 3; `near` wants them in one paragraph",
        ),
        (near(5, "稀土", "土"), "稀土", "`稀土` and `土` stand there, but on the same letters"),
    ],
)
def test_what_stands_apart_is_measured(when: Condition, text: Layout | str, said: str) -> None:
    assert reason(when, text) == said


@pytest.mark.parametrize(
    ("when", "text", "said"),
    [
        (all_of("pilot", none_of("list")), "pilot list", "`none` forbids `list`, which stands there"),
        (all_of("pilot", none_of("zone", "list")), "pilot list", "`none` forbids `list`, which stands there"),
        (
            all_of("pilot", none_of(all_of("list", "zone"))),
            "pilot list of a zone",
            "`none` forbids `list` and `zone`, which stand there",
        ),
        (
            all_of("pilot", none_of(all_of("list", "zone"))),
            document("pilot", "list", "zone"),
            "`none` forbids `list` and `zone`, the first of them in line 3",
        ),
        (
            all_of("pilot", none_of(none_of("China", "Chinese"))),
            "pilot",
            "none of `China` or `Chinese` is there",
        ),
        (
            all_of("pilot", none_of(Context(condition=term("list")))),
            "pilot list",
            "`none` forbids `list`, which stands there",
        ),
        (
            all_of("pilot", none_of(all_of(none_of("list")))),
            "pilot",
            "`list` is not there",
        ),
        (
            AtLeast(count=2, members=any_of("gallium", "antimony").members),
            "gallium",
            "`at_least` needs 2 of `gallium` or `antimony` and finds 1: `gallium`",
        ),
        (
            AtLeast(count=2, members=any_of("gallium", vocabulary("tin", "tin", "锡")).members),
            "x",
            "`at_least` needs 2 of `gallium` or `tin` and finds 0",
        ),
    ],
)
def test_vetoes_and_counts_are_explained(when: Condition, text: Layout | str, said: str) -> None:
    assert reason(when, text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "India adopts a five-year plan.",
            "`five-year plan` stands there, but the nearest actor is `India` (elsewhere), the rule wants china",
        ),
        (
            "A five-year plan.",
            "`five-year plan` stands there, but no actor is named and the rule wants china",
        ),
    ],
)
def test_the_actor_who_has_a_hit_is_named(text: str, said: str) -> None:
    assert why(of_china("five-year plan"), text) == said


def test_an_assumed_actor_is_named() -> None:
    made = replace(rule("五年规划"), actor="elsewhere", actors=(CHINA, ELSEWHERE))

    assert why(made, "五年规划") == (
        "`五年规划` stands there, but no actor is named, so china is assumed, and the rule wants elsewhere"
    )


def test_the_actor_is_asked_for_only_when_all_else_holds() -> None:
    assert why(of_china(all_of("five-year plan", "zone")), "India adopts a five-year plan.") == (
        "`zone` is not there"
    )


def test_every_near_miss_is_listed_the_best_explanation_first() -> None:
    made = rule(
        any_of("=MIIT", all_of("AI", "chip"), near(1, "pilot", "list"), "absent"),
        unless=["airline pilot"],
    )
    layout = document((TITLE, "Training for miit"), "An airline pilot list of chips")

    found = near_misses(made, rule_set(made), layout)

    assert [(miss.kind, miss.message) for miss in found] == [
        (Kind.UNLESS, "`pilot` stands in line 3, but `unless: airline pilot` covers it"),
        (Kind.CASE, "`=MIIT` stands in line 1 as `miit`"),
        (Kind.WORD, "`AI` stands in `Training` (line 1), inside a word"),
    ]
    assert [layout.text[miss.start : miss.end] for miss in found] == ["pilot", "miit", "Training"]


def test_what_is_absent_is_listed_for_the_nearest_way_only() -> None:
    made = rule(any_of(all_of("a1", "b2", "c3"), all_of("pilot", "list")))

    found = near_misses(made, rule_set(made), document("a pilot and a b2"))

    assert [miss.message for miss in found] == ["`list` is not there"]
    assert (found[0].start, found[0].end) == (None, None)


def test_members_of_a_count_that_almost_stand_there_are_listed() -> None:
    made = rule(AtLeast(count=2, members=any_of("gallium", "=MIIT", "tin").members))

    found = near_misses(made, rule_set(made), document("gallium of miit"))

    assert [miss.kind for miss in found] == [Kind.AT_LEAST, Kind.CASE]


def test_a_condition_that_finds_nothing_to_show_says_so() -> None:
    made = rule(Context(condition=term("pilot")))

    assert why(made, "a pilot") == "`pilot` makes no match by itself: what it finds is not shown"


def test_figures_are_explained_in_nested_conditions() -> None:
    number = Number(text="10 to 20 %", minimum=Decimal(10), maximum=Decimal(20), unit="%")

    assert reason(near(5, "growth", number), "growth of 8 % a year") == (
        "`8 %` stands there, the rule wants 10 to 20 %"
    )
