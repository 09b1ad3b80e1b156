"""Whose doing a hit is."""

from decimal import Decimal

import pytest

from monitor.model import BlockKind, Layout
from monitor.rules import automaton
from monitor.rules.evaluate import Search, hold_to_actor
from monitor.rules.passage import Passage
from monitor.rules.rule import ActorClass, AllOf, Condition, Context, Near, NoneOf, Number, Rule, Script
from tests.rules.making import any_of, document, rule, rule_set, term

TITLE = BlockKind.TITLE
CHINA = ActorClass(
    id="china", names=any_of("China", "Chinese", "中国", "工信部"), assumed_in=frozenset({Script.CHINESE})
)
ELSEWHERE = ActorClass(id="elsewhere", names=any_of("India", "印度", "church", "South China Sea"))


def acting(
    when: Condition | str,
    *,
    actor: str = "china",
    unless: tuple[str, ...] = (),
    classes: tuple[ActorClass, ...] = (CHINA, ELSEWHERE),
) -> Rule:
    made = rule(when, unless=unless)
    return Rule(
        id=made.id,
        topic=made.topic,
        name=made.name,
        severity=made.severity,
        why=made.why,
        when=made.when,
        unless=made.unless,
        examples=made.examples,
        actor=actor,
        actors=classes,
    )


def found(made: Rule, layout: Layout | str) -> list[str]:
    laid = document(layout) if isinstance(layout, str) else layout
    return [hit.text for match in rule_set(made).match(laid) for hit in match.evidence]


PLAN = any_of("five-year plan", "五年规划")


@pytest.mark.parametrize(
    ("layout", "expected"),
    [
        ("China's five-year plan", ["China", "five-year plan"]),
        ("India's five-year plan", []),
        ("中国的五年规划", ["中国", "五年规划"]),
        ("印度的五年规划", []),
        # The nearest of a sentence, before or after.
        ("India saw China adopt a five-year plan.", ["China", "five-year plan"]),
        ("China saw India adopt a five-year plan.", []),
        ("The five-year plan of India worries China.", []),
        ("印度关注中国五年规划", ["中国", "五年规划"]),
        # A sentence that names one counts before a nearer one of another sentence.
        (
            "This is India. A five-year plan, it is said, was today adopted by China.",
            ["five-year plan", "China"],
        ),
        ("这是印度。五年规划由昨日开会的中国通过。", ["五年规划", "中国"]),
        # Then its paragraph, whatever is nearer outside of it.
        (document("India", "Here a five-year plan. It is long. China made it."), ["five-year plan", "China"]),
        # Then the title, then what stands before, then what stands after.
        (
            document((TITLE, "China decides"), "India rises.", "A five-year plan."),
            ["China", "five-year plan"],
        ),
        (document((TITLE, "News"), "China.", "India.", "A five-year plan.", "China."), []),
        (document((TITLE, "News"), "A five-year plan.", "India.", "China."), []),
        (document((TITLE, "News"), "A five-year plan.", "China.", "India."), ["five-year plan", "China"]),
        # Nobody is named.
        ("A five-year plan", []),
        ("通过五年规划", ["五年规划"]),
        ("", []),
    ],
)
def test_a_hit_belongs_to_the_nearest_actor(layout: Layout | str, expected: list[str]) -> None:
    assert found(acting(PLAN), layout) == expected


def test_hits_of_another_actor_are_left_out() -> None:
    text = "India has a five-year plan. China has a five-year plan."

    assert found(acting(PLAN), text) == ["China", "five-year plan"]
    assert found(acting(PLAN, actor="elsewhere"), text) == ["India", "five-year plan"]


def test_the_longest_name_at_a_place_counts() -> None:
    assert found(acting(PLAN), "A five-year plan for the South China Sea") == []


def test_a_name_of_two_classes_belongs_to_both() -> None:
    both = ActorClass(id="neighbours", names=any_of("China"))
    made = acting(PLAN, actor="neighbours", classes=(CHINA, both))

    assert found(made, "China's five-year plan") == ["China", "five-year plan"]


def test_what_unless_takes_out_names_no_actor() -> None:
    text = "中国新闻网：通过五年规划"

    assert found(acting(PLAN, actor="elsewhere"), text) == []
    assert found(acting(PLAN, unless=("中国新闻网",)), text) == ["五年规划"]
    assert found(acting("five-year plan", unless=("China Daily",)), "China Daily on the five-year plan") == []


@pytest.mark.parametrize(
    ("when", "text", "expected"),
    [
        (
            AllOf(members=(term("plan"), Context(condition=term("steel")))),
            "India steel. China plan.",
            ["China", "plan"],
        ),
        (AllOf(members=(term("plan"), NoneOf(members=(term("steel"),)))), "India steel. China plan.", []),
        (AllOf(members=(term("plan"), term("steel"))), "India steel. China plan.", []),
        (
            Near(members=(term("plan"), term("steel"))),
            "China steel plan. India plan.",
            ["China", "steel", "plan"],
        ),
        (Near(members=(term("规划"), term("钢铁"))), "中国钢铁规划", ["中国", "钢铁", "规划"]),
        (Near(members=(term("plan"), term("China"))), "China plan", ["China", "plan"]),
    ],
)
def test_only_what_makes_the_match_must_belong(when: Condition, text: str, expected: list[str]) -> None:
    assert found(acting(when), text) == expected


def test_a_rule_that_asks_for_no_actor_sees_every_hit() -> None:
    search = Search(automaton.scan(rule_set().index, Passage(document("India"))), {})

    assert hold_to_actor(rule(PLAN), search) is search


def test_an_actor_of_a_soft_match_leaves_it_soft() -> None:
    (made,) = rule_set(acting("state-owned")).match(document("China has localstate-owned firms"))

    assert made.soft
    assert [hit.text for hit in made.evidence] == ["China", "state-owned"]


@pytest.mark.parametrize(
    ("text", "expected"), [("研发经费增长12%", ["12%"]), ("R&D growth of 12%", []), ("12%", [])]
)
def test_a_figure_without_letters_is_written_in_what_stands_around_it(text: str, expected: list[str]) -> None:
    growth = Number(text="10 %", minimum=Decimal(10), unit="%")

    assert found(acting(growth), text) == expected
