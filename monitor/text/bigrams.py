"""The tokens that documents are searched by: Han in pairs, other scripts in words, folded as the rules see them.

A run of Han characters becomes its overlapping pairs and, so that one character is found too, its last one alone:
碳酸锂 → 碳酸 酸锂 锂. Two-character words need no dictionary then, and longer ones are pairs in a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.text.characters import is_han
from monitor.text.fold import fold

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"([{_HAN}]+)|[^\W_{_HAN}]+")
_GAP = re.compile(rf"(?<=[{_HAN}]) +(?=[{_HAN}])")  # a line that was set apart by hand
_ASKED = re.compile(r'"([^"]*)"?|([^\s"]+)')

_MOST_TERMS = 12
_MOST_ASKED = 300  # characters of a question
_LONGEST = 64  # characters of a word; what is longer is no word
_GROWS_FROM = 4  # letters: `magnet` finds magnets, and `AI` finds no aid
_GROWS_IF_ASKED = 3  # letters before a `*`; what begins with fewer is half of all words
# Alone they say nothing, and each stands in most documents.
_EVERYWHERE = frozenset("的一是不在了有和人这中大为上个国我以要他时来用们生到")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Tokens that must stand in a row; with `grows`, the last may be the head of a longer one."""

    tokens: tuple[str, ...]
    grows: bool = False


def tokens(text: str) -> list[str]:
    """Return the tokens of a text, in its order."""
    return list(_tokens(_GAP.sub("", _folded(text)), is_whole=True))


def asked(question: str) -> tuple[Term, ...]:
    """Return what all must be found: words, and in quotes exactly these in a row; nothing where there are none."""
    terms = []
    for found in _ASKED.finditer(_folded(question[:_MOST_ASKED])):
        term = _word(found[2]) if found[1] is None else _quoted(_GAP.sub("", found[1]))
        if term is not None and term not in terms:
            terms.append(term)
    return tuple(terms[:_MOST_TERMS])


def _folded(text: str) -> str:
    return fold(text).kept().text


def _tokens(folded: str, *, is_whole: bool) -> Iterator[str]:
    """Yield tokens; the text of a question may go on where it ends, so its last Han run is not closed."""
    runs = [(found[0], found[1] is not None) for found in _RUN.finditer(folded)]
    for number, (run, is_chinese) in enumerate(runs, start=1):
        if not is_chinese:
            yield run[:_LONGEST]
            continue
        for start in range(len(run) - 1):
            yield run[start : start + 2]
        if is_whole or number < len(runs) or len(run) == 1:
            yield run[-1]


def _quoted(text: str) -> Term | None:
    found = tuple(_tokens(text, is_whole=False))
    return Term(tokens=found, grows=_is_one_han(found[-1])) if found else None


def _word(text: str) -> Term | None:
    found = tuple(_tokens(text, is_whole=False))
    if not found:
        return None
    last = found[-1]
    if len(found) == 1 and last in _EVERYWHERE:
        return None
    is_open = text.endswith("*") and len(last) >= _GROWS_IF_ASKED
    is_word = len(last) >= _GROWS_FROM and not last.isdigit()
    return Term(tokens=found, grows=is_open or is_word or _is_one_han(last))


def _is_one_han(token: str) -> bool:
    return len(token) == 1 and is_han(token)
