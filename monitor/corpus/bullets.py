"""Finds which bullets of a list belong under another one."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.model import Highlight

_LONGEST_CHILD = 80
_COLONS = (":", "：")
_STOPS = (".", "。", "!", "！", "?", "？", *_COLONS)


def nest(bullets: Sequence[tuple[str, int]]) -> tuple[Highlight, ...]:
    """Nest bullets, given as text and columns of indent.

    A bullet is a child where it is indented deeper than its parent. A list that lost its indents is read by
    its wording: children follow a bullet that ends in a colon for as long as they are short and no sentence.
    """
    parents: list[str] = []
    children: list[list[str]] = []
    depth = 0
    is_flat = False  # the last parent announces children and none was indented so far
    for text, indent in bullets:
        if parents and indent > depth:
            children[-1].append(text)
            is_flat = False
        elif is_flat and len(text) <= _LONGEST_CHILD and not text.endswith(_STOPS):
            children[-1].append(text)
        else:
            parents.append(text)
            children.append([])
            depth, is_flat = indent, text.endswith(_COLONS)
    return tuple(
        Highlight(text=parent, children=tuple(own)) for parent, own in zip(parents, children, strict=True)
    )
