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


SIDE = "<li><a href='/hot/{n}.html'>本周最受关注的消息之第{n}条</a><span>2026-11-1{n}</span></li>"
BOX = "<ul>" + "".join(SIDE.format(n=n) for n in range(8)) + "</ul>"
UNDATED = (
    "<ul>" + "".join(f"<li><a href='/a/{n}.html'>{TITLES[n % 3]}之{n}</a></li>" for n in range(8)) + "</ul>"
)


@pytest.mark.parametrize(
    "beside",
    [
        f"<div><h3>点击排行</h3>{BOX}</div>",
        f"<div><div class='b'><span>相关阅读</span><a href='/more'>更多</a></div><div>{BOX}</div></div>",
        f"<div class='sidebar'>{BOX}</div>",
        f"<div><h4>Most read</h4>{BOX}</div>",
    ],
)
def test_a_list_without_dates_is_found_beside_a_box_with_dates(beside: str) -> None:
    expected = [f"{TITLES[n % 3]}之{n}" for n in range(8)]

    assert titles(f"<div>{UNDATED}</div>{beside}") == titles(f"{beside}<div>{UNDATED}</div>") == expected


def test_a_short_list_with_dates_is_found_beside_a_long_one_without() -> None:
    assert titles(listed(ROW) + f"<div>{UNDATED}</div>") == list(TITLES)


@pytest.mark.parametrize(
    ("shape", "around"),
    [
        ("<dt>{day}</dt><dd><a href='{url}'>{title}</a></dd>", "<dl>{}</dl>"),
        ("<dt><a href='{url}'>{title}</a></dt><dd>{day}</dd>", "<dl>{}</dl>"),
        ("<p>{day}</p><p><a href='{url}'>{title}</a></p>", "<div>{}</div>"),
    ],
)
def test_dates_between_the_rows_belong_to_the_rows_on_their_side(shape: str, around: str) -> None:
    found = structure.find(pages.of_text(listed(shape, around), url=URL), CLOCK)

    assert [row.published and row.published.isoformat() for row in found] == list(DAYS)


def test_days_that_titles_name_are_no_dates_of_their_neighbours() -> None:
    named = (
        "关于2025年12月31日前完成验收的通知",
        "2026年1月1日起施行的新办法",
        "关于12月25日召开座谈会的通知",
    )
    rows = "".join(f"<li><a href='/a/{n}.html'>{title}</a></li>" for n, title in enumerate(named))
    foot = "<div class='ft'><a href='/about.html'>关于我们</a> 更新时间：2026-11-21</div>"

    found = structure.find(pages.of_text(f"<div class='wrap'><ul>{rows}</ul></div>{foot}", url=URL), CLOCK)

    assert [(row.title, row.published) for row in found] == [(title, None) for title in named]


@pytest.mark.parametrize(
    "beside",
    [
        "<p>相关解读：<a href='/jd/{url}'>{title}一图读懂，全面解析其中的重点</a></p>",
        "<a href='/jd/{url}'>《{title}》政策解读与问答全文</a>",
        "<a href='/jd/{url}'>[解读]</a>",
        "<p>延伸阅读：<a href='/x/{url}'>与{title}有关的另一篇更长的文章</a></p>",
    ],
)
def test_what_a_row_links_about_its_entry_is_not_the_entry(beside: str) -> None:
    assert titles(listed(f"<li><p><a href='{{url}}'>{{title}}</a><i>{{day}}</i></p>{beside}</li>")) == list(
        TITLES
    )


def test_a_list_of_explanations_is_a_list_too() -> None:
    expected = [f"《{title}》解读" for title in TITLES]

    assert titles(listed(ROW.replace("{title}", "《{title}》解读"))) == expected


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        ("<td>名称</td><td>生成日期</td><td>发布日期</td>", "<td>2026-10-01</td><td>{day}</td>"),
        ("<th>标题</th><th>发布时间</th><th>成文日期</th>", "<td>{day}</td><td>2026-10-01</td>"),
    ],
)
def test_the_head_of_a_table_says_which_date_is_that_of_publication(head: str, cells: str) -> None:
    html = listed(
        f"<tr><td><a href='{{url}}'>{{title}}</a></td>{cells}</tr>", f"<table><tr>{head}</tr>{{}}</table>"
    )

    found = structure.find(pages.of_text(html, url=URL), CLOCK)

    assert [row.published and row.published.isoformat() for row in found] == list(DAYS)


@pytest.mark.parametrize(
    "head",
    ["<tr><td>名称</td><td>发布日期</td></tr>", "<tr><td>名称</td><td>发文单位</td><td>备注</td></tr>", "<tr><td><a href='/x'>发布日期</a></td><td></td><td></td></tr>", ""],
)  # fmt: skip
def test_a_table_whose_head_says_nothing_is_dated_by_its_rows(head: str) -> None:
    html = listed(
        "<tr><td><a href='{url}'>{title}</a></td><td>{day}</td><td>2026-01-01</td></tr>",
        f"<table>{head}{{}}</table>",
    )

    found = structure.find(pages.of_text(html, url=URL), CLOCK)

    assert [row.published and row.published.isoformat() for row in found] == list(DAYS)


@pytest.mark.parametrize("mark", ["[置顶]", "【置顶】", "<b>[新]</b>", "<em>（推荐）</em>", "[TOP] "])
def test_a_mark_before_a_title_is_none_of_it(mark: str) -> None:
    assert titles(listed(ROW.replace("{title}", mark + "{title}"))) == list(TITLES)


def test_links_of_a_footer_are_no_entries_although_a_date_stands_by_them() -> None:
    foot = "<div><a href='/about.html'>关于我们</a><a href='/map'>网站地图</a> 更新时间：2026-11-21</div>"

    assert titles(f"<ul>{ROW.format(url='/a', title=TITLES[0], day=DAYS[0])}</ul>{foot}") == []
