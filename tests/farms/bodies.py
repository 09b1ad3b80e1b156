"""Feeds that are right, that are nearly right, and that are meant to hurt."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from xml.sax.saxutils import escape

_HEAD = '<?xml version="1.0" encoding="utf-8"?>'


def entry(title: str, *, more: str = "", link: str | None = None, guid: str | None = None) -> str:
    """Return one entry of an RSS feed."""
    slug = "-".join(title.split())
    return (
        f"<item><title>{escape(title)}</title><guid>{escape(guid or slug)}</guid>"
        f"<link>{escape(link or f'https://news.example/{slug}')}</link>"
        f"{more or f'<description>A pilot list is published: {escape(title)}.</description>'}</item>"
    )


def rss(*entries: str, head: str = _HEAD, before: str = "", inside: str = "") -> str:
    """Return an RSS feed of these entries."""
    return f'{head}{before}<rss version="2.0"><channel><title>News</title>{inside}{"".join(entries)}</channel></rss>'


def feed(title: str) -> bytes:
    """Return a proper feed of one entry."""
    return rss(entry(title)).encode()


def _text(made: str) -> Callable[[], bytes]:
    return made.encode


def _laughs() -> bytes:
    names = [f"l{number}" for number in range(10)]
    lines = ['<!ENTITY l0 "lol">']
    lines += [f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in itertools.pairwise(names)]
    return rss(
        entry("Laughs", more="<description>&l9;</description>"), before=f"<!DOCTYPE rss [{''.join(lines)}]>"
    ).encode()


def _quadratic() -> bytes:
    before = f'<!DOCTYPE rss [<!ENTITY a "{"a" * 50_000}">]>'
    return rss(entry("Long", more=f"<description>{'&a;' * 50_000}</description>"), before=before).encode()


def _outside() -> bytes:
    before = '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    return rss(entry("Secret", more="<description>&a;</description>"), before=before).encode()


def _outside_dtd() -> bytes:
    before = '<!DOCTYPE rss SYSTEM "http://169.254.169.254/latest/meta-data/">'
    return rss(entry("Outside"), before=before).encode()


def _many() -> bytes:
    return rss(
        *(f"<item><guid>{number}</guid><title>Entry {number}</title></item>" for number in range(100_000))
    ).encode()


def _attributes() -> bytes:
    many = " ".join(f"a{number}='1'" for number in range(60_000))
    return rss(f"<item {many}><title>Attributes</title><guid>1</guid></item>").encode()


def _nested() -> bytes:
    # 2.5 MB of openings and as much of closings.
    return rss(
        entry("Nested", more=f"<description>{'<b>' * 800_000}{'</b>' * 600_000}</description>")
    ).encode()


def _nested_markup() -> bytes:
    deep = escape("<div>" * 200_000 + "deep")
    return rss(entry("Deep markup", more=f"<description>{deep}</description>")).encode()


def _unclosed() -> bytes:
    inside = escape("<p><b><i><table><tr><td>" * 40_000)
    return rss(entry("Unclosed", more=f"<description>{inside}</description>")).encode()


def _undated_years() -> bytes:
    dates = ("Fri, 01 Jan 2126 00:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "Mon, 99 Foo 99999 99:99:99")
    return rss(
        *(
            entry(f"Dated {place}", more=f"<pubDate>{date}</pubDate><description>A pilot list.</description>")
            for place, date in enumerate(dates)
        )
    ).encode()


def _json_feed(items: str) -> bytes:
    return f'{{"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": {items}}}'.encode()


def answers() -> dict[str, Callable[[], bytes]]:
    """Return every hostile body by its name, made anew each time: together they would fill the memory."""
    numbers = "9" * 100_000
    return {
        "body-empty": _text(""),
        "body-white-space": _text(" " * 500_000),
        "body-one-bracket": _text("<"),
        "body-png": lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 400,
        "body-pdf": lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(5_000),
        "body-random-high-bytes": lambda: bytes(range(128, 256)) * 2_000,
        "xml-billion-laughs": _laughs,
        "xml-quadratic-entity": _quadratic,
        "xml-entity-of-a-file": _outside,
        "xml-dtd-from-metadata": _outside_dtd,
        "xml-newlines-before-root": lambda: b"\n" * 100_000 + feed("Newlines"),
        "xml-newlines-after-declaration": _text(rss(entry("Newlines inside"), before="\n" * 100_000)),
        "xml-100000-entries": _many,
        "xml-50-mb-entry": lambda: rss(entry("Big", more=f"<description>{'x ' * 25_000_000}")).encode(),
        "xml-9-mb-entry": lambda: feed("Rather big " + "word " * 1_800_000),
        "xml-60000-attributes": _attributes,
        "xml-author-of-ats": _text(
            rss(entry("Author", more=f"<author>{'a@a.' * 10_000}</author><description>x</description>"))
        ),
        "xml-nested-tags": _nested,
        "xml-nested-markup": _nested_markup,
        "xml-unclosed-markup": _unclosed,
        "xml-cut-off": lambda: rss(*(entry(f"Cut {number}") for number in range(20))).encode()[:2_500],
        "xml-nul-bytes": lambda: feed("Nul").replace(b"News", b"Ne\0\0ws"),
        "xml-control-characters": lambda: feed("Control").replace(b"News", bytes(range(1, 32))),
        "xml-comment-without-end": _text(rss(entry("Comment"), inside="<!-- " + "-" * 500_000)),
        "xml-cdata-without-end": _text(rss(entry("Data"), inside="<![CDATA[" * 50_000)),
        "xml-instructions": _text(rss(entry("Instructions"), inside="<?x y?>" * 300_000)),
        "xml-encoding-made-up": _text(rss(entry("Encoding"), head='<?xml version="1.0" encoding="rot13"?>')),
        "xml-encoding-not-ascii": lambda: feed("Encoding").replace(b"utf-8", b"utf-\xff8"),
        "xml-gbk-called-utf-8": lambda: rss(entry("工信部公布试点名单")).encode("gbk"),
        "xml-gb18030-called-gb2312": lambda: rss(
            entry("镕基公布试点名单"), head='<?xml version="1.0" encoding="gb2312"?>'
        ).encode("gb18030"),
        "xml-utf-8-with-one-bad-byte": lambda: (
            rss(entry("工信部试点名单 缺")).encode().replace(b"\xba", b"", 1)
        ),
        "xml-no-entries": _text(rss()),
        "xml-another-document": _text(f"{_HEAD}<invoice><total>5</total></invoice>"),
        "xml-duplicate-guids": _text(
            rss(
                entry("Twin one", guid="twin"), entry("Twin two", guid="twin"), entry("Twin one", guid="twin")
            )
        ),
        "xml-no-guids-no-links": _text(rss("<item><title>A pilot list of nobody</title></item>")),
        "xml-blank-entries": _text(rss("<item/>" * 50, entry("The one with a pilot list"))),
        "xml-dates-far-off": _undated_years,
        "xml-relative-links": _text(rss(entry("Relative", link="../news/1.html"))),
        "xml-javascript-links": _text(rss(entry("Script", link="javascript:alert(1)"))),
        "xml-data-links": _text(rss(entry("Data link", link="data:text/html,<script>alert(1)</script>"))),
        "xml-links-to-metadata": _text(
            rss(entry("Inner", link="http://169.254.169.254/latest/meta-data/", more="<author>x</author>"))
        ),
        "xml-endless-link": _text(rss(entry("Endless", link="https://news.example/" + "a" * 500_000))),
        "xml-markup-in-title": _text(rss(entry("<script>alert(1)</script> A pilot list <b>bold</b>"))),
        "xml-ttl-of-a-century": _text(rss(entry("Century"), inside=f"<ttl>{60 * 24 * 36_500}</ttl>")),
        "xml-ttl-huge": _text(rss(entry("Huge"), inside=f"<ttl>{numbers}</ttl>")),
        "json-deep": lambda: b"[" * 1_000_000,
        "json-deep-object": lambda: b'{"a":' * 500_000,
        "json-huge-numbers": lambda: _json_feed(f'[{{"id": {numbers}, "content_text": "A pilot list."}}]'),
        "json-cut-off": lambda: _json_feed('[{"id": "1", "content_text": "x"}]')[:-20],
        "json-not-a-feed": _text(json.dumps({"code": 401, "message": "not authorised"})),
        "json-wrong-types": lambda: _json_feed('[1, null, "x", [], {"id": {}, "title": [], "url": 5}]'),
        "json-surrogates": lambda: _json_feed('[{"id": "1", "title": "\\ud800 pilot list"}]'),
        "json-infinite": lambda: _json_feed('[{"id": Infinity, "content_text": "pilot list"}]'),
        "json-repeated-keys": lambda: _json_feed("[" + ",".join(['{"id":"1","id":"2"}'] * 50_000) + "]"),
    }
