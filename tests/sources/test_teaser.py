import pytest

from monitor.model import Entry
from monitor.sources import teaser

LONG = "会议强调，要加快推进稀土新材料产业高质量发展，推动成果转化。" * 10
URL = "https://a.example/1"


def needs(*bodies: str, url: str | None = URL) -> list[bool]:
    return [entry.needs_page for entry in teaser.marked([Entry(url=url, body=body) for body in bodies])]


@pytest.mark.parametrize(
    "end",
    [
        "…",
        "...",
        " [&hellip;]",
        " […]",
        "[...]",
        "<p><a href='x'>Read more</a></p>",
        " Read more »",
        " Continue reading Export licences →",
        "（阅读全文）",
        "<a href='x'>[详细]</a>",
        "查看详情&gt;&gt;",
        "。。。",
        "…<p>The post <a href='x'>Title</a> appeared first on <a href='y'>Site</a>.</p>",
    ],
)
def test_a_text_with_the_mark_of_a_cut_needs_its_page(end: str) -> None:
    assert needs(LONG + end, LONG) == [True, False]


@pytest.mark.parametrize(
    "end",
    [
        "。",
        "。<p>The post <a href='x'>Title</a> appeared first on <a href='y'>Site</a>.</p>",
        "更多的细节见附件。",
    ],
)
def test_a_whole_text_needs_no_page(end: str) -> None:
    assert needs(LONG + end) == [False]


def test_short_texts_need_their_pages_where_all_are_short() -> None:
    assert needs("One line.", "Another.", "A third.") == [True, True, True]
    assert needs("One line.", LONG, LONG) == [False, False, False]
    assert needs("", LONG, LONG) == [True, False, False]


def test_what_has_no_address_has_no_page() -> None:
    assert needs("", "short", url=None) == [False, False]
    assert needs() == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", True),
        (" \n", True),
        ("稀土" * 40, True),
        ("稀土" * 60, False),
        ("<p class='x'>" * 9 + "a" * 150, True),
        ("word " * 200, False),
    ],
)
def test_a_text_is_short_by_what_it_says(body: str, *, expected: bool) -> None:
    assert teaser.is_short(body) is expected
