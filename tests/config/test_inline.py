import pytest

from monitor.config import inline
from monitor.rules.regexes import Regex
from monitor.rules.rule import AllOf, AnyOf, Near, Rule, Scoped
from monitor.rules.terms import Phrase
from tests.rules.making import document, rule_set

FILES = {
    "terms.yaml": """\
vocabularies:
  ministries: [MIIT, 工信部]
actors:
  china: {names: ["@ministries", China], assumed_in: [zh]}
  elsewhere: {names: [India]}
""",
    "pilots.yaml": "not: checked here",
}


def read(text: str, files: dict[str, str] | None = None) -> Rule:
    rule, problems = inline.read(text, FILES if files is None else files, root="rules")
    assert rule is not None, problems
    return rule


def refused(text: str, files: dict[str, str] | None = None) -> list[str]:
    rule, problems = inline.read(text, FILES if files is None else files, root="rules")
    assert rule is None
    return [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("rare earth", "rare earth"),
        ("  approv*\n", "approv*"),
        ("=MIIT", "=MIIT"),
        ("MIIT: notice", "MIIT: notice"),
        ("国发〔2025〕", "国发〔2025〕"),
        ('"rare earth"', "rare earth"),
    ],
)
def test_a_term_is_taken_as_it_stands(text: str, written: str) -> None:
    when = read(text).when

    assert isinstance(when, Phrase)
    assert when.text == written


def test_an_expression_is_a_term_too() -> None:
    assert isinstance(read("/第.{1,3}批/").when, Regex)


def test_a_vocabulary_is_that_of_the_folder() -> None:
    assert rule_set(read("@ministries")).match(document("工信部公布名单"))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("[gallium, 稀土]", AnyOf),
        ("- gallium\n- 稀土\n", AnyOf),
        ('{near: [pilot, "@ministries"], within: 8}', Near),
        ("# as in the file\nall:\n  - pilot\n  - list\n", AllOf),
        ("any: [pilot]\nin: [title]\n", Scoped),
    ],
)
def test_a_condition_is_yaml_in_flow_or_block(text: str, kind: type) -> None:
    assert isinstance(read(text).when, kind)


RULE = """\
  - id: anything
    why: What is not needed may stand there.
    when: [five-year plan]
    unless: [five-year plan of the club]
    split: true
    actor: china
"""


def test_a_rule_can_be_copied_from_its_file_with_its_dash() -> None:
    rules = rule_set(read(RULE))

    assert rules.match(document("China drew up a five-year plan."))
    assert not rules.match(document("India drew up a five-year plan."))
    assert not rules.match(document("China read the five-year plan of the club."))


def test_unless_alone_beside_when_makes_a_rule() -> None:
    assert read("when: pilot\nunless: [airline pilot]\n").unless


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "try:1:1: a term is empty; write it, or remove the line"),
        ("pilot* *", "try:1:1: `pilot* *`: a `*` stands at the end of a word"),
        ("{nera: [a, b]}", "try:1:2: unknown key `nera` in a condition; did you mean `near`?"),
        ('{near: [pilot, "@ministers"]}', "try:1:16: no vocabulary `@ministers` in terms.yaml"),
        ("{near: [pilot, list}", "try:1:20: not YAML"),
        ("unless: [a]\n", "try:1:1: a rule needs `when`; write what to look for"),
        ("when: pilot\nsplitt: true\nunless: x\n", "try:2:1: unknown key `splitt` in a rule"),
        ("when: pilot\nactor: chyna\n", "try:2:8: no actor `chyna` under `actors` in terms.yaml"),
        ("when: pilot\nactor: [china]\n", "try:2:8: `actor` is the name of a class of actors, found a list"),
        ("none: [pilot]", "try:1:1: matches documents that say none of its terms"),
        ("when: pilot\nunless: pilot\n", "try:2:9: takes out every hit of the rule"),
    ],
)
def test_error_a_mistake_is_told_where_it_stands(text: str, problem: str) -> None:
    (line,) = refused(text)

    assert line.startswith(problem)


def test_doubts_are_told_and_do_not_stop() -> None:
    rule, problems = inline.read("[gallium, 稀]", FILES, root="rules")

    assert rule is not None
    assert [str(problem).partition(" alone")[0] for problem in problems] == ["try:1:11: warning: `稀`"]


def test_error_a_broken_vocabulary_is_told_where_it_may_be_the_cause() -> None:
    broken = {"terms.yml": "vocabularies:\n  metals: [gallium, 'a* b*c']\n"}

    assert read("gallium", broken).when
    lines = refused('["@metals", "@other"]', broken)
    assert any(line.startswith("rules/terms.yml:2:21: ") for line in lines)


def test_error_without_vocabularies_none_is_known() -> None:
    (line,) = refused("@ministries", {})

    assert line.startswith("try:1:1: no vocabulary `@ministries` in terms.yaml")
