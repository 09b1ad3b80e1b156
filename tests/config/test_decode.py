"""YAML into dataclasses: every mistake at once, each in plain English and in its place."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal

import pytest

from monitor.config.decode import decode, suggest


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    size: int
    colour: Colour = Colour.RED

    def __post_init__(self) -> None:
        if self.size < 0:
            raise ValueError("the size is below nothing; write 0 or more")


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    name: str
    parts: tuple[Part, ...] = ()
    spare: Part | None = None
    is_new: bool = False
    share: float = 0
    every: timedelta | Colour = Colour.RED
    lists: dict[str, tuple[str | Part, ...]] | None = None
    made_on: date | None = None
    anything: object = None
    kind: Literal["p", "q"] = "p"


def told(text: str, environment: dict[str, str] | None = None) -> list[str]:
    value, problems = decode(text, "f.yaml", Whole, environment)

    assert value is None
    return [str(problem) for problem in problems]


def test_a_right_text_becomes_the_value() -> None:
    text = "name: x\nparts: [{size: 1, colour: green}]\nspare: {size: 2}\nmade_on: 2026-01-31\nlists: {a: [b, {size: 3}]}\n"

    assert decode(text, "f.yaml", Whole) == (
        Whole(
            name="x",
            parts=(Part(size=1, colour=Colour.GREEN),),
            spare=Part(size=2),
            made_on=date(2026, 1, 31),
            lists={"a": ("b", Part(size=3))},
        ),
        (),
    )


def test_a_variable_is_whatever_is_wanted_there() -> None:
    text = "name: ${CHAT}\nis_new: ${NEW:-yes}\nparts: [{size: '${SIZE}'}]\n"

    value, problems = decode(text, "f.yaml", Whole, {"CHAT": "-100123", "SIZE": "7"})

    assert problems == ()
    assert value == Whole(name="-100123", is_new=True, parts=(Part(size=7),))


def test_a_variable_that_does_not_fit_is_told_beside_what_yaml_mistypes() -> None:
    text = "name: x\nis_new: '${NEW}'\nshare: '2'\nspare: {size: '${SIZE}'}\n"

    value, problems = decode(text, "f.yaml", Whole, {"NEW": "perhaps", "SIZE": "-7"})

    assert value is None
    assert [str(problem) for problem in problems] == [
        "f.yaml:2:9: `is_new` should be true or false, found `${NEW}`",
        "f.yaml:3:8: `share` should be a number, found `2` in quotes; take the quotes away",
        "f.yaml:4:1: `spare`: the size is below nothing; write 0 or more",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("name: {MIIT: rare earths}", "f.yaml:1:1: `name` should be a text, found a mapping; the `: ` in it"),
        ("name: x\nnmae: y", "f.yaml:2:1: unknown key `nmae`; did you mean `name`?"),
        ("name: x\nspare: {size: 1, zz: 1}", "f.yaml:2:18: unknown key `zz`; known: `colour`, `size`"),
        ("name: x\nlists: {a: [{size: 1, zz: 1}]}", "f.yaml:2:23: unknown key `zz`; known: `colour`, `size`"),
        ("parts: []", "f.yaml:1:1: `name` is missing; add it"),
        ("name: x\nparts:\n  - colour: red", "f.yaml:3:5: `size` is missing; add it"),
        (
            "name: 1.10",
            'f.yaml:1:7: `name` should be a text, and `1.10` is a number to YAML; quote it: "1.10"',
        ),
        ("name: NO", 'f.yaml:1:7: `name` should be a text, and `NO` is yes or no to YAML; quote it: "NO"'),
        (
            "name: 2026-01-01",
            'f.yaml:1:7: `name` should be a text, and `2026-01-01` is a date to YAML; quote it: "2026-01-01"',
        ),
        ("name: [x]", "f.yaml:1:1: `name` should be a text, found a list"),
        ("name:", "f.yaml:1:1: `name` is empty; it should be a text; write it, or remove the key"),
        ("name: x\nparts: y", "f.yaml:2:8: `parts` should be a list, found `y`"),
        ("name: x\nparts: {a: 1}", "f.yaml:2:1: `parts` should be a list, found a mapping"),
        ("name: x\nparts: [1]", "f.yaml:2:9: `parts[1]` should be a mapping of keys, found `1`"),
        ("name: x\nspare: {size: x}", "f.yaml:2:15: `size` should be a whole number, found `x`"),
        ("name: x\nspare: {size: 1.5}", "f.yaml:2:15: `size` should be a whole number, found `1.5`"),
        ("name: x\nspare: {size: -1}", "f.yaml:2:1: `spare`: the size is below nothing; write 0 or more"),
        (
            "name: x\nspare: {size: 1, colour: gren}",
            "f.yaml:2:26: `colour` should be one of red, green, found `gren`; did you mean `green`?",
        ),
        ("name: x\nis_new: perhaps", "f.yaml:2:9: `is_new` should be true or false, found `perhaps`"),
        ("name: x\nspare: {size: true}", "f.yaml:2:15: `size` should be a whole number, found `true`"),
        ("name: x\nspare: {size: '1'}", "f.yaml:2:15: `size` should be a whole number, found `1` in quotes"),
        ("name: x\nis_new: 1", "f.yaml:2:9: `is_new` should be true or false, found `1`"),
        ("name: x\nis_new: 'yes'", "f.yaml:2:9: `is_new` should be true or false, found `yes` in quotes"),
        ("name: x\nshare: half", "f.yaml:2:8: `share` should be a number, found `half`"),
        ("name: x\nshare: yes", "f.yaml:2:8: `share` should be a number, found `yes`"),
        (
            "name: x\nevery: often",
            "f.yaml:2:8: `every` should be a length of time or one of red, green, found `often`",
        ),
        ("name: x\nlists: [1]", "f.yaml:2:1: `lists` should be a mapping of keys, found a list"),
        ("name: x\nlists: {a: [1]}", "f.yaml:2:13: `a[1]` should be a text or a mapping of keys, found `1`"),
        ("name: x\nmade_on: soon", "f.yaml:2:10: `made_on` should be a day such as 2026-11-21, found `soon`"),
        ("name: x\nmade_on: 5", "f.yaml:2:10: `made_on` should be "),
        ("name: x\nkind: r", "f.yaml:2:7: `kind` should be 'p' or 'q', found `r`"),
        ("[1]", "f.yaml:1:1: what stands here should be a mapping of keys, found a list"),
        ("a: [", "f.yaml:2:1: not YAML"),
        ("name: ${X}", "f.yaml:1:7: `X` is not set"),
        ("name: x\nspare: {size: 12:30}", "f.yaml:2:15: `12:30` is a number or a time to YAML"),
    ],
)
def test_a_mistake_is_told_once_and_in_its_place(text: str, problem: str) -> None:
    (only,) = told(text, {})

    assert only.startswith(problem)


def test_all_mistakes_are_told_in_order() -> None:
    problems = told("zz: 1\nparts: [{size: x}, {}]\nname: 12\nname: 1\nis_new: 3\n")

    assert [problem.split(":")[1] for problem in problems] == ["4", "1", "2", "2", "3", "5"]


def test_a_value_from_the_environment_is_not_shown() -> None:
    (only,) = told("name: x\nis_new: ${SECRET}", {"SECRET": "s3cr3t"})

    assert "s3cr3t" not in only


@pytest.mark.parametrize(
    ("known", "mend"),
    [
        (["severity", "status"], "did you mean `severity`?"),
        (["x", "y"], "known: `x`, `y`"),
        ([], "there is none yet"),
        (
            [f"{number:02}" for number in range(40)] + ["s-ry"],
            "the nearest of 41 are `s-ry`, `39`, `38`",
        ),
    ],
)
def test_the_word_meant_is_suggested(known: list[str], mend: str) -> None:
    assert suggest("severty", known) == mend
