from datetime import date
from typing import Any

import pytest

from monitor.errors import ParseError, Trouble
from monitor.model import BodyFormat, Entry, Listed
from monitor.sources import reading
from tests.sources.contexts import URL, context

ITEMS = (
    "<ul class='list'><li><a href='1.html'>关于稀土新材料的通知</a><span>2026-11-20</span></li>"
    "<li><a href='2.html'>关于绿色工厂的公告</a><span>2026-11-19</span></li></ul>"
)


def read(page: str | bytes, /, **how: Any) -> Listed:
    return reading.read(page.encode() if isinstance(page, str) else page, context(**how))


def entries(page: str, /, **how: Any) -> list[Entry]:
    return [found.entry for found in read(page, **how).entries]


def facts(page: str, /, **how: Any) -> list[tuple[str | None, object, str]]:
    return [
        (entry.title, entry.published, (entry.url or "").rpartition("/")[2]) for entry in entries(page, **how)
    ]


def trouble(page: str, /, **how: Any) -> tuple[Trouble, str]:
    with pytest.raises(ParseError) as caught:
        read(page, **how)
    return caught.value.trouble, str(caught.value)


BOTH = [
    ("关于稀土新材料的通知", date(2026, 11, 20), "1.html"),
    ("关于绿色工厂的公告", date(2026, 11, 19), "2.html"),
]


def test_an_entry_of_a_list_has_its_parts_and_needs_its_page() -> None:
    html = (
        "<div class='n' data-id='77'><h3><a href='/a?x=1&amp;y=2'>Title</a></h3><i>2026-11-20</i><b>工信函〔2026〕5号</b>"
        "<u>示范厅</u><p>In short: <em>yes</em>.</p></div>"
    )

    (only,) = read(
        html,
        item="div.n",
        link="a",
        title="h3",
        date="i",
        text="p",
        guid="::attr(data-id)",
        number="b",
        issuer="u",
    ).entries

    assert only.entry == Entry(
        guid="77",
        url="https://list.example.cn/a?x=1&y=2",
        title="Title",
        published=date(2026, 11, 20),
        body="<p>In short: <em>yes</em>.</p>",
        body_format=BodyFormat.FRAGMENT,
        issuer="示范厅",
        document_number="工信函〔2026〕5号",
        needs_page=True,
    )
    assert only.raw.decode() == html.replace("'", '"')


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"item": "li"},
        {"item": "li", "link": "a", "title": "a::text", "date": "span"},
        {"item": "li", "link": "a::attr(href)"},
        {"link": "ul.list a"},
    ],
)
def test_what_the_selectors_leave_open_is_found_by_the_structure(how: dict[str, str]) -> None:
    assert facts(ITEMS, **how) == BOTH


def test_an_item_may_be_the_link_itself() -> None:
    html = "<a class='i' href='1.html' title='关于稀土新材料的通知'>关于稀土…</a>"

    assert facts(html, item="a.i", link="::attr(href)", title="::attr(title)") == [
        ("关于稀土新材料的通知", None, "1.html")
    ]


def test_the_last_of_two_sets_of_a_text_is_plain_text() -> None:
    (only,) = entries("<li><a href='1'>Title</a><p>one <b>two</b></p></li>", item="li", text="p::text")

    assert (only.body, only.body_format) == ("one", BodyFormat.SEED)


def test_a_text_that_is_not_there_is_no_text() -> None:
    html = "<li><a href='1'>Title</a></li>"

    assert [entries(html, item="li", text=css)[0].body for css in ("p", "p::text")] == ["", ""]


def test_a_title_cut_short_is_taken_whole_where_the_link_has_it() -> None:
    html = "<li><a href='1' title='关于组织开展中试平台申报工作的通知'>关于组织开展中试...</a></li>"

    assert facts(html, item="li", title="a")[0][0] == "关于组织开展中试平台申报工作的通知"


def test_a_time_of_day_for_machines_is_preferred_to_what_is_shown() -> None:
    html = "<li><a href='1'>Title</a><time datetime='2026-11-20T08:00:00Z'>November 20, 2026</time></li>"

    assert str(facts(html, item="li", date="time")[0][1]) == "2026-11-20 08:00:00+00:00"


def test_a_picture_and_its_caption_are_one_entry() -> None:
    html = "<li><a href='1'><img src='p.jpg' alt='照片'></a></li><li><a href='1'>关于稀土新材料的通知</a><i>2026-11-20</i></li>"

    assert facts(html, item="li") == [("关于稀土新材料的通知", date(2026, 11, 20), "1")]


def test_entries_without_title_are_problems() -> None:
    listed = read("<li><a href='1'><img></a></li><li><a href='2'>Title</a></li>", item="li")

    assert [found.entry.title for found in listed.entries] == ["Title"]
    assert listed.problems == ("https://list.example.cn/zwgk/tz/1: no title",)


def test_rows_without_a_link_are_passed_over() -> None:
    assert facts(ITEMS.replace("</li>", "</li><li class='line'></li>"), item="li") == BOTH


@pytest.mark.parametrize(
    "link",
    [
        "javascript:void(0)",
        "mailto:a@b.example",
        "#top",
        "ftp://a.example/x",
        "http://[broken",
        "",
        "index.html",
    ],
)
def test_a_link_to_no_other_page_is_none(link: str) -> None:
    html = f"<li><a href='{link}'>Nowhere at all</a></li><li><a href='1'>Somewhere</a></li>"

    assert facts(html, item="li") == [("Somewhere", None, "1")]


@pytest.mark.parametrize(
    "element",
    [
        "<a href='javascript:;' onclick=\"location.href='/d?id=5'\">Title</a>",
        "<a href='#' onclick=\"window.open('/d?id=5','_blank')\">Title</a>",
        "<a href=\"javascript:window.location='/d?id=5'\">Title</a>",
        "<span onclick=\"window.location.href = '/d?id=5'\">Title</span>",
    ],
)
def test_a_link_that_a_script_opens_is_found(element: str) -> None:
    assert entries(f"<li>{element}</li>", item="li")[0].url == "https://list.example.cn/d?id=5"


@pytest.mark.parametrize(
    ("base", "url"),
    [
        ("", "https://list.example.cn/zwgk/tz/a.html"),
        ("<base href='/x/'>", "https://list.example.cn/x/a.html"),
        (
            "<base target='_blank'><base href='https://m.list.example.cn/y/'>",
            "https://m.list.example.cn/y/a.html",
        ),
        ("<base href='http://['>", "https://list.example.cn/zwgk/tz/a.html"),
    ],
)
def test_links_are_relative_to_the_base_of_the_page(base: str, url: str) -> None:
    assert entries(f"{base}<li><a href='a.html#top'>Title</a></li>", item="li")[0].url == url


def test_a_place_that_a_script_shows_keeps_its_mark() -> None:
    assert entries("<li><a href='/app#/detail/5'>Title</a></li>", item="li")[0].url == (
        "https://list.example.cn/app#/detail/5"
    )


@pytest.mark.parametrize(
    ("html", "how", "expected"),
    [
        ("<a class='n' href='p2'>x</a>", {"next": "a.n"}, "https://list.example.cn/zwgk/tz/p2"),
        ("<b data-u='p2'>x</b>", {"next": "b::attr(data-u)"}, "https://list.example.cn/zwgk/tz/p2"),
        ("<a class='n' href='#'>x</a>", {"next": "a.n"}, None),
        ("<a href='p2'>下一页 &gt;</a>", {}, "https://list.example.cn/zwgk/tz/p2"),
        ("<a href='p2' rel='next'>Older</a>", {}, "https://list.example.cn/zwgk/tz/p2"),
        ("<a href='https://other.example/p2'>下一页</a>", {}, None),
        ("<a href='p2'>下一页的新闻</a>", {}, None),
    ],
)
def test_the_next_page_of_a_list_is_found(html: str, how: dict[str, str], expected: str | None) -> None:
    assert read(ITEMS + html, **how).next_url == expected


def test_only_links_that_are_wanted_are_entries() -> None:
    assert facts(ITEMS, item="li", only=r"/2\.html$") == BOTH[1:]
    assert facts(ITEMS * 2 + ITEMS.replace("html", "pdf"), only=r"\.html$") == BOTH


def test_a_list_may_stand_in_json() -> None:
    body = '{"data": {"html": ["<li><a href=\\"1\\">Title</a></li>"]}}'

    assert facts(body, html="data.html", item="li") == [("Title", None, "1")]


def test_of_too_many_entries_the_first_are_read() -> None:
    listed = read("".join(f"<li><a href='{number}'>Title</a></li>" for number in range(2_100)), item="li")

    assert len(listed.entries) == 2_000
    assert listed.problems == ("the list has over 2000 entries; the first of them were read",)


@pytest.mark.parametrize(
    ("html", "how", "message"),
    [
        ("<p>Text</p>", {}, "no list of links was found on the page"),
        ("<p>Text</p>", {"item": "li"}, "`item` finds nothing on the page: li"),
        ("<p>Text</p>", {"link": "li a"}, "`link` finds nothing on the page: li a"),
        ("<li>Text</li>", {"item": "li"}, "1 entries of the list, and no link in any of them"),
        ("<li><a href='1'></a></li>", {"item": "li"}, "1 links and none with a title"),
        (ITEMS, {"item": "li", "date": "b"}, "2 entries, and `date` finds no date in any: b"),
        (ITEMS, {"item": "li", "only": "/x/"}, "none of 2 links has what `only` asks for: /x/"),
        (
            ITEMS.replace("href='", "href='https://b.example/"),
            {"item": "li"},
            "all 2 links lead to other sites",
        ),
        (
            "<title>系统维护</title><meta http-equiv='Refresh' content='0; URL=/zw/list.html'>",
            {},
            "no list of links was found on the page “系统维护”; it sends browsers on to https://list.example.cn/zw/list.html",
        ),
        (
            "<meta charset='utf-8'><script>var a=1;</script><script>window.location.href='/a/';</script>",
            {},
            "no list of links was found on the page; it sends browsers on to https://list.example.cn/a/",
        ),
        (
            "<frameset><frame src='menu.html'><frame src='/l.html'></frameset>",
            {},
            "no list of links was found on the page; it shows https://list.example.cn/l.html in a frame",
        ),
        (
            "<div id='app'></div><script src='/app.js'></script>",
            {},
            "no list of links was found on the page; scripts make it what it is",
        ),
        (
            "<meta http-equiv='refresh' content='30'><iframe></iframe><p>Text</p>",
            {},
            "no list of links was found on the page",
        ),
        ('{"data": {}}', {"html": "data.html"}, 'no HTML at data.html of the answer: {"data": {}}'),
    ],
)
def test_error_a_page_that_is_not_what_it_was_has_changed(
    html: str, how: dict[str, str], message: str
) -> None:
    found, text = trouble(html, **how)

    assert found is Trouble.CHANGED
    assert text.startswith(message)


def test_links_to_other_sites_are_entries_where_they_are_asked_for() -> None:
    html = ITEMS.replace("href='", "href='https://mp.example.com/s/")

    assert len(entries(html, item="li", only="^https://mp[.]example[.]com/")) == 2


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", (Trouble.MALFORMED, "an empty answer, not a page")),
        ("<!-- only a comment -->", (Trouble.MALFORMED, "nothing that is HTML, not a page")),
        ("<title>用户登录</title><form><input type='password'></form>", (Trouble.BLOCKED, "a login page instead of the page: “用户登录”")),
    ],
)  # fmt: skip
def test_error_what_is_no_page_is_said(html: str, expected: tuple[Trouble, str]) -> None:
    assert trouble(html) == expected


def test_a_page_is_decoded_as_its_source_is_told_to() -> None:
    html = ITEMS.replace("<ul", "<meta charset='utf-8'><ul").encode("big5", "ignore")

    listed = read(html, item="li", charset="big5")

    assert listed.charset == "big5hkscs"
    assert [found.entry.url for found in listed.entries] == [
        f"{URL.rpartition('/')[0]}/{n}.html" for n in (1, 2)
    ]


@pytest.mark.parametrize(
    "item",
    [
        "<h3>关于稀土新材料的通知</h3><a href='1'>查看详情</a>",
        "<p>No.</p><p>关于稀土新材料的通知</p><a href='1'>详情&gt;&gt;</a>",
        "<a href='1' title='关于稀土新材料的通知'>详情</a>",
        "<a href='1' title='点击查看：关于稀土新材料的通知'><img alt='x'></a><a href='1'>更多</a>",
    ],
)
def test_a_link_that_names_nothing_has_its_title_beside_it(item: str) -> None:
    assert (facts(f"<li>{item}</li>", item="li")[0][0] or "").endswith("关于稀土新材料的通知")


def test_a_link_may_stand_inside_what_its_selector_finds() -> None:
    html = "<li><h3><i>x</i></h3><h3 data-u='#'><a href='1'>Title</a></h3></li>"

    assert facts(html, item="li", link="h3") == [("Title", None, "1")]
    assert facts(html, item="li", link="h3::attr(data-u)") == [("Title", None, "1")]


def test_a_date_selector_takes_the_first_date_there_is() -> None:
    html = "<li><a href='1'>Title</a><i>新</i><i>2026-11-20</i></li><li><a href='2'>Other</a></li>"

    assert [published for _, published, _ in facts(html, item="li", date="i")] == [date(2026, 11, 20), None]
