"""How a topic id reads: as a label and as a hashtag."""

from __future__ import annotations

import re

_NUMBERS = "two|three|four|five|six|seven|eight|nine|ten|[0-9]+"
_MEASURE = re.compile(rf"\b({_NUMBERS})-(year|month|week|day|hour)-")


def topic_label(topic: str) -> str:
    """Return a topic id as a reader says it: `five-year-plan` is `Five-year plan`."""
    measured = _MEASURE.sub("\\1\0\\2 ", topic)
    words = re.sub(r"[-_\s]+", " ", measured).replace("\0", "-").strip()
    return words[:1].upper() + words[1:]


def hashtag(topic: str) -> str:
    """Return a topic id as a Telegram hashtag in ASCII, or nothing where no letter of it is ASCII."""
    tag = re.sub(r"[^A-Za-z0-9]+", "_", topic).strip("_")
    return f"#{tag}" if re.search(r"[A-Za-z]", tag) else ""
