"""Pages as offices send them, each in its file, and the text a reader sees in a browser that gets it right."""

from pathlib import Path

import pytest

from monitor.text import charset

_FILES = Path(__file__).parents[1] / "data" / "charsets"
_NOTICE = "青石县人民政府关于公布第二批镨钕镝铽回收试点名单的通知，各乡镇要认真组织实施。"
_TRADITIONAL = "青石縣政府公布第二批廢磁鐵回收試點名單，各鄉鎮應於年底前完成驗收。"
_HONG_KONG = "峯會將於啟德舉行，嗰日嘅議程包括㗎啡渣回收試驗。"
_RARE = "勘察队员㐀某、𠮷野某、䶮某三人在石板矿工作。"
_FRENCH = "Le comté a rouvert l’ardoisière lundi, a déclaré le préfet."


@pytest.mark.parametrize(
    ("name", "header", "encoding", "text"),
    [
        ("gb18030-four-bytes-labelled-gb2312", None, "gb18030", _RARE),
        ("gb18030-four-bytes-labelled-gb2312", "text/html; charset=GB2312", "gb18030", _RARE),
        ("gbk-page-header-utf-8", "text/html; charset=utf-8", "gb18030", _NOTICE),
        ("gbk-page-header-utf-8-no-meta", "text/html; charset=utf-8", "gb18030", _NOTICE),
        ("gbk-page-header-utf-8", "text/html; charset=iso-8859-1", "gb18030", _NOTICE),
        ("utf-8-page-header-gb2312", "text/html; charset=gb2312", "utf-8", _NOTICE),
        ("utf-8-page-meta-gb2312", None, "utf-8", _NOTICE),
        ("big5", None, "big5hkscs", _TRADITIONAL),
        ("big5", "text/html; charset=Big5-HKSCS", "big5hkscs", _TRADITIONAL),
        ("big5-hkscs", None, "big5hkscs", _HONG_KONG),
        ("big5-labelled-gb2312", None, "big5hkscs", _TRADITIONAL),
        ("utf-16-le-bom", None, "utf-16-le", _NOTICE),
        ("utf-16-be-bom", "text/html; charset=gbk", "utf-16-be", _NOTICE),
        ("utf-16-le-no-bom", None, "utf-16-le", _NOTICE),
        ("utf-16-le-no-bom", "text/html; charset=utf-16le", "utf-16-le", _NOTICE),
        ("gbk-one-bad-byte", None, "gb18030", _NOTICE.replace("，", "\ufffd，")),
        ("utf-8-one-bad-byte", None, "utf-8", _NOTICE.replace("，", "\ufffd，")),
        ("utf-8-one-bad-byte", "text/html; charset=gb2312", "utf-8", _NOTICE.replace("，", "\ufffd，")),
        ("gbk-undeclared-short", None, "gb18030", "石板矿名单"),
        ("gbk-undeclared-long", None, "gb18030", _NOTICE),
        ("big5-undeclared-short", None, "big5hkscs", "石板礦名單"),
        ("big5-undeclared-long", None, "big5hkscs", _TRADITIONAL),
        ("utf-8-undeclared-short", None, "utf-8", "石板矿名单"),
        ("gbk-http-equiv", "text/html", "gb18030", _NOTICE),
        ("gbk-xml-declaration", None, "gb18030", _NOTICE),
        ("gbk-meta-behind-a-comment", None, "gb18030", _NOTICE),
        ("utf-8-with-a-pasted-gbk-box", None, "utf-8", _NOTICE),
        ("mislabelled-latin-1", None, "cp1252", _FRENCH),
    ],
)
def test_a_page_is_read_as_a_browser_shows_it(
    name: str, header: str | None, encoding: str, text: str
) -> None:
    found = charset.decoded_html((_FILES / f"{name}.html").read_bytes(), header)

    assert f"<p>{text}</p>" in found.text
    assert found.encoding == encoding


def test_every_file_is_asked_for() -> None:
    source = Path(__file__).read_text("utf-8")

    assert [path.stem for path in _FILES.iterdir() if f'"{path.stem}"' not in source] == []


def test_an_operators_word_is_above_header_and_meta() -> None:
    body = (_FILES / "big5-labelled-gb2312.html").read_bytes()
    latin = "<p>名單</p>".encode("big5")

    assert _TRADITIONAL in charset.decode_html(body, "text/html; charset=gb2312", override="big5")
    assert charset.decode(latin, declared="utf-8", override="cp1252") == latin.decode("cp1252")


def test_a_byte_order_mark_is_above_an_operators_word() -> None:
    body = (_FILES / "utf-16-le-bom.html").read_bytes()

    assert _NOTICE in charset.decode_html(body, None, override="gb18030")


def test_an_operators_word_that_names_nothing_is_passed_over() -> None:
    assert charset.decode("名单".encode(), override="gb-anything") == "名单"


@pytest.mark.parametrize(
    "label", ["utf-8", "GB2312", "gb_2312-80", "x-gbk", "GBK", "cp936", "gb18030", "Big5-HKSCS", "x-x-big5"]
)
def test_labels_of_the_trade_are_known(label: str) -> None:
    assert charset.is_known(label)


@pytest.mark.parametrize("label", ["", "gb", "hex", "rot13", "utf-9", "\0"])
def test_labels_that_name_no_encoding_of_text_are_not(label: str) -> None:
    assert not charset.is_known(label)


def test_a_few_letters_valid_by_chance_are_read_as_declared() -> None:
    """The bytes of 联通 in GBK are valid UTF-8 of another script."""
    body = "<p>联通</p>".encode("gbk")

    assert charset.decode_html(body, "text/html; charset=gbk") == "<p>联通</p>"
    assert charset.decode("<p>中国</p>".encode(), declared="gbk") == "<p>中国</p>"
