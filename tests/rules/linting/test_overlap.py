"""What rules and vocabularies repeat of each other."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from monitor.model import RuleStatus, Severity
from monitor.rules.linting.overlap import Overlap, check
from monitor.rules.rule import AllOf, AnyOf, Condition, Context, Rule, Scope, VocabularyEntry
from tests.rules.linting.test_possible import all_of, near, scoped
from tests.rules.making import any_of, rule, term

SAME = "means the same as the rule `{}`; keep one of the two, or make them differ"
SWALLOWED = (
    "finds nothing that the rule `{}` does not find too, at the same severity; "
    "merge the two, or give one another severity"
)


def told(*rules: Rule) -> list[tuple[str | None, str, str | None, str]]:
    return [(one.rule, one.part, one.said, one.message) for one in check(rules, {})]


def named(id_: str, when: Condition | str, *unless: str, match: str = "pilot list") -> Rule:
    return rule(when, unless=unless, id_=id_, match=[match])


def listed(name: str, *members: str) -> AnyOf:
    return AnyOf(members=tuple(map(term, members)), vocabulary=name)


def test_rules_that_mean_the_same_are_told_once_at_the_later_one() -> None:
    first = named("one", any_of("pilot", listed("lists", "list")))
    second = named("two", any_of("list", any_of("Pilot")))
    third = named("three", any_of("list", "pilot", "pilot"))

    assert [one[:3] for one in told(first, second)] == [("two", "when", None)]
    assert [one[3] for one in told(first, second)] == [SAME.format("one")]
    assert [one[0] for one in told(first, second, third)] == ["two", "three"]


@pytest.mark.parametrize(
    "other",
    [
        named("two", "pilot", "airline pilot"),
        replace(named("two", "pilot"), actor="china"),
        replace(named("two", "pilot"), status=RuleStatus.DRAFT),
        replace(named("two", "pilot"), status=RuleStatus.RETIRED),
        named("two", "list"),
    ],
)
def test_rules_that_differ_in_anything_that_counts_are_not_the_same(other: Rule) -> None:
    assert not any(SAME.format("one") == message for *_, message in told(named("one", "pilot"), other))


def test_rules_that_are_the_same_at_two_severities_are_told() -> None:
    other = replace(named("two", "pilot"), severity=Severity.LOW)

    assert [one[3] for one in told(named("one", "pilot"), other)] == [SAME.format("one")]


def test_a_rule_that_another_finds_all_of_is_told() -> None:
    wide = named("wide", any_of("pilot", "list"))
    narrow = named("narrow", near("pilot", "list"))

    assert told(wide, narrow) == [("narrow", "when", None, SWALLOWED.format("wide"))]
    assert told(narrow, wide) == [("narrow", "when", None, SWALLOWED.format("wide"))]


def test_a_rule_that_says_more_about_some_of_it_is_not_told() -> None:
    wide = named("wide", any_of("pilot", "list"))

    assert told(wide, replace(named("narrow", near("pilot", "list")), severity=Severity.CRITICAL)) == []
    assert told(wide, replace(named("narrow", near("pilot", "list")), status=RuleStatus.DRAFT)) == []
    assert told(wide, named("narrow", any_of("pilot", "zone"))) == []


def test_a_term_that_a_vocabulary_beside_it_finds_is_told() -> None:
    minerals = listed("minerals", "rare earth", "稀土")

    message = "`{}` adds nothing: `@minerals` in the same list {}; drop it"
    assert told(named("one", any_of("rare earth magnets", minerals, "稀土", "tin"))) == [
        (
            "one",
            "when",
            "rare earth magnets",
            message.format("rare earth magnets", "finds it by `rare earth`"),
        ),
        ("one", "when", "稀土", message.format("稀土", "holds it")),
    ]
    assert told(named("one", all_of("rare earth", minerals))) == []
    within = all_of("x1", Context(condition=scoped(any_of("稀土", minerals), Scope.TITLE)))
    assert [one[2] for one in told(named("one", within))] == ["稀土"]


def test_a_term_of_an_exception_is_told_there() -> None:
    made = rule("pilot", unless=[any_of("airline pilot", listed("flight", "airline pilot"))])

    assert [(one[1], one[2]) for one in told(made)] == [("unless", "airline pilot")]


def test_a_vocabulary_that_another_beside_it_holds_is_told() -> None:
    small, large = listed("small", "a1", "b1"), listed("large", "c1", "b1", "a1")

    message = "`@{}` adds nothing: `@{}` in the same list holds all of it; drop one"
    assert told(named("one", any_of(small, large))) == [
        ("one", "when", "@small", message.format("small", "large"))
    ]
    assert told(named("one", any_of(small, listed("twin", "b1", "a1")))) == [
        ("one", "when", "@twin", message.format("twin", "small"))
    ]
    assert told(named("one", any_of(small, listed("other", "b1", "d1")))) == []


def test_what_stands_twice_in_one_list_is_told() -> None:
    assert told(named("one", AllOf(members=(term("a1"), term("b1"), term("a1"))))) == [
        ("one", "when", "a1", "`a1` stands twice in one list; drop one")
    ]
    assert told(named("one", any_of("x1", near("a1", "b1"), near("b1", "a1")))) == [
        ("one", "when", None, "a condition stands twice in one list; drop one")
    ]


def entries(*members: str | tuple[str, ...]) -> Sequence[VocabularyEntry]:
    return [
        VocabularyEntry(names=(member,))
        if isinstance(member, str)
        else VocabularyEntry(id="id", names=member)
        for member in members
    ]


def of_lists(lists: Mapping[str, Sequence[VocabularyEntry]]) -> list[Overlap]:
    return list(check((), lists))


def test_terms_of_a_vocabulary_that_are_the_same_words_are_told() -> None:
    found = of_lists(
        {
            "lists": entries(
                "ministry", "ministries", "designat*", "designation", "co-pilot", "copilot", "tin"
            ),
            "fine": entries("production", "production line", "试点", "试点名单", "/a.c/"),
        }
    )

    assert [(one.vocabulary, one.said) for one in found] == [
        ("lists", "ministries"),
        ("lists", "designation"),
        ("lists", "copilot"),
    ]
    assert found[0].message == "`ministries` adds nothing: `ministry` in the same list finds it; drop one"


def test_the_names_of_a_thing_may_be_alike_and_a_plain_term_beside_them_is_told() -> None:
    (found,) = of_lists({"bodies": entries(("发改委", "国家发改委", "commissions", "commission"), "发改委")})

    assert found == Overlap(
        vocabulary="bodies",
        said="发改委",
        message="`发改委` stands in this list already, through a thing or list it names; drop it",
    )
