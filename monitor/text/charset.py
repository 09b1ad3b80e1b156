"""Turns bytes into text: what the bytes themselves prove is weighed with what was declared of them.

BOM → override → valid UTF-8 → declared, in order of trust → the same with a few bad bytes → what the bytes look like
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from charset_normalizer import from_bytes

from monitor.text import common_han

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
    "cp950": "big5hkscs",
}
# How labels that Python has no name for begin, once their punctuation is gone.
_FAMILIES = (("gb2312", "gb18030"), ("gbk", "gb18030"), ("gb18030", "gb18030"), ("big5", "big5hkscs"))
_VAGUE = "cp1252"  # what a server declares that was never told anything; it decodes every byte
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]{2}")
_BAD_SHARE = 0.001
_SAMPLE = 65_536  # bytes the detector looks at
_HEAD = 8_192  # bytes in which a page must declare its encoding
_WIDE_SHARE = 0.1  # zero bytes at every other place that only UTF-16 has
_CONTROL_SHARE = 0.01  # a tenth of what random bytes hold
_LOST_SHARE = 0.2
_FEW = 12  # letters; so few may be valid in an encoding that is not theirs
_LABEL = r"""["']?\s*([\w.:-]{2,40})"""
_META = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*""" + _LABEL.encode(), re.IGNORECASE)
_XML = re.compile(rb"""^\s{0,64}<\?xml[^>]{0,200}?encoding\s*=\s*""" + _LABEL.encode(), re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
_PARAMETER = re.compile(rf"charset\s*=\s*{_LABEL}", re.IGNORECASE)

Declared = str | Sequence[str | None] | None


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the encoding it was found to be in."""

    text: str
    encoding: str  # as Python calls it


def decode(body: bytes, *, declared: Declared = None, override: str | None = None) -> str:
    """Decode a body whose encoding was declared once, or several times, most trusted first; never fails."""
    return decoded(body, declared=declared, override=override).text


def decode_html(body: bytes, content_type: str | None, *, override: str | None = None) -> str:
    """Decode an HTML page by its header's and its own declaration."""
    return decoded_html(body, content_type, override=override).text


def decoded_html(body: bytes, content_type: str | None, *, override: str | None = None) -> Decoded:
    """Decode an HTML page, and say what it was decoded from."""
    return decoded(body, declared=(charset_of(content_type), declared_in_html(body)), override=override)


def decoded(body: bytes, *, declared: Declared = None, override: str | None = None) -> Decoded:
    """Decode a body, and say what from; an `override` is an operator's word, and only a BOM is above it."""
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return Decoded(body[len(mark) :].decode(codec, errors="replace"), codec)
    forced = _codec(override)
    if forced is not None and (found := _with(body, forced)) is not None:
        return found
    labels = (declared,) if declared is None or isinstance(declared, str) else declared
    wanted = tuple(dict.fromkeys(name for label in labels if (name := _codec(label)) is not None))
    best = next((found for found in _as_declared(body, wanted) if found is not None), None)
    if best is None:
        return _by_looks(body, wanted)
    return _overruled(body, best) or best


def is_text(text: str) -> bool:
    """Say whether what was decoded is writing: a picture or a program is full of controls and of what no encoding knows."""
    if "\0" in text:
        return False
    controls = len(_CONTROL.findall(text))
    return (
        controls <= max(_FEW, len(text) * _CONTROL_SHARE) and text.count("\ufffd") <= len(text) * _LOST_SHARE
    )


def declared_in_html(body: bytes) -> str | None:
    """Give the encoding a page declares in its head."""
    head = _without_comments(body[:_HEAD])
    found = _META.search(head) or _XML.match(head)
    return None if found is None else found[1].decode("ascii", errors="replace")


def charset_of(content_type: str | None) -> str | None:
    """Give the charset parameter of a Content-Type header."""
    found = _PARAMETER.search(content_type or "")
    return None if found is None else found[1]


def is_known(label: str) -> bool:
    """Say whether a label names an encoding that text can be in."""
    codec = _codec(label)
    return codec is not None and _with(b"a", codec) is not None


def _as_declared(body: bytes, wanted: tuple[str, ...]) -> Iterator[Decoded | None]:
    trusted = tuple(codec for codec in wanted if codec not in {_VAGUE, "utf-8"})
    # Text of another encoding is valid UTF-8 only by a chance that shrinks with every letter.
    is_wide = _is_escaped(body, wanted)
    found = [_strictly(body, codec) for codec in (trusted if is_wide else ("utf-8", *trusted))]
    yield None if is_wide else _wide(body)
    yield _of_few(found)
    yield from found
    for codec in ("utf-8", *trusted):
        yield _leniently(body, codec)


def _of_few(found: list[Decoded | None]) -> Decoded | None:
    """Choose between valid UTF-8 and what was declared where a few letters prove neither."""
    valid = [one for one in found if one is not None]
    if len(valid) < 2 or not 0 < _letters(valid[0].text) <= _FEW:
        return None
    return max(valid, key=lambda one: common_han.share(one.text))


def _overruled(body: bytes, declared: Decoded) -> Decoded | None:
    """Give the other Chinese encoding where the declared one makes nonsense and the other one Chinese."""
    others = {"gb18030": "big5hkscs", "big5hkscs": "gb18030"}
    other = others.get(declared.encoding)
    if other is None or common_han.is_chinese(declared.text):
        return None
    found = _strictly(body, other)
    is_likelier = found is not None and common_han.is_chinese(found.text, least=_FEW // 2)
    return found if is_likelier else None


def _by_looks(body: bytes, wanted: tuple[str, ...]) -> Decoded:
    chinese = [
        found
        for codec in ("gb18030", "big5hkscs")
        if (found := _strictly(body, codec) or _leniently(body, codec)) is not None
    ]
    likeliest = max(chinese, key=lambda one: common_han.share(one.text), default=None)
    if likeliest is not None and common_han.is_chinese(likeliest.text):
        return likeliest
    detected = _detected(body)
    if _VAGUE in wanted and (detected is None or not _EAST_ASIAN.search(detected.text)):
        # Between two Western encodings a short text tells nothing; that it is none of them shows.
        return Decoded(body.decode(_VAGUE, errors="replace"), _VAGUE)
    return detected or Decoded(body.decode(errors="replace"), "utf-8")


def _codec(label: str | None) -> str | None:
    cleaned = (label or "").strip().lower()
    bare = re.sub(r"^(?:x-)+", "", cleaned)
    try:
        codec = codecs.lookup(bare).name
    except (LookupError, ValueError):
        codec = ""
    if codec:
        return _WIDER.get(codec, codec)
    squeezed = re.sub(r"[^a-z0-9]", "", bare)
    return next((codec for family, codec in _FAMILIES if squeezed.startswith(family)), None)


def _is_escaped(body: bytes, wanted: tuple[str, ...]) -> bool:
    """Say whether every byte may be valid UTF-8 and the text be none: UTF-16, or an escape-coded East Asian text."""
    return any(
        (codec.startswith(("utf-16", "utf-32")) and b"\0" in body[:_HEAD])
        or (codec.startswith("iso2022") and b"\x1b$" in body)
        or (codec == "hz" and b"~{" in body)
        for codec in wanted
    )


def _wide(body: bytes) -> Decoded | None:
    """Read UTF-16 that says so by nothing but its zero bytes: markup has one beside every letter."""
    head = body[:_HEAD]
    high, low = head[::2].count(0), head[1::2].count(0)
    if max(high, low) < _WIDE_SHARE * len(head) / 2 or min(high, low) * 8 > max(high, low):
        return None
    found = _leniently(body, "utf-16-be" if high > low else "utf-16-le")
    return None if found is None or _CONTROL.search(found.text) else found


def _with(body: bytes, codec: str) -> Decoded | None:
    try:
        return Decoded(body.decode(codec, errors="replace"), codec)
    except (UnicodeError, LookupError):
        return None  # LookupError: a codec that is none of text, "hex" say


def _strictly(body: bytes, codec: str) -> Decoded | None:
    try:
        return Decoded(body.decode(codec), codec)
    except (UnicodeError, LookupError):
        return None


def _leniently(body: bytes, codec: str) -> Decoded | None:
    found = _with(body, codec)
    if found is None:
        return None
    bad = found.text.count("\ufffd")
    # Sound letters prove UTF-8, whatever stands between them; in other encodings nearly all bytes are sound.
    most = len(body) if codec == "utf-8" else max(1, _BAD_SHARE * len(found.text))
    return found if bad <= most and _letters(found.text) - bad >= 8 * bad else None


def _letters(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _detected(body: bytes) -> Decoded | None:
    best = from_bytes(body[:_SAMPLE]).best()
    return None if best is None else _with(body, _codec(best.encoding) or best.encoding)


def _without_comments(head: bytes) -> bytes:
    kept = []
    while (start := head.find(b"<!--")) >= 0:
        kept.append(head[:start])
        end = head.find(b"-->", start)
        head = head[end + 3 :] if end >= 0 else b""
    return b"".join((*kept, head))
