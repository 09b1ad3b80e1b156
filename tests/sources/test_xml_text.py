import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import ParseError
from monitor.sources import xml_text
from monitor.sources.xml_text import Span


def found(text: str) -> list[str]:
    return [text[span.start : span.end] for span in xml_text.items(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<rss><item>a</item> <item x='1'>b</item ></rss>", ["<item>a</item>", "<item x='1'>b</item >"]),
        ("<a:entry>a</a:entry>", ["<a:entry>a</a:entry>"]),
        ("<item/><item />", ["<item/>", "<item />"]),
        ("<item><item>a</item></item>", ["<item><item>a</item></item>"]),
        ("<items><itemize/></items>", []),
        ("<!-- <item> --><item>a</item>", ["<item>a</item>"]),
        ("<item><![CDATA[</item>]]></item>", ["<item><![CDATA[</item>]]></item>"]),
        ("</item><item>a</item>", ["<item>a</item>"]),
        ("<item>a", ["<item>a"]),
        ("<item>a</item", ["<item>a</item"]),
        ("<item>a<![CDATA[b", ["<item>a<![CDATA[b"]),
        ("<item", []),
        ("<item x", []),
        ("", []),
    ],
)
def test_items_are_found_where_they_stand(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_an_item_the_text_ends_in_is_not_closed() -> None:
    assert xml_text.items("<item/><item>a") == [Span(0, 7), Span(7, 14, is_closed=False)]


@given(
    st.lists(st.sampled_from(["<item>", "</item>", "<entry/>", "<![CDATA[", "]]>", "<!--", "-->", "x", "<"]))
)
def test_items_of_any_text_are_in_order_and_inside_it(pieces: list[str]) -> None:
    text = "".join(pieces)
    ends = [0]
    for span in xml_text.items(text):
        assert ends[-1] <= span.start < span.end <= len(text)
        ends.append(span.end)


@given(st.text(alphabet="<>!-?[]/ aENTIY", max_size=60))
def test_the_root_of_any_text_is_inside_it(text: str) -> None:
    try:
        start, name = xml_text.root(text)
    except ParseError:
        return
    assert (start, name) == (-1, "") or text.startswith(f"<{name}", start)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'<?xml version="1.0" encoding="GB2312"?>', "GB2312"),
        (b"\n <?xml version='1.0' encoding = 'utf-8' ?>", "utf-8"),
        (b'<?xml version="1.0"?>', None),
        (b'<?xml version="1.0" encoding="g\xffb"?>', None),
        (b'<rss encoding="x">', None),
        (b"", None),
    ],
)
def test_the_declared_encoding_is_found(body: bytes, expected: str | None) -> None:
    assert xml_text.declared_encoding(body) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a&nbsp;b&hellip;", "a\xa0b…"),
        ("&amp;nbsp; &lt; &gt; &quot; &apos; &LT; &AMP;", "&amp;nbsp; &lt; &gt; &quot; &apos; &LT; &AMP;"),
        ("&nosuchthing; &#160; &; AT&T", "&nosuchthing; &#160; &; AT&T"),
    ],
)
def test_only_named_characters_that_are_no_markup_are_replaced(text: str, expected: str) -> None:
    assert xml_text.mended(text) == expected


@pytest.mark.parametrize("reference", ["&#xD800;", "&#x00dfFF;", "&#55296;", "&#57343;"])
def test_half_a_character_is_replaced(reference: str) -> None:
    assert xml_text.mended(f"a{reference}b") == "a\ufffdb"


@pytest.mark.parametrize("reference", ["&#x4E00;", "&#55295;", "&#57344;", "&#xE000;", "&#xD7FF;"])
def test_a_whole_character_stays(reference: str) -> None:
    assert xml_text.mended(reference) == reference
