"""Strict YAML: what is read, and what is refused at which line and column."""

import time
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.config import yaml_text
from monitor.config.yaml_text import Node


def read(text: str, **environment: str) -> Node:
    node, problems = yaml_text.read(text, "f.yaml", environment)

    assert problems == ()
    assert node is not None
    return node


def told(text: str, environment: dict[str, str] | None = None) -> list[str]:
    return [str(problem) for problem in yaml_text.read(text, "f.yaml", environment)[1]]


def test_scalars_become_plain_data() -> None:
    text = "a: [true, no, ~, , 12, -3, 1.5, 2026-01-31, '12', \"no\", 试点, https://x/y]\nb: |\n  two\n  lines\n1: x\n"

    assert read(text.replace(", ,", ", null,")).data == {
        "a": [True, False, None, None, 12, -3, 1.5, date(2026, 1, 31), "12", "no", "试点", "https://x/y"],
        "b": "two\nlines\n",
        "1": "x",
    }


def test_every_value_knows_its_place() -> None:
    node = read("topic: x\nrules:\n  - 试点: [a, {b: c}]\n")

    assert node.place_of(("rules", 0, "试点")) == (3, 5)
    assert node.place_of(("rules", 0, "试点", 1)) == (3, 13)
    assert node.place_of(("rules", 0, "试点", 1, "b")) == (3, 14)
    assert node.place_of(("rules", 4, "other")) == (3, 3)
    assert node.place_of(()) == (1, 1)
    assert [scalar.said for scalar in node.scalars()] == ["x", "a", "c"]
    assert (node.at(("rules", 0, "试点", 1, "b")).line, node.at(("topic", "x")).said) == (3, "x")
    assert [node.kind, node.at(("rules",)).kind, node.at(("topic",)).kind] == ["a mapping", "a list", "`x`"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "a: 1\nb: 2\na: 3\n",
            "f.yaml:3:1: the key `a` stands here a second time, first in line 1; remove one",
        ),
        ("a: 12:30", 'f.yaml:1:4: `12:30` is a number or a time to YAML; quote it: "12:30"'),
        ("a: 0777", 'f.yaml:1:4: `0777` is a number or a time to YAML; quote it: "0777"'),
        ("a: 1_000", 'f.yaml:1:4: `1_000` is a number or a time to YAML; quote it: "1_000"'),
        ("a: .inf", 'f.yaml:1:4: `.inf` is a number or a time to YAML; quote it: ".inf"'),
        ("a: 2026-02-30", "f.yaml:1:4: `2026-02-30` is no day of the calendar; correct it, or quote it"),
        ("a: &x 1", "f.yaml:1:4: `&x` is an anchor of YAML, not read here; quote it, or remove it"),
        (
            "a: [pilot, *list]",
            "f.yaml:1:12: `*list` is an alias of YAML, not read here; quote it, or write the value out",
        ),
        (
            "a: !!str 1",
            "f.yaml:1:4: `tag:yaml.org,2002:str` is a tag of YAML, not read here; quote it, or remove it",
        ),
        ("? [a]\n: b", "f.yaml:1:3: a key is a list; a key is a plain word"),
        (
            "a: 1\n---\nb: 2",
            "f.yaml:2:1: a second document begins here; one file holds one, so remove the `---`",
        ),
        ("", "f.yaml:1:1: the file is empty; write its keys, or remove it"),
        ("# only this\n", "f.yaml:2:1: the file is empty; write its keys, or remove it"),
        ("a: [x, @b]", 'f.yaml:1:8: a text cannot start with `@` bare; quote it: "@b"'),
        ("a: `b`", 'f.yaml:1:4: a text cannot start with ``` bare; quote it: "`b`"'),
        ("a:\n\t- b", "f.yaml:2:1: a tab cannot indent; use spaces"),
        ("a: b: c", "f.yaml:1:5: a `: ` stands inside a text; quote the text"),
        ("a: *", "f.yaml:1:5: a text cannot start with `*` or `&` bare; quote it"),
        ("a:\n  - b: 1\n\tc: 2", "f.yaml:3:1: a tab cannot indent; use spaces"),
        (
            "a:\n  b: 1\n   c: 2",
            "f.yaml:3:5: a `: ` stands inside a text; quote the text, or indent the line",
        ),
        ('a: 1\nb: "x\n', "f.yaml:3:1: the quote opened in line 2 is not closed; close it"),
        (
            "a:\n  [1\nb: 2",
            "f.yaml:3:2: not YAML: the `[` of line 2 lacks a `,` or its `]` before this; add it",
        ),
        ("a:\n  [1,\n", "f.yaml:3:1: not YAML: a bracket above is not closed; close it"),
        ("a: ,b", 'f.yaml:1:4: a text cannot start with `,` bare; quote it: ","'),
        (
            "a: {b: 1\nc: 2",
            "f.yaml:2:2: not YAML: the `{` of line 1 lacks a `,` or its `}` before this; add it",
        ),
        ("a: 1\nb\nc: 2", "f.yaml:2:1: not YAML: neither `key: value` nor a part of the text above; add the"),
        (
            "a:\n    - x\n   - y",
            "f.yaml:3:4: not YAML: this `-` begins in column 4, the one of line 2 in column 5; align them",
        ),
        (
            "a: 'it's'\nb: 1",
            "f.yaml:1:8: not YAML: this does not fit the lines above; begin it in the column",
        ),
        ("- a\nb: 1", "f.yaml:2:1: not YAML: this does not fit the lines above; begin it in the column"),
        (r'a: "\d"', r"f.yaml:1:5: `\` has a meaning of its own in double quotes; use single quotes"),
        ("a: 1\nb：2\nc: 3", "f.yaml:2:2: `：` is a full-width colon; write `: ` after a key"),
        ("- a：1\n  b: 2", "f.yaml:1:4: `：` is a full-width colon; write `: ` after a key"),
        ("a: 1\n\u00a0b: 2", "f.yaml:2:1: no-break space (U+00A0) cannot indent; use plain spaces"),
        ("a: 1\n　b: 2\nc: 3", "f.yaml:2:1: ideographic space (U+3000) cannot indent; use plain spaces"),
        ("a:\n  - x\n  － y\nb: 1", "f.yaml:3:3: `－` begins no item of a list; write `- `"),
        ("a: ｛b: 1, c: 2｝", "f.yaml:1:4: `｛` opens nothing in YAML; write `[` or `{`"),
        ("a: {b: [x]，c: y}", "f.yaml:1:11: `，` parts nothing in YAML; write `, `"),
        ("a: [ ：x\n  b: 2", "f.yaml:2:4: not YAML: the `[` of line 1 lacks"),
        ("%x", "f.yaml:1:3: not YAML: found unknown directive name; compare indentation"),
        ("试点: \x00", "f.yaml:1:5: a control character stands here, which YAML does not take; remove it"),
        ("x" * (4 << 20) + "xx", "f.yaml:1:1: the file is larger than 4 MiB; split it"),
        ("点" * (2 << 20), "f.yaml:1:1: the file is larger than 4 MiB; split it"),
    ],
)
def test_what_is_no_plain_yaml_is_told_with_its_place(text: str, problem: str) -> None:
    (only,) = told(text)

    assert only.startswith(problem)


def test_all_problems_are_told_at_once() -> None:
    assert len(told("a: 12:30\nb: *x\na: 2\n")) == 3


@pytest.mark.parametrize("text", ["[" * 20_000, "{a: " * 20_000, "- " * 2_000, "? " * 2_000])
def test_deep_nesting_is_refused_at_once(text: str) -> None:
    begun = time.process_time()

    (only,) = told(text)

    assert "more than 50 levels deep" in only
    assert time.process_time() - begun < 10


def test_fifty_levels_are_read() -> None:
    assert read("[" * 50 + "]" * 50).items is not None


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("${A}", "1"),
        ("x ${A}${B:-y}", "x 1y"),
        ("${EMPTY:-z}", "z"),
        ("${EMPTY}", ""),
        ("${C:-}", ""),
        ("$${A}", "${A}"),
        ("$A", "$A"),
        ("'${A}'", "1"),
        ("${C:-https://x/?a=b}", "https://x/?a=b"),
    ],
)
def test_the_environment_fills_in_texts(said: str, value: str) -> None:
    assert read(f"a: {said}", A="1", EMPTY="").data == {"a": value}


def test_a_variable_without_a_value_is_told() -> None:
    assert told("a: x${NO}", {}) == [
        "f.yaml:1:4: `NO` is not set in the environment; set it, or write `${NO:-default}`"
    ]


def test_without_an_environment_nothing_is_filled_in() -> None:
    node, problems = yaml_text.read("a: ${A}", "f.yaml")

    assert problems == ()
    assert node is not None
    assert node.data == {"a": "${A}"}


@given(
    st.text(
        alphabet=st.one_of(st.sampled_from("a:-[]{}\"'&*!|>@`#%,?\n \t${}~0.1"), st.characters()), max_size=60
    )
)
@example("\r`")
def test_no_text_breaks_the_reader(text: str) -> None:
    node, problems = yaml_text.read(text, "f.yaml", {})

    assert node is not None or problems
    assert all(problem.line > 0 and problem.column > 0 for problem in problems)
