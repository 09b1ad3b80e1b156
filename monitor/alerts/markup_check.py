"""Whether Telegram takes a text as HTML: known tags, each closed in its turn, and something to read."""

from __future__ import annotations

import re

_TAGS = frozenset(
    [
        "a",
        "b",
        "strong",
        "i",
        "em",
        "u",
        "ins",
        "s",
        "strike",
        "del",
        "span",
        "tg-spoiler",
        "tg-emoji",
        "code",
        "pre",
        "blockquote",
    ]
)
_NEEDED = {"span": re.compile(r"""class\s*=\s*(["'])tg-spoiler\1"""), "tg-emoji": re.compile(r"emoji-id\s*=")}
_TAG = re.compile(
    r"""<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)(?P<rest>(?:\s+[A-Za-z-]+(?:\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))?)*)\s*>"""
)
_MAX_SHOWN = 20  # characters of what is wrong


def fault(html: str) -> str | None:
    """Return why Telegram would refuse a text, with its line, None where it would not."""
    opened: list[tuple[str, int]] = []
    at = html.find("<")
    while at >= 0:
        line = html.count("\n", 0, at) + 1
        tag = _TAG.match(html, at)
        shown = html[at : at + _MAX_SHOWN]
        if tag is None:
            return f"line {line}: {shown!r} is no tag; write a bare < as &lt;"
        name = tag["name"].lower()
        if name not in _TAGS:
            return f"line {line}: Telegram has no tag <{name}>; it knows {', '.join(sorted(_TAGS))}"
        if tag["close"]:
            if not opened or opened[-1][0] != name:
                wanted = f"</{opened[-1][0]}>" if opened else "no end tag"
                return f"line {line}: </{name}> stands where {wanted} is due"
            opened.pop()
        else:
            if name in _NEEDED and not _NEEDED[name].search(tag["rest"]):
                return f'line {line}: <{name}> is taken only as <span class="tg-spoiler"> or <tg-emoji emoji-id="…">'
            if name == "blockquote" and any(one == "blockquote" for one, _ in opened):
                return f"line {line}: a blockquote cannot stand in a blockquote"
            opened.append((name, line))
        at = html.find("<", tag.end())
    if opened:
        name, line = opened[-1]
        return f"line {line}: <{name}> is never closed"
    return None
