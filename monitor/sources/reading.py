"""One answer of a source → what it lists, by the kind of the source."""

from __future__ import annotations

from dataclasses import replace

import re2

from monitor.errors import ParseError, Trouble
from monitor.model import Listed, SourceKind
from monitor.sources import blocked, feed, json_list, listing, sitemap
from monitor.sources.context import Context
from monitor.text import charset

_LIKE_MARKUP = 1_000  # bytes in which a page shows itself as one


def read(body: bytes, context: Context) -> Listed:
    """Read an answer; raises ParseError with the trouble it is, BLOCKED for a page that only keeps us out."""
    if context.kind is SourceKind.JSON:
        return json_list.parse(body, context)
    if context.kind is SourceKind.SITEMAP:
        return sitemap.parse(body, context)
    if context.kind is SourceKind.LISTING:
        return _listing(body, context)
    listed = feed.parse(
        body,
        content_type=context.content_type,
        url=context.url,
        zone=context.zone,
        now=context.now,
        override=context.charset,
    )
    return listed if context.only is None else _wanted(listed, context.only)


def _listing(body: bytes, context: Context) -> Listed:
    try:
        return listing.parse(body, context)
    except ParseError:
        # Asked only now: a list that can be read is one, whatever else its page says.
        if b"<" in body[:_LIKE_MARKUP]:
            why = blocked.reason(charset.decode_html(body, context.content_type, override=context.charset))
            if why is not None:
                raise ParseError(why, trouble=Trouble.BLOCKED) from None
        raise


def _wanted(listed: Listed, only: str) -> Listed:
    wanted = re2.compile(only)
    kept = tuple(found for found in listed.entries if wanted.search(found.entry.url or ""))
    if listed.entries and not kept:
        raise ParseError(
            f"none of {len(listed.entries)} links has what `only` asks for: {only}", trouble=Trouble.CHANGED
        )
    return replace(listed, entries=kept)
