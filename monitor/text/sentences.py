"""Finds the sentences of a text, in Latin and Chinese scripts."""

from __future__ import annotations

import re

CLOSERS = "\"'”’»）)】」』》〉]"
_ENDERS = ".!?。！？…"
# A full stop after one of these ends no sentence; those that may also end one are left to the capital that follows.
_ABBREVIATIONS = frozenset(
    re.findall(
        r"\S+",
        "mr mrs ms dr prof sen rep gov gen col lt sgt st vs no nos art fig figs eq vol vols pp ed eds al "
        "approx dept est e.g i.e cf viz ca jan feb mar apr jun jul aug sep sept oct nov dec",
    )
)
_END = re.compile(rf"(?P<stop>[{re.escape(_ENDERS)}]+)[{re.escape(CLOSERS)}]*|\n[^\S\n]*\n|\n")
_LAST_WORD = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]+)*$")
_DOTTED = re.compile(r"(?:^|(?<=[^\w.]))(?:[^\W\d_]\.)*[^\W\d_]$")
_AHEAD = 200  # characters


def split(text: str) -> tuple[tuple[int, int], ...]:
    """Give the span of every sentence, without the white space around it."""
    spans: list[tuple[int, int]] = []
    start = 0
    for end in _END.finditer(text):
        if _ends_here(text, start, end):
            _add(spans, text, start, end.end())
            start = end.end()
    _add(spans, text, start, len(text))
    return tuple(spans)


def ends_sentence(line: str) -> bool:
    """Say whether a line closes with sentence-ending punctuation, quotes and brackets aside."""
    return line.rstrip(CLOSERS + " ").endswith(tuple(_ENDERS))


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    if piece.strip():
        spans.append((start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())))


def _ends_here(text: str, start: int, end: re.Match[str]) -> bool:
    # As far as an answer can need to look: copying all the rest at every stop would be quadratic.
    stop, rest = end["stop"], text[end.end() : end.end() + _AHEAD]
    if stop is None:
        # One newline is a wrapped line unless a sentence ended before it, which was seen already.
        return "\n" in end.group()[1:]
    if stop[-1] in "。！？":
        return True
    if rest and not rest[0].isspace():
        # 3.5, U.S.-led, example.com; but Chinese text often follows an English full stop directly.
        return stop[-1] in "!?…" and not rest[0].isalnum() and rest[0] not in ",;:-—–"
    following = rest.lstrip()
    if not following:
        return True  # the end, or so much white space that it is one
    if following[0].islower():
        return False
    return stop != "." or not _abbreviates(text[start : end.start()], following)


def _abbreviates(before: str, following: str) -> bool:
    word = _LAST_WORD.search(before)
    if word is None:
        return False
    if word.group().lower() in _ABBREVIATIONS:
        # "No." before anything but a figure is an answer.
        return word.group().lower() not in {"no", "nos"} or following[0].isdigit()
    if _DOTTED.search(before):
        # An initial ("J. Smith") goes on; "the U.S. The plan" ends where a common opening word follows.
        return "." not in word.group() or not re.match(
            r"(?:The|This|It|In|A|An|But|That|These|He|She|They)\b", following
        )
    return False
