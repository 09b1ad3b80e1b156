from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from monitor.errors import ParseError, Trouble
from monitor.model import Document, Entry, Outlet, OutletKind, SourceKind
from monitor.sandbox import making
from monitor.sandbox.wire import Making, PageTask

MAKING = Making(
    outlet=Outlet(name="A", kind=OutletKind.OFFICIAL),
    kind=SourceKind.LISTING,
    zone="Asia/Shanghai",
    language=None,
    now=datetime(2026, 11, 21, 12, 0, tzinfo=UTC),
)
URL = "https://a.example/1.html"
TITLE = "关于组织申报稀土新材料中试平台的通知"
PROSE = "各有关单位：为推动关键核心技术攻关，现组织开展中试平台申报工作，请于月底前报送材料。"


def page(title: str = TITLE, stamp: str = "2026-11-20 09:30", prose: str = PROSE * 4) -> bytes:
    return (
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>发布时间：{stamp}</p>"
        f"<div id='zoom'><p>{prose}</p></div></body></html>"
    ).encode()


def made(entry: Entry, body: bytes, kind: SourceKind = SourceKind.LISTING, **how: Any) -> Document:
    given = {"content_type": "text/html; charset=utf-8", "url": URL, "charset": None} | how
    task = PageTask(making=replace(MAKING, kind=kind), entry=replace(entry, url=entry.url or URL), **given)
    return making.of_page(task, body)


def test_the_text_is_the_pages_and_the_facts_are_the_lists() -> None:
    entry = Entry(
        title=TITLE,
        published=date(2026, 11, 19),
        document_number="示工信〔2026〕9号",
        issuer="示范厅",
        body="Short.",
    )

    document = made(entry, page(title=f"{TITLE}_通知公告"))

    assert document.title == TITLE
    assert document.published == date(2026, 11, 19)
    assert (document.document_number, document.issuer) == ("示工信〔2026〕9号", "示范厅")
    assert "各有关单位" in document.sections[0].paragraphs[0]


@pytest.mark.parametrize(
    ("listed", "stamp", "kind", "expected"),
    [
        (
            date(2026, 11, 20),
            "2026-11-20 09:30",
            SourceKind.LISTING,
            datetime(2026, 11, 20, 1, 30, tzinfo=UTC),
        ),
        (date(2026, 11, 18), "2026-11-20 09:30", SourceKind.LISTING, date(2026, 11, 18)),
        (date(2026, 11, 20), "2026-11-20", SourceKind.LISTING, date(2026, 11, 20)),
        (None, "2026-11-20", SourceKind.LISTING, date(2026, 11, 20)),
        (date(2026, 11, 21), "2026-11-12", SourceKind.SITEMAP, date(2026, 11, 12)),
        (date(2026, 11, 21), "", SourceKind.SITEMAP, date(2026, 11, 21)),
    ],
)
def test_the_date_is_the_lists_and_the_hour_the_pages(
    listed: date | None, stamp: str, kind: SourceKind, expected: object
) -> None:
    assert made(Entry(title=TITLE, published=listed), page(stamp=stamp), kind).published == expected


@pytest.mark.parametrize(
    ("listed", "shown", "expected"),
    [
        ("关于组织申报稀土新材料…", TITLE, TITLE),
        ("关于组织申报稀土新材料...", TITLE, TITLE),
        ("关于征求意见的函…", TITLE, "关于征求意见的函…"),
        (None, TITLE, TITLE),
    ],
)
def test_a_title_that_was_cut_is_taken_whole_from_the_page(
    listed: str | None, shown: str, expected: str
) -> None:
    assert made(Entry(title=listed), page(title=shown)).title == expected


def test_where_the_source_says_more_than_the_page_it_is_kept() -> None:
    entry = Entry(title=TITLE, body=f"<p>{PROSE * 3}</p>")

    document = made(entry, b"<html><body><h1>T</h1><p>Moved.</p></body></html>")

    assert document.sections[0].paragraphs == (PROSE * 3,)


def test_a_page_without_anything_leaves_what_the_source_said() -> None:
    assert made(Entry(title=TITLE), b"<html></html>").title == TITLE


def test_error_neither_page_nor_source_say_anything() -> None:
    with pytest.raises(ParseError, match="nothing to read"):
        made(Entry(), b"<html></html>")


def test_error_a_page_that_keeps_us_out_is_no_text() -> None:
    with pytest.raises(ParseError, match="a captcha") as caught:
        made(Entry(title=TITLE), "<title>安全验证</title>".encode())

    assert caught.value.trouble is Trouble.BLOCKED


def test_a_page_is_decoded_as_its_source_is_told_to() -> None:
    body = page().decode().encode("gb18030")

    assert made(Entry(), body, content_type="text/html; charset=iso-8859-1", charset="gbk").title == TITLE


@pytest.mark.parametrize(("title", "expected"), [(TITLE, TITLE), (None, "名单 2026")])
def test_a_link_to_a_file_is_a_document_with_its_text(title: str | None, expected: str) -> None:
    url = "https://a.example/f/%E5%90%8D%E5%8D%95%202026.csv"

    document = made(
        Entry(title=title, url=url), "名称,地区\n示范平台,包头\n".encode(), content_type="text/csv", url=url
    )

    assert document.title == expected
    assert [(file.url, file.name, file.size) for file in document.attachments] == [(url, "名单 2026.csv", 34)]
    assert any("示范平台" in line for section in document.sections for line in section.paragraphs)


def test_a_file_that_cannot_be_read_is_named() -> None:
    document = made(Entry(title=TITLE), b"%PDF-1.7 and no more", content_type="application/pdf")

    assert (document.title, document.sections) == (TITLE, ())
    assert [file.url for file in document.attachments] == [URL]
