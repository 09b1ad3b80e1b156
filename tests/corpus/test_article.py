"""Articles found in whole pages."""

from datetime import date
from pathlib import Path

import pytest

from monitor.corpus import article, container
from monitor.corpus.seed_lines import Clock

_PAGES = Path(__file__).parents[1] / "data" / "pages"
_TEXT = "县里上个月重新开放了石板矿，附近居民都表示欢迎，并且前去参观。" * 4


def _lines(markup: str) -> list[str]:
    return [line.text for line in article.extract(markup, None, clock=Clock()).lines]


@pytest.mark.parametrize(
    "container",
    [
        '<div id="UCAP-CONTENT">{}</div>',
        '<div class="x TRS_Editor">{}</div>',
        '<div id="zoom">{}</div>',
        '<div id="vsb_content_4">{}</div>',
    ],
)
def test_the_containers_of_known_content_systems_come_first(container: str) -> None:
    noise = "<p>热点新闻，热点新闻，热点新闻，热点新闻，热点新闻。</p>" * 20

    assert _lines(f"<body><div>{noise}</div>{container.format(f'<p>{_TEXT}</p>')}</body>") == [_TEXT]


def test_readability_finds_what_no_known_container_holds() -> None:
    page = f"<body><div class=nav><a href=/>Home</a></div><div class=text><p>{_TEXT}</p><p>{_TEXT}</p></div></body>"

    assert _lines(page) == [_TEXT, _TEXT]


def test_an_empty_container_is_passed_over() -> None:
    assert _lines(f"<body><div id=zoom> </div><div><p>{_TEXT}</p></div></body>") == [_TEXT]


def test_a_short_notice_is_taken_where_nothing_longer_is_found() -> None:
    assert _lines("<body><div id=zoom><p>名单见附件。</p></div></body>") == ["名单见附件。"]


@pytest.mark.parametrize("markup", ["", "<!-- -->", "\0", "<html></html>", "<body></body>"])
def test_a_page_of_nothing_gives_an_article_of_nothing(markup: str) -> None:
    found = article.extract(markup, None, clock=Clock())

    assert (found.title, found.published, found.lines, found.attachments) == (None, None, (), ())


def test_a_reader_that_fails_gives_way_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readability raises whatever its own steps meet in an odd page."""

    def fail(_page: object) -> None:
        raise TypeError("odd page")

    monkeypatch.setattr(container, "Readability", fail)

    assert _lines(f"<body><div class=text><p>{_TEXT}</p></div></body>") == [_TEXT]


@pytest.mark.parametrize("where", ["<head>{}</head><body></body>", "<body>{}<div id=app></div></body>"])
def test_what_asks_for_scripts_is_no_article(where: str) -> None:
    note = "<noscript><p>Please enable JavaScript to read this page about the slate quarry, which needs it.</p></noscript>"

    assert _lines(f"<html>{where.format(note)}</html>") == []


def test_a_short_notice_keeps_its_form_and_loses_the_page() -> None:
    page = (
        "<body><div class=menu><ul><li><a href=/>首页</a></li><li>关于我们</li></ul></div>"
        "<div class=a><p>现将名单公示。</p><ul><li>石板矿</li><li>大理石矿</li></ul></div>"
        "<div class=foot>联系电话 2020-01-01</div></body>"
    )

    assert _lines(page) == ["现将名单公示。", "石板矿", "大理石矿"]


def test_a_date_in_the_footer_is_not_the_articles() -> None:
    page = f"<h1>石板矿重新开放了</h1><p>{_TEXT}</p><footer>Updated 2020-01-01</footer>"

    assert article.extract(page, None, clock=Clock()).published is None


def test_a_notice_is_published_when_it_is_signed() -> None:
    lines = "".join(f"<p>{text}</p>" for text in (_TEXT, _TEXT, "某某县人民政府", "2026年6月4日"))
    chronicle = "".join(f"<p>{text}</p>" for text in (_TEXT, _TEXT, "2026年6月4日", "It opened. " * 5))

    assert article.extract(f"<div>{lines}</div>", None, clock=Clock()).published == date(2026, 6, 4)
    assert article.extract(f"<div>{chronicle}</div>", None, clock=Clock()).published is None


def test_a_page_with_an_xml_declaration_is_read() -> None:
    page = f"<?xml version='1.0' encoding='gbk'?><html><head><title>石板矿重新开放了</title></head><body><p>{_TEXT}</p></body></html>"

    found = article.extract(page, None, clock=Clock())

    assert (found.title, [line.text for line in found.lines]) == ("石板矿重新开放了", [_TEXT])


@pytest.mark.parametrize(
    ("name", "title", "published"),
    [
        ("ministry_notice", "关于公布第四批先进陶瓷中试平台名单的通知", "2026-03-18T16:20:00+08:00"),
        ("group_news", "北岭集团氢能材料中试线投产", "2026-05-09"),
        ("trade_news", "Graphite Hub Opens in the Northern Hills", "2026-02-11T09:05:00+00:00"),
    ],
)
def test_whole_pages_give_their_title_and_date(name: str, title: str, published: str) -> None:
    found = article.extract((_PAGES / f"{name}.html").read_text("utf-8"), None, clock=Clock())

    assert isinstance(found.published, date)
    assert (found.title, found.published.isoformat()) == (title, published)
