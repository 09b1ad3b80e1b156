"""Figures and contexts as conditions."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import BlockKind
from monitor.rules.rule import AllOf, AnyOf, AtLeast, Condition, Context, Near, NoneOf, Number, Scope, Scoped
from tests.rules.making import any_of, document, found, matches, rule, rule_set, term


def number(low: str | None = None, high: str | None = None, unit: str | None = None) -> Number:
    ends = [None if end is None else Decimal(end) for end in (low, high)]
    return Number(text="a figure", minimum=ends[0], maximum=ends[1], unit=unit)


GROWTH = Near(members=(term("R&D"), term("growth"), number("10", unit="%")))
IN_CHINESE = Near(members=(term("研发"), term("增长"), number("10", unit="%")))


@pytest.mark.parametrize(
    ("when", "text", "expected"),
    [
        (number("10", unit="%"), "12 percent", ["12 percent"]),
        (number("10", unit="%"), "9.9 %", []),
        (number("10", unit="%"), "增长百分之十点五", ["百分之十点五"]),
        (number("10", unit="%"), "占三成", ["三成"]),
        (number("10", unit="%"), "上升12个百分点", []),
        (number("10", "20", "%"), "10 %, 15 %, 20 %, 21 %", ["10 %", "15 %", "20 %"]),
        (number(None, "5", "tonnes"), "4,000 kg", ["4,000 kg"]),
        (number("200000", None, "tonnes"), "年产27万吨", ["27万吨"]),
        (number("100000000", None, "CNY"), "投资1.2亿元，其中9000万元", ["1.2亿元"]),
        (number("100000000", None, "CNY"), "$120 million", []),
        (number(unit="%"), "no share, then 3 %", ["3 %"]),
        (number("20", "30"), "21 firms, 22 %, 第23批, 2025年", ["21", "22 %"]),
        (number("20", "30", "none"), "21家, 22 %", ["21"]),
        (number("-5", "-1", "%"), "同比-3%", ["-3%"]),
        (number("15", unit="%"), "10-20 %", ["20 %"]),
        (number(None, "12", "%"), "10-20 %", ["10-20 %"]),
        (GROWTH, "R&D growth of 10.5 percent", ["R&D", "growth", "10.5 percent"]),
        (GROWTH, "R&D growth of 9 percent", []),
        (GROWTH, "R&D growth.\nThen 12 percent", []),
        (IN_CHINESE, "研发经费增长百分之十二", ["研发", "增长", "百分之十二"]),
        (IN_CHINESE, "研发经费增长百分之二", []),
        (Near(members=(term("pilot"), number("5")), within=2), "pilot one two 7", ["pilot", "7"]),
        (Near(members=(term("pilot"), number("5")), within=2), "pilot one two three 7", []),
        (Near(members=(term("试点"), number("5")), within=2), "试点一共有个7", ["试点", "7"]),
        (Near(members=(number("5"), number("6"))), "7", []),
        (Near(members=(number("5"), number("6"))), "7 or 8", ["7", "8"]),
        (AtLeast(count=2, members=(number("5", unit="%"), term("pilot"))), "pilot 6 %", ["pilot", "6 %"]),
        (AllOf(members=(term("pilot"), NoneOf(members=(number("5", unit="%"),)))), "pilot 6 %", []),
        (AnyOf(members=(AllOf(members=(term("pilot"),)), number("5"))), "pilot 6", ["pilot", "6"]),
    ],
)
def test_a_number_is_found_by_how_much_it_is(when: Condition, text: str, expected: list[str]) -> None:
    assert found(when, text) == expected


def test_a_number_is_searched_only_where_terms_are() -> None:
    layout = document(
        (BlockKind.TITLE, "6 %"),
        (BlockKind.DATE, "7 %"),
        "8 %",
        (BlockKind.BULLET, "9"),
        (BlockKind.DISCLAIMER, "% 5 %"),
    )

    assert found(number(unit="%"), layout) == ["6 %", "8 %"]
    assert found(Scoped(scopes=frozenset({Scope.TITLE}), condition=number(unit="%")), layout) == ["6 %"]


def test_a_figure_does_not_leave_its_block() -> None:
    layout = document((BlockKind.BULLET, "12"), (BlockKind.BULLET, "% of firms"))

    assert found(number("12", "12"), layout) == ["12"]
    assert found(number("12", "12", "%"), layout) == []


def test_unless_takes_out_numbers_and_numbers_take_out_terms() -> None:
    assert found(number(unit="%"), "VAT of 13 %, then 5 %", ["VAT of 13 %"]) == ["5 %"]
    assert found("list", "list of 5", [Near(members=(term("list"), number("5", "5")))]) == []
    assert found("名单", "名单5项", [Near(members=(term("名单"), number("5", "5")))]) == []


def test_the_names_of_a_unit_call_the_rule() -> None:
    with_unit, without = number("5", unit="%"), number("5")

    assert with_unit.anchors is not None
    assert "%" in with_unit.anchors
    assert without.anchors is None
    assert matches(AllOf(members=(term("pilot"), without)), "pilot 6")


@pytest.mark.parametrize(
    ("noun", "listed", "text", "expected"),
    [
        ("firms", "list", "MIIT added 21 firms to its list.", ["21", "firms", "list"]),
        ("firms", "list", "MIIT added twenty-one firms to its list.", ["twenty-one", "firms", "list"]),
        ("firms", "list", "It added 20 to 25 firms to its list.", ["20 to 25", "firms", "list"]),
        ("firms", "list", "MIIT added 31 firms to its list.", []),
        ("企业", "名单", "新增21家企业列入名单。", ["21", "企业", "名单"]),
        ("企业", "名单", "新增二十一家企业列入名单。", ["二十一", "企业", "名单"]),
        ("企业", "名单", "新增21企业列入名单。", ["21", "企业", "名单"]),
        ("项目", "名单", "新增21项目列入名单。", ["21", "项目", "名单"]),
    ],
)
def test_a_figure_stands_near_the_name_of_what_it_counts(
    noun: str, listed: str, text: str, expected: list[str]
) -> None:
    when = Near(members=(term(noun), number("20", "30"), term(listed)), within=12)

    assert found(when, text) == expected


@pytest.mark.parametrize(
    "text",
    ["RMB2bn", "Rmb2bn", "CNY2bn", "RMB2 billion", "RMB1,000m", "a billion yuan", "200m yuan", "20亿元"],
)
def test_money_is_found_however_it_is_spelled(text: str) -> None:
    when = number("100000000", unit="CNY")

    assert found(when, f"It costs {text}.") == [text]
    assert found(when, "RMB2, 5m, $2bn, a company") == []


CHINA = Context(condition=any_of("China", "中国"))


@pytest.mark.parametrize(
    ("when", "text", "expected"),
    [
        (AllOf(members=(term("list"), CHINA)), "A list of China", ["list"]),
        (AllOf(members=(term("名单"), CHINA)), "中国的名单", ["名单"]),
        (AllOf(members=(term("list"), CHINA)), "A list", []),
        (AllOf(members=(term("名单"), CHINA)), "名单", []),
        (CHINA, "China", []),
        (AnyOf(members=(term("list"), CHINA)), "China", []),
        (AnyOf(members=(term("list"), CHINA)), "China list", ["list"]),
        (AtLeast(count=2, members=(term("list"), CHINA)), "China list", ["list"]),
        (AllOf(members=(term("list"), NoneOf(members=(CHINA,)))), "China list", []),
        (
            AllOf(members=(term("list"), Context(condition=NoneOf(members=(term("China"),))))),
            "list",
            ["list"],
        ),
        (AllOf(members=(term("list"), Context(condition=number("5", unit="%")))), "list 6 %", ["list"]),
    ],
)
def test_a_context_is_asked_for_and_not_shown(when: Condition, text: str, expected: list[str]) -> None:
    assert found(when, text) == expected


def test_a_context_keeps_to_the_scope_in_force() -> None:
    layout = document((BlockKind.TITLE, "A list"), "China")
    asked = AllOf(members=(term("list"), CHINA))

    assert found(asked, layout) == ["list"]
    assert found(Scoped(scopes=frozenset({Scope.TITLE}), condition=asked), layout) == []


def test_what_unless_takes_out_is_no_context() -> None:
    when = AllOf(members=(term("list"), CHINA))

    assert found(when, "list of the South China Sea", ["South China Sea"]) == []


def test_a_context_that_nobody_names_calls_no_rule() -> None:
    made = rule_set(rule(AllOf(members=(term("a1"), CHINA))))

    assert CHINA.anchors == CHINA.literals == frozenset({"china", "中国"})
    assert made.match(document("a1")) == ()


@settings(deadline=None)
@given(st.integers(-50, 50), st.integers(0, 30), st.integers(0, 30), st.lists(st.integers(0, 40), max_size=4))
def test_a_wider_range_removes_no_match(low: int, width: int, more: int, values: list[int]) -> None:
    text = "; ".join(f"{value} %" for value in values)
    narrow = found(number(str(low), str(low + width), "%"), text)
    wide = found(number(str(low - more), str(low + width + more), "%"), text)

    assert set(narrow) <= set(wide)
