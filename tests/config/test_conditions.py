"""Conditions and vocabularies as analysts write them."""

import pytest

from monitor.config import yaml_text
from monitor.config.conditions import Reader, VocabularyReader
from monitor.config.yaml_text import Node
from monitor.errors import Problem
from monitor.rules.rule import AllOf, AnyOf, AtLeast, Condition, Near, NoneOf, Scope, Scoped, VocabularyEntry
from tests.rules.making import any_of, term

VOCABULARIES = {
    "bodies": (
        VocabularyEntry(id="miit", names=("工信部", "=MIIT")),
        VocabularyEntry(names=("国务院",)),
    ),
    "acts": (VocabularyEntry(names=("approv*",)),),
}
BODIES = (any_of("工信部", "=MIIT"), term("国务院"))


def node(text: str) -> Node:
    made, problems = yaml_text.read(text, "f.yaml")
    assert problems == ()
    assert made is not None
    return made


def read(text: str, *, split: bool = False) -> tuple[Condition | None, list[str]]:
    problems: list[Problem] = []
    reader = Reader("f.yaml", VOCABULARIES, problems, split=split)

    return reader.condition(node(text)), [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("pilot list", term("pilot list")),
        ("[pilot, 试点]", any_of("pilot", "试点")),
        ("{any: pilot}", any_of("pilot")),
        ("{all: [pilot, [a1, b2]]}", AllOf(members=(term("pilot"), any_of("a1", "b2")))),
        ("{none: [pilot]}", NoneOf(members=(term("pilot"),))),
        ('"@bodies"', AnyOf(members=BODIES)),
        ('"@acts"', any_of("approv*")),
        ('{near: [pilot, "@acts"]}', Near(members=(term("pilot"), any_of("approv*")), within=12)),
        ("{near: [pilot, list], within: 2.5}", Near(members=any_of("pilot", "list").members, within=2.5)),
        (
            '{at_least: {count: 2, of: ["@bodies", "@acts", 国务院]}}',
            AtLeast(count=2, members=(*BODIES, term("approv*"))),
        ),
        ("{at_least: {count: 1, of: pilot}}", AtLeast(count=1, members=(term("pilot"),))),
        ("{at_least: {count: 1, of: [{any: [a1, b2]}]}}", AtLeast(count=1, members=(any_of("a1", "b2"),))),
        ("{any: [a1], none: [b2]}", AllOf(members=(any_of("a1"), NoneOf(members=(term("b2"),))))),
        ("{any: [a1], in: title}", Scoped(scopes=frozenset({Scope.TITLE}), condition=any_of("a1"))),
        (
            "{near: [{any: [a1], in: [title, body]}, b2]}",
            Near(
                members=(
                    Scoped(scopes=frozenset({Scope.TITLE, Scope.BODY}), condition=any_of("a1")),
                    term("b2"),
                ),
                within=12,
            ),
        ),
    ],
)
def test_a_condition_is_read(text: str, condition: Condition) -> None:
    assert read(text) == (condition, [])


def test_a_split_rule_splits_its_terms_and_those_of_its_vocabularies() -> None:
    condition, _ = read('[pilot, "@acts"]', split=True)

    assert condition == AnyOf(
        members=(term("pilot", split=True), AnyOf(members=(term("approv*", split=True),)))
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[a1, NO]", "f.yaml:1:6: a term is a text, and `NO` is yes or no to YAML; quote it"),
        ("[a1, ]\n", None),
        ("[a1, ~]", "f.yaml:1:6: a term is a text, found nothing; write"),
        ("{any: [a1, '']}", "f.yaml:1:12: a term is empty"),
        ("{any: }", "f.yaml:1:7: a term is empty; write it"),
        ("{any: []}", "f.yaml:1:7: the list is empty"),
        ("/(/", "f.yaml:1:1: `/(/`: not a regular expression"),
        ('"@body"', "f.yaml:1:1: no vocabulary `@body` in terms.yaml; did you mean `@bodies`?"),
        ("{or: [a1]}", "f.yaml:1:2: unknown key `or` in a condition; known: `any`, `all`, `none`"),
        ("{any: [a1], al: [b1]}", "f.yaml:1:13: unknown key `al` in a condition; did you mean `all`?"),
        ("{in: title}", "f.yaml:1:1: a condition needs one of"),
        ("{}", "f.yaml:1:1: a condition needs one of"),
        ("{any: [a1], in: []}", "f.yaml:1:17: `in` is empty"),
        (
            "{any: [a1], in: titel}",
            "f.yaml:1:17: `in` takes title, highlights, body, found `titel`; did you mean `title`?",
        ),
        ("{any: [a1], within: 3}", "f.yaml:1:21: `within` stands without `near`"),
        ("{near: [a1]}", "f.yaml:1:8: `near` takes 2 to 6 members, found 1"),
        ("{near: [a1, b1, c1, d1, e1, f1, g1]}", "f.yaml:1:8: `near` takes 2 to 6 members, found 7"),
        ("{near: [a1, b1], within: -1}", "f.yaml:1:26: `within` is a number of words from 0 to 200"),
        ("{near: [a1, b1], within: yes}", "f.yaml:1:26: `within` is a number"),
        ("{near: [a1, b1], within: far}", "f.yaml:1:26: `within` is a number"),
        (
            "{near: [a1, {all: [b1]}]}",
            "f.yaml:1:13: `near` takes terms, vocabularies, `any`, `near` and `number`",
        ),
        ("{near: [a1, [{any: [{none: b1}], in: body}]]}", "f.yaml:1:13: `near` takes terms"),
        ("{at_least: [a1]}", "f.yaml:1:12: `at_least` takes exactly `count` and `of`"),
        ("{at_least: {count: 1}}", "f.yaml:1:12: `at_least` takes exactly `count` and `of`"),
        ("{at_least: {count: 3, of: [a1, b1]}}", "f.yaml:1:20: `count` is a whole number from 1 to 2"),
        (
            "{at_least: {count: 2, of: [a1, a1]}}",
            "f.yaml:1:20: `count` is a whole number, of one member 1 and no more; add members",
        ),
        ("{at_least: {count: yes, of: [a1]}}", "f.yaml:1:20: `count` is a whole number"),
        ("{at_least: {count: two, of: [a1]}}", "f.yaml:1:20: `count` is a whole number"),
        ("{at_least: {count: 1, of: [a1, '']}}", "f.yaml:1:32: a term is empty"),
        ("{near: [a1, '']}", "f.yaml:1:13: a term is empty"),
    ],
)
def test_a_mistake_in_a_condition_is_told_in_its_place(text: str, problem: str | None) -> None:
    condition, problems = read(text)

    assert len(problems) == (problem is not None)
    assert all(one.startswith(str(problem)) for one in problems)
    assert condition is not None or problem is not None


def test_a_vocabulary_is_one_object_wherever_it_is_named() -> None:
    condition, _ = read('["@bodies", {all: ["@bodies"]}]')

    assert isinstance(condition, AnyOf)
    inner = condition.members[1]
    assert isinstance(inner, AllOf)
    assert condition.members[0] is inner.members[0]


def test_a_vocabulary_whose_list_is_wrong_is_told_elsewhere() -> None:
    problems: list[Problem] = []

    assert Reader("f.yaml", {"bad": ()}, problems).condition(node('"@bad"')) is None
    assert Reader("f.yaml", {}, problems, is_blind=True).condition(node('"@unread"')) is None
    assert problems == []


def test_every_mistake_of_a_condition_is_told() -> None:
    _, problems = read("{any: ['', NO], all: [/(/], x: 1, in: [y, z]}")

    assert len(problems) == 6


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("[a1, {any: [b1]}]", (term("a1"), any_of("b1"))),
        ("a1", (term("a1"),)),
        ('"@bodies"', (AnyOf(members=BODIES),)),
        ("~", ()),
    ],
)
def test_unless_is_a_list_of_what_is_taken_out(text: str, conditions: tuple[Condition, ...]) -> None:
    problems: list[Problem] = []

    assert Reader("f.yaml", VOCABULARIES, problems).exceptions(node(text)) == conditions
    assert Reader("f.yaml", VOCABULARIES, problems).exceptions(None) == ()
    assert problems == []


def test_unless_takes_no_condition_without_a_place() -> None:
    problems: list[Problem] = []

    Reader("f.yaml", {}, problems).exceptions(node("[{none: [a1]}, {at_least: {count: 1, of: [b1]}}]"))

    assert [problem.column for problem in problems] == [2, 16]


def vocabularies(text: str) -> tuple[dict[str, tuple[VocabularyEntry, ...]], list[str]]:
    problems: list[Problem] = []
    nodes = dict(node(text).entries or {})
    reader = VocabularyReader(Reader("terms.yaml", {}, problems), nodes)

    return {name: reader.read(name) for name in nodes}, [str(problem) for problem in problems]


def test_vocabularies_hold_terms_entries_and_other_vocabularies() -> None:
    text = 'a: [x1, {id: miit, names: [工信部, "=MIIT"]}, "@b", x1]\nb: [y1]\n'
    miit = VocabularyEntry(id="miit", names=("工信部", "=MIIT"))
    x1, y1 = VocabularyEntry(names=("x1",)), VocabularyEntry(names=("y1",))

    assert vocabularies(text) == ({"a": (x1, miit, y1), "b": (y1,)}, [])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: x1", "terms.yaml:1:4: the vocabulary `a` is no list of terms"),
        ("a: []", "terms.yaml:1:4: the vocabulary `a` is no list of terms"),
        ("a: [12]", "terms.yaml:1:5: a term is a text, and `12` is a number to YAML; quote it"),
        ("a: [[x1]]", "terms.yaml:1:5: a term is a text, found a list"),
        ('a: ["@a"]', "terms.yaml:1:5: the vocabulary `@a` contains itself"),
        ('abc: ["@abd"]', "terms.yaml:1:7: no vocabulary `@abd` in terms.yaml; did you mean `@abc`?"),
        ("a: [{id: x}]", "terms.yaml:1:5: an entry of a vocabulary is a term, or"),
        ("a: [{id: x, names: []}]", "terms.yaml:1:5: the `id` of an entry is a text and"),
        ("a: [{id: 1, names: [x]}]", "terms.yaml:1:5: the `id` of an entry is a text and"),
        ("a: [{id: x, names: [y1, '']}]", "terms.yaml:1:25: a term is empty"),
    ],
)
def test_a_mistake_in_a_vocabulary_is_told_in_its_place(text: str, problem: str) -> None:
    _, (only,) = vocabularies(text)

    assert only.startswith(problem)


def test_vocabularies_that_contain_each_other_are_told() -> None:
    _, problems = vocabularies('a: ["@b"]\nb: ["@a"]\n')

    assert all("contains itself" in problem for problem in problems)
    assert problems
