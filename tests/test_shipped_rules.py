"""What every shipped rule owes its readers: a reason, sources, known false alarms, examples in both languages."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from monitor.config.rule_files import load_rules, read_rule_files
from monitor.rules.evaluate import RuleSet
from monitor.rules.rule import Rule, VocabularyEntry
from monitor.text.characters import is_han

FOLDER = Path(__file__).parents[1] / "rules"
LEAST_EXAMPLES = 3  # of each kind, in each language
TOPICS = {
    "chokepoint",
    "commercialisation",
    "downstream-demand",
    "export-control",
    "first-of-a-kind",
    "five-year-plan",
    "funding-targets",
    "new-quality-forces",
    "pilot-list",
    "resource-bases",
    "standards-testing",
    "state-financing",
}


@pytest.fixture(scope="module")
def rule_set() -> RuleSet:
    """The rules of the project."""
    loaded, problems = load_rules(read_rule_files(FOLDER), root="rules")
    assert loaded is not None, problems
    return loaded


def count_by_language(examples: tuple[str, ...]) -> Mapping[str, int]:
    """Count the examples by script; one that mixes both counts by its first letter."""
    first = [next(letter for letter in example if letter.isalpha()) for example in examples]
    chinese = sum(map(is_han, first))
    return {"zh": chinese, "en": len(first) - chinese}


def test_each_topic_has_a_file_of_its_name(rule_set: RuleSet) -> None:
    files = {path.stem for path in FOLDER.glob("*.yaml")} - {"terms"}

    assert files == TOPICS == {rule.topic for rule in rule_set.rules}


def test_every_rule_says_why_it_matters_where_to_look_and_when_it_errs(rule_set: RuleSet) -> None:
    silent = [rule.id for rule in rule_set.rules if not (rule.why and rule.references and rule.false_alarms)]

    assert silent == []


def test_every_rule_has_three_examples_of_each_kind_in_each_language(rule_set: RuleSet) -> None:
    def lacks(rule: Rule) -> bool:
        kinds = (rule.examples.match, rule.examples.no_match)
        return any(number < LEAST_EXAMPLES for kind in kinds for number in count_by_language(kind).values())

    assert [rule.id for rule in rule_set.rules if lacks(rule)] == []


def test_no_example_stands_twice_in_one_rule(rule_set: RuleSet) -> None:
    twice = [
        rule.id
        for rule in rule_set.rules
        if len({*rule.examples.match, *rule.examples.no_match})
        != len(rule.examples.match) + len(rule.examples.no_match)
    ]

    assert twice == []


def test_an_explainer_is_told_of_quietly(rule_set: RuleSet) -> None:
    severities = {rule.id: rule.severity for rule in rule_set.rules}

    assert {severities["plan-explained"], severities["control-explained"]} == {"low"}


@pytest.mark.parametrize(
    "name", ["national-bodies", "companies", "institutes", "associations", "policy-banks"]
)
def test_a_body_has_one_id_and_a_name_in_some_script(rule_set: RuleSet, name: str) -> None:
    entries: tuple[VocabularyEntry, ...] = rule_set.vocabularies[name]

    ids = [entry.id for entry in entries]

    assert len(ids) == len(set(ids))
    assert [entry.id for entry in entries if not (entry.english or entry.chinese)] == []
