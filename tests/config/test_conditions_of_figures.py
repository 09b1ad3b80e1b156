"""Numbers, contexts and actors as analysts write them."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from monitor.config import yaml_text
from monitor.config.conditions import Reader
from monitor.config.rule_files import load_rules
from monitor.config.yaml_text import Node
from monitor.errors import Problem
from monitor.rules.rule import (
    ActorClass,
    AllOf,
    AnyOf,
    Condition,
    Context,
    Near,
    Number,
    Script,
    VocabularyEntry,
)
from tests.rules.making import any_of, term

VOCABULARIES = {"foreign": (VocabularyEntry(names=("India",)), VocabularyEntry(names=("印度",)))}


def node(text: str) -> Node:
    made, problems = yaml_text.read(text, "f.yaml")
    assert problems == ()
    assert made is not None
    return made


def read(text: str) -> tuple[Condition | None, list[str]]:
    problems: list[Problem] = []

    return Reader("f.yaml", VOCABULARIES, problems).condition(node(text)), [str(one) for one in problems]


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        (
            '{number: {min: 10, max: 20.5, unit: "%"}}',
            Number(text="10 to 20.5 %", minimum=Decimal(10), maximum=Decimal("20.5"), unit="%"),
        ),
        (
            "{number: {min: 1.2 million, unit: RMB}}",
            Number(text="1,200,000 CNY or more", minimum=Decimal(1200000), unit="CNY"),
        ),
        (
            "{number: {max: 1.2亿, unit: 元}}",
            Number(text="120,000,000 CNY or less", maximum=Decimal(120000000), unit="CNY"),
        ),
        ("{number: {min: -5}}", Number(text="-5 or more", minimum=Decimal(-5))),
        (
            "{number: {min: 3, unit: none}}",
            Number(text="3 or more without a unit", minimum=Decimal(3), unit="none"),
        ),
        ("{number: {unit: percent}}", Number(text="any figure in %", unit="%")),
        ("{number: {unit: none}}", Number(text="any figure without a unit", unit="none")),
        ("{context: China}", Context(condition=term("China"))),
        ("{context: [a1, b1]}", Context(condition=any_of("a1", "b1"))),
        ("{any: [a1], context: b1}", AllOf(members=(any_of("a1"), Context(condition=term("b1"))))),
        (
            "{near: [a1, {number: {min: 3}}]}",
            Near(members=(term("a1"), Number(text="3 or more", minimum=Decimal(3)))),
        ),
    ],
)
def test_a_number_or_a_context_is_read(text: str, condition: Condition) -> None:
    assert read(text) == (condition, [])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{number: 10}", "f.yaml:1:10: `number` takes `min`, `max` and `unit`; write {min: 10"),
        ("{number: {}}", "f.yaml:1:10: `number` takes `min`, `max` and `unit`"),
        ("{number: {least: 3}}", "f.yaml:1:11: unknown key `least` in a number; known: `min`, `max`, `unit`"),
        ("{number: {mni: 3, max: 4}}", "f.yaml:1:11: unknown key `mni` in a number; did you mean `min`?"),
        ("{number: {min: 20, max: 10}}", "f.yaml:1:16: `min` 20 is more than `max` 10; swap them"),
        ("{number: {min: many}}", "f.yaml:1:16: `min` is a number, found `many`; write 10, 2.5"),
        ("{number: {min: yes}}", "f.yaml:1:16: `min` is a number, found `yes`; write 10, 2.5"),
        (
            "{number: {max: 10 %}}",
            "f.yaml:1:16: `max` is a number, found `10 %`; write its unit under `unit`",
        ),
        ("{number: {max: }}", "f.yaml:1:16: `max` is a number, found nothing; write 10"),
        (
            "{number: {max: 3, unit: parsecs}}",
            "f.yaml:1:25: no unit `parsecs`; known, each under all its names: `%`",
        ),
        ("{number: {max: 3, unit: 5}}", "f.yaml:1:25: no unit `5`; known"),
        ("{number: {max: 3, unit: tonne-s}}", None),
        ("{context: ''}", "f.yaml:1:11: a term is empty"),
        (
            "{near: [a1, {context: b1}]}",
            "f.yaml:1:13: `near` takes terms, vocabularies, `any`, `near` and `number`",
        ),
    ],
)
def test_a_mistake_in_a_number_or_context_is_told_in_its_place(text: str, problem: str | None) -> None:
    _, problems = read(text)

    assert len(problems) == (problem is not None)
    assert all(one.startswith(str(problem)) for one in problems)


def test_unless_takes_numbers_and_no_context() -> None:
    problems: list[Problem] = []

    Reader("f.yaml", {}, problems).exceptions(node("[{number: {min: 1}}, {context: b1}]"))

    assert [problem.column for problem in problems] == [22]


def actors(text: str) -> tuple[Mapping[str, ActorClass], list[str]]:
    problems: list[Problem] = []

    made = Reader("terms.yaml", VOCABULARIES, problems).actors(node(text))
    return made, [str(one) for one in problems]


def test_classes_of_actors_are_read() -> None:
    foreign = AnyOf(members=(term("India"), term("印度")))

    assert actors("china: {names: [China, 中国], assumed_in: [zh]}\nelsewhere: {names: ['@foreign']}") == (
        {
            "china": ActorClass(
                id="china", names=any_of("China", "中国"), assumed_in=frozenset({Script.CHINESE})
            ),
            "elsewhere": ActorClass(id="elsewhere", names=AnyOf(members=(foreign,))),
        },
        [],
    )
    assert Reader("terms.yaml", {}, []).actors(None) == {}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "a: {names: ['@foregin']}",
            "terms.yaml:1:13: no vocabulary `@foregin` in terms.yaml; did you mean `@foreign`?",
        ),
        ("a: {names: []}", "terms.yaml:1:12: `names` is empty; write the names of the actors"),
        ("a: {names: [{any: [x1]}]}", "terms.yaml:1:13: a name of an actor is a term or a vocabulary"),
        ("a: {names: [[x1]]}", "terms.yaml:1:13: a name of an actor is a term or a vocabulary"),
        ("a: {names: ['']}", "terms.yaml:1:13: a term is empty"),
        (
            "{a: {names: [x1], assumed_in: [zh]}, b: {names: [y1], assumed_in: [en, zh]}}",
            "terms.yaml:1:72: `zh` is assumed for `a` already; keep it under one actor",
        ),
    ],
)
def test_a_mistake_in_a_class_of_actors_is_told_in_its_place(text: str, problem: str) -> None:
    _, (only,) = actors(text)

    assert only.startswith(problem)


TERMS = """
vocabularies:
  foreign: [India, 印度]
actors:
  china: {names: [China, 中国], assumed_in: [zh]}
  elsewhere: {names: ["@foreign"]}
"""
RULE = """
topic: plans
rules:
  - id: five-year-plan
    name: Five-year plan
    severity: high
    why: It sets targets.
    when: [five-year plan, 五年规划]
    actor: china
    false_alarms: [plans of other states]
    examples:
      match: ["China's five-year plan", 五年规划]
      no_match: ["India's five-year plan", 印度五年规划]
"""


def test_a_rule_of_an_actor_is_loaded_and_its_vocabulary_is_used() -> None:
    rule_set, problems = load_rules({"terms.yaml": TERMS, "plans.yaml": RULE}, root="rules")

    assert problems == ()
    assert rule_set is not None
    (made,) = rule_set.rules
    assert (made.actor, made.false_alarms) == ("china", ("plans of other states",))
    assert [one.id for one in made.actors] == ["china", "elsewhere"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"terms.yaml": TERMS, "plans.yaml": RULE.replace("actor: china", "actor: chian")},
            "rules/plans.yaml:9:12: no actor `chian` under `actors` in terms.yaml; did you mean `china`?",
        ),
        (
            {"plans.yaml": RULE},
            "rules/plans.yaml:9:12: `china` is looked up in terms.yaml, which the folder has not",
        ),
        (
            {"terms.yaml": TERMS.replace("assumed_in", "asumed_in"), "plans.yaml": RULE},
            "rules/terms.yaml:5:31: unknown key `asumed_in`; did you mean `assumed_in`?",
        ),
        (
            {"terms.yaml": TERMS.replace("[zh]", "[cn]"), "plans.yaml": RULE},
            "rules/terms.yaml:5:44: `assumed_in[1]` should be one of zh, en, found `cn`",
        ),
        (
            {
                "terms.yaml": TERMS,
                "plans.yaml": RULE.replace("  match: [", "  match: [A five-year plan, "),
            },
            "rules/plans.yaml:12:15: does not match “A five-year plan”, as it should",
        ),
    ],
)
def test_a_mistake_about_actors_is_told(files: Mapping[str, str], expected: str) -> None:
    rule_set, problems = load_rules(files, root="rules")

    assert rule_set is None
    assert any(str(problem).startswith(expected) for problem in problems), problems
