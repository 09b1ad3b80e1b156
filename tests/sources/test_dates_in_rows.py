from datetime import UTC, date, datetime

import pytest

from monitor.sources import dates_in_rows
from monitor.sources import page as pages
from monitor.sources.dates_in_rows import Clock
from tests.sources.contexts import NOW

CLOCK = Clock(zone="Asia/Shanghai", now=NOW)
DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<span>2026-11-20</span>", DAY),
        ("<span>2026/11/20</span>", DAY),
        ("<span>[2026年11月20日]</span>", DAY),
        ("<span>（2026-11-20）</span>", DAY),
        ("<span>发布时间：2026-11-20</span>", DAY),
        ("<span>11-20</span>", DAY),
        ("<span>12-24</span>", date(2025, 12, 24)),
        ("<span>11月20日</span>", DAY),
        ("<span>2026-11-20 09:30</span>", datetime(2026, 11, 20, 1, 30, tzinfo=UTC)),
        ("<b>20</b><i>2026-11</i>", DAY),
        ("<b>20</b><i>2026年11月</i>", DAY),
        ("<b>20日</b><i>11-2026</i>", DAY),
        ("<i>2026.11</i><b>20</b>", DAY),
        ("<i>11-20</i><b>2026</b>", DAY),
        ("<i>2026</i><b>11-20</b>", DAY),
        ("<b>20</b><i>11月</i>", DAY),
        ("<i>11月</i><b>20</b>", DAY),
        ("<b>20</b><i>十一月</i>", DAY),
        ("<b>20</b><i>Nov</i>", DAY),
        ("<b>20</b><i>Nov</i><u>2026</u>", DAY),
        ("<i>Nov</i><b>20,</b><u>2026</u>", DAY),
        ("<i>December</i> <b>24</b>", date(2025, 12, 24)),
        ("<b>31</b><i>2026-11</i>", None),
        ("<time datetime='2026-11-20T08:00:00Z'>yesterday</time>", datetime(2026, 11, 20, 8, 0, tzinfo=UTC)),
        ("<time datetime='soon'>2026-11-20</time>", DAY),
        ("<p>The council met on 20 November 2026 and adopted a standard for permanent magnets.</p>", DAY),
        ("<p>x</p>2026-11-20", DAY),
        ("<p>x</p>The council met on 20 November 2026 and adopted a standard for magnets.", DAY),
        ("<span>阅读 1120</span><i>1763600000</i>", None),
        ("<p>2030-11-20</p>", None),
        ("<p>no date</p>", None),
    ],
)
def test_the_date_of_a_row_is_found_in_its_texts(html: str, expected: object) -> None:
    found = dates_in_rows.find(pages.pieces(pages.of_text(f"<div>{html}</div>", url="").root), CLOCK)

    assert (found and found.published) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("关于名单的通知 2026-11-20", ("关于名单的通知", DAY)),
        ("关于名单的通知[2026-11-20]", ("关于名单的通知", DAY)),
        ("2026年11月20日 关于名单的通知", ("关于名单的通知", DAY)),
        ("关于名单的通知 2030-11-20", ("关于名单的通知 2030-11-20", None)),
        ("2026-11-20", ("2026-11-20", None)),
        ("关于2026-11-20会议的通知", ("关于2026-11-20会议的通知", None)),
    ],
)
def test_a_date_at_an_end_of_a_title_is_cut_off(title: str, expected: object) -> None:
    assert dates_in_rows.without(title, CLOCK) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("日期： 2026-11-20", DAY), ("20 2026-11", DAY), ("20 Nov", DAY), ("soon", None), ("x" * 500, None)],
)
def test_the_text_of_a_dates_own_element_is_read(text: str, expected: object) -> None:
    assert dates_in_rows.read(text, CLOCK) == expected
