"""Text in styles, and the one place where text becomes Telegram HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from monitor.alerts.clip import units
from monitor.text.characters import is_ignorable

MAX_URL = 2048  # a longer address is no link: Telegram limits the total size of a message's entities

_WEB = re.compile(r"https?://[^\s\x00-\x1f\x7f]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of visible text in one style."""

    text: str
    tag: str = ""  # b or i; empty: neither
    url: str = ""  # a link's
    struck: bool = False
    folded: bool = False  # in a quote that opens when it is pressed


def escape(text: str) -> str:
    """Return the text as Telegram HTML that shows exactly it."""
    return html.escape(text)


def write(runs: Iterable[Run]) -> str:
    """Write runs as Telegram HTML."""
    pieces = []
    for folded, together in groupby((run for run in runs if run.text), key=lambda run: run.folded):
        inside = "".join(_written(run) for run in together)
        pieces.append(f"<blockquote expandable>{inside}</blockquote>" if folded else inside)
    return "".join(pieces)


def length(runs: Iterable[Run]) -> int:
    """Count what a reader sees, in UTF-16 units."""
    return sum(units(run.text) for run in runs)


def link(url: str | None) -> str:
    """Return the address where it may be linked; others, like `tg://`, mean something else to Telegram."""
    return url if url and _WEB.fullmatch(url) and units(url) <= MAX_URL else ""


def clean(text: str) -> str:
    """Return the text in one line, without what Telegram would drop or turn into something else."""
    sound = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    # Joiners stay: emoji and some scripts are spelt with them.
    seen = (letter for letter in sound if letter in "\u200c\u200d\ufe0e\ufe0f" or not is_ignorable(letter))
    return " ".join("".join(seen).split())


def _written(run: Run) -> str:
    text = escape(run.text)
    if run.tag:
        text = f"<{run.tag}>{text}</{run.tag}>"
    if run.url:
        text = f'<a href="{escape(run.url)}">{text}</a>'
    return f"<s>{text}</s>" if run.struck else text
