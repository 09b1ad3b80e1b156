"""Warnings about whole folders, each in its place."""

from monitor.config.rule_files import Loader
from monitor.config.whole_set import commonness, repetitions
from tests.rules.making import document

TERMS = """\
vocabularies:
  minerals: [rare earth, tin, rare earths, "@metals"]
  metals:
    - iron
    - {id: copper, names: [copper, 铜]}
    - irons
    - iron
"""
RULES = """\
topic: {topic}
rules:
  - id: {topic}-first
    name: First
    severity: high
    why: Because.
    when: {when}
    examples: {{match: [tin and rare earth], no_match: [x]}}
"""


def told(*conditions: str) -> list[str]:
    files = {"terms.yaml": TERMS} | {
        f"{chr(97 + place)}.yaml": RULES.format(topic=f"topic-{chr(97 + place)}", when=when)
        for place, when in enumerate(conditions)
    }
    loader = Loader()
    loader.load(files, root="rules")
    return sorted(str(problem).partition("; ")[0] for problem in repetitions(loader, files, root="rules"))


def test_what_a_vocabulary_repeats_is_told_where_it_is_written() -> None:
    assert told('"@minerals"') == [
        "rules/terms.yaml:2:31: warning: `rare earths` adds nothing: `rare earth` in the same list finds it",
        "rules/terms.yaml:6:7: warning: `irons` adds nothing: `iron` in the same list finds it",
        "rules/terms.yaml:7:7: warning: `iron` stands in this list twice",
    ]


def test_a_rule_is_found_again_in_its_file() -> None:
    found = [one for one in told('"@minerals"', '["@minerals", tin]') if "terms" not in one]

    assert found == [
        "rules/b.yaml:7:25: warning: `tin` adds nothing: `@minerals` in the same list holds it",
        "rules/b.yaml:7:5: warning: means the same as the rule `topic-a-first`",
    ]


def test_a_rule_with_an_error_takes_no_part() -> None:
    assert [one for one in told('"@minerals"', '["@minerals", "@mineral"]') if "terms" not in one] == []


def test_a_rule_that_matches_most_documents_is_told() -> None:
    files = {"a.yaml": RULES.format(topic="a", when="{all: [tin, rare earth]}")}
    loader = Loader()
    rule_set, _ = loader.load(files, root="rules")
    assert rule_set is not None

    (problem,) = commonness(loader, rule_set, [document("tin and rare earth")] * 50, files, root="rules")

    assert str(problem).startswith("rules/a.yaml:7:5: warning: matches 100 % of the newest 50 documents")


def test_a_rule_without_an_id_hides_no_other() -> None:
    nameless = "  - name: Nameless\n"
    loader = Loader()
    files = {
        "terms.yaml": TERMS,
        "a.yaml": RULES.format(topic="a", when='[tin, tin, "@minerals"]') + nameless,
    }
    loader.load(files, root="rules")

    assert any(problem.path == "rules/a.yaml" for problem in repetitions(loader, files, root="rules"))


def test_files_that_hold_no_rules_are_passed_over() -> None:
    loader = Loader()
    files = {"a.yaml": "rules: 5", "b.yaml": "[", "c.yaml": "topic: c\nrules: [x, {name: y}]"}
    loader.load(files, root="rules")

    assert repetitions(loader, files, root="rules") == ()
