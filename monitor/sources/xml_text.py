"""A feed's XML as text: its declared encoding, its root, its items, and the parts a parser must not see.

Everything here is linear in the length of the text, because the parser behind it is not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.entities import html5

from monitor.errors import ParseError

_DECLARATION = re.compile(rb"""^\s{0,64}<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_NAME = re.compile(r"[^\s/>\[]{1,200}")
_MARKS = re.compile(r"<!\[CDATA\[|<!--|<(/?)((?:[\w.-]{1,40}:)?(?:item|entry))(?=[\s/>])")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# Half a character, which no reader of ours can give back as text.
_HALF = re.compile(
    r"&#(?:x0{0,9}d[89a-f][0-9a-f]{2}|0{0,9}5(?:529[6-9]|5[3-9]\d\d|6\d{3}|7[0-2]\d\d|73[0-3]\d|734[0-3]));",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31};)")


@dataclass(frozen=True, slots=True)
class Span:
    """Where an item stands; `is_closed` unless the text ends inside it."""

    start: int
    end: int
    is_closed: bool = True


def declared_encoding(body: bytes) -> str | None:
    """Return the encoding that the XML declaration names, of bytes that hold one readable as ASCII."""
    found = _DECLARATION.match(body[:512])
    return found[1].decode("ascii") if found else None


def root(text: str) -> tuple[int, str]:
    """Return where the root element begins, and its name; raises ParseError where entities are declared before it.

    (-1, "") where there is no element. What stands before the root says nothing a feed needs, and is where the
    attacks on XML parsers are made.
    """
    position = 0
    while (position := text.find("<", position)) >= 0:
        if text.startswith("<?", position):
            end = text.find("?>", position)
        elif text.startswith("<!--", position):
            end = text.find("-->", position)
        elif text.startswith("<!", position):
            end = _end_of_doctype(text, position)
        else:
            name = _NAME.match(text, position + 1)
            return (position, name[0]) if name else (-1, "")
        if end < 0:
            return -1, ""
        position = end
    return -1, ""


def _end_of_doctype(text: str, start: int) -> int:
    end = text.find(">", start)
    subset = text.find("[", start, end)
    if subset < 0:
        return end
    end = text.find("]", subset)
    if "<!ENTITY" in text[subset : end if end >= 0 else None].upper():
        raise ParseError("refused: the feed declares entities of its own")
    return text.find(">", end) if end >= 0 else -1


def items(text: str) -> list[Span]:
    """Return the outermost item and entry elements, in order, comments and CDATA passed over."""
    spans: list[Span] = []
    position, depth, start = 0, 0, -1
    while found := _MARKS.search(text, position):
        position = found.end()
        if found[2] is None:
            end = text.find("]]>" if found[0].endswith("[") else "-->", position)
            if end < 0:
                break
            position = end
            continue
        closes = text.find(">", position)
        if closes < 0:
            break
        position = closes + 1
        if found[1]:
            depth -= depth > 0
        else:
            start = found.start() if depth == 0 else start
            depth += text[closes - 1] != "/"
        if depth == 0 and start >= 0:
            spans.append(Span(start, position))
            start = -1
    if depth:
        spans.append(Span(start, len(text), is_closed=False))
    return spans


def mended(text: str) -> str:
    """Replace what makes a strict parser stumble: HTML's named characters, controls and half characters."""
    return _ENTITY.sub(_character, _HALF.sub("\ufffd", _CONTROL.sub("", text)))


def _character(found: re.Match[str]) -> str:
    character = html5.get(found[1])
    # Markup's own five stay as they are, in every spelling HTML has for them.
    return found[0] if character is None or not set(character).isdisjoint("<>&\"'") else character
