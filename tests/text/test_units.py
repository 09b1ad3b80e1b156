"""Names of units, and what one is in another."""

from decimal import Decimal

import pytest

from monitor.text import units
from monitor.text.fold import squash


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("%", "%"),
        ("％", "%"),
        ("per cent", "%"),
        ("per-cent", "%"),
        ("人民币", "CNY"),
        ("RMB", "CNY"),
        ("yuan", "CNY"),
        ("cny", "CNY"),
        ("US$", "USD"),
        ("噸", "tonnes"),
        ("t", "tonnes"),
        ("Mt", "Mt"),
        ("none", "none"),
        ("parsec", None),
        ("", None),
    ],
)
def test_a_unit_answers_to_all_its_names(name: str, unit: str | None) -> None:
    assert units.resolve(name) == unit


def test_every_id_is_a_name_of_its_own_unit() -> None:
    assert [units.resolve(one) for one in units.known()] == list(units.known())


@pytest.mark.parametrize(
    ("value", "unit", "into", "expected"),
    [
        ("5", "kg", "tonnes", "0.005"),
        ("3", "tenths", "%", "30"),
        ("50", "bp", "pp", "0.5"),
        ("7", "%", "%", "7"),
        ("7", "%", "pp", None),
        ("7", "USD", "CNY", None),
        ("7", None, "none", "7"),
        ("7", "%", "none", None),
        ("7", None, "%", None),
    ],
)
def test_units_of_one_kind_are_told_in_each_other(
    value: str, unit: str | None, into: str, expected: str | None
) -> None:
    made = units.convert(Decimal(value), unit, into)

    assert made == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(
    ("unit", "expected"),
    [("CNY", True), ("USD", True), ("kg", True), ("km", False), ("MWh", False), ("%", False)],
)
def test_millions_are_shortened_before_money_and_weights(unit: str, *, expected: bool) -> None:
    assert units.is_in_millions(unit) is expected


def test_a_literal_stands_in_every_name_of_a_kind() -> None:
    needed = units.literals("tonnes")

    for name in ("tonnes", "kilograms", "千克", "metric tons"):
        assert any(literal in squash(f"5 {name}") for literal in needed)
    assert any(literal in squash("5 t") for literal in needed)
    assert "t" not in needed
    assert units.literals("none") == frozenset()


def test_a_value_is_levelled_to_the_unit_its_kind_is_told_in() -> None:
    assert units.levelled(Decimal("6.8"), "MWh") == (Decimal(6_800_000), "Wh")
    assert units.levelled(Decimal(3), "%") == (Decimal(3), "%")
