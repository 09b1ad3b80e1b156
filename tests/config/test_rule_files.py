"""A folder of rule files: what is in force, and every problem with its place."""

import os
from pathlib import Path

import pytest

from monitor.config.rule_files import load_rules, read_rule_files
from monitor.errors import ConfigError, Level
from monitor.model import RuleStatus, Severity
from monitor.rules.evaluate import RuleSet
from monitor.rules.rule import VocabularyEntry
from tests.rules.making import document

TERMS = """\
vocabularies:
  bodies:
    - {id: miit, names: [工信部, "=MIIT", Ministry of Industry and Information Technology]}
    - 国务院
  acts: [approv*, 批复]
"""

RULES = """\
topic: pilot-list
rules:
  - id: national-pilot-list
    name: National pilot list
    severity: high
    why: Selection precedes funding.
    when:
      any:
        - 试点名单
        - near: [pilot, "@bodies", "@acts"]
          within: 6
    unless: [airline pilot]
    examples:
      match:
        - MIIT approved a pilot.
        - 第三批试点名单公布
      no_match:
        - The network cancelled the pilot.
        - MIIT approved an airline pilot.
"""


def load(rules: str = RULES, terms: str = TERMS, **more: str) -> tuple[RuleSet | None, list[str]]:
    files = {"terms.yaml": terms, "pilots.yaml": rules} | {
        f"{name}.yaml": text for name, text in more.items()
    }
    rule_set, problems = load_rules(files, root="rules")
    return rule_set, [str(problem) for problem in problems]


def test_right_files_become_a_rule_set() -> None:
    rule_set, problems = load()

    assert problems == []
    assert rule_set is not None
    (rule,) = rule_set.rules
    assert (rule.id, rule.topic, rule.severity, rule.status) == (
        "national-pilot-list",
        "pilot-list",
        Severity.HIGH,
        RuleStatus.STABLE,
    )
    assert rule_set.vocabularies["bodies"][1] == VocabularyEntry(names=("国务院",))
    (match,) = rule_set.match(document("国务院批复 pilot zones"))
    assert [(hit.text, hit.term) for hit in match.evidence] == [
        ("国务院", "国务院"),
        ("批复", "批复"),
        ("pilot", "pilot"),
    ]


def test_the_hash_follows_every_file() -> None:
    first, again = load()[0], load()[0]
    other = load(RULES.replace("funding", "money"))[0]

    assert first is not None
    assert again is not None
    assert other is not None
    assert first.hash == again.hash != other.hash


def test_every_field_is_taken() -> None:
    text = RULES.replace(
        "    why:", "    status: draft\n    split: true\n    references: [https://x]\n    notes: n\n    why:"
    )

    rule_set, problems = load(text)

    assert problems == []
    assert rule_set is not None
    (rule,) = rule_set.rules
    assert (rule.status, rule.references, rule.notes) == (RuleStatus.DRAFT, ("https://x",), "n")
    assert len(rule_set.match(document("MIIT ap proved the pi lot"))) == 1


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        (
            "severity: high",
            "severty: high",
            "3:5: `severity` is missing; add it\n5:5: unknown key `severty`; did you mean",
        ),
        (
            "severity: high",
            "severity: hihg",
            "5:15: `severity` should be one of low, medium, high, critical, found `hihg`; did",
        ),
        (
            "topic: pilot-list",
            "topic: Pilot list",
            "1:8: `topic`: `Pilot list` is more than",
        ),
        ("id: national-pilot-list", "id: a--b", "3:9: `id`: `a--b` is more than"),
        ("name: National pilot list", "name: ' '", "4:11: `name`: nothing stands here"),
        (
            "why: Selection precedes funding.",
            "why: 2026-01-01",
            "6:10: `why` should be a text, and `2026-01-01` is a date",
        ),
        ("- 试点名单", "- ''", "9:11: a term is empty"),
        ("- 试点名单", "- /(?<!x)试点/", "9:11: `/(?<!x)试点/`: it cannot look behind"),
        ('"@acts"', '"@act"', "10:36: no vocabulary `@act` in terms.yaml; did you mean `@acts`?"),
        (
            "unless: [airline pilot]",
            "unles: [airline pilot]",
            "12:5: unknown key `unles`; did you mean `unless`?",
        ),
        (
            "unless: [airline pilot]",
            "none: [airline pilot]",
            "12:5: `none` stands beside `when`; it belongs inside, indented under it",
        ),
        (
            "      any:\n        - 试点名单\n",
            "      any:\n        - 试点\n        - 试点名单\n",
            "10:11: warning: `试点名单` adds nothing",
        ),
        (
            "        - The network",
            "        - 试点名单",
            "18:11: matches “试点名单 cancelled the pilot.”, as it should not",
        ),
        (
            "        - 第三批试点名单公布",
            "        - 第三批公布",
            "16:11: does not match “第三批公布”, as it should: none of `试点名单`",
        ),
        (
            "        - 试点名单\n",
            "        - 试点名单\n        - 芯\n",
            "10:11: warning: `芯` alone makes a match",
        ),
    ],
)
def test_a_mistake_is_told_in_its_place(before: str, after: str, problem: str) -> None:
    rule_set, problems = load(RULES.replace(before, after))

    told = [one.removeprefix("rules/pilots.yaml:").removeprefix("rules/") for one in problems]
    expected = problem.split("\n")
    assert len(told) == len(expected), told
    assert all(one.startswith(start) for one, start in zip(told, expected, strict=True)), told
    assert (rule_set is None) == ("warning" not in problem)


def test_missing_examples_are_told() -> None:
    text = RULES[: RULES.index("    examples:")]

    assert load(text)[1] == ["rules/pilots.yaml:3:5: `examples` is missing; add it"]
    assert load(text + "    examples: {match: [试点名单], no_match: []}")[1] == [
        "rules/pilots.yaml:13:5: `examples`: a rule needs an example that matches and one that does not; write both"
    ]


def test_names_stand_once_in_all_files() -> None:
    _, problems = load(second=RULES)
    _, more = load(RULES + RULES[RULES.index("  - id") :])

    assert problems == [
        "rules/second.yaml:1:8: the topic `pilot-list` is taken by rules/pilots.yaml:1; rename one of the two",
        "rules/second.yaml:3:9: the id `national-pilot-list` is taken by rules/pilots.yaml:3; rename one of the two",
    ]
    assert [one.split(";")[0] for one in more] == [
        "rules/pilots.yaml:20:9: the id `national-pilot-list` is taken by rules/pilots.yaml:3"
    ]


def test_vocabularies_stand_once_and_are_used() -> None:
    files = {"terms.yaml": TERMS + '  more: ["@acts", x1]\n', "terms.yml": TERMS, "pilots.yaml": RULES}

    rule_set, problems = load_rules(files, root="rules")

    assert rule_set is None
    assert [(problem.path, problem.line, problem.level) for problem in problems] == [
        ("rules/terms.yaml", 6, Level.WARNING),
        ("rules/terms.yml", 1, Level.ERROR),
    ]


def test_a_vocabulary_is_used_through_another() -> None:
    terms = TERMS.replace("acts: [", 'acts: ["@more", ') + "  more: [designat*]\n"

    rule_set, problems = load(terms=terms)

    assert problems == []
    assert rule_set is not None
    assert len(rule_set.match(document("MIIT designates a pilot"))) == 1


def test_a_mistake_in_a_vocabulary_others_name_is_told_once() -> None:
    terms = TERMS.replace("acts: [", 'acts: ["@more", ') + "  more: [/(/, x1]\n"

    _, problems = load(terms=terms)

    assert [one.split(" ")[0] for one in problems] == ["rules/terms.yaml:6:10:"]


def test_a_doubtful_term_of_a_vocabulary_is_told_once_where_it_stands() -> None:
    rule_set, problems = load(terms=TERMS.replace("批复]", "批复, 批*]"))

    assert rule_set is not None
    assert [one[:31] for one in problems] == ["rules/terms.yaml:5:23: warning:"]


@pytest.mark.parametrize(
    ("rules", "problem"),
    [
        ("topic: x", "rules/pilots.yaml:1:1: `rules` is missing; add it"),
        ("topic: x\nrules: []", "rules/pilots.yaml:1:1: the file has no rules"),
        ("topic: x\nrules: y", "rules/pilots.yaml:2:8: `rules` should be a list, found `y`"),
        (
            "topic: x\nrules: [y]",
            "rules/pilots.yaml:2:9: what stands here should be a mapping of keys, found `y`",
        ),
        ("rules: [", "rules/pilots.yaml:2:1: not YAML"),
        ("topic: 5\nrules: [{id: 6}]", "rules/pilots.yaml:1:8: `topic` should be a text"),
        ("", "rules/pilots.yaml:1:1: the file is empty"),
    ],
)
def test_a_file_of_another_form_is_told(rules: str, problem: str) -> None:
    rule_set, problems = load(rules, "vocabularies: {}")

    assert rule_set is None
    assert problems[0].startswith(problem)


@pytest.mark.parametrize("terms", ["vocabularies: [x]", "x: 1", "["])
def test_a_vocabulary_file_of_another_form_is_told(terms: str) -> None:
    rule_set, problems = load(terms=terms)

    assert rule_set is None
    assert problems
    assert all(problem.startswith("rules/terms.yaml:") for problem in problems)


def test_a_folder_without_rules_is_told() -> None:
    assert load_rules({}, root="rules")[0] is None
    assert str(load_rules({"terms.yaml": TERMS}, root="rules")[1][-0]).startswith(
        "rules:1:1: the folder has no rule file"
    )


def test_one_wrong_rule_hides_no_other_problem() -> None:
    second = (
        RULES[RULES.index("  - id") :].replace("national", "second").replace("- 第三批试点名单公布", "- x1")
    )

    _, problems = load(RULES.replace("severity: high", "severity: x") + second)

    assert [int(one.split(":")[1]) for one in problems] == [5, 33]


def test_a_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_bytes(b"\xef\xbb\xbfb: \xe8\xaf\x95")
    (tmp_path / "a.yml").write_text("a: 1")
    (tmp_path / ".hidden.yaml").write_bytes(b"\xff")
    (tmp_path / "notes.txt").write_bytes(b"\xff")

    assert read_rule_files(tmp_path) == {"a.yml": "a: 1", "b.yaml": "b: 试"}


def test_what_cannot_be_read_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes("x: 1\n试点: ".encode() + "试点".encode("gb18030"))
    (tmp_path / "b.yaml").mkdir()

    with pytest.raises(ConfigError) as caught:
        read_rule_files(tmp_path)

    assert [str(problem).split("; ")[0] for problem in caught.value.problems] == [
        f"{tmp_path}{os.sep}a.yaml:2:5: the file is not UTF-8 from here on",
        f"{tmp_path}{os.sep}b.yaml:1:1: is no file",
    ]


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="the folder of rules cannot be read"):
        read_rule_files(tmp_path / "none")
