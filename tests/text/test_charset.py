"""Bytes whose encoding was declared rightly, wrongly or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text import charset

_CHINESE = "县里发布了新的稀贵金属管理办法，各地要认真贯彻落实，确保各项任务如期完成。" * 3


@pytest.mark.parametrize(
    ("body", "declared", "text"),
    [
        (_CHINESE.encode(), None, _CHINESE),
        (_CHINESE.encode(), "gb2312", _CHINESE),
        (_CHINESE.encode("gbk"), "gb2312", _CHINESE),
        (_CHINESE.encode("gbk"), ("gb2312", "iso-8859-1"), _CHINESE),
        (_CHINESE.encode("gbk"), ("utf-8", None), _CHINESE),
        (_CHINESE.encode("gbk"), (), _CHINESE),
        (_CHINESE.encode("gbk"), "iso-8859-1", _CHINESE),
        ("镕㐀喆".encode("gb18030"), "gb2312", "镕㐀喆"),
        ("發展".encode("big5"), "Big5", "發展"),
        (b"\xef\xbb\xbf" + _CHINESE.encode(), "gbk", _CHINESE),
        (_CHINESE.encode("utf-16"), None, _CHINESE),
        (_CHINESE.encode("utf-16-le"), "utf-16-le", _CHINESE),
        ("日本".encode("iso2022_jp"), "iso-2022-jp", "日本"),
        ("caf\xe9 and more words".encode("cp1252"), "iso-8859-1", "café and more words"),
        ("“x”".encode("cp1252"), "ascii", "“x”"),
        (b"plain", "no-such-codec", "plain"),
        (b"plain", "hex", "plain"),
        (b"plain", "\0", "plain"),
        (b"", None, ""),
    ],
)  # fmt: skip
def test_text_comes_out_whatever_was_declared(
    body: bytes, declared: str | tuple[str | None, ...] | None, text: str
) -> None:
    assert charset.decode(body, declared=declared) == text


def test_one_bad_byte_costs_one_character() -> None:
    body = _CHINESE.encode()

    assert charset.decode(body[:-1]) == _CHINESE[:-1] + "\ufffd"
    assert charset.decode(_CHINESE.encode("gbk") + b"\xff", declared="gbk") == _CHINESE + "\ufffd"


def test_a_codec_that_is_none_of_text_is_passed_over() -> None:
    assert charset.decode(_CHINESE.encode("gbk"), declared=("hex", "idna", "gbk")) == _CHINESE


def test_bytes_that_are_no_text_still_come_out() -> None:
    assert isinstance(charset.decode(bytes(range(256)) * 2), str)


@pytest.mark.parametrize(
    ("content_type", "head", "text"),
    [
        ("text/html; charset=GBK", b"", "稀贵金属"),
        ("text/html", b'<meta charset="gb2312">', "稀贵金属"),
        (None, b"<meta http-equiv='Content-Type' content='text/html; charset=gbk'>", "稀贵金属"),
    ],
)
def test_a_page_is_read_by_its_header_or_its_own_word(
    content_type: str | None, head: bytes, text: str
) -> None:
    assert charset.decode_html(head + text.encode("gbk"), content_type).endswith(text)


@given(
    st.binary(max_size=200),
    st.sampled_from((None, "utf-8", "gbk", "utf-16", "latin-1", "utf-7", "undefined")),
)
def test_no_bytes_make_it_fail(body: bytes, declared: str | None) -> None:
    assert isinstance(charset.decode(body, declared=declared), str)
