"""Read Telegram HTML: what a person sees of it, and in what style.

html → letters, each with the tags open around it → visible text
"""

from __future__ import annotations

import html as entities
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from monitor.alerts.clip import units

_TOKEN = re.compile(
    r"""<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*|)(?:[^<>"']|"[^"]*"|'[^']*')*>"""
    r"""|&(?:\#x(?P<hex>[0-9A-Fa-f]{1,6})(?![0-9A-Fa-f])|\#(?P<decimal>[0-9]{1,7})(?![0-9])"""
    r"""|(?P<word>lt|gt|amp|quot)(?![A-Za-z]));?"""
    r"""|(?P<letter>.)""",
    re.DOTALL,
)
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_BARE = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_HREF = re.compile(r"""\shref\s*=\s*(?:"([^"]*)"|'([^']*)')""")


@dataclass(frozen=True, slots=True, eq=False)
class Tag:
    """One opened tag; compared by identity, so that two neighbours of one kind stay two."""

    name: str
    source: str

    @property
    def address(self) -> str:
        """Where a link leads; empty for anything else."""
        found = _HREF.search(self.source)
        return entities.unescape(found[1] or found[2] or "") if found else ""


@dataclass(frozen=True, slots=True)
class Letter:
    """One visible code point, as HTML writes it, and the tags open around it, outermost first."""

    text: str
    source: str
    tags: tuple[Tag, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text in one style: the names of the tags around it."""

    text: str
    styles: frozenset[str]


def read(html: str) -> Iterator[Letter]:
    """Yield the visible letters of well-formed Telegram HTML."""
    tags: tuple[Tag, ...] = ()
    for token in _TOKEN.finditer(html):
        source = token[0]
        if token["name"] is not None:
            tags = tags[:-1] if token["close"] else (*tags, Tag(name=token["name"], source=source))
        elif (decoded := _decoded(token)) is not None:
            # A bare & or < is written out, lest it become markup when what stands beside it changes.
            yield Letter(text=decoded, source=_BARE.get(source, source), tags=tags)
        else:  # no character has that number: Telegram shows the reference as it stands
            yield from (Letter(text=letter, source=_BARE.get(letter, letter), tags=tags) for letter in source)


def visible(html: str) -> str:
    """Return what a reader sees, addresses of links not included."""
    return "".join(letter.text for letter in read(html))


def pieces(html: str, *, limit: int | None = None) -> Iterator[Piece]:
    """Yield the visible text by its styles, and behind each link its address, as long as `limit` units hold it."""
    for styles, same in groupby(_letters_and_addresses(html, limit), key=lambda piece: piece.styles):
        yield Piece("".join(piece.text for piece in same), styles)


def plain_text(html: str, *, limit: int | None = None) -> str:
    """Return the visible text, and behind each link its address, as long as `limit` units hold it."""
    return "".join(piece.text for piece in pieces(html, limit=limit))


def _letters_and_addresses(html: str, limit: int | None) -> Iterator[Piece]:
    letters = tuple(read(html))
    room = math.inf if limit is None else limit - sum(units(letter.text) for letter in letters)
    nothing = Letter(text="", source="", tags=())
    for letter, following in pairwise((*letters, nothing)):
        styles = frozenset(tag.name for tag in letter.tags)
        yield Piece(letter.text, styles)
        for tag in letter.tags:
            address = f" ({tag.address})"
            if tag.address and tag not in following.tags and units(address) <= room:
                room -= units(address)
                yield Piece(address, styles)


def _decoded(token: re.Match[str]) -> str | None:
    if token["word"]:
        return _NAMED[token["word"]]
    if token["letter"]:
        return token["letter"]
    code = int(token["hex"], 16) if token["hex"] else int(token["decimal"])
    is_character = 0 < code < 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return chr(code) if is_character else None
