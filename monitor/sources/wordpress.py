"""The posts of WordPress's own interface (`/wp-json/wp/v2/posts`) → entries."""

from __future__ import annotations

import json
from datetime import datetime

from monitor.errors import ParseError
from monitor.model import Entry, Found, Listed, Published
from monitor.sources import json_paths, markup
from monitor.sources.context import MAX_ENTRIES
from monitor.text import dates

_SIGNS = {"id", "link", "title", "date"}


def is_posts(data: object) -> bool:
    """Say whether JSON is a list of posts, or the error that stands in for one."""
    if isinstance(data, dict):
        return str(data.get("code", "")).startswith("rest_") and "message" in data
    return isinstance(data, list) and any(
        isinstance(post, dict) and post.keys() >= _SIGNS for post in data[:3]
    )


def parse(data: object, *, url: str, zone: str, now: datetime) -> Listed:
    """Read a list of posts; raises ParseError for an error in its place."""
    if not isinstance(data, list):
        raise ParseError(f"WordPress answers with an error: {_said(data)}")
    problems = []
    if len(data) > MAX_ENTRIES:
        problems.append(f"the answer has {len(data)} posts; the first {MAX_ENTRIES} were read")
    found = []
    for number, post in enumerate(data[:MAX_ENTRIES], start=1):
        if not isinstance(post, dict):
            problems.append(f"entry {number}: no object")
            continue
        raw = json.dumps(post, ensure_ascii=False).encode("utf-8", "replace")
        one = Found(entry=_entry(post, url=url, zone=zone, now=now), raw=raw)
        if one.is_blank:
            problems.append(f"entry {number}: neither title nor text")
        else:
            found.append(one)
    return Listed(entries=tuple(found), problems=tuple(problems))


def _entry(post: dict[str, object], *, url: str, zone: str, now: datetime) -> Entry:
    content, excerpt = _rendered(post, "content"), _rendered(post, "excerpt")
    body, body_format = markup.body(content if len(content) >= len(excerpt) else excerpt, is_html=True)
    return Entry(
        # The same as in the site's feed, so that a source may change from one to the other.
        guid=_rendered(post, "guid") or json_paths.text(post.get("id")),
        url=markup.absolute(_text(post, "link"), url),
        title=markup.plain(_rendered(post, "title")) or None,
        published=_published(post, zone=zone, now=now),
        body=body,
        body_format=body_format,
    )


def _published(post: dict[str, object], *, zone: str, now: datetime) -> Published | None:
    stated = [f"{gmt}Z" if (gmt := _text(post, "date_gmt")) else "", _text(post, "date")]
    found = (dates.parse_published(text, zone=zone, now=now) for text in stated if text)
    return next((published for published in found if published is not None), None)


def _rendered(post: dict[str, object], key: str) -> str:
    value = post.get(key)
    return (json_paths.text(value.get("rendered")) or "") if isinstance(value, dict) else _text(post, key)


def _text(post: dict[str, object], key: str) -> str:
    value = post.get(key)
    return (json_paths.text(value) or "") if isinstance(value, str) else ""


def _said(data: object) -> str:
    message = data.get("message") if isinstance(data, dict) else None
    return " ".join(str(message).split())[:120].encode("utf-8", "replace").decode()
