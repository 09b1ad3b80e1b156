"""Turns bytes into text: what the bytes themselves prove comes before what somebody declared.

BOM → valid UTF-8 → declared, in order of trust → the same with a few bad bytes → charset-normalizer
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence

from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Labels that promise less than what is sent under them.
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "big5": "big5hkscs",
}
_VAGUE = "cp1252"  # what a server declares that was never told anything; it decodes every byte
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]{2}")
_BAD_SHARE = 0.001
_SAMPLE = 65_536  # bytes the detector looks at
_HEAD = 4_096  # bytes in which a page must declare its encoding
_META = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_PARAMETER = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)


def decode(body: bytes, *, declared: str | Sequence[str | None] | None = None) -> str:
    """Decode a body whose encoding was declared once, or several times, most trusted first; never fails."""
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, errors="replace")
    labels = (declared,) if declared is None or isinstance(declared, str) else declared
    wanted = tuple(dict.fromkeys(name for label in labels if (name := _codec(label)) is not None))
    trusted = tuple(codec for codec in wanted if codec not in {_VAGUE, "utf-8"})
    # Text of another encoding is valid UTF-8 only by a chance that shrinks with every letter.
    strict = trusted if _is_wide(body, wanted) else ("utf-8", *trusted)
    tries = (
        *((_strictly, codec) for codec in strict),
        *((_leniently, codec) for codec in ("utf-8", *trusted)),
    )
    for attempt, codec in tries:
        text = attempt(body, codec)
        if text is not None:
            return text
    detected = _detected(body)
    if _VAGUE in wanted and (detected is None or not _EAST_ASIAN.search(detected)):
        # Between two Western encodings a short text tells nothing; that it is none of them shows.
        return body.decode(_VAGUE, errors="replace")
    return detected or body.decode(errors="replace")


def decode_html(body: bytes, content_type: str | None) -> str:
    """Decode an HTML page by its header's and its own declaration."""
    return decode(body, declared=(charset_of(content_type), declared_in_html(body)))


def declared_in_html(body: bytes) -> str | None:
    """Give the encoding a page declares in its head."""
    found = _META.search(body[:_HEAD])
    return None if found is None else found[1].decode("ascii", errors="replace")


def charset_of(content_type: str | None) -> str | None:
    """Give the charset parameter of a Content-Type header."""
    found = _PARAMETER.search(content_type or "")
    return None if found is None else found[1]


def _codec(label: str | None) -> str | None:
    try:
        name = codecs.lookup((label or "").strip()).name
    except (LookupError, ValueError):
        return None
    return _WIDER.get(name, name)


def _is_wide(body: bytes, wanted: tuple[str, ...]) -> bool:
    """Say whether every byte may be valid UTF-8 and the text be none: UTF-16, or an escape-coded East Asian text."""
    return any(
        (codec.startswith(("utf-16", "utf-32")) and b"\0" in body[:_HEAD])
        or (codec.startswith("iso2022") and b"\x1b$" in body)
        or (codec == "hz" and b"~{" in body)
        for codec in wanted
    )


def _strictly(body: bytes, codec: str) -> str | None:
    try:
        return body.decode(codec)
    except (UnicodeError, LookupError):
        return None  # LookupError: a codec that is none of text, "hex" say


def _leniently(body: bytes, codec: str) -> str | None:
    try:
        text = body.decode(codec, errors="replace")
    except (UnicodeError, LookupError):
        return None
    bad = text.count("\ufffd")
    sound = sum(not character.isascii() for character in text) - bad
    # One bad byte in a short text is more than the share; enough sound letters prove the encoding all the same.
    return text if bad <= max(1, _BAD_SHARE * len(text)) and sound >= 8 * bad else None


def _detected(body: bytes) -> str | None:
    best = from_bytes(body[:_SAMPLE]).best()
    if best is None:
        return None
    return body.decode(_codec(best.encoding) or best.encoding, errors="replace")
