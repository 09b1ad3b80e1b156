"""Typed blocking keys of a document: what another document about the same event would share."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

from monitor.model import StoryKey, Version


def keys(version: Version) -> tuple[StoryKey, ...]:
    """Return the keys of a version; a demo document's are of kinds of their own and meet no real one."""
    found = []
    if version.url is not None and _is_page(version.url):
        found.append(("url", hashlib.sha256(version.url.encode()).hexdigest()))
    if version.text_hash:
        found.append(("text", version.text_hash))
    mark = "demo-" if version.demo else ""
    return tuple(StoryKey(kind=mark + kind, key=key) for kind, key in found)


def _is_page(url: str) -> bool:
    """Say whether a URL names one page: a site's front page is linked by entries of any content."""
    parts = urlsplit(url)
    return bool(parts.path.strip("/")) or bool(parts.query)
