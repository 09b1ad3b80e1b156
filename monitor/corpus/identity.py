"""Who is who: the ids and hashes by which an entry is known again."""

from __future__ import annotations

import hashlib
import json
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from monitor.model import BlockKind, Document, Entry, Layout
from monitor.text import fold

# Parameters that say how a reader came, not what is read. Source: the vendors' own campaign documentation
# (Google utm_*, gclid; Meta fbclid; Microsoft msclkid; Mailchimp mc_*; Baidu/WeChat share marks).
_TRACKING = (
    "utm_",
    "mc_",
    "spm",
    "gclid",
    "fbclid",
    "msclkid",
    "igshid",
    "yclid",
    "share_token",
    "from_source",
)

_ENOUGH = 40  # folded characters: two texts shorter than this may be the same by chance ("Notice on ...")


def canonical_url(url: str | None) -> str | None:
    """Return the URL without what differs between two links to one page; None for what is no web address."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        return None
    host = parts.hostname.lower().rstrip(".")
    host = f"[{host}]" if ":" in host else host
    standard = {"http": 80, "https": 443}[parts.scheme.lower()]
    place = host if port in {None, standard} else f"{host}:{port}"
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not name.lower().startswith(_TRACKING)
    ]
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    # http and https of one host are one page; the scheme of the identity is always https.
    return urlunsplit(("https", place, path, urlencode(query), ""))


def document_id(source_id: str, entry: Entry) -> str:
    """Return the id of an entry's document: the source with its guid, else its URL, else its content."""
    identity = entry.guid or canonical_url(entry.url) or f"{entry.title}\n{entry.body}"
    return _hash(source_id, identity)[:20]


def content_hash(document: Document) -> str:
    """Return a hash of what a reader sees: title, date, highlights, sections, disclaimer.

    Its input is spelled out field by field, so that a new field of Document makes no old document new.
    """
    seen = [
        document.title,
        document.published.isoformat() if document.published else None,
        [[highlight.text, list(highlight.children)] for highlight in document.highlights],
        [[section.heading, list(section.paragraphs)] for section in document.sections],
        document.disclaimer,
    ]
    return _hash(json.dumps(seen, ensure_ascii=False))


def text_hash(layout: Layout) -> str:
    """Return a hash of the folded body, alike for the same text in any script variant; "" for too little text."""
    body = "".join(
        layout.text[block.start : block.end]
        for block in layout.blocks
        if block.kind in {BlockKind.HIGHLIGHT, BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.BULLET}
    )
    folded = fold.squash(body)
    return _hash(folded) if len(folded) >= _ENOUGH else ""


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
