"""Figures that only what stands around them tells from something else, or that are written in a rarer way."""

import pytest

from monitor.text import figures, units
from monitor.text.fold import squash


def told(text: str) -> list[tuple[str, str | None, str]]:
    return [(f"{one.value:f}", one.unit, text[one.start : one.end]) for one in figures.find(text)]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("up 12,5 % on the year", ("12.5", "%", "12,5 %")),
        ("1.000,5 %", ("1000.5", "%", "1.000,5 %")),
        ("1 000,5 %", ("1000.5", "%", "1 000,5 %")),
        ("12,50 €", ("12.5", "EUR", "12,50 €")),
        ("$12,5", ("12.5", "USD", "$12,5")),
        ("年产12,5万吨", ("125000", "tonnes", "12,5万吨")),
        ("12,5 million tonnes", ("12500000", "tonnes", "12,5 million tonnes")),
        ("廿七吨", ("27", "tonnes", "廿七吨")),
        ("卅五%", ("35", "%", "卅五%")),
        ("卌二家", ("42", None, "卌二")),
        ("一百廿七吨", ("127", "tonnes", "一百廿七吨")),
        ("占一成二", ("1.2", "tenths", "一成二")),
        ("三成五以上", ("3.5", "tenths", "三成五")),
        ("3成5", ("3.5", "tenths", "3成5")),
        ("占两成半", ("2.5", "tenths", "两成半")),
        ("占两成半导体企业", ("2", "tenths", "两成")),
        ("a batch of 27g", ("27", "g", "27g")),
        ("5 g of it", ("5", "g", "5 g")),
        ("25g", ("25", "g", "25g")),
        ("within 27h", ("27", "hours", "27h")),
        ("27L of acid", ("27", "litres", "27L")),
        ("用电300度", ("300", "kWh", "300度")),
        ("发电300亿度", ("30000000000", "kWh", "300亿度")),
        ("300度的绿电", ("300", "kWh", "300度")),
        ("output grew 3x, it said", ("3", "times", "3x")),
        ("3x", ("3", "times", "3x")),
        ("2.5X higher", ("2.5", "times", "2.5X")),
        ("效率提升3x以上", ("3", "times", "3x")),
    ],
)
def test_it_is_read_as_it_is_meant(text: str, figure: tuple[str, str, str]) -> None:
    assert told(text) == [figure]


@pytest.mark.parametrize(
    "text",
    [
        "tables 10,20",
        "in 2025,10 % of",
        "腊月廿三",
        "三成五省份",
        "三成五万吨级",
        "一成立",
        "the 5g network",
        "3g",
        "5g基站",
        "item 5\ng",
        "27l",
        "温度300度",
        "转角30度",
        "因高温38度用电",
        "用电负荷因高温升至38度",
        "用电2025年度",
        "8x H100",
        "a 3x nm node",
        "4x4",
        "10x Genomics",
    ],
)
def test_what_may_be_another_thing_is_no_figure(text: str) -> None:
    assert told(text) == []


def test_of_numbers_in_a_list_only_the_last_has_the_unit() -> None:
    assert told("10,20,30 %") == [("10", None, "10"), ("20", None, "20"), ("30", "%", "30 %")]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("用电300度", "kWh"),
        ("27g", "g"),
        ("27h", "hours"),
        ("27L", "litres"),
        ("3x", "times"),
        ("一成二", "%"),
    ],
)
def test_a_rule_that_asks_for_the_unit_looks_at_the_text(text: str, unit: str) -> None:
    assert any(literal in squash(text) for literal in units.literals(unit))
