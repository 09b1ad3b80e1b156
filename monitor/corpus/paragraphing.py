"""Finds the paragraphs of a text, whether a newline or a blank line parts them, and the headings glued to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from monitor.corpus.headings import continues, is_heading_like
from monitor.corpus.seed_lines import Kind, Line
from monitor.text import sentences

_ROOM = 1.3  # how much longer than a heading the lines under it are
_SHORT_LINE = 45  # characters; text is seldom wrapped so early
_JOINABLE = frozenset({Kind.TEXT, Kind.BULLET})
_MOVING = frozenset({Kind.DISCLAIMER, Kind.DISCLAIMER_WRAP})


def join(lines: Sequence[Line]) -> list[Line]:
    """Join the lines of each block with newlines; a block is what a blank line or its own kind parts from others."""
    by_newline = _is_paragraph_a_line(lines)
    blocks: list[list[Line]] = []
    for line in lines:
        goes_on = line.kind is Kind.DISCLAIMER_WRAP or (
            bool(blocks)
            and line.kind is Kind.TEXT
            and not line.after_blank
            and blocks[-1][-1].kind in _JOINABLE
            and (not by_newline or continues(blocks[-1][-1].text, line.text))
        )
        if goes_on:
            blocks[-1].append(line)
        else:
            blocks.append([line])
    parted = [part for block in blocks for part in _without_glued_headings(block)]
    return [replace(block[0], text="\n".join(line.text for line in block)) for block in parted]


def _is_paragraph_a_line(lines: Sequence[Line]) -> bool:
    """Say whether one newline parts paragraphs: after the end of a sentence it does so oftener than a blank line.

    Where sentences do not tell, a list of names say, short lines do that none goes on from.
    """
    sentence_breaks = short_breaks = 0  # newlines less blank lines
    for before, line in pairwise(lines):
        ends = before.kind in _JOINABLE and sentences.ends_sentence(before.text)
        if line.after_blank:
            # A blank line beside a disclaimer goes when that is written out last, and one between bullets does.
            is_kept = before.kind not in _MOVING and line.kind not in {Kind.BULLET, *_MOVING}
            sentence_breaks -= is_kept and ends
            short_breaks -= is_kept
        elif line.kind is Kind.TEXT and before.kind in _JOINABLE:
            sentence_breaks += ends
            short_breaks += len(before.text) <= _SHORT_LINE and not continues(before.text, line.text)
    return (sentence_breaks, short_breaks) > (0, 0)


def _without_glued_headings(block: list[Line]) -> list[list[Line]]:
    """Part headings from the paragraph right under them: a short line that had room for the next word was not wrapped."""
    parts: list[list[Line]] = []
    while len(block) > 1 and block[0].kind is Kind.TEXT and _is_glued(block):
        parts.append(block[:1])
        block = block[1:]
    return [*parts, block]


def _is_glued(block: list[Line]) -> bool:
    first, second = block[0].text, block[1].text
    return (
        is_heading_like(first)
        and not continues(first, second)
        and _ROOM * len(f"{first} {second.split()[0]}") <= max(len(line.text) for line in block[1:])
    )
