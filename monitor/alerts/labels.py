"""How topics and names read: as a label and as a hashtag."""

from __future__ import annotations

import re
from collections.abc import Iterable

from monitor.model import Named

MAX_TAG = 40  # characters; a longer one nobody searches for

_NUMBERS = "two|three|four|five|six|seven|eight|nine|ten|[0-9]+"
_MEASURE = re.compile(rf"\b({_NUMBERS})-(year|month|week|day|hour)-")
_SHOWN = ("body", "thing", "firm", "place")  # kinds of names that a message tags, those first that say most
_MOST_OF_A_KIND = 2


def topic_label(topic: str) -> str:
    """Return a topic id as a reader says it: `five-year-plan` is `Five-year plan`."""
    measured = _MEASURE.sub("\\1\0\\2 ", topic)
    words = re.sub(r"[-_\s]+", " ", measured).replace("\0", "-").strip()
    return words[:1].upper() + words[1:]


def hashtag(topic: str) -> str:
    """Return a topic id or name as a Telegram hashtag in ASCII, or nothing where no letter of it is ASCII.

    Telegram cannot search inside a Chinese sentence, and takes a tag of other letters apart where we do not expect it.
    """
    tag = re.sub(r"[^A-Za-z0-9]+", "_", re.sub(r"['’]", "", topic)).strip("_")
    return f"#{tag}" if len(tag) <= MAX_TAG and re.search(r"[A-Za-z]", tag) else ""


def short_name(named: Named) -> str | None:
    """Return what an English reader calls it: its short form where it has one, as MIIT; None where none is known."""
    return named.id if re.fullmatch(r"[A-Z][A-Z0-9&]{1,7}", named.id) else named.english


def tags(named: Iterable[Named]) -> tuple[str, ...]:
    """Return the names a reader may search for, the first few of each kind, as tags without their sign."""
    picked: dict[str, dict[str, None]] = {kind: {} for kind in _SHOWN}
    for one in named:
        # The departments of all provinces share one entry, whose id is no name.
        is_class = one.kind == "body" and one.id[:1].islower()
        tag = "" if is_class else hashtag(short_name(one) or "")
        if tag and one.kind in picked and len(picked[one.kind]) < _MOST_OF_A_KIND:
            picked[one.kind][tag.removeprefix("#")] = None
    return tuple(tag for kind in _SHOWN for tag in picked[kind])
