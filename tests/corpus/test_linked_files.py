"""The files that links lead to, and what is known of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.corpus import article, linked_files
from monitor.corpus.seed_lines import Clock
from monitor.model import Attachment

_URL = "https://example.org/n/i.html"
_PDF, _ZIP = "application/pdf", "application/zip"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TEXT = "县里上个月重新开放了石板矿，附近居民都表示欢迎，并且前去参观。" * 4


def _found(markup: str) -> tuple[Attachment, ...]:
    return article.attachments_of(markup, _URL)


def _names(page: str) -> list[str]:
    return [one.name for one in article.extract(page, _URL, clock=Clock()).attachments]


def test_linked_files_are_listed_once_with_their_addresses() -> None:
    markup = (
        "<a href='a.pdf'>1</a><a href='/b.docx?x=1#top'>2</a><a href='a.pdf'>3</a><a href='c.html'>4</a><a>5</a>"
        "<a href='http://['>6</a><a href='javascript:x.pdf'>7</a><a href='#a.pdf'>8</a>"
    )

    assert _found(markup) == (
        Attachment(url="https://example.org/n/a.pdf", name="a.pdf", media_type=_PDF),
        Attachment(url="https://example.org/b.docx?x=1", name="b.docx", media_type=_DOCX),
    )
    assert article.attachments_of("", None) == ()


@pytest.mark.parametrize(
    ("link", "name", "media_type"),
    [
        ("<a href='P02.pdf'>附件1：石板矿名单.pdf</a>", "附件1：石板矿名单.pdf", _PDF),
        ("<a href='P02.PDF'>【石板矿名单】</a>", "石板矿名单", _PDF),
        ("<a href='P02.pdf'>名单（第四批）</a>", "名单（第四批）", _PDF),
        ("<a href='P02.pdf' title='石板矿名单'>点击下载</a>", "石板矿名单", _PDF),
        ("<a href='%E5%90%8D%E5%8D%95.pdf'>下载</a>", "名单.pdf", _PDF),
        ("<a href='/download.jsp?id=5'>石板矿名单.docx</a>", "石板矿名单.docx", _DOCX),
        ("<a href='/get?id=5&fileName=x.zip'>名单</a>", "名单", _ZIP),
        ("<a href='/get?id=5' download='x.zip'>名单</a>", "名单", _ZIP),
        ("<a href='/get?id=5'>附件：石板矿名单</a>", "附件：石板矿名单", None),
        ("<a href='/get?id=5'>Annex 1</a>", "Annex 1", None),
    ],
)
def test_a_link_says_what_its_file_is(link: str, name: str, media_type: str | None) -> None:
    (found,) = _found(link)

    assert (found.name, found.media_type) == (name, media_type)


@pytest.mark.parametrize(
    ("link", "size"),
    [
        ("<a href='a.pdf'>名单（1.5MB）</a>", 1_572_864),
        ("<a href='a.pdf'>名单</a> [大小：12 KB]", 12_288),
        ("<a href='a.pdf'>名单</a>(300字节)", 300),
        ("<a href='a.pdf'>名单</a> 共 12 页", None),
    ],
)
def test_a_size_in_brackets_is_the_files(link: str, size: int | None) -> None:
    (found,) = _found(link)

    assert (found.name, found.size) == ("名单", size)


def test_attachments_that_a_page_lists_beside_its_article_belong_to_it() -> None:
    page = (
        f"<body><div class=TRS_Editor><p>{_TEXT}</p></div><div class=fj><b>附件：</b><ul><li><a href='a.pdf'>名单</a></li></ul></div>"
        "<div class=fj2><h4>附件下载</h4></div><div><a href='b.xlsx'>申报表</a></div><a href='/get?id=1'>附件3</a>"
        "<div class=x><div><div><a href='m.pdf'>网站手册</a></div></div></div>"
        "<footer>附件 <a href='c.pdf'>网站使用手册</a></footer></body>"
    )

    assert _names(page) == ["名单", "申报表", "附件3"]


def test_what_two_say_of_one_file_is_put_together() -> None:
    url = "https://example.org/a.pdf"
    link, enclosure = Attachment(url=url, name="名单"), Attachment(url=url, media_type=_PDF, size=5)

    assert linked_files.merged((link, enclosure)) == (
        Attachment(url=url, name="名单", media_type=_PDF, size=5),
    )


def test_pictures_and_sound_are_no_attachments() -> None:
    enclosures = (
        Attachment(url="https://example.org/a.mp3", media_type="audio/mpeg"),
        Attachment(url="https://example.org/a.jpg", media_type="image/jpeg"),
        Attachment(url="https://example.org/", media_type="application/x"),
    )

    assert [one.name for one in linked_files.merged(enclosures)] == ["https://example.org/"]


@given(st.text(alphabet="<>a href='\"=./:[]?#&%附件pdf1（MB）x"))
def test_no_markup_makes_it_fail(markup: str) -> None:
    _found(f"<a href='{markup}")
    article.extract(f"<body><p>{_TEXT}</p><a href={markup}</body>", _URL, clock=Clock())


@pytest.mark.parametrize(
    ("shown", "url"),
    [
        ("<iframe src='s.pdf#page=1'></iframe>", "https://example.org/n/s.pdf"),
        ("<embed src='/s.pdf' type='application/pdf'>", "https://example.org/s.pdf"),
        ("<object data='s.ofd'></object>", "https://example.org/n/s.ofd"),
        ("<iframe src='/pdfjs/web/viewer.html?file=/f/s.pdf'></iframe>", "https://example.org/f/s.pdf"),
    ],
)
def test_a_file_that_a_page_shows_within_itself_is_one_of_its_files(shown: str, url: str) -> None:
    page = f"<html><body><article><h1>通知</h1><p>{_TEXT}</p>{shown}</article></body></html>"

    (found,) = article.extract(page, _URL, clock=Clock()).attachments

    assert (found.url, found.name) == (url, url.rpartition("/")[2])


@pytest.mark.parametrize(
    "shown",
    ["<iframe src='https://map.example/'></iframe>", "<iframe></iframe>", "<embed src='http://[/s.pdf'>", "<object data='x.swf'></object>"],
)  # fmt: skip
def test_what_a_page_shows_that_is_no_file_is_none(shown: str) -> None:
    assert _found(shown) == ()


def test_a_file_that_a_page_of_unknown_address_shows_is_named() -> None:
    (found,) = article.attachments_of("<iframe src='f/s.pdf' title='扫描件'></iframe>", None)

    assert (found.url, found.name) == ("f/s.pdf", "扫描件")
