"""Date lines, told by their own wording from sentences and headings that hold a date."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.corpus import seed_lines
from monitor.corpus.seed_lines import Clock, Kind

_CLOCK = Clock(now=datetime(2026, 11, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    "line",
    [
        "来源：新华社 发布时间：2026-03-03", "文章来源：科技日报　　发布日期：2026年3月3日　作者：王明", "发文机关：某某省人民政府 成文日期：2026年3月3日",
        "来源：新华网2026-03-03", "新华社 2026-03-03", "记者 王明 2026-03-03", "本报记者 王明 李四 发布时间：2026-03-03", "【发布日期】2026-03-03",
        "[2026-03-03]", "（2026年3月3日）", "發布時間：2026-03-03 來源：新華社", "2026-03-03 新华社", "2026-03-03 来源：人民网 责任编辑：王明：李四",
        "作者：张三 来源：新华社 浏览次数：128 发布时间：2026-03-03 【字体：大 中 小】", "更新时间：2026-03-04 发布时间：2026-03-03", "发布于 2026-03-03",
        "Posted on March 3, 2026 by admin", "Posted by admin on March 3, 2026", "Published on Mar 3, 2026 in Policy", "Publish Date：2026-03-03",
        "March 3, 2026 (Updated March 4, 2026)", "Updated: March 4, 2026 | Published: March 3, 2026", "By Jane Doe, Reuters | March 3, 2026",
        "Source: Xinhua | March 3, 2026", "Xinhua | Updated: 2026-03-03", "Xinhua 2026-03-03", "Date: March 3, 2026.", "Tuesday, March 3, 2026",
        "By Jane Doe and John Roe | March 3, 2026 | 3 min read",
    ],
)  # fmt: skip
def test_a_date_beside_sources_authors_and_labels_is_a_date_line(line: str) -> None:
    assert seed_lines.published_in(line, _CLOCK) == date(2026, 3, 3)
    assert not seed_lines.opens_with_name(line, _CLOCK)


@pytest.mark.parametrize(
    "line",
    [
        "Jane Doe | March 3, 2026",
        "Beijing | 3 Mar 2026",
        "BEIJING, March 3, 2026 (Xinhua)",
        "北京 | 2026-03-03",
    ],
)
def test_a_date_behind_a_bare_name_is_a_date_line_that_could_be_a_title(line: str) -> None:
    assert seed_lines.published_in(line, _CLOCK) == date(2026, 3, 3)
    assert seed_lines.opens_with_name(line, _CLOCK)


@pytest.mark.parametrize(
    ("line", "hour"),
    [
        ("来源：新华社 发布时间：2026-03-03 09:10", 1),
        ("March 3, 2026 / 4:30 PM / Reuters", 8),
        ("Published: March 3, 2026 4:30 p.m.", 8),
        ("2026-03-03 | 10:20", 2),
    ],
)
def test_the_time_of_day_is_read_with_the_date(line: str, hour: int) -> None:
    published = seed_lines.published_in(line, _CLOCK)

    assert isinstance(published, datetime)
    assert published.astimezone(UTC).hour == hour


@pytest.mark.parametrize(
    "line",
    [
        "BEIJING, March 3 (Xinhua) -- The county has spoken.", "The notice, published January 30 by the county, names one zone.",
        "2026年6月4日，记者从县里获悉，石板矿已经开放。", "2026年6月4日至6月8日", "June 4, 2026, by which time it was over",
        "The notice, published January 30, 2026 by the county, names one zone", "Published March 3, 2026, the notice names one zone",
        "On March 3, 2026, the county spoke", "By March 3, 2026", "Until March 3, 2026", "Effective Date: March 3, 2026", "截至2026年3月3日", "截止日期：2026-03-03",
        "会议时间：2026-03-03", "来源：据报道，该厂将于2026年3月3日投产", "来源：据报道该厂将于2026年3月3日", "记者 王明 2026年3月3日从县里获悉",
        "（2026年3月3日某某会议通过）", "自2026年3月3日起施行", "March 3, 2026 is the day.", "\0 March 3, 2026", "Published March 3, 2026 " + "x" * 160,
        "来源：新华社 发布时间：2030-01-01",
    ],
)  # fmt: skip
def test_a_sentence_or_a_term_with_a_date_is_no_date_line(line: str) -> None:
    assert seed_lines.published_in(line, _CLOCK) is None
    assert not seed_lines.opens_with_name(line, _CLOCK)


def test_a_line_of_revisions_only_gives_the_first() -> None:
    assert seed_lines.published_in("Updated March 4, 2026 | Updated March 5, 2026", _CLOCK) == date(
        2026, 3, 4
    )


@given(
    st.lists(
        st.sampled_from(
            (
                "来源：",
                "新华社",
                " ",
                "作者：",
                "记者",
                "王明",
                "A",
                "by ",
                "B.",
                "| ",
                "，",
                "Posted ",
                "2026-03-03",
                "浏览",
            )
        )
    )
)
def test_any_row_of_words_is_read(words: list[str]) -> None:
    line = seed_lines.read_line("".join(words), _CLOCK)

    assert line is None or line.kind in {Kind.TEXT, Kind.DATE}
