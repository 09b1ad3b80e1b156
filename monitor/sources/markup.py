"""Small questions about markup that feeds of all kinds raise."""

from __future__ import annotations

import html
import re
from urllib.parse import quote, urljoin, urlsplit

from monitor.model import BodyFormat

_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,2000}>")
_LINK = re.compile(r"""(<a\s[^<>]{0,1000}?\bhref\s*=\s*["'])([^"'<>]{1,2000})(["'])""", re.IGNORECASE)
_PROGRAM = re.compile(r"<(script|style)\b[^<>]{0,2000}>.{0,20000}?</\1\s*>", re.IGNORECASE | re.DOTALL)
_UNFIT = re.compile(r"[\x00-\x20\x7f\"<>\\^`{|}]")  # for an address; browsers take it, and others break on it
_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|big|br|cite|code|em|font|i|img|mark|p|s|small|span|strong|sub|sup|tt|u|wbr)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """Return a title's text from its HTML, entities decoded once; what looks like no tag stays."""
    return html.unescape(_INLINE_TAG.sub("", _PROGRAM.sub("", text))).strip()


def body(text: str, *, is_html: bool) -> tuple[str, BodyFormat]:
    """Return a body and its form; text without a tag is plain, whatever it was declared to be."""
    if is_html and _TAG.search(text):
        return text, BodyFormat.FRAGMENT
    return html.unescape(text) if is_html else text, BodyFormat.SEED


def absolute(link: str | None, *bases: str | None) -> str | None:
    """Resolve a link against its bases, innermost first; None where that gives no web address."""
    if not link or not link.strip():
        return None
    url = link.strip()
    try:
        for base in bases:
            url = urljoin(base or "", url)
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    return _UNFIT.sub(lambda sign: quote(sign[0]), url)


def with_absolute_links(text: str, *bases: str | None) -> str:
    """Return a piece of HTML whose relative links are resolved against its bases, innermost first."""

    def resolved(link: re.Match[str]) -> str:
        url = absolute(html.unescape(link[2]), *bases)
        return link[0] if url is None else f"{link[1]}{html.escape(url)}{link[3]}"

    return _LINK.sub(resolved, text)


def language(tag: object) -> str | None:
    """Return the ISO 639-1 code at the head of a language tag."""
    primary = str(tag or "").strip().replace("_", "-").split("-")[0].lower()
    return primary if len(primary) == 2 and primary.isascii() and primary.isalpha() else None
