"""A feed of fifty entries: bytes to entries, beside feedparser as its documentation shows it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime

import feedparser

from bench.pairs import Row, compare
from monitor.sources import feed

_NOW = datetime(2026, 3, 2, tzinfo=UTC)


def run() -> Iterator[Row]:
    """Compare on feeds made anew for each round."""

    def ours(number: int) -> None:
        feed.parse(
            _feed(number),
            content_type="application/rss+xml",
            url="https://e.example/f",
            zone="Asia/Shanghai",
            now=_NOW,
        )

    def other(number: int) -> None:
        feedparser.parse(io.BytesIO(_feed(number)))

    yield compare("parse a feed, 50 entries", ours, other, named="feedparser.parse with its defaults")


def _feed(number: int) -> bytes:
    paragraph = (
        "<p>工信部公布第三批<b>试点名单</b>，涉及稀土、氢能。 The list names twelve zones &amp; four parks.</p>"
        * 20
    )
    entries = "".join(
        f"<item><guid>{number}-{entry}</guid><title>Notice {number}-{entry}</title>"
        f"<link>https://e.example/{entry}</link><pubDate>Mon, 02 Mar 2026 10:00:00 +0800</pubDate>"
        f"<description><![CDATA[{paragraph}]]></description></item>"
        for entry in range(50)
    )
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{entries}</channel></rss>'.encode()
