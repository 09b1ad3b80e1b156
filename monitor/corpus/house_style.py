"""Tell by its spelling whether a text is edited in the British or the American way."""

from __future__ import annotations

import re

_AMERICAN = re.compile(
    r"\b(?:U\.S\.|percent\b|programs?\b|centers?\b|defense\b|labor\b|color|favor|fiber\b"
    r"|\w{4,}iz(?:e[sd]?|ing|ations?)\b|(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Jan|Feb|Aug|Sept|Oct|Nov|Dec)\.)",
)
_BRITISH = re.compile(
    r"\b(?:per cent\b|programmes?\b|centres?\b|defence\b|labour\b|colour|favour|fibre\b|licences?\b|whilst\b|tonnes\b|£|”[.,](?!\d)"
    r"|\w{3,}isations?\b|\w{2,}(?:al|rn|an|it|or|ar)is(?:e[sd]?|ing)\b|(?:Mr|Mrs|Ms|Dr)\b(?!\.))",
)


def british_lead(text: str) -> int:
    """Return by how many signs the British way leads, below zero for the American."""
    return len(_BRITISH.findall(text)) - len(_AMERICAN.findall(text))
