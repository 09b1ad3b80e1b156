"""Lists found by their form alone; whole pages in the shapes of content systems stand in tests/data/listings."""

import re

import pytest

from monitor.sources import page as pages
from monitor.sources import structure
from monitor.sources.dates_in_rows import Clock
from tests.sources.contexts import NOW, URL

CLOCK = Clock(zone="Asia/Shanghai", now=NOW)
TITLES = ("关于公布第三批试点名单的通知", "绿色工厂评价办法征求意见", "稀土管理条例实施细则发布")
DAYS = ("2026-11-20", "2026-11-18", "2026-11-03")


def listed(shape: str, around: str = "<ul>{}</ul>") -> str:
    rows = (
        shape.format(url=f"/a/{number}.html", title=title, day=day)
        for number, (title, day) in enumerate(zip(TITLES, DAYS, strict=True))
    )
    return around.format("".join(rows))


ROW = "<li><a href='{url}'>{title}</a><span>{day}</span></li>"
MAIN = listed(ROW)


def titles(html: str, wanted: str | None = None) -> list[str]:
    page = pages.of_text(f"<html><body>{html}</body></html>", url=URL)
    return [row.title for row in structure.find(page, CLOCK, wanted=re.compile(wanted) if wanted else None)]


@pytest.mark.parametrize(
    ("shape", "around"),
    [
        (ROW, "<ul>{}</ul>"),
        ("<li class='i-{day}'><i>{day}</i><a href='{url}'>{title}</a></li>", "<ul>{}</ul>"),
        ("<tr><td>1</td><td><a href='{url}'>{title}</a></td><td>{day}</td></tr>", "<table>{}</table>"),
        ("<dt>{day}</dt><dd><a href='{url}'>{title}</a></dd>", "<dl>{}</dl>"),
        ("<dt><a href='{url}'>{title}</a></dt><dd>{day}</dd>", "<dl>{}</dl>"),
        ("<p><a href='{url}'>{title}</a>（{day}）</p>", "<div>{}</div>"),
        ("<a href='{url}'>{title}</a> {day}<br>", "<div>{}</div>"),
        ("<h3><a href='{url}'>{title}</a></h3><p>A line about it.</p><p>{day}</p>", "<div>{}</div>"),
        ("<div class='c'><a href='{url}'><img></a><h4>{title}</h4><a href='{url}'>查看详情</a><em>{day}</em></div>", "<div>{}</div>"),
        ("<li><a href='{url}'>{title} {day}</a></li>", "<ol>{}</ol>"),
        ("<li><a href='{url}'>[{day}] {title}</a></li>", "<ol>{}</ol>"),
        ("<li><a href='{url}'><b>{day}</b><p class='tit'>{title}</p></a></li>", "<ul>{}</ul>"),
        ("<li><a href='{url}'><span>{title}</span><span>{day}</span></a></li>", "<ul>{}</ul>"),
        ("<ul>" + ROW + "</ul>", "<div>{}</div>"),
        ("<li><a href='{url}'>{title}</a></li>", "<ul>{}</ul>"),
    ],
)  # fmt: skip
def test_a_list_of_any_shape_is_found(shape: str, around: str) -> None:
    menu = "<div class='nav'>" + "".join(f"<a href='/m{n}/'>栏目名称{n}</a>" for n in range(12)) + "</div>"
    foot = "<div class='footer'><a href='/about'>关于我们网站的说明</a><a href='/map'>网站地图与联系方式</a> 2026-01-01</div>"

    assert titles(menu + listed(shape, around) + foot) == list(TITLES)


@pytest.mark.parametrize(
    "beside",
    [
        listed(ROW.replace("/a", "/m").replace("{title}", "热点：{title}"), "<div class='sidebar'><ul>{}</ul></div>"),
        listed(ROW.replace("{title}", "推荐：{title}"), "<aside><ol>{}</ol></aside>"),
        "<nav><ul>" + "".join(f"<li><a href='/n{n}'>Department of something number {n}</a></li>" for n in range(20)) + "</ul></nav>",
        "<div class='friend-links'>" + "".join(f"<p><a href='https://x{n}.example/'>某某部门门户网站{n}</a></p>" for n in range(30)) + "</div>",
        "<div>" + "".join(f"<p><a href='https://x{n}.example/'>某某部门门户网站名称{n}</a></p>" for n in range(9)) + "</div>",
        "<div class='page'>" + "".join(f"<a href='?p={n}'>{n}</a>" for n in range(30)) + "<a href='?p=2'>下一页</a></div>",
        "<div class='crumbs'><a href='/'>首页</a> &gt; <a href='/x/'>政务公开目录</a> &gt; <a href='/x/y/'>通知公告栏目</a></div>",
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_first", [True, False])
def test_what_stands_beside_the_list_is_not_it(beside: str, *, is_first: bool) -> None:
    assert titles(beside + MAIN if is_first else MAIN + beside) == list(TITLES)


def test_rows_that_stand_out_are_rows_all_the_same() -> None:
    html = MAIN.replace("<li>", "<li class='top red'>", 1).replace("</ul>", "<li class='line'></li></ul>")

    assert titles(html) == list(TITLES)


def test_a_row_without_a_date_is_kept_where_it_says_as_much_as_the_others() -> None:
    pinned = "<li><a href='/top.html'>置顶：关于网上办事大厅升级的公告</a></li><li><a href='/x'>更多</a></li><li><a href='/y'>专题栏</a></li>"

    assert titles(MAIN.replace("<ul>", f"<ul>{pinned}")) == ["置顶：关于网上办事大厅升级的公告", *TITLES]


def test_links_that_are_not_wanted_count_for_nothing() -> None:
    other = listed(ROW * 3).replace("/a/", "/zt/")

    assert titles(other + MAIN, wanted="/a/") == list(TITLES)


@pytest.mark.parametrize(
    "html",
    [
        "<p>Text and <a href='/1'>one link</a>.</p>",
        "<ul><li><a href='/1'>首页</a></li><li><a href='/2'>新闻</a></li><li><a href='/3'>服务</a></li></ul>",
        "<ul><li><a href='/1'>关于公布第三批试点名单的通知</a></li><li><a href='/1'>关于公布第三批试点名单的通知</a></li></ul>",
        "<nav><ul><li><a href='/1'>A department of some kind</a></li><li><a href='/2'>Another department here</a></li><li><a href='/3'>A third one of them</a></li></ul></nav>",
        "<table><tr><td>" * 200,
    ],
)  # fmt: skip
def test_a_page_without_a_list_has_none(html: str) -> None:
    assert titles(html) == []


def test_dates_far_from_their_links_are_not_theirs() -> None:
    between = "<p>x</p>" * 8
    html = "".join(
        f"<p><a href='/{number}'>{title}</a></p>{between}<p>2026-11-20</p>{between}"
        for number, title in enumerate(TITLES)
    )

    found = structure.find(pages.of_text(html, url=URL), CLOCK)

    assert [row.published for row in found] == [None, None, None]
