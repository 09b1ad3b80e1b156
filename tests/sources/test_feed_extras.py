"""What feeds carry beside titles and texts: bases, enclosures, hours of sleep; and the pages that come in their place."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from monitor.errors import ParseError, Trouble
from monitor.model import Attachment, Entry, Listed, SourceKind
from monitor.sources import reading
from tests.sources.contexts import context

LONG = "<p>" + "An honest sentence of an article. " * 12 + "</p>"


def read(text: str | bytes, **how: Any) -> Listed:
    return reading.read(text.encode() if isinstance(text, str) else text, context(SourceKind.FEED, **how))


def entry(inner: str) -> Entry:
    (only,) = read(f"<rss><channel><item><title>t</title>{inner}</item></channel></rss>").entries
    return only.entry


def atom(inner: str) -> Entry:
    text = f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/blog/"><entry><title>t</title>{inner}</entry></feed>'
    (only,) = read(text).entries
    return only.entry


def test_a_base_may_stand_on_any_level() -> None:
    found = atom(
        '<link href="1"/><content type="html" xml:base="https://cdn.example/x/">'
        '&lt;p>&lt;a href="f.pdf">f&lt;/a> &lt;a href="#top">t&lt;/a> &lt;a href="https://b.example/">b&lt;/a>&lt;/p></content>'
    )

    assert found.url == "https://list.example.cn/blog/1"
    assert found.body == (
        '<p><a href="https://cdn.example/x/f.pdf">f</a> <a href="https://cdn.example/x/#top">t</a> '
        '<a href="https://b.example/">b</a></p>'
    )


def test_enclosures_are_attachments() -> None:
    found = entry(
        '<enclosure url="/f/list.pdf" type="application/pdf; x=y" length="2048"/>'
        '<enclosure url="https://b.example/s.mp3" type="audio/mpeg" length="unknown"/>'
        '<enclosure url="p.jpg" type="image/jpeg"/><enclosure url="javascript:x" type="text/html"/>'
    )

    assert found.attachments == (
        Attachment(url="https://list.example.cn/f/list.pdf", media_type="application/pdf", size=2048),
        Attachment(url="https://b.example/s.mp3", media_type="audio/mpeg"),
    )


def test_attachments_of_a_json_feed_are_named() -> None:
    body = (
        '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "title": "t", "attachments": ['
        '{"url": "/a.pdf", "mime_type": "application/pdf", "title": "A", "size_in_bytes": 9}, {"url": "/b.zip", "size_in_bytes": "9"},'
        ' {"url": "/c.png", "mime_type": "image/png"}, {"mime_type": "x/y"}, 7]}, {"id": "2", "title": "u", "attachments": 3}]}'
    )

    assert [found.entry.attachments for found in read(body).entries] == [
        (
            Attachment(url="https://list.example.cn/a.pdf", name="A", media_type="application/pdf", size=9),
            Attachment(url="https://list.example.cn/b.zip"),
        ),
        (),
    ]


def test_the_full_text_comes_before_a_short_summary() -> None:
    found = entry(
        "<link>/1</link><description>Short…</description>"
        f"<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'><![CDATA[{LONG}]]></content:encoded>"
    )

    assert (found.body, found.needs_page) == (LONG, False)


@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        # It is Saturday, 12:00 in Greenwich.
        ("<skipHours><hour>12</hour><hour>13</hour></skipHours>", timedelta(hours=2)),
        ("<skipHours><hour>13</hour></skipHours>", None),
        ("<skipDays><day>Saturday</day><day>Sunday</day></skipDays>", timedelta(hours=36)),
        (
            "<skipDays><day>Saturday</day></skipDays><skipHours><hour>0</hour></skipHours>",
            timedelta(hours=13),
        ),
        (f"<skipHours>{''.join(f'<hour>{number}</hour>' for number in range(24))}</skipHours>", None),
        ("<skipHours><hour>soon</hour></skipHours><skipDays><day>Funday</day></skipDays>", None),
        ("<skipHours><hour>12</hour></skipHours><ttl>90</ttl>", timedelta(minutes=90)),
    ],
)
def test_a_feed_may_say_when_it_sleeps(channel: str, expected: timedelta | None) -> None:
    assert read(f"<rss version='2.0'><channel>{channel}</channel></rss>").not_before == expected


def test_posts_of_wordpress_are_read() -> None:
    body = (
        '[{"id": 311, "guid": {"rendered": "https://list.example.cn/?p=311"}, "date": "2026-11-20T16:00:00", "date_gmt": "2026-11-20T08:00:00",'
        ' "link": "https://list.example.cn/licences/", "title": {"rendered": "Licences &#8211; <em>who</em> waits"},'
        f' "content": {{"rendered": "{LONG}"}}, "excerpt": {{"rendered": "Short"}}}},'
        ' {"id": 3, "date": "2026-11-19T10:00:00", "date_gmt": null, "link": "/p", "title": "Plain", "content": {"rendered": null}},'
        ' 7, {"id": 4, "link": "/q", "title": {"rendered": ""}, "date": ""}]'
    )

    listed = read(body)

    assert [found.entry for found in listed.entries] == [
        Entry(
            guid="https://list.example.cn/?p=311",
            url="https://list.example.cn/licences/",
            title="Licences – who waits",
            published=datetime(2026, 11, 20, 8, 0, tzinfo=UTC),
            body=LONG,
        ),
        Entry(
            guid="3",
            url="https://list.example.cn/p",
            title="Plain",
            published=datetime(2026, 11, 19, 2, 0, tzinfo=UTC),
            body="",
            body_format=listed.entries[1].entry.body_format,
            needs_page=True,
        ),
    ]
    assert listed.problems == ("entry 3: no object", "entry 4: neither title nor text")


def test_of_too_many_posts_the_first_are_read() -> None:
    post = '{"id": 1, "link": "/p", "title": "t", "date": "2026-11-19T10:00:00"}'

    listed = read("[" + ",".join([post] * 2_001) + "]")

    assert len(listed.entries) == 2_000
    assert listed.problems == ("the answer has 2001 posts; the first 2000 were read",)


@pytest.mark.parametrize(
    ("body", "trouble", "message"),
    [
        ('{"code": "rest_no_route", "message": "No route was\\nfound"}', Trouble.MALFORMED, "WordPress answers with an error: No route was found"),
        ("<html><title>安全验证</title>", Trouble.BLOCKED, "a captcha instead of the page: “安全验证”"),
        ("<script>document.cookie='a=1';location.reload()</script>", Trouble.BLOCKED, "a cookie wall instead of the page"),
        ("访问被拒绝", Trouble.BLOCKED, "a refusal instead of the page: “访问被拒绝”"),
        ("<html><title>News</title>", Trouble.MALFORMED, "an HTML page, not a feed: “News”"),
    ],
)  # fmt: skip
def test_error_what_came_instead_of_a_feed_is_said(body: str, trouble: Trouble, message: str) -> None:
    with pytest.raises(ParseError) as caught:
        read(body)

    assert (caught.value.trouble, str(caught.value)) == (trouble, message)


def test_error_a_feed_that_breaks_its_parser_is_malformed(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_named: object) -> None:
        raise AssertionError("deep inside")

    monkeypatch.setattr("feedparser.parse", broken)

    with pytest.raises(ParseError, match=r"a feed too broken to read \(AssertionError\)"):
        read("<rss></rss>")


def test_only_links_that_are_wanted_are_entries() -> None:
    text = "<rss><channel><item><title>a</title><link>/a</link></item><item><title>b</title></item></channel></rss>"

    assert [found.entry.title for found in read(text, only="/a").entries] == ["a"]
    with pytest.raises(ParseError, match="none of 2 links") as caught:
        read(text, only="/x")
    assert caught.value.trouble is Trouble.CHANGED


def test_a_feed_is_decoded_as_its_source_is_told_to() -> None:
    body = "<rss><channel><item><title>試點名單</title></item></channel></rss>".encode("big5")

    listed = read(body, charset="big5")

    assert (listed.entries[0].entry.title, listed.charset) == ("試點名單", "big5hkscs")
