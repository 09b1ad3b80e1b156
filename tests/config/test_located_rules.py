"""Rules with their places, as far as broken files can be read."""

from monitor.config.located_rules import Place, read

TERMS = "vocabularies:\n  bodies: [MIIT]\n"
PILOTS = """\
topic: pilots
rules:
  - id: list
    name: A
    severity: high
    why: b
    when: {near: [pilot list, "@bodies"]}
    unless: ["@bodies", whale]
    examples:
      match: [MIIT pilot list, nothing of it]
      no_match:
        - a list
  - {id: wrong, name: A, severity: hgih, why: b, when: x1, examples: {match: [x1], no_match: [y]}}
"""


def test_a_rule_whose_example_fails_is_read_all_the_same() -> None:
    reading = read({"terms.yaml": TERMS, "pilots.yaml": PILOTS}, root="rules")

    (found,) = reading.rules
    assert str(found.place) == "rules/pilots.yaml:3:9"
    assert found.vocabularies == ("bodies",)
    assert found.words == ("pilot list", "@bodies", "whale")
    assert [(one.text, one.is_match, str(one.place)) for one in found.examples] == [
        ("MIIT pilot list", True, "rules/pilots.yaml:10:15"),
        ("nothing of it", True, "rules/pilots.yaml:10:32"),
        ("a list", False, "rules/pilots.yaml:12:11"),
    ]
    assert reading.names == {"pilots", "list"}
    assert reading.vocabularies.keys() == {"bodies"}


def test_problems_are_told_but_for_examples_that_fail() -> None:
    reading = read({"terms.yaml": TERMS, "pilots.yaml": PILOTS}, root="rules")

    assert [
        (problem.path, problem.line) for problem in reading.problems if "severity" in problem.message
    ] == [("rules/pilots.yaml", 13)]
    assert not any("does not match" in problem.message for problem in reading.problems)


def test_names_are_taken_by_rules_that_cannot_be_read_too() -> None:
    reading = read({"pilots.yaml": PILOTS}, root="rules")

    assert reading.ids["wrong"] == Place(path="rules/pilots.yaml", line=13, column=10)
    assert reading.topics["pilots"] == Place(path="rules/pilots.yaml", line=1, column=8)


def test_a_file_that_is_no_yaml_leaves_the_others() -> None:
    reading = read({"a.yaml": "topic: [", "terms.yaml": TERMS, "pilots.yaml": PILOTS}, root="rules")

    assert [one.rule.id for one in reading.rules] == ["list"]
    assert any(problem.path == "rules/a.yaml" for problem in reading.problems)


def test_of_two_rules_with_one_id_each_stands_once() -> None:
    again = (
        PILOTS.replace("topic: pilots", "topic: others")
        .replace("id: wrong", "id: list")
        .replace("hgih", "low")
    )

    reading = read({"terms.yaml": TERMS, "pilots.yaml": again}, root="rules")

    assert len(reading.rules) == 1
    assert any("is taken by" in problem.message for problem in reading.problems)
