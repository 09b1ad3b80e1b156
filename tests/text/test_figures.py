"""How much of what a text names, in both scripts, and what only looks like a quantity."""

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.text.figures import Figure, find
from monitor.text.fold import squash


def told(text: str) -> list[tuple[str, str | None, str]]:
    """Return each figure as value, unit and the words that say so."""
    return [(str(one.value), one.unit, text[one.start : one.end]) for one in find(text)]


def amounts(text: str) -> list[tuple[Decimal, str | None]]:
    return [(one.value, one.unit) for one in find(text)]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1,234.5", "1234.5", None),
        ("1 234 tonnes", "1234", "tonnes"),
        ("10 000", "10000", None),
        ("10\u00a0234", "10234", None),
        ("20 000 000 yuan", "20000000", "CNY"),
        ("１２．５％", "12.5", "%"),
        ("10.5 per cent", "10.5", "%"),
        ("10.5percent", "10.5", "%"),
        ("百分之十点五", "10.5", "%"),
        ("百分之10.5", "10.5", "%"),
        ("千分之三", "3", "‰"),
        ("三成", "3", "tenths"),
        ("3个百分点", "3", "pp"),
        ("0.5 percentage points", "0.5", "pp"),
        ("25个基点", "25", "bp"),
        ("3倍", "3", "times"),
        ("两千万", "20000000", None),
        ("兩千萬噸", "20000000", "tonnes"),
        ("三点五亿元", "350000000", "CNY"),
        ("1.2亿元", "120000000", "CNY"),
        ("27万吨", "270000", "tonnes"),
        ("270,000 tonnes", "270000", "tonnes"),
        ("10 万 吨", "100000", "tonnes"),
        ("3万多吨", "30000", "tonnes"),
        ("20余万吨", "200000", "tonnes"),
        ("1亿2千万", "120000000", None),
        ("12万5000吨", "125000", "tonnes"),
        ("1.5万亿元", "1500000000000", "CNY"),
        ("10亿元人民币", "1000000000", "CNY"),
        ("人民币10亿元", "1000000000", "CNY"),
        ("￥500万", "5000000", "CNY"),
        ("RMB 300 million", "300000000", "CNY"),
        ("300 million yuan", "300000000", "CNY"),
        ("$3.5bn", "3500000000", "USD"),
        ("$10m", "10000000", "USD"),
        ("US$1.2 trillion", "1200000000000", "USD"),
        ("HK$5 billion", "5000000000", "HKD"),
        ("Rs 500 crore", "5000000000", "INR"),
        ("€20m", "20000000", "EUR"),
        ("5百万美元", "5000000", "USD"),
        ("10 m", "10", "m"),
        ("7nm", "7", "nm"),
        ("7纳米", "7", "nm"),
        ("100 km²", "100", "km2"),
        ("10平方公里", "10", "km2"),
        ("40 亿立方米", "4000000000", "m3"),
        ("500万千瓦", "5000000", "kW"),
        ("500亿千瓦时", "50000000000", "kWh"),
        ("10,000 MT", "10000", "tonnes"),
        ("10 Mt", "10", "Mt"),
        ("2 metric tons", "2", "tonnes"),
        ("two million tonnes", "2000000", "tonnes"),
        ("twenty-five percent", "25", "%"),
        ("2000 tonnes", "2000", "tonnes"),
        ("3年", "3", "years"),
        ("12个月", "12", "months"),
        ("3周", "3", "weeks"),
        ("30日内", "30", "days"),
        ("24小时", "24", "hours"),
        ("-3.5%", "-3.5", "%"),
        ("负3.5%", "-3.5", "%"),
        ("minus 3 percent", "-3", "%"),
        ("-$5 billion", "-5000000000", "USD"),
        ("10\npercent", "10", "%"),
        ("RMB2bn", "2000000000", "CNY"),
        ("Rmb2bn", "2000000000", "CNY"),
        ("CNY2bn", "2000000000", "CNY"),
        ("RMB2 billion", "2000000000", "CNY"),
        ("RMB1,000m", "1000000000", "CNY"),
        ("RMB2", "2", "CNY"),
        ("US$2bn", "2000000000", "USD"),
        ("EUR2.5bn", "2500000000", "EUR"),
        ("200m yuan", "200000000", "CNY"),
        ("200m元", "200000000", "CNY"),
        ("2 bln yuan", "2000000000", "CNY"),
        ("300k yuan", "300000", "CNY"),
        ("2 billion Chinese yuan", "2000000000", "CNY"),
        ("5m tonnes", "5000000", "tonnes"),
        ("a billion yuan", "1000000000", "CNY"),
        ("a million-yuan", "1000000", "CNY"),
        ("half a billion yuan", "500000000", "CNY"),
        ("half-a-billion yuan", "500000000", "CNY"),
        ("one and a half billion yuan", "1500000000", "CNY"),
        ("two million and a half tonnes", "2500000", "tonnes"),
        ("two and a half years", "2.5", "years"),
        ("1.5个亿", "150000000", None),
        ("10pc", "10", "%"),
        ("百分之百", "100", "%"),
        ("百分之一百", "100", "%"),
        ("7奈米", "7", "nm"),
        ("5m", "5", "m"),
    ],
)
def test_a_figure_is_read_with_its_unit(text: str, value: str, unit: str | None) -> None:
    assert find(text) == (Figure(start=0, end=len(text), value=Decimal(value), unit=unit),)


@pytest.mark.parametrize(
    ("text", "value", "words"),
    [
        ("１，２３４家", "1234", "１，２３４"),
        ("一百二十家", "120", "一百二十"),
        ("十二家", "12", "十二"),
        ("七部门", "7", "七"),
        ("100多家", "100", "100多"),
        ("100+ companies", "100", "100+"),
        ("two hundred and fifty projects", "250", "two hundred and fifty"),
        ("2000 companies", "2000", "2000"),
        ("21 firms", "21", "21"),
        ("twenty-one firms", "21", "twenty-one"),
        ("21家企业", "21", "21"),
        ("21企业", "21", "21"),
        ("21项目", "21", "21"),
        ("二十一个项目", "21", "二十一"),
        ("a hundred and fifty firms", "150", "a hundred and fifty"),
        ("27¹ firms", "27", "27"),
    ],
)
def test_the_name_of_what_is_counted_is_left_to_other_words(text: str, value: str, words: str) -> None:
    assert told(text) == [(value, None, words)]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [("27万吨级", "270000", "tonnes"), ("万吨级", "10000", "tonnes"), ("百亿元级", "10000000000", "CNY")],
)
def test_a_class_of_size_is_a_figure_even_of_scales_alone(text: str, value: str, unit: str) -> None:
    assert told(text) == [(value, unit, text[:-1])]


@pytest.mark.parametrize(
    "text",
    [
        "第三批",
        "第 12 条",
        "第3至5条",
        "2nd",
        "十四五规划",
        "2025年",
        "in 2025",
        "二〇二五年",
        "2025-2030",
        "2026-30",
        "2025至2030年",
        "2020s",
        "90年代",
        "10年1月",
        "2025年11月21日",
        "11月3日内",
        "November 21, 2026",
        "21 Nov",
        "2025-11-21",
        "2025/11/21",
        "21.11.2025",
        "3-5日",
        "1-10月",
        "十二月五日",
        "10:30",
        "3点30分",
        "10 a.m.",
        "国发〔2025〕12号",
        "GB/T 18030-2022",
        "No. 12",
        "page 12",
        "附件3",
        "010-68205000",
        "+86 10 6820 5000",
        "13812345678",
        "68205000",
        "007",
        "H100",
        "COVID-19",
        "5G",
        "2.5G",
        "v2.0",
        "1.2.3",
        "192.168.1.1",
        "12-point plan",
        "1:3",
        "3/4",
        "三分之一",
        "2½",
        "10²",
        "①",
        "25°C",
        "500强",
        "top 500",
        "数十家",
        "十几家",
        "三五年",
        "一个",
        "one company",
        "两",
        "twelve",
        "twenty eleven percent",
        "two-thirds",
        "million tonnes",
        "石家庄",
        "形成立体",
        "9" * 31 + "%",
        "a company",
        "a half",
        "one and a half",
        "twenty and a half five percent",
        "a quarter of a billion yuan",
        "half of a million yuan",
        "several billion yuan",
        "multi-billion yuan",
        "单位：万元",
        "万吨",
        "数万吨级",
        "一百分之",
        "十百千万亿吨级",
        "RS485",
    ],
)
def test_what_only_looks_like_a_quantity_is_none(text: str) -> None:
    assert find(text) == ()


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("10-20 %", [("10", "%", "10-20 %"), ("20", "%", "20 %")]),
        ("10%-20%", [("10", "%", "10%"), ("20", "%", "20%")]),
        ("between 10 and 20 percent", [("10", "%", "10 and 20 percent"), ("20", "%", "20 percent")]),
        ("10 and 20 percent", [("10", None, "10"), ("20", "%", "20 percent")]),
        ("5到10万吨", [("50000", "tonnes", "5到10万吨"), ("100000", "tonnes", "10万吨")]),
        ("百分之五到八", [("5", "%", "百分之五"), ("8", "%", "百分之五到八")]),
        ("三至五年", [("3", "years", "三至五年"), ("5", "years", "五年")]),
        ("2000-3000元", [("2000", "CNY", "2000-3000元"), ("3000", "CNY", "3000元")]),
        ("from 2025 to 10 %", [("10", "%", "10 %")]),
        ("from 20 to 10 %", [("20", "%", "20 to 10 %"), ("10", "%", "10 %")]),
        (
            "$5-10 billion",
            [("5000000000", "USD", "$5-10 billion"), ("10000000000", "USD", "$5-10 billion")],
        ),
        (
            "800 to 2 million yuan",
            [("800", "CNY", "800 to 2 million yuan"), ("2000000", "CNY", "2 million yuan")],
        ),
        ("10亿—20亿元", [("1000000000", "CNY", "10亿—20亿元"), ("2000000000", "CNY", "20亿元")]),
        ("5% to 10月", [("5", "%", "5%")]),
        ("200m-300m yuan", [("200000000", "CNY", "200m"), ("300000000", "CNY", "300m yuan")]),
        ("RMB2m-3m", [("2000000", "CNY", "RMB2m"), ("3000000", "CNY", "3m")]),
        ("RMB2bn-3bn", [("2000000000", "CNY", "RMB2bn"), ("3000000000", "CNY", "RMB2bn-3bn")]),
        ("200-300m yuan", [("200000000", "CNY", "200-300m yuan"), ("300000000", "CNY", "300m yuan")]),
        ("5m-10 km", [("5", "m", "5m"), ("10", "km", "10 km")]),
        ("20-10", []),
        ("第3-5%", [("5", "%", "5%")]),
        ("1-2-3 %", []),
    ],
)
def test_a_range_gives_both_ends_with_what_they_share(
    text: str, ends: list[tuple[str, str | None, str]]
) -> None:
    assert told(text) == ends


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("10,20,30", ["10", "20", "30"]),
        ("2025，10家", ["10"]),
        ("1 234", ["1", "234"]),
        ("10\n\n%", ["10"]),
        ("同比-3.5%", ["-3.5%"]),
        ("growth—10 %", ["10 %"]),
        ("正负3%", ["3%"]),
        ("5 -3%", ["5 -3%", "3%"]),
        ("12 家 -3%", ["12", "3%"]),
        ("plan.15 firms", ["15"]),
        ("20 to 30 firms", ["20 to 30", "30"]),
        ("an investment of a billion yuan", ["a billion yuan"]),
        ("2 and a half billion", ["2"]),
        ("10 PC", ["10"]),
        ("10 t-shirts", ["10"]),
        ("10 M", ["10"]),
        ("3年5个月", ["3年", "5个月"]),
        ("10元素", ["10"]),
        ("1亿2亿", ["1亿", "2亿"]),
    ],
)
def test_neighbours_are_kept_apart(text: str, found: list[str]) -> None:
    assert [words for _, _, words in told(text)] == found


def test_equal_amounts_are_equal_in_both_scripts() -> None:
    assert (
        amounts("270,000 tonnes")
        == amounts("27万吨")
        == amounts("二十七万吨")
        == amounts("０．２７ million tonnes")
    )
    assert amounts("10.50 %") == amounts("百分之十点五")


_PIECES = [
    *"0123456789.,:/%- ~$€一二十百千万亿点第年月日号家至到①²½，：\n",
    "million",
    "percent",
    "百分之",
    "two",
    "hundred",
    "between",
    "1 234",
    "2025",
    "ﬁ",
    "e\u0301",
    "𠀀",
    "\u200b",
    "ẞ",
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=20).map("".join))
def test_a_figure_stands_within_the_text_and_has_a_number_in_it(text: str) -> None:
    for one in find(text):
        assert 0 <= one.start < one.end <= len(text)
        assert any(sign.isnumeric() or sign.isalpha() for sign in squash(text[one.start : one.end]))


@settings(deadline=None)
@given(st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False, allow_infinity=False))
def test_a_number_is_what_it_was_however_it_is_grouped(value: Decimal) -> None:
    assert amounts(f"x {value} %") == amounts(f"增长{value:,}％") == [(value, "%")]


@pytest.mark.parametrize(
    "piece",
    [
        "9",
        "1,1,",
        "1 1 ",
        "1-",
        "1.",
        "一亿",
        "十",
        "1亿2",
        "two ",
        "one hundred and ",
        "$",
        "-",
        "百分之",
        "1 000 ",
        "a ",
        "half a billion ",
        "one and a half ",
        "quarter of a million ",
        "RMB2",
        "5m ",
        "万",
    ],
)
def test_time_grows_with_the_text_only(piece: str) -> None:
    text = piece * (400_000 // len(piece))

    begin = time.process_time()
    assert len(find(text)) <= 5000
    assert time.process_time() - begin < 5
