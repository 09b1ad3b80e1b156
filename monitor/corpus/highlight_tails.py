"""What stands in the list at the head of a text and sums nothing up: the files attached to it, and who signs it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from monitor.corpus import offices
from monitor.corpus.seed_lines import Line
from monitor.text import dates

_ATTACHED = re.compile(
    r"^[【\[（(]?\s*(?:相关)?附件|^(?:attachments?|annex(?:es)?)\b|"
    r"\.(?:pdf|docx?|xlsx?|wps|ofd|zip|rar|pptx?)\s*[)）\]】]?\s*$",
    re.IGNORECASE,
)
_LONGEST = 80  # characters of who signs, and when


def without(items: Sequence[Line]) -> list[Line]:
    """Return the lines of a list without those at its end that are attachments or a signature."""
    left = _without_attached(list(items))
    signed = len(left)
    if left and _is_day(left[-1].text):
        signed -= 1
        while signed and offices.named_in(left[signed - 1].text[:_LONGEST]):
            signed -= 1
    elif left:
        name, _, day = left[-1].text[:_LONGEST].rpartition(" ")
        signed -= bool(offices.named_in(name)) and _is_day(day)
    return _without_attached(left[:signed])


def _without_attached(items: list[Line]) -> list[Line]:
    while items and _ATTACHED.search(items[-1].text):
        items = items[:-1]
    return items


def _is_day(text: str) -> bool:
    if len(text) > _LONGEST:
        return False
    found = dates.parse_published(text.strip("（）() "), zone="Asia/Shanghai")
    return found is not None and not isinstance(found, datetime)
