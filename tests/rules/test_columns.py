"""Fields of values as JSON and back, a whole column at once."""

import json
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest

from monitor.rules.columns import columns, parts


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


@dataclass(frozen=True)
class Leaf:
    text: str


@dataclass(frozen=True)
class Other:
    text: str


@dataclass(frozen=True)
class Everything:
    text: str
    name: str | None
    count: int
    share: float
    is_new: bool
    colour: Colour
    size: Decimal | None
    leaf: Leaf | Other
    spare: Leaf | None
    tags: frozenset[str]
    rows: tuple[tuple[Leaf, ...], ...]


LEAVES: tuple[Any, ...] = (Leaf("a"), Other("b"))
FIRST = Everything(
    text="试点",
    name=None,
    count=1,
    share=0.5,
    is_new=True,
    colour=Colour.GREEN,
    size=Decimal("1.20"),
    leaf=LEAVES[1],
    spare=None,
    tags=frozenset({"x", "y"}),
    rows=((LEAVES[0],), (), (LEAVES[0], LEAVES[0])),
)
SECOND = Everything(
    text="",
    name="n",
    count=-1,
    share=2,
    is_new=False,
    colour=Colour.RED,
    size=None,
    leaf=LEAVES[0],
    spare=LEAVES[0],
    tags=frozenset({"y", "x"}),
    rows=(),
)


def test_columns_come_back_as_they_were() -> None:
    numbers = {id(leaf): number for number, leaf in enumerate(LEAVES)}

    back: dict[str, Any] = {}
    for key, column in columns(Everything).items():
        written = column.write([getattr(one, key) for one in (FIRST, SECOND)], numbers)
        back[key] = column.read(json.loads(json.dumps(written)), LEAVES)

    assert [Everything(**{key: back[key][place] for key in back}) for place in range(2)] == [FIRST, SECOND]
    assert back["tags"][0] is back["tags"][1]


def test_the_parts_of_a_value_are_those_it_refers_to() -> None:
    assert list(parts(FIRST)) == [LEAVES[1], LEAVES[0], LEAVES[0], LEAVES[0]]
    assert list(parts(LEAVES[0])) == []


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("text", 1),
        ("text", None),
        ("name", 1),
        ("count", True),
        ("count", 1.5),
        ("share", "1"),
        ("is_new", 1),
        ("colour", "blue"),
        ("colour", ["red"]),
        ("size", 1),
        ("size", "much"),
        ("leaf", None),
        ("leaf", -1),
        ("leaf", 2),
        ("leaf", True),
        ("spare", 1),
        ("tags", "xy"),
        ("tags", [1]),
        ("rows", [0]),
        ("rows", [[1]]),
        ("rows", {"a": 1}),
    ],
)
def test_what_is_of_another_type_is_refused(key: str, written: object) -> None:
    with pytest.raises((TypeError, LookupError, ArithmeticError)):
        columns(Everything)[key].read([written], LEAVES)


def test_a_field_of_a_type_that_is_not_handled_is_named() -> None:
    @dataclass(frozen=True)
    class Odd:
        held: bytes

    with pytest.raises(TypeError, match="Odd: no column for <class 'bytes'>"):
        columns(Odd)
