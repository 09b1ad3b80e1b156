import gzip
from datetime import UTC, date, datetime
from typing import Any

import pytest

from monitor.errors import ParseError, Trouble
from monitor.model import Entry, Listed, SourceKind
from monitor.sources import reading
from tests.sources.contexts import context

NEWS = (
    "<url><loc>https://list.example.cn/a</loc><image:image><image:loc>https://list.example.cn/a.jpg</image:loc></image:image>"
    "<news:news><news:publication><news:name>N</news:name><news:language>zh-cn</news:language></news:publication>"
    "<news:publication_date>2026-11-20T08:00:00+08:00</news:publication_date><news:title>试点名单 &amp; 说明</news:title></news:news></url>"
)


def urlset(*urls: str) -> str:
    names = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return f'<?xml version="1.0"?><urlset {names} xmlns:image="i">{"".join(urls)}</urlset>'


def place(path: str, changed: str = "") -> str:
    return f"<url><loc>{path}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}</url>"


def index(*sitemaps: str) -> str:
    return f"<sitemapindex>{''.join(sitemaps).replace('url>', 'sitemap>')}</sitemapindex>"


def read(body: str | bytes, **how: Any) -> Listed:
    return reading.read(body.encode() if isinstance(body, str) else body, context(SourceKind.SITEMAP, **how))


def test_a_news_sitemap_gives_titles_and_dates() -> None:
    (only,) = read(urlset(NEWS)).entries

    assert only.entry == Entry(
        url="https://list.example.cn/a",
        title="试点名单 & 说明",
        published=datetime(2026, 11, 20, 0, 0, tzinfo=UTC),
        language="zh",
        needs_page=True,
    )
    assert "试点名单".encode() in only.raw


def test_a_plain_sitemap_gives_what_changed_when() -> None:
    listed = read(urlset(place("/a", "2026-11-20"), place("/b"), place(" "), place("mailto:x")))

    assert [(found.entry.url, found.entry.published) for found in listed.entries] == [
        ("https://list.example.cn/a", date(2026, 11, 20)),
        ("https://list.example.cn/b", None),
    ]


def test_a_packed_sitemap_is_unpacked() -> None:
    assert len(read(gzip.compress(urlset(NEWS).encode())).entries) == 1


def test_a_list_of_addresses_is_a_sitemap_too() -> None:
    listed = read("https://list.example.cn/a\n\nhttps://list.example.cn/b\nno address\n")

    assert [found.entry.url for found in listed.entries] == [
        "https://list.example.cn/a",
        "https://list.example.cn/b",
    ]


@pytest.mark.parametrize(
    ("sitemaps", "expected"),
    [
        ((place("/1.xml", "2026-11-01"), place("/2.xml", "2026-11-20T10:00:00Z"), place("/3.xml", "2025-01-01")), "/2.xml"),
        ((place("/1.xml"), place("/news.xml"), place("/3.xml")), "/news.xml"),
        ((place("/1.xml"), place("/2.xml")), "/2.xml"),
        ((place("/zwgk/tz/index.html"),), None),
        ((), None),
    ],
)  # fmt: skip
def test_an_index_leads_to_its_newest_sitemap(sitemaps: tuple[str, ...], expected: str | None) -> None:
    listed = read(index(*sitemaps))

    assert listed.entries == ()
    assert listed.next_url == (expected and f"https://list.example.cn{expected}")


def test_of_too_many_entries_the_newest_are_read() -> None:
    places = [place(f"/{number}", f"2026-01-{1 + number % 28:02}") for number in range(2_800)]

    listed = read(urlset(*places))

    assert len(listed.entries) == 2_000
    assert listed.entries[0].entry.published == date(2026, 1, 28)
    assert listed.problems == ("the sitemap has 2800 entries; the newest 2000 were read",)


def test_a_sitemap_cut_off_gives_what_came() -> None:
    assert len(read(urlset(place("/a"), place("/b"))[:-20]).entries) >= 1


def test_only_links_that_are_wanted_are_entries() -> None:
    assert [found.entry.url for found in read(urlset(place("/a"), place("/b")), only="/b").entries] == [
        "https://list.example.cn/b"
    ]
    with pytest.raises(ParseError, match="none of 1 links has what `only` asks for: /x") as caught:
        read(urlset(place("/a")), only="/x")
    assert caught.value.trouble is Trouble.CHANGED


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "an empty answer, not a sitemap"),
        ("hello", "plain text, not a sitemap: “hello”"),
        ("<html><title>News</title>", "an HTML page, not a sitemap: “News”"),
        ("<!-- endless", "an HTML page, not a sitemap"),
        ("<rss></rss>", "an XML document of <rss>, not a sitemap"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><urlset/>", "refused: the feed declares entities of its own"),
        (b"\x1f\x8bno gzip", "a gzip file that cannot be unpacked"),
    ],
)
def test_error_what_came_instead_of_a_sitemap_is_said(body: str | bytes, message: str) -> None:
    with pytest.raises(ParseError) as caught:
        read(body)

    assert str(caught.value).startswith(message)
    assert caught.value.trouble is Trouble.MALFORMED


def test_error_a_sitemap_that_unpacks_without_end_is_too_large() -> None:
    with pytest.raises(ParseError, match="over 50 MiB unpacked") as caught:
        read(gzip.compress(b"\n" * 52_500_000))

    assert caught.value.trouble is Trouble.TOO_LARGE


@pytest.mark.parametrize("name", ["}http://a.example", "&#xD800;http://a.example", "http://[", " "])
def test_a_namespace_that_is_none_does_no_harm(name: str) -> None:
    listed = read(f'<urlset xmlns="{name}">{place("/a", "2026-11-20")}</urlset>')

    assert [found.entry.url for found in listed.entries] == ["https://list.example.cn/a"]
