import gzip
import json
from dataclasses import replace
from typing import Any

import pytest

from monitor.errors import Trouble
from monitor.model import Advert, Fields, Probe, SourceKind
from monitor.sources import discovery, listing
from monitor.sources import page as pages
from tests.sources.contexts import context

RSS = (
    "<?xml version='1.0'?><rss version='2.0'><channel><title><![CDATA[稀土新闻]]></title>"
    + "".join(f"<item><title>Entry {number}</title><link>/{number}</link></item>" for number in range(5))
    + "</channel></rss>"
)
LIST = "<ul>" + "".join(
    f"<li><a href='/a/{number}.html'>关于公布第{number}批名单的通知</a><span>2026-11-{number}</span></li>" for number in range(11, 16)
) + "</ul>"  # fmt: skip


def describe(body: str | bytes, **how: Any) -> Probe:
    return discovery.describe(
        body.encode() if isinstance(body, str) else body, context(SourceKind.FEED, **how)
    )


def adverts(html: str) -> tuple[Advert, ...]:
    return discovery.feeds(pages.of_text(html, url="https://a.example/news/"))


@pytest.mark.parametrize(
    ("body", "kind", "what", "count"),
    [
        (RSS, SourceKind.FEED, "a feed (RSS)", 5),
        ("\ufeff\n" + RSS, SourceKind.FEED, "a feed (RSS)", 5),
        ('<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>t</title></entry></feed>', SourceKind.FEED, "a feed (Atom)", 1),
        ('{"version": "https://jsonfeed.org/version/1", "items": [{"id": 1, "title": "t"}]}', SourceKind.FEED, "a feed (JSON)", 1),
        ('[{"id": 1, "link": "/a", "date": "2026-11-20T00:00:00", "title": {"rendered": "t"}}]', SourceKind.FEED, "a feed (JSON)", 1),
        ("<urlset><url><loc>https://a.example/</loc></url></urlset>", SourceKind.SITEMAP, "a sitemap", 1),
        (gzip.compress(b"<urlset><url><loc>https://a.example/</loc></url></urlset>", mtime=0), SourceKind.SITEMAP, "a sitemap", 1),
        ("https://a.example/1\nhttps://a.example/2\n", SourceKind.SITEMAP, "a sitemap", 2),
        (LIST, SourceKind.LISTING, "a page with a list of links", 5),
        (json.dumps({"d": {"html": LIST}}), SourceKind.LISTING, "JSON with the HTML of a list", 5),
        ('cb({"data": {"list": [{"title": "t", "url": "/1", "publishTime": "2026-11-20"}]}})', SourceKind.JSON, "a JSON list", 1),
        ('{"data": []}', None, "JSON without a list of entries", 0),
        ("User-agent: *\nDisallow: /x\n", None, "a robots.txt", 0),
        ("<p>Nothing here</p>", None, "a page without a list of links", 0),
    ],
)  # fmt: skip
def test_an_answer_is_known_by_its_form(body: str | bytes, kind: object, what: str, count: int) -> None:
    probe = describe(body)

    assert (probe.kind, probe.what, probe.count) == (kind, what, count)
    assert len(probe.entries) == min(count, 3)


@pytest.mark.parametrize(
    ("body", "trouble", "what"),
    [
        ("", Trouble.MALFORMED, "nothing that can be read"),
        ("hello there", Trouble.CHANGED, "a page without a list of links"),
        ("{broken", Trouble.MALFORMED, "an answer that begins like JSON"),
        ("<channel><x></channel>", Trouble.MALFORMED, "a feed (RSS)"),
        ("<!DOCTYPE rss [<!ENTITY a 'b'>]><rss/>", Trouble.MALFORMED, "a feed (RSS)"),
        (b"\x1f\x8bbroken", Trouble.MALFORMED, "a sitemap"),
        ("<title>安全验证</title>", Trouble.BLOCKED, "a page that keeps us out"),
        (
            '{"data": [{"title": "t", "url": "javascript:x", "date": "never"}]}',
            Trouble.CHANGED,
            "a JSON list",
        ),
    ],
)
def test_the_trouble_that_polling_would_meet_is_told(body: str | bytes, trouble: Trouble, what: str) -> None:
    probe = describe(body)

    assert (probe.trouble, probe.what) == (trouble, what)
    assert len(probe.problems) == 1


def test_a_feed_has_its_own_title() -> None:
    assert describe(RSS).title == "稀土新闻"
    assert describe(LIST.replace("<ul", "<title>通知 - 示范厅</title><ul")).title == "通知 - 示范厅"


def test_an_index_names_its_newest_sitemap() -> None:
    probe = describe("<sitemapindex><sitemap><loc>https://a.example/s.xml</loc></sitemap></sitemapindex>")

    assert (probe.what, probe.sitemaps) == ("an index of sitemaps", ("https://a.example/s.xml",))


def test_a_robots_txt_names_sitemaps() -> None:
    robots = "User-agent: *\nSitemap: /a.xml\nsitemap:https://b.example/b.xml\nSitemap: /a.xml\nSitemap: mailto:x\n"

    assert describe(robots).sitemaps == ("https://list.example.cn/a.xml", "https://b.example/b.xml")


def test_the_keys_of_a_json_list_are_guessed() -> None:
    item = {
        "docId": 5,
        "Title": "t",
        "url": "/1",
        "publishTime": 1763600000000,
        "summary": "s",
        "pcode": "x",
        "puborg": "o",
    }

    assert describe(json.dumps({"result": {"my-list": [item]}, "menu": [{"x": 1}]})).fields == Fields(
        item='result."my-list"',
        title="Title",
        link="url",
        date="publishTime",
        text="summary",
        guid="docId",
        number="pcode",
        issuer="puborg",
    )


def test_feeds_that_a_page_names_are_found() -> None:
    html = (
        "<link rel='alternate' type='application/rss+xml; charset=utf-8' title=' All  news ' href='/feed/'>"
        "<link rel='alternate' type='text/html' href='/en/'><link rel='alternate' type='application/atom+xml' href='javascript:x'>"
        "<link rel='https://api.w.org/' href='https://a.example/wp-json/'>"
        "<a href='/feed/'>Feed</a><a href='../rss/policy.xml'>x</a><a href='/rss.xml?cat=1'>Policy</a><a href='/feedback'>No</a>"
    )

    assert adverts(html) == (
        Advert(url="https://a.example/feed/", title="All news"),
        Advert(url="https://a.example/wp-json/wp/v2/posts", title="WordPress"),
        Advert(url="https://a.example/rss.xml?cat=1", title="Policy"),
    )


def test_where_no_feed_is_named_the_usual_places_are_only_guesses() -> None:
    assert adverts("<p>x</p>")[:2] == (
        Advert(url="https://a.example/feed/", is_named=False),
        Advert(url="https://a.example/rss.xml", is_named=False),
    )
    assert discovery.feeds(pages.of_text("<p>x</p>", url="")) == ()


@pytest.mark.parametrize(
    "html",
    [
        # The same words and places, so that no short selector tells the list from what stands beside it.
        "<div>" + LIST + "</div><div>" + LIST.replace("/a/", "/b/").replace("关于公布", "热点") + "</div>",
        LIST.replace("<li><a", "<li><o:p><a").replace("</a>", "</a></o:p>").replace("span", "o:x"),
        # A row that the structure leaves out and that no selector can tell from the others.
        LIST.replace("<ul>", "<ul><li><a href='/zt/'>专题栏</a></li>"),
        "".join(
            f"<p><b>{number}</b> <a href='/a/{number}.html'>关于公布第{number}批名单的通知</a></p><i>2026-11-{number}</i>"
            for number in range(11, 15)
        ),
    ],
)
def test_selectors_that_are_suggested_read_what_the_structure_reads(html: str) -> None:
    probe = describe(html)

    again = listing.parse(html.encode(), replace(context(), fields=probe.fields or Fields()))

    assert [found.entry for found in again.entries[:3]] == list(probe.entries)
    assert len(again.entries) == probe.count


@pytest.mark.parametrize(
    "data",
    [
        {"html": "no link", "list": [1, 2]},
        {"rows": [{"x": "y"}]},
        {"deep": {"a": {"rows": []}}},
        {str(number): number for number in range(30_000)},
    ],
)
def test_json_in_which_nothing_looks_like_entries_is_nothing_to_follow(data: object) -> None:
    assert describe(json.dumps(data)).kind is None
