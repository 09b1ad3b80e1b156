"""Finds the paragraphs of a text, whether a newline or a blank line parts them, and the headings glued to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from monitor.corpus.headings import continues, is_heading_like, is_kicker, is_title_above_date, is_title_like
from monitor.corpus.seed_lines import Kind, Line
from monitor.text import sentences

_ROOM = 1.3  # how much longer than a heading the lines under it are
_SHORT_LINE = 45  # characters; text is seldom wrapped so early
_JOINABLE = frozenset({Kind.TEXT, Kind.BULLET})
_MOVING = frozenset({Kind.DISCLAIMER, Kind.DISCLAIMER_WRAP})
_PARTING = frozenset({*_MOVING, Kind.DATE})  # what is written out elsewhere, or always between blank lines


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
    parted = [part for block in _with_title_parted(blocks) for part in _without_glued_headings(block)]
    return [replace(block[0], text="\n".join(line.text for line in block)) for block in parted]


def _is_paragraph_a_line(lines: Sequence[Line]) -> bool:
    """Say whether one newline parts paragraphs: after the end of a sentence it does so oftener than a blank line.

    Where sentences do not tell, a list of names say, short lines do that none goes on from.
    """
    sentence_breaks = short_breaks = 0  # newlines less blank lines
    for at, (before, line) in enumerate(pairwise(lines)):
        ends = before.kind in _JOINABLE and sentences.ends_sentence(before.text)
        if line.after_blank:
            # A blank line beside a date or a disclaimer goes, or comes, when that is written out; one between bullets goes.
            is_kept = before.kind not in _PARTING and line.kind not in {Kind.BULLET, *_PARTING}
            # So does one behind the title where the date stands above it, and is written out under it.
            is_kept = is_kept and not (at == 1 and lines[0].kind is Kind.DATE)
            sentence_breaks -= is_kept and ends
            short_breaks -= is_kept
        elif line.kind is Kind.TEXT and before.kind in _JOINABLE:
            sentence_breaks += ends
            short_breaks += len(before.text) <= _SHORT_LINE and not continues(before.text, line.text)
    return (sentence_breaks, short_breaks) > (0, 0)


def _with_title_parted(blocks: list[list[Line]]) -> list[list[Line]]:
    """Part the title, and a kicker above it, from the deck right under it, where a date line follows them."""
    # A disclaimer is written out last, so what stands on its two sides are neighbours.
    of_text = [at for at, block in enumerate(blocks) if block[0].kind not in _MOVING][:2]
    if [blocks[at][0].kind for at in of_text] != [Kind.TEXT, Kind.DATE]:
        return blocks
    at = of_text[0]
    parts: list[list[Line]] = []
    rest = blocks[at]
    if len(rest) > 1 and is_kicker(rest[0].text):
        parts, rest = [rest[:1]], rest[1:]
    if len(rest) > 1 and _is_own_line(rest[0].text, rest[1].text):
        parts, rest = [*parts, rest[:1]], rest[1:]
    return [*blocks[:at], *parts, rest, *blocks[at + 1 :]]


def _is_own_line(title: str, deck: str) -> bool:
    return (is_title_like(title) or is_title_above_date(title)) and not continues(title, deck)


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
