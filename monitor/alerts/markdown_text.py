"""A message as Markdown, made of Telegram's HTML: no link is lost, and nothing in its text is an order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from monitor.alerts.markup import Letter, Tag, read

_STRONG = {"b": "**", "i": "*", "s": "~~"}
# Inside a line these may mean something to one dialect of Markdown or another.
_ORDERS = re.compile(r"[\\`*\[\]<~]|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])|\|(?=\|)|(?<=\|)\||!$")
_LINE_ORDERS = re.compile(r"^(\s*)(?:([-+>=]|#{1,6}(?=\s|$))|(\d{1,9})([.)])(?=\s|$))")
_URL_ORDERS = str.maketrans({"(": "%28", ")": "%29", " ": "%20", "<": "%3C", ">": "%3E"})


def write(html: str) -> str:
    """Return Markdown that any dialect reads alike: what could be an order in the text is none."""
    lines: list[str] = []
    was_quoted = False
    for line in _lines(tuple(read(html))):
        is_quoted = any(tag.name == "blockquote" for letter in line for tag in letter.tags)
        text = _line(line)
        if lines and lines[-1] and text:
            # Two spaces at its end keep a line a line; without an empty one the next would belong to the quote.
            lines[-1] += "\n" if was_quoted and not is_quoted else "  "
        lines.append(f"> {text}" if is_quoted else text)
        was_quoted = is_quoted
    return "\n".join(lines)


def _lines(letters: tuple[Letter, ...]) -> Iterator[tuple[Letter, ...]]:
    start = 0
    for place, letter in enumerate(letters):
        if letter.text == "\n":
            yield letters[start:place]
            start = place + 1
    yield letters[start:]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Letters of a line that share a link and a style."""

    text: str
    link: Tag | None
    styles: frozenset[str]


def _line(letters: tuple[Letter, ...]) -> str:
    stretches = [
        _Stretch("".join(letter.text for letter in same), link, styles)
        for (link, styles), same in groupby(letters, key=lambda letter: (_link(letter), _styles(letter)))
    ]
    written = []
    for place, stretch in enumerate(stretches):
        before = stretches[place - 1].text[-1:] if place else ""
        after = stretches[place + 1].text[:1] if place + 1 < len(stretches) else ""
        written.append(_stretch(stretch, before, after, starts_line=place == 0))
    return "".join(written)


def _stretch(stretch: _Stretch, before: str, after: str, *, starts_line: bool) -> str:
    inner = stretch.text.strip()
    text = _escaped(stretch.text, starts_line=starts_line)
    if not inner:
        return text
    lead, _, tail = text.partition(text.strip())
    body = text.strip()
    if stretch.link is not None:
        body = f"[{body}]({stretch.link.address.translate(_URL_ORDERS)})"
        before = after = " "
        inner = "]"
    for tag, mark in _STRONG.items():
        if tag in stretch.styles and _holds(lead[-1:] or before, inner, tail[:1] or after):
            body = f"{mark}{body}{mark}"
    return f"{lead}{body}{tail}"


def _holds(before: str, inner: str, after: str) -> bool:
    """Say whether marks around a stretch would be read as marks (spec.commonmark.org, left- and right-flanking).

    Chinese sets no spaces: a bold stretch that ends in punctuation and goes on in a letter would show its stars.
    """
    opens = not _is_punctuation(inner[0]) or _is_edge(before)
    closes = not _is_punctuation(inner[-1]) or _is_edge(after)
    return opens and closes


def _is_edge(letter: str) -> bool:
    return not letter or letter.isspace() or _is_punctuation(letter)


def _is_punctuation(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "PS"


def _escaped(text: str, *, starts_line: bool) -> str:
    escaped = _ORDERS.sub(lambda found: f"\\{found[0]}", text)
    return _LINE_ORDERS.sub(_tamed, escaped) if starts_line else escaped


def _tamed(found: re.Match[str]) -> str:
    space, mark, number, dot = found.groups()
    return f"{space}\\{mark}" if mark else f"{space}{number}\\{dot}"


def _link(letter: Letter) -> Tag | None:
    return next((tag for tag in letter.tags if tag.name == "a" and tag.address), None)


def _styles(letter: Letter) -> frozenset[str]:
    return frozenset(tag.name for tag in letter.tags if tag.name in _STRONG)
