"""Any bytes at all in place of a feed, a page, JSON or a sitemap: `python -m tests.sources.fuzz --cases 10000`.

A case is one piece of bytes, given to every parser there is. Only ParseError may come out of any.
"""

from __future__ import annotations

import argparse
import gzip
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from monitor.errors import ParseError
from monitor.model import FolderFile, SourceKind, Take
from monitor.sources import blocked, discovery, folder, reading, taking
from tests.sources.contexts import context

LISTINGS = Path(__file__).parents[1] / "data/listings"
SEEDS = (
    *(path.read_bytes() for path in sorted(LISTINGS.iterdir()) if ".expected" not in path.name),
    '<?xml version="1.0" encoding="gb2312"?><rss version="2.0" xml:base="/a/"><channel><ttl>5</ttl><skipHours><hour>3</hour></skipHours>'
    "<item><title>试点名单</title><link>/1</link><enclosure url='a.pdf' length='9'/><description><![CDATA[<p>稀土…</p>]]></description>"
    "<pubDate>Fri, 20 Nov 2026 08:00:00 GMT</pubDate></item></channel></rss>".encode("gb18030"),
    (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="html">&lt;b&gt;x</title><link href="//["/>'
        b"<updated>2026-11-20T10:00:00Z</updated><content type='xhtml'><div>y</div></content></entry></feed>"
    ),
    b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": 1, "url": "/a", "attachments": [{"url": "b.pdf"}]}]}',
    b'[{"id": 3, "link": "/p", "date": "2026-11-20T08:00:00", "title": {"rendered": "T"}, "content": {"rendered": "<p>c</p>"}}]',
    'cb({"data": {"list": [{"title": "<em>稀土</em>", "url": "/x", "publishTime": 1763600000000, "id": 1e400}]}});'.encode(),
    b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>/a</loc><lastmod>2026-11-20</lastmod></url></urlset>',
    b"<sitemapindex><sitemap><loc>https://list.example.cn/s.xml</loc></sitemap></sitemapindex>",
    gzip.compress(b"<urlset><url><loc>https://list.example.cn/a</loc></url></urlset>"),
    b"User-agent: *\nSitemap: https://list.example.cn/s.xml\n",
    b"<html><head><script>document.cookie='a=b';location.reload()</script></head></html>",
)
PIECES = (
    *(b"<", b">", b"&", b"]]>", b"<![CDATA[", b"<!--", b"<!DOCTYPE x [", b"<!ENTITY a 'b'>", b"&#xD800;", b"&#0;", b"\x00", b"\xff\xfe"),
    *(b"<base href='http://['>", b"<a href='http://[::1'>x</a>", b"<a href='javascript:location=\"//[\"'>", b"<li>", b"<time datetime='9999-12-31'>"),
    *(b'"\\ud800"', b"NaN", b"-1e999", b"[[[[[[", b'{"a":' * 200, b"99999999999999999999", b"0001-01-01", b"9999-99-99", b"\xe8\xaf"),
    *("２０２６年１１月２０日".encode(), "٢٠٢٦-١١-٢٠".encode(), "²0".encode(), b"<div>" * 300, b"xmlns:a=''", b"xml:base='http://['"),
)  # fmt: skip
TAKES = (
    Take(name="a", css="script::attr(url)"),
    Take(name="b", path="data.list[0].title"),
    Take(name="c", pattern="id=([0-9]+)"),
)
JSON_FIELDS: dict[str, Any] = {
    "item": "data.list",
    "title": "title",
    "link": "url",
    "date": "publishTime",
    "text": "text",
    "guid": "id",
}
CSS_FIELDS: dict[str, Any] = {
    "item": "li, tr, article",
    "link": "a",
    "title": "a::attr(title)",
    "date": "span",
    "text": "p",
    "next": "a.next",
}
READERS: tuple[Callable[[bytes], object], ...] = (
    lambda body: reading.read(body, context(SourceKind.FEED)),
    lambda body: reading.read(body, context()),
    lambda body: reading.read(body, context(only="/art|detail|show")),
    lambda body: reading.read(body, context(**CSS_FIELDS)),
    lambda body: reading.read(body, context(html="data.html")),
    lambda body: reading.read(body, context(SourceKind.JSON, **JSON_FIELDS)),
    lambda body: reading.read(body, context(SourceKind.JSON, title="title", link_template="/x/{id}")),
    lambda body: reading.read(body, context(SourceKind.SITEMAP)),
    lambda body: discovery.describe(body, context(SourceKind.FEED)),
    lambda body: discovery.sitemaps(body.decode("utf-8", "replace"), "https://list.example.cn/"),
    *(lambda body, one=one: taking.take((one,), body, content_type=None) for one in TAKES),
    lambda body: folder.parse(FolderFile(path="a.html", body=body)),
    lambda body: blocked.reason(body.decode("utf-8", "replace")),
)  # fmt: skip


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    """Give bytes that no parser expects: any at all, or what one reads, cut, torn and stuffed."""
    body = draw(st.one_of(st.sampled_from(SEEDS), st.binary(max_size=300)))
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(body)))
        end = min(len(body), start + draw(st.integers(0, 60)))
        stuffing = draw(
            st.one_of(st.sampled_from(PIECES), st.binary(max_size=8), st.just(body[start:end] * 3))
        )
        body = body[:start] + stuffing + body[end:]
    return body[: draw(st.integers(0, len(body)))] if draw(st.booleans()) else body


def escaping(body: bytes) -> None:
    """Give bytes to every parser; whatever is no ParseError comes out."""
    for read in READERS:
        try:
            read(body)
        except ParseError:
            continue


def main() -> int:
    """Run so many cases and say how many escaped."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cases", type=int, default=10_000)
    cases = options.parse_args().cases
    ran = 0

    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(bodies())
    def run(body: bytes) -> None:
        nonlocal ran
        ran += 1
        escaping(body)

    began = time.monotonic()
    run()
    print(  # noqa: T201 - a command prints
        f"{ran} cases, {len(READERS)} parsers each, {time.monotonic() - began:.0f} s: nothing but ParseError came out"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
