from datetime import UTC, date, datetime, timedelta

import pytest

from monitor.errors import ParseError
from monitor.model import BodyFormat, Entry, Listed
from monitor.sources import feed
from monitor.sources.context import MAX_ENTRIES

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
URL = "https://news.example/feeds/all.xml"


def parse(text: str | bytes, content_type: str | None = None) -> Listed:
    body = text.encode() if isinstance(text, str) else text
    return feed.parse(body, content_type=content_type, url=URL, zone="Asia/Shanghai", now=NOW)


def rss(*items: str, channel: str = "") -> str:
    return f'<rss version="2.0"><channel><title>News</title>{channel}{"".join(items)}</channel></rss>'


def item(inner: str) -> Entry:
    (only,) = parse(rss(f"<item><title>t</title>{inner}</item>")).entries
    return only.entry


def title(inner: str) -> str | None:
    (only,) = parse(rss(f"<item><title>{inner}</title></item>")).entries
    return only.entry.title


def test_an_rss_item_becomes_an_entry_with_its_own_bytes() -> None:
    source = (
        "<item><title>试点名单公布</title><link>/a?b=1&amp;c=2</link><guid isPermaLink='false'>123</guid>"
        "<pubDate>Fri, 20 Nov 2026 08:00:00 GMT</pubDate><description>short</description>"
        "<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
        "<![CDATA[<p>第一批 &amp; 第二批</p>]]></content:encoded></item>"
    )

    (only,) = parse(rss(source, channel="<language>zh-CN</language>")).entries

    assert only.entry == Entry(
        guid="123",
        url="https://news.example/a?b=1&c=2",
        title="试点名单公布",
        published=datetime(2026, 11, 20, 8, 0, tzinfo=UTC),
        language="zh",
        body="<p>第一批 &amp; 第二批</p>",
        body_format=BodyFormat.FRAGMENT,
        needs_page=True,
    )
    assert only.raw == source.encode()


def test_an_atom_entry_is_read() -> None:
    (only,) = parse(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/blog/" xml:lang="en"><title>x</title>'
        '<entry><title type="text">Q &amp;amp; A &lt;b></title><link rel="self" href="x.xml"/>'
        '<link href="post/1"/><id>tag:news.example,2026:1</id><updated>2026-11-20T10:00:00+08:00</updated>'
        '<summary type="text">a &lt; b</summary></entry></feed>'
    ).entries

    assert only.entry == Entry(
        guid="tag:news.example,2026:1",
        url="https://news.example/blog/post/1",
        title="Q &amp; A <b>",
        published=datetime(2026, 11, 20, 2, 0, tzinfo=UTC),
        language="en",
        body="a < b",
        body_format=BodyFormat.SEED,
        needs_page=True,
    )


def test_an_rdf_feed_is_read() -> None:
    (only,) = parse(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>x</title></channel>'
        '<item rdf:about="http://a.example/1"><title>One</title><link>http://a.example/1</link>'
        "<dc:date>2026-11-19</dc:date></item></rdf:RDF>"
    ).entries

    assert (only.entry.title, only.entry.url, only.entry.published) == (
        "One",
        "http://a.example/1",
        date(2026, 11, 19),
    )


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("Plain", "Plain"),
        ("  spaced\n out ", "spaced\n out"),
        ("AT&amp;T", "AT&T"),
        ("AT&amp;amp;T", "AT&T"),
        ("&lt;b&gt;Bold&lt;/b&gt; move", "Bold move"),
        ("<![CDATA[Q &amp; A <i>now</i>]]>", "Q & A now"),
        ("Growth &lt;5% and a &lt;thing&gt;", "Growth <5% and a <thing>"),
        ("Growth&nbsp;slows&hellip;", "Growth\xa0slows…"),
        ("&amp;lt;5%", "<5%"),
    ],
)
def test_a_title_is_text_with_its_entities_decoded_once(inner: str, expected: str) -> None:
    assert title(inner) == expected


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<pubDate>2026年11月20日</pubDate>", date(2026, 11, 20)),
        ("<pubDate>2026-11-20 09:30:00</pubDate>", datetime(2026, 11, 20, 1, 30, tzinfo=UTC)),
        ("<pubDate>tomorrow</pubDate>", None),
        ("<pubDate>Fri, 20 Nov 2030 08:00:00 GMT</pubDate>", None),
        ("", None),
    ],
)
def test_a_date_is_read_by_us_in_the_zone_of_the_source(inner: str, expected: object) -> None:
    assert item(inner).published == expected


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<guid>https://a.example/1</guid>", ("https://a.example/1", "https://a.example/1")),
        ("<guid isPermaLink='false'>https://a.example/1</guid>", ("https://a.example/1", None)),
        ("<guid>17</guid><link>https://a.example/1</link>", ("17", "https://a.example/1")),
        ("<link>http://[broken</link>", (None, None)),
        ("<link>javascript:alert(1)</link>", (None, None)),
        ("", (None, None)),
    ],
)
def test_guid_and_link_are_kept_apart(inner: str, expected: tuple[str | None, str | None]) -> None:
    entry = item(inner)

    assert (entry.guid, entry.url) == expected


def test_feedburners_counter_is_passed_by() -> None:
    entry = item(
        "<link>https://feeds.example/~r/1</link><feedburner:origLink "
        "xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0'>https://a.example/1</feedburner:origLink>"
    )

    assert entry.url == "https://a.example/1"


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (
            "<description>plain\n\ntext, 1 &lt; 2 &amp;amp; 3</description>",
            ("plain\n\ntext, 1 < 2 & 3", BodyFormat.SEED),
        ),
        ("<description>&lt;p&gt;rich&lt;/p&gt;</description>", ("<p>rich</p>", BodyFormat.FRAGMENT)),
        ("", ("", BodyFormat.SEED)),
    ],
)
def test_a_body_says_what_it_is_made_of(inner: str, expected: tuple[str, BodyFormat]) -> None:
    entry = item(inner)

    assert (entry.body, entry.body_format) == expected


def test_a_summary_longer_than_the_content_is_the_body() -> None:
    (only,) = parse(
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>x</title><summary type="html">&lt;p>long long long</summary>'
        '<content type="html">&lt;p>short</content></entry></feed>'
    ).entries

    assert only.entry.body == "<p>long long long"


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type"),
    [
        ("utf-8", "utf-8", None),
        ("gb18030", "gb2312", None),
        ("gb18030", "gb2312", "text/html; charset=iso-8859-1"),
        ("gb18030", None, "text/xml; charset=gbk"),
        ("big5", "big5", None),
        ("utf-16", "utf-16", None),
        ("utf-8", "gb2312", None),
        ("gb18030", "utf-8", None),
    ],
)
def test_chinese_is_read_whatever_is_declared(
    encoding: str, declared: str | None, content_type: str | None
) -> None:
    text = "工業和信息化部公布試點名單，推動關鍵核心技術攻關與成果轉化" * 4
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else '<?xml version="1.0"?>'
    body = (declaration + rss(f"<item><title>{text}</title></item>")).encode(encoding)

    assert parse(body, content_type).entries[0].entry.title == text


def test_one_bad_byte_costs_one_character() -> None:
    body = (
        rss(f"<item><title>{'试点名单' * 300}</title></item>").encode().replace("试".encode(), b"\xe8\xaf", 1)
    )

    assert (parse(body).entries[0].entry.title or "").endswith("试点名单" * 299)


def test_characters_that_xml_cannot_hold_are_dropped() -> None:
    assert title("a\x0b\x00b") == "ab"


@pytest.mark.parametrize(
    "before",
    [
        "\n" * 200_000,
        "\ufeff",
        '<?xml version="1.0" encoding="utf-8"?>' + "\n" * 100_000,
        '<?xml version="1.0"?><!-- <rss> --><?xml-stylesheet href="x"?>',
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://x.example/rss.dtd">',
        "<!DOCTYPE rss [<!ELEMENT rss ANY>]>",
        "Warning: something in line 3\n",
        "<br /><b>Warning</b>: something in line 3<br />\n",
        "\n<?php warning ?>\n<?xml version='1.0'?>",
    ],
)
def test_what_stands_before_the_root_is_no_matter(before: str) -> None:
    assert parse(before + rss("<item><title>t</title></item>")).entries[0].entry.title == "t"


@pytest.mark.parametrize("keyword", ["<!ENTITY", "<!entity"])
def test_entities_of_its_own_are_refused(keyword: str) -> None:
    with pytest.raises(ParseError, match="declares entities of its own"):
        parse(f'<?xml version="1.0"?><!DOCTYPE rss [{keyword} a "x">]>' + rss())


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "an empty answer, not a feed"),
        (" \n", "an empty answer, not a feed"),
        ("hello there", "plain text, not a feed: “hello there”"),
        ("<", "plain text, not a feed: “<”"),
        ("<!-- endless", "plain text"),
        ("<!DOCTYPE rss [", "plain text"),
        (
            "<!DOCTYPE html><html><head><title>Log  in &amp; go</title>",
            "an HTML page, not a feed: “Log in & go”",
        ),
        ("<html><body>No title</body></html>", "an HTML page, not a feed: “<html><body>No title"),
        ("<urlset><url><loc>x</loc></url></urlset>", "an XML document of <urlset>, not a feed"),
        ('{"a": 1}', "JSON, but not a JSON Feed"),
        ("[1, 2]", "JSON, but not a JSON Feed"),
        ("<channel><x></channel>", "a feed too broken to read"),
        ("{broken", "neither XML nor JSON that can be read"),
    ],
)
def test_error_what_came_instead_of_a_feed_is_said(body: str, message: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse(body)

    assert str(caught.value).startswith(message)


def test_a_feed_without_entries_is_no_error() -> None:
    assert parse(rss()) == Listed(charset="utf-8")


def test_a_feed_cut_off_in_an_entry_gives_the_whole_ones() -> None:
    whole = rss("<item><title>a</title></item>", "<item><title>b</title><description>half")

    parsed = parse(whole.removesuffix("</channel></rss>"))

    assert [raw.entry.title for raw in parsed.entries] == ["a"]
    assert parsed.problems == ("the feed is cut off; 1 whole entries were read",)


def test_a_feed_cut_off_between_entries_says_so() -> None:
    parsed = parse('<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>a</title></entry>  ')

    assert [raw.entry.title for raw in parsed.entries] == ["a"]
    assert parsed.problems == ("the feed is cut off; 1 whole entries were read",)


def test_an_entry_without_title_and_text_is_a_problem() -> None:
    parsed = parse(rss("<item><link>http://a.example/</link></item>", "<item><title>b</title></item>"))

    assert [raw.entry.title for raw in parsed.entries] == ["b"]
    assert parsed.problems == ("entry 1: neither title nor text",)


def test_items_that_are_never_closed_are_read_all_the_same() -> None:
    parsed = parse("<rss><channel><item><title>a</title><item><title>b</title></channel></rss>")

    assert [raw.entry.title for raw in parsed.entries] == ["a", "b"]


def test_of_too_many_entries_the_first_are_read() -> None:
    parsed = parse(rss(*(f"<item><title>{number}</title></item>" for number in range(MAX_ENTRIES + 5))))

    assert len(parsed.entries) == MAX_ENTRIES
    assert parsed.entries[-1].raw == f"<item><title>{MAX_ENTRIES - 1}</title></item>".encode()
    assert parsed.problems == ("the feed has 2005 entries; the first 2000 were read",)


@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        ("", None),
        ("<ttl>60</ttl>", timedelta(hours=1)),
        ("<ttl>soon</ttl>", None),
        ("<ttl>0</ttl>", None),
        ("<ttl>999999</ttl>", timedelta(days=7)),
        ("<sy:updatePeriod>daily</sy:updatePeriod>", timedelta(days=1)),
        (
            "<ttl>5</ttl><sy:updatePeriod> hourly </sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>",
            timedelta(minutes=30),
        ),
        ("<sy:updatePeriod>monthly</sy:updatePeriod>", timedelta(days=7)),
        (
            "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
            timedelta(days=1),
        ),
    ],
)
def test_a_feed_may_say_how_often_it_changes(channel: str, expected: timedelta | None) -> None:
    text = rss(channel=channel).replace(
        "<rss", '<rss xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
    )

    assert parse(text).not_before == expected


def test_a_body_that_is_a_path_is_no_file_to_open() -> None:
    with pytest.raises(ParseError, match="plain text, not a feed: “/dev/zero”"):
        parse(b"/dev/zero")


def test_a_json_feed_is_told_by_its_look() -> None:
    body = '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": 1, "title": "t"}]}'

    assert parse(body, "text/html").entries[0].entry.guid == "1"
