"""A message in other services' forms: plain text, Markdown or HTML, made of Telegram's HTML without losing a link.

telegram html → letters, each with the tags open around it → the form a service takes, in pieces it has room for
"""

from __future__ import annotations

import html as entities
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from monitor.alerts import markdown_text, split
from monitor.alerts.clip import ELLIPSIS, clip, units
from monitor.alerts.markup import Letter, Tag, plain_text, read

MAX_PIECES = 8  # of one message; what a service has less room for is cut, and says so
_CUT = f"{ELLIPSIS} (cut: this service takes no longer messages)"
_LEAST = 40  # units of a piece, below which nothing sensible fits

_HTML_TAGS = {
    "b": "b",
    "i": "i",
    "u": "u",
    "s": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}


class Form(StrEnum):
    """How a service wants its text."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Headed:
    """A message for a service that has a line of its own for the title."""

    title: str
    rest: str  # Telegram HTML; where the title led somewhere, its address stands here


def headed(html: str, *, limit: int) -> Headed:
    """Part the first line from the rest; where it has no room as a title it stands in both."""
    letters = tuple(read(html))
    end = next((place for place, letter in enumerate(letters) if letter.text == "\n"), len(letters))
    title = "".join(letter.text for letter in letters[:end]).strip()
    if units(title) > limit:
        return Headed(title=clip(title, limit), rest=html)
    links = dict.fromkeys(tag.address for letter in letters[:end] for tag in letter.tags if tag.address)
    below = split.write(letters[end:]).strip("\n")
    rest = "\n".join(filter(None, (*(_named_link(address) for address in links), below)))
    return Headed(title=title, rest=rest or html)


def fit(html: str, form: Form, *, limit: int) -> tuple[str, ...]:
    """Return the message in a form, in as few pieces of at most `limit` UTF-16 units as hold it.

    Where more than `MAX_PIECES` would be needed the last one says that it was cut.
    """
    whole = write(html, form)
    if units(whole) <= limit:
        return (whole,)
    # Where the addresses of links alone fill a piece, they are parted like any text.
    bare = entities.escape(plain_text(html))
    found = next(filter(None, (_pieces(source, form, limit) for source in (html, bare))), None)
    return _at_most(found or [clip(plain_text(html), limit)], limit)


def write(html: str, form: Form) -> str:
    """Return the message in a form."""
    return _WRITERS[form](html)


def _pieces(html: str, form: Form, limit: int) -> list[str]:
    room = limit
    while room >= _LEAST:
        pieces = [write(piece, form) for piece in split.split_html(html, limit=room)]
        if all(units(piece) <= limit for piece in pieces):
            return pieces
        room = room * 4 // 5  # markup takes more room than the letters it stands around
    return []


def _at_most(pieces: list[str], limit: int) -> tuple[str, ...]:
    if len(pieces) <= MAX_PIECES:
        return tuple(pieces)
    last = clip(pieces[MAX_PIECES - 1], max(limit - units(_CUT) - 1, 0))
    return (*pieces[: MAX_PIECES - 1], f"{last} {_CUT}".strip())


def _named_link(address: str) -> str:
    try:
        name = urlsplit(address).hostname
    except ValueError:
        name = None
    return f'<a href="{entities.escape(address)}">{entities.escape(name or address)}</a>'


def _html(html: str) -> str:
    """Return HTML as mail and chat programs take it: line breaks are tags, and nothing is folded away."""
    pieces: list[str] = []
    open_tags: tuple[Tag, ...] = ()
    for letter in (*read(html), Letter(text="", source="", tags=())):
        shared = _shared(open_tags, letter.tags)
        pieces += [f"</{_html_name(tag)}>" for tag in reversed(open_tags[shared:]) if _html_name(tag)]
        pieces += [_html_start(tag) for tag in letter.tags[shared:] if _html_name(tag)]
        pieces.append("<br>\n" if letter.text == "\n" else entities.escape(letter.text))
        open_tags = letter.tags
    return "".join(pieces)


def _html_name(tag: Tag) -> str:
    if tag.name == "a":
        return "a" if tag.address else ""
    return _HTML_TAGS.get(tag.name, "")


def _html_start(tag: Tag) -> str:
    return f'<a href="{entities.escape(tag.address)}">' if tag.name == "a" else f"<{_html_name(tag)}>"


def _shared(now: tuple[Tag, ...], wanted: tuple[Tag, ...]) -> int:
    same = 0
    while same < min(len(now), len(wanted)) and now[same] is wanted[same]:
        same += 1
    return same


_WRITERS: dict[Form, Callable[[str], str]] = {
    Form.TEXT: plain_text,
    Form.MARKDOWN: markdown_text.write,
    Form.HTML: _html,
}
