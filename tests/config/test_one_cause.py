"""One mistake is told once, and hides no other: what follows from it is not told."""

from monitor.config import located_rules
from monitor.config.rule_files import Loader, load_rules
from monitor.errors import Level

TERMS = """\
vocabularies:
  bodies:
    - {id: miit, names: [工信部, "=MIIT"]}
    - "/(/"
  acts: [approv*, 批复]
  names: ["@bodies", =NDRC]
actors:
  china: {names: ["@names"], assumed_in: [zh]}
  elsewhere: {names: [India]}
"""
RULE = """\
topic: pilots
rules:
  - id: pilot-list
    name: Pilot list
    severity: high
    why: Selection precedes funding.
    when: {when}
    examples:
      match: [{match}]
      no_match: [{no_match}]
"""
PLAIN = {"match": "MIIT approved a pilot.", "no_match": "The network cancelled the pilot."}


def told(rules: str, terms: str = TERMS) -> list[str]:
    _, problems = load_rules({"a.yaml": rules, "terms.yaml": terms}, root="r")
    return [str(problem) for problem in problems if problem.level is Level.ERROR]


def rule(when: str, **examples: str) -> str:
    made = RULE.replace("{when}", when)
    for name, text in {**PLAIN, **examples}.items():
        made = made.replace(f"{{{name}}}", text)
    return made


def only(problems: list[str], place: str) -> bool:
    return len(problems) == 1 and problems[0].startswith(place)


def test_a_bad_term_brings_no_errors_in_the_rules_that_use_its_list() -> None:
    needs_it = '{near: [pilot, {at_least: {count: 2, of: "@bodies"}}]}'

    for when in ('{all: [pilot, "@bodies"]}', '{all: [pilot, "@names"]}', needs_it.replace("near", "all")):
        assert only(told(rule(when, match="MOST approved a pilot.")), "r/terms.yaml:4:7: `/(/`:"), when


def test_nor_where_it_stands_under_unless_or_names_an_actor() -> None:
    takes_out = rule('[pilot]\n    unless: ["@bodies"]', no_match="MIIT")
    doing = rule("[pilot]\n    actor: china")

    assert only(told(takes_out), "r/terms.yaml:4:7:")
    assert only(told(doing), "r/terms.yaml:4:7:")


def test_another_mistake_of_such_a_rule_is_told_all_the_same() -> None:
    problems = told(rule('{all: [pilot, "@bodies", "@bodis"]}'))

    assert [one.split(":")[0] for one in problems] == ["r/a.yaml", "r/terms.yaml"]
    assert "did you mean `@bodies`?" in problems[0]


def test_a_list_that_is_mended_has_its_rules_tried_again() -> None:
    loader = Loader()
    files = {"a.yaml": rule('{all: [pilot, "@bodies"]}', match="MOST approved a pilot."), "terms.yaml": TERMS}
    loader.load(files, root="r")

    mended = TERMS.replace('    - "/(/"\n', "")
    _, problems = loader.load({**files, "terms.yaml": mended}, root="r")

    assert "does not match" in "\n".join(map(str, problems))
    assert "terms.yaml" not in "\n".join(str(one) for one in problems if one.level is Level.ERROR)


def test_an_example_that_is_no_text_hides_no_other_example() -> None:
    problems = told(
        rule("[pilot list]", match="12, A quota list., A pilot list.", no_match="2026-01-01, A pilot list")
    )

    assert [one.split(": ")[0] for one in problems if "terms" not in one] == [
        "r/a.yaml:9:15",
        "r/a.yaml:9:19",
        "r/a.yaml:10:18",
        "r/a.yaml:10:30",
    ]


def test_a_rule_with_such_an_example_is_tested_by_the_rest_each_in_its_place() -> None:
    reading = located_rules.read(
        {"a.yaml": rule("[pilot list]", match="12, A quota list., A pilot list.")}, root="r"
    )

    (one,) = reading.rules
    assert [(example.text, example.place.column) for example in one.examples] == [
        ("A quota list.", 19),
        ("A pilot list.", 34),
        ("The network cancelled the pilot.", 18),
    ]
    assert [problem.column for problem in reading.problems] == [15]


def test_a_rule_all_of_whose_examples_are_no_texts_is_told_just_that() -> None:
    problems = told(rule("[pilot list]", match="12", no_match="x"), "vocabularies: {a: [b]}")

    assert ["9:15" in one for one in problems] == [True]
