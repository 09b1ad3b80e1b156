"""Finds which lines belong to a disclaimer, the label it may stand under included."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from monitor.corpus import furniture
from monitor.corpus.seed_lines import Kind, Line
from monitor.text import sentences
from monitor.text.simplify import simplify

_LABEL = re.compile(
    r"disclaimer\s*[:：]?|(?P<han>[【\[（(]?免责(?:声明|条款)[】\]）)]?\s*[:：]?)", re.IGNORECASE
)
_OWN = frozenset({Kind.DISCLAIMER, Kind.DISCLAIMER_WRAP})


def mark(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Mark the lines a disclaimer goes on in: those right under it, up to the end of a sentence."""
    marked: list[Line] = []
    for line in lines:
        is_wrap = (
            bool(marked)
            and marked[-1].kind in _OWN
            and line.kind is Kind.TEXT
            and not line.after_blank
            and not sentences.ends_sentence(marked[-1].text)
            and not furniture.is_weak_tail(line.text)
            and not furniture.is_label(line.text)
        )
        marked.append(replace(line, kind=Kind.DISCLAIMER_WRAP) if is_wrap else line)
    return tuple(marked)


def without(lines: Sequence[Line]) -> list[Line]:
    """Give the lines of the text itself: a disclaimer is written out last, wherever it stands."""
    return [line for line in lines if line.kind not in _OWN]


def joined(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Join each disclaimer with the label that stands on a line of its own above it."""
    replaced: dict[int, Line | None] = {}
    for label, text in pairwise(without(lines)):
        found = _LABEL.fullmatch(simplify(label.text)) if label.kind in {Kind.TEXT, Kind.HEADING} else None
        if (
            found is None
            or id(label) in replaced
            or text.kind is not Kind.TEXT
            or not sentences.ends_sentence(text.text)
        ):
            continue
        colon = "" if label.text.endswith((":", "：")) else "：" if found["han"] else ":"
        whole = f"{label.text}{colon}{'' if found['han'] else ' '}{text.text}"
        replaced[id(label)] = replace(label, kind=Kind.DISCLAIMER, text=whole)
        replaced[id(text)] = None
    if not replaced:
        return lines
    kept = (replaced.get(id(line), line) for line in lines)
    return tuple(line for line in kept if line is not None)
