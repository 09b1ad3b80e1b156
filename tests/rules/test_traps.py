"""What other monitors get wrong about Chinese and Latin text, through the whole way from HTML to evidence."""

import time
from datetime import UTC, datetime

import pytest

from monitor.corpus import laying_out
from monitor.corpus.normalise import normalise
from monitor.model import Entry, Outlet
from monitor.rules.rule import AllOf, Near, NoneOf
from tests.rules.making import any_of, found, matches, term

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def found_in_page(when: str, body: str) -> list[str]:
    """Return the words of evidence in a page that came as HTML."""
    entry = Entry(title="News", body=f"<p>{body}</p>")
    made = normalise(entry, outlet=Outlet(name="desk"), zone="Asia/Shanghai", language=None, now=NOW)
    return found(when, laying_out.lay_out(made))


@pytest.mark.parametrize(
    ("when", "text", "expected"),
    [
        # Chinese words stand inside sentences, without edges.
        ("稀土", "工信部加强稀土管理条例", "稀土"),
        ("出口管制", "商务部公布出口管制清单", "出口管制"),
        # Latin words end where Chinese begins.
        ("AI", "国产AI芯片获突破", "AI"),
        ("ai", "国产AI芯片获突破", "AI"),
        (r"/\bai\b/", "国产AI芯片获突破", "AI"),
        ("AI", "国产ＡＩ芯片", "ＡＩ"),
        ("AI", "training", None),
        ("AI", "Training in Dubai", None),
        (r"/\bai\b/", "training", None),
        ("AI芯片", "国产AI 芯片", "AI 芯片"),
        ("AI芯片", "OpenAI芯片", None),
        # Words of four letters or fewer are words, too.
        ("5G", "5G网络", "5G"),
        ("5G", "15G网络", None),
        ("5G", "2.5G网络", None),
        ("5G", "4G/5G", "5G"),
        ("863", "863计划", "863"),
        ("863", "1863年", None),
        # Plurals.
        ("rare earth", "Rare earths rose", "Rare earths"),
        ("policy", "industrial policies", "policies"),
        ("process", "processes", "processes"),
        ("new", "the news", None),
        ("plan", "two planes", None),
        ("=MOST", "most firms", None),
        # Script variants and width.
        ("关键核心技术", "關鍵核心技術", "關鍵核心技術"),
        ("關鍵核心技術", "关键核心技术", "关键核心技术"),
        ("=MIIT", "ＭＩＩＴ", "ＭＩＩＴ"),
        # Readings in brackets.
        ("关键核心技术", "關(guān)鍵核心技術(shù)", "關(guān)鍵核心技術"),
        ("关键核心技术", "关键（jiàn）核心技术", "关键（jiàn）核心技术"),
        ("关键核心技术", "关键(重点)核心技术", None),
        # What stands between the words of a phrase.
        ("rare earth", "rare-earth", "rare-earth"),
        ("rare earth", "rare\u2011earth", "rare\u2011earth"),
        ("rare earth", "rare–earth", "rare–earth"),
        ("rare earth", "rareearth", "rareearth"),
        ("rare earth", "rare\u00a0earth", "rare\u00a0earth"),
        ("rare earth", "rare \n earth", "rare \n earth"),
        ("rare earth", "rare-\nearth", "rare-\nearth"),
        ("rare earth", "rare\u00adearth", "rare\u00adearth"),
        ("rare earth", "rare\n\nearth", None),
        ("rare earth", "rare, earth", None),
        ("rare earth", "rare—earth", None),
        ("rare earth", "rare earthquake", None),
        ("关键核心技术", "关键核心\n技术", "关键核心\n技术"),
        ("关键核心技术", "关键核心\n\n技术", None),
        ("关键核心技术", "关键核心、技术", None),
        ("关键核心技术", "关键 核心-技术", "关键 核心-技术"),
        # Quotes.
        ("China's customs", "China’s customs", "China’s customs"),
        ("China’s customs", "China's customs", "China's customs"),
        ("“卡脖子”技术", "「卡脖子」技术", "「卡脖子」技术"),
        ("therapist", "the rapist", None),
    ],
)
def test_a_term_is_found_where_a_reader_would_see_it(when: str, text: str, expected: str | None) -> None:
    assert found(when, text) == ([] if expected is None else [expected])


@pytest.mark.parametrize(
    ("when", "body", "expected"),
    [
        ("稀土", "工信部加强稀<b>土</b>管理条例", "稀土"),
        ("稀土", '<a href="/x">稀</a><a href="/y">土</a>管理', "稀土"),
        ("rare earth", "rare&nbsp;<i>earth</i> magnets", "rare earth"),
        ("rare earth", "<b>r</b>are earth magnets", "rare earth"),
        ("rare earth", "rare<wbr>earth magnets", "rareearth"),
        ("rare earth", "rare&shy;earth magnets", "rare\u00adearth"),
        ("R&D", "spending on R&amp;D rose", "R&D"),
        ("China's customs", "China&rsquo;s customs", "China’s customs"),
        ("rare earth", "a rare</p><p>earth", None),
    ],
)
def test_tags_inside_a_word_do_not_part_it(when: str, body: str, expected: str | None) -> None:
    assert found_in_page(when, body) == ([] if expected is None else [expected])


def test_a_veto_holds_for_its_own_rule_only() -> None:
    """A word that one group forbids vetoes every group of another monitor."""
    forbids, plain = AllOf(members=(term("稀土"), NoneOf(members=(term("广告"),)))), term("稀土")

    assert found(forbids, "稀土广告") == []
    assert found(plain, "稀土广告") == ["稀土"]


def test_the_whole_text_is_searched_and_not_the_title_only() -> None:
    assert found("稀土", "标题\n\n正文说到稀土") == ["稀土"]


def test_both_scripts_are_matched_in_one_text() -> None:
    text = "MIIT（工信部）发布rare-earth pilot list，含稀土试点名单"
    when = Near(
        members=(any_of("=MIIT", "工信部"), any_of("稀土", "rare earth"), any_of("试点名单", "pilot list"))
    )

    assert found(when, text) == ["MIIT", "工信部", "rare-earth", "pilot list"]


def test_a_hostile_expression_takes_no_time() -> None:
    begin = time.perf_counter()
    for pattern in ("/(a+)+$/", "/(a|aa)+b/", "/(.*)*xy/"):
        assert matches(pattern, "a" * 100_000 + "!") == ()
    assert time.perf_counter() - begin < 5
