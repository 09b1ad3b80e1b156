"""Whatever a text is, writing out what was read of it and reading that again gives the same, and loses nothing."""

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.corpus import boilerplate, disclaimers, facts, laying_out, provenance, seed_lines, seed_text
from monitor.corpus.seed_lines import Clock, Kind

_LINES = st.sampled_from(
    (
        "Highlights", "Key Takeaways:", "【要点】", "摘要", "Jun 4, 2025", "2025年6月4日", "2999-01-01",
        "发布时间：2025-06-04 10:30 来源：某某网", "Published: 4 June 2025", "By Jane Doe", "作者：张三",
        "来源：新华社 2025-06-04", "Jane Doe | June 4, 2025", "Slate Weekly, June 5, 2025", "Updated June 4, 2025 (first published June 3, 2025)", "June 6, 2025",
        "来源：新华社", "Source: Xinhua", "（来源：工信部网站）", "ENERGY", "要闻", "潍坊获批国家氢能示范区", "The quarry wins a prize.",
        "A Quarry Reopens in the North", "Why the quarry matters", "Is this the end of the queue?", "The parts:",
        "一、总体要求", "（一）加强管理。", "第一章 总则", "第一条 为了加强管理，制定本办法。", "各有关单位：",
        "The quarry was reopened on Monday by the county.", "It had stood empty for nine years", "and nobody knew why.",
        "A long sentence about the quarry that goes on and on, and that never quite comes to its end before",
        "各地要加强统筹协调，健全工作机制，落实工作责任，形成工作合力，确保各项任务",
        "落到实处，取得实效。", "县里上个月重新开放了采石场，附近居民都表示欢迎并且前去参观。",
        "- a short point", "* a point that ends.", "  • sectors such as:", "    - drones", "\t· 无人机", "• points:", "-", "- - twice",
        "Disclaimer: not verified.", "Disclaimer", "免责声明：", "Advertisement", "免责声明：仅供参考。", "声明：本文转载自某某网。", "声明：中方反对。",
        "0 Comments", "Moderator", "Search", "Recent Quarry News", "Leave a Reply", "A headline about stone",
        "Your email address will not be published.", "Spread the word:", "CATEGORIES: , ,",
        "About the author", "She is a reporter and has written about quarries for years.", "Contents", "目录", "Table of Contents",
        "Share this:", "Facebook", "相关链接", "上一篇：无", "打印 关闭窗口", "责任编辑：李四", "Copyright 2025 Quarry Ltd.",
        "Stone (opens in a new tab) is heavy.", "(opens (opens in a new tab)in a new tab)", "Join the discussion at the Quarry Forum →",
        "Document facts:", "Document facts:", "Issuer: 石板县人民政府", "Written on: 2026-02-04", "Written on: soon", "Index number: 1",
        "Attachment: 名单 | - | 12 | https://example.org/a.pdf", "Attachment: x", "Thanks for subscribing", "A.", "B?", "c", "石",
    )
)  # fmt: skip
_GAPS = st.sampled_from(("\n", "\n", "\n\n", "\n \t\n", "\r\n", "\u2028", "\n\n\n"))
_PADS = st.sampled_from(("", "", "", " ", "\t", "\u3000\u3000", "\xa0"))


@st.composite
def _documents(draw: st.DrawFn) -> str:
    gaps = draw(st.sampled_from((_GAPS, st.just("\n"), st.just("\n\n"))))
    lines = draw(st.lists(st.one_of(_LINES, _LINES, _LINES, st.text(max_size=12)), max_size=16))
    return "".join(draw(_PADS) + line + draw(gaps) for line in lines)


def _assert_settles(text: str) -> None:
    once = seed_text.parse(text)

    again = seed_text.parse(laying_out.lay_out_text(once).text + "\n")

    assert again == once


@given(_documents())
@settings(max_examples=600, deadline=None)
def test_reading_what_was_written_gives_the_same_for_texts_made_of_typical_lines(text: str) -> None:
    _assert_settles(text)


@given(st.text())
@settings(deadline=None)
@example("\x1c\x85- \u200b")
@example("Jun 4, 2025\n0\x0c\n0\n0\n")
def test_reading_what_was_written_gives_the_same_for_any_characters(text: str) -> None:
    _assert_settles(text)


@given(_documents())
@settings(max_examples=300, deadline=None)
def test_cleaning_what_is_clean_changes_nothing(text: str) -> None:
    once = boilerplate.clean(seed_lines.read(text, Clock()))

    assert boilerplate.clean(once) == once


@given(_documents())
@settings(max_examples=300, deadline=None)
def test_every_letter_of_a_kept_line_is_written_out(text: str) -> None:
    """Only labels, date lines, credits and facts are rewritten; only a kicker, a deck, a date and a disclaimer move."""
    _, unstated = facts.take(seed_lines.read(text, Clock()))
    credit = provenance.credit_of([line.text for line in unstated])
    if credit is not None:
        unstated = seed_text._without_credit(unstated, laying_out.credit_line(credit))
    _, lines = facts.take(boilerplate.clean(disclaimers.mark(unstated)))
    owed = sorted(
        line.text
        for line in lines
        if line.kind in {Kind.TEXT, Kind.BULLET, Kind.DISCLAIMER}
        and line.text not in {"Highlights", "来源：新华社", "Source: Xinhua"}
    )

    written = laying_out.lay_out_text(seed_text.parse(text)).text

    got = sorted(
        re.sub(r"^ *- ", "", line) if line.lstrip().startswith("- ") else line
        for line in written.split("\n")
        if line
    )
    for line in owed:
        assert line in got
        got.remove(line)
