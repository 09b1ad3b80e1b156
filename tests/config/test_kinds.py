"""`kinds:` of terms.yaml: what the entries of a vocabulary are."""

import pytest

from monitor.config.rule_files import Loader, load_rules
from monitor.rules.names import NameKind

RULE = """\
topic: steel
rules:
  - id: steel
    name: Steel
    severity: low
    why: It is heavy.
    when: ["@cities"]
    examples: {match: [Baotou], no_match: [Paris]}
"""
TERMS = """\
vocabularies:
  cities:
    - {id: Baotou, names: [Baotou, 包头]}
  bodies:
    - {id: MIIT, names: [=MIIT, 工信部]}
"""


def problems(kinds: str) -> list[str]:
    _, found = load_rules({"steel.yaml": RULE, "terms.yaml": TERMS + kinds}, root="rules")
    return [str(problem) for problem in found]


def test_vocabularies_of_a_kind_are_named_and_used() -> None:
    rules, found = load_rules(
        {"steel.yaml": RULE, "terms.yaml": TERMS + 'kinds:\n  place: [cities]\n  body: ["@bodies"]\n'},
        root="rules",
    )

    assert found == ()
    assert rules is not None
    assert rules.names.kinds == {NameKind.PLACE: ("cities",), NameKind.BODY: ("bodies",)}


def test_a_file_without_kinds_names_nothing() -> None:
    rules, found = load_rules({"steel.yaml": RULE, "terms.yaml": TERMS}, root="rules")

    assert rules is not None
    assert rules.names.kinds == {}
    assert [problem.level.value for problem in found] == ["warning"]  # of the list that no rule uses


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (
            "kinds:\n  place: [citis]\n  body: [bodies]\n",
            "rules/terms.yaml:7:11: no vocabulary `citis` in this file; did you mean `cities`?",
        ),
        (
            "kinds:\n  place: [cities, bodies]\n  body: [bodies]\n",
            "rules/terms.yaml:8:10: the vocabulary `bodies` stands under `place` already; drop it from one",
        ),
    ],
)
def test_a_mistake_is_told_in_its_place(kinds: str, expected: str) -> None:
    assert expected in problems(kinds)


def test_an_unknown_kind_is_refused_with_those_there_are() -> None:
    told = [
        line for line in problems("kinds:\n  places: [cities]\n  body: [bodies]\n") if "terms.yaml" in line
    ]

    assert any("places" in line and "place" in line.replace("places", "") for line in told), told


def test_kinds_that_are_no_lists_are_refused() -> None:
    assert any("terms.yaml" in line for line in problems("kinds: [cities]\n"))


def test_an_edit_of_the_kinds_alone_is_in_force_after_a_reload() -> None:
    loader = Loader()
    loader.load({"steel.yaml": RULE, "terms.yaml": TERMS}, root="rules")

    rules, _ = loader.load(
        {"steel.yaml": RULE, "terms.yaml": TERMS + "kinds: {place: [cities]}\n"}, root="rules"
    )

    assert rules is not None
    assert rules.names.kinds == {NameKind.PLACE: ("cities",)}
