import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.clip import units
from monitor.alerts.quantities import batch, said, shorten, telling
from monitor.text import figures


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("产能达到12万吨", ("120,000 t",), id="tonnes of a scale"),
        pytest.param("产能达到１２万吨", ("120,000 t",), id="full-width digits"),
        pytest.param("占比60%以上", ("60%",), id="a share"),
        pytest.param("产量同比下降12%", ("down 12%",), id="a share that falls"),
        pytest.param("研发经费增长达10%以上", ("up 10%",), id="a share that rises"),
        pytest.param("进口增长8%，出口下降12.5%", ("up 8%", "down 12.5%"), id="each its own way"),
        pytest.param("占比提高到60%", ("60%",), id="a share that is reached"),
        pytest.param("降幅收窄2个百分点", ("2 percentage points",), id="less of a fall is none"),
        pytest.param("由75%提高到90%以上", ("75% → 90%",), id="from one share to the next"),
        pytest.param("指标11.4万吨，较上年减少6500吨", ("114,000 t", "down 6,500 t"), id="a difference"),
        pytest.param(
            "自即日起至2027年11月10日暂停", ("until 10 Nov 2027",), id="a day that something lasts to"
        ),
        pytest.param("净利润-1.12亿元", ("-CNY 112 million",), id="a loss"),
        pytest.param("增长率目标为5%", ("5%",), id="a rate has no way"),
        pytest.param("专项资金1.2亿元", ("CNY 120 million",), id="money"),
        pytest.param("三十亿元", ("CNY 3 billion",), id="money in numerals"),
        pytest.param("奖励1234567元", ("CNY 1,234,567",), id="money to the yuan"),
        pytest.param("投资2万亿元", ("CNY 2 trillion",), id="very much money"),
        pytest.param("共42个项目入选", ("42 projects",), id="things counted"),
        pytest.param("23家重点企业", ("23 companies",), id="things counted, with a word between"),
        pytest.param("建成五十家省级基地", (), id="what is counted has no name here"),
        pytest.param("到2028年", ("by 2028",), id="a year to come"),
        pytest.param("2027年底", ("end of 2027",), id="the end of a year"),
        pytest.param("2027年前", ("by 2027",), id="before a year"),
        pytest.param("2025年第61号", (), id="a year of a number says little"),
        pytest.param("自2025年10月9日起", ("9 Oct 2025",), id="a day"),
        pytest.param("自2025年12月起", ("Dec 2025",), id="a month"),
        pytest.param("自2025年13月起", (), id="no month"),
        pytest.param("试点为期三年", ("3 years",), id="a time"),
        pytest.param("同一周内", (), id="one of a unit of time is a word"),
        pytest.param("第十五个五年规划纲要", (), id="the years of a plan's name"),
        pytest.param("用于14纳米及以下", ("14 nm",), id="a length"),
        pytest.param("三成", ("30%",), id="tenths"),
        pytest.param("提高2个百分点", ("up 2 percentage points",), id="points"),
    ],
)
def test_a_chinese_text_is_told_in_english_figures(text: str, told: tuple[str, ...]) -> None:
    assert said(text, "en") == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("1.2 million tonnes of oxide", ("120万吨",), id="tonnes"),
        pytest.param("$3.2 billion in loans", ("32亿美元",), id="money"),
        pytest.param("a share of 30% is asked", ("30%",), id="a share"),
        pytest.param("output fell by 12% and exports rose 3.5%", ("下降12%", "增长3.5%"), id="ways in front"),
        pytest.param("a 12% year-on-year decline", ("下降12%",), id="a way behind"),
        pytest.param("tariffs are cut to 10%", ("10%",), id="a share that is reached"),
        pytest.param("where they make up 0.1 percent", ("0.1%",), id="no way at all"),
        pytest.param("at 14 nanometers", ("14纳米",), id="a length"),
        pytest.param("by 2028", ("到2028年",), id="a year to come"),
        pytest.param("on 14 October 2025", ("2025年10月14日",), id="a day, in front"),
        pytest.param("on Dec. 1, 2025", ("2025年12月1日",), id="a day, behind"),
        pytest.param("by June 2026", ("到2026年6月",), id="a month to come"),
        pytest.param("4,000 trucks", (), id="what is counted stands in English"),
        pytest.param("12345 yuan", ("1.2345万元",), id="a scale that fits"),
        pytest.param("1,234,567 yuan", ("123.4567万元",), id="to the yuan"),
    ],
)
def test_an_english_text_is_told_in_chinese_figures(text: str, told: tuple[str, ...]) -> None:
    assert said(text, "zh") == told


def test_money_tells_more_than_shares_and_dates_least_and_a_length_of_time_nothing() -> None:
    assert telling(["试点为期三年，到2028年共42个项目，占60%，资金1.2亿元"], "en") == (
        "CNY 120 million",
        "60%",
        "42 projects",
        "by 2028",
    )


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        pytest.param("到2028年产能达到12万吨", 13, "到2028年产能达到…", id="a figure would be cut"),
        pytest.param("到2028年产能达到12万吨以上", 15, "到2028年产能达到12万吨…", id="a figure fits"),
        pytest.param("产能达到12万吨", 40, "产能达到12万吨", id="all of it fits"),
        pytest.param("capacity of 12 million tonnes a year", 25, "capacity of…", id="between its words"),
    ],
)
def test_a_text_is_never_cut_inside_a_figure(text: str, limit: int, short: str) -> None:
    assert shorten(text, limit) == short


@given(
    pieces=st.lists(
        st.sampled_from(
            [
                "12万吨",
                "30—50万吨",
                "1.2亿元",
                "3 million tonnes",
                "百分之三十",
                "，而且",
                " and so on ",
                "两千三百家",
            ]
        ),
        max_size=12,
    ),
    limit=st.integers(min_value=1, max_value=60),
)
def test_what_is_left_of_a_text_holds_only_figures_of_it(pieces: list[str], limit: int) -> None:
    text = "，".join(pieces)

    short = shorten(text, limit)

    assert units(short) <= limit
    whole = {(one.start, one.end, one.value, one.unit) for one in figures.find(text)}
    kept = len(short.removesuffix("…")) if short != text else len(text)
    assert all(end <= kept or start >= kept for start, end, _, _ in whole)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("每小时可消耗绿氢3万标准立方米", ()),
        ("20家技术企业", ("20 companies",)),
        ("30万技术工人", ()),
        ("86项行业标准", ()),
        ("42个项目", ("42 projects",)),
    ],
)
def test_what_is_counted_is_the_last_word_and_no_part_of_a_unit(text: str, told: tuple[str, ...]) -> None:
    assert said(text, "en") == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("名单（第二批）", "batch 2"),
        ("第12批", "batch 12"),
        ("第十二批", "batch 12"),
        ("首批试点", "batch 1"),
        ("第一批次样品", ""),
        ("名单", ""),
    ],
)
def test_a_batch_is_said_in_english(text: str, told: str) -> None:
    assert batch(text) == told
