"""Ways to find thousands of terms in a document, each giving the same hits; what a user would otherwise write.

All fold alike and give offsets into the original. A hit whose edge has lost its space is left out: only ours finds it.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Protocol, cast

import numpy as np
from ahocorasick_rs import AhoCorasick

from monitor.model import Layout
from monitor.rules import automaton, terms
from monitor.rules.automaton import Index
from monitor.rules.passage import Passage
from monitor.text.characters import is_han
from monitor.text.fold import fold, squash

Found = list[tuple[str, int, int]]  # term, start, end

_GAP = r"[ -]*\n?[ -]*"
_HAN_GAP = r"[ \n]*"


class Engine(Protocol):
    """A way to find terms."""

    @property
    def name(self) -> str: ...

    def find(self, document: Layout) -> Found: ...


@dataclass(frozen=True, slots=True)
class Loop:
    """One expression a term, one after the other over the folded text."""

    name: str
    patterns: tuple[tuple[str, re.Pattern[str]], ...]

    def find(self, document: Layout) -> Found:
        view = fold(document.text).kept()
        found: Found = []
        for term, pattern in self.patterns:
            for match in pattern.finditer(view.text):
                found.append((term, *view.span(*match.span())))
        return found


def loop(name: str, write: Callable[[str], str], terms_: Iterable[str]) -> Loop:
    """Compile a loop."""
    return Loop(name, tuple((term, re.compile(write(term))) for term in terms_))


def boundary_first(term: str) -> str:
    """Write a term as people do: the boundary, then the words."""
    if any(map(is_han, term)):
        return _HAN_GAP.join(map(re.escape, squash(term)))
    *words, last = _words(term)
    stem, ending = _with_plural(last)
    return "(?<![a-z])" + _GAP.join([*words, stem + ending]) + "(?![a-z])"


def literal_first(term: str) -> str:
    """Write a term as those do who know `re`: it jumps to the first word, and looks before it only there."""
    if any(map(is_han, term)):
        return _HAN_GAP.join(map(re.escape, squash(term)))
    *words, last = _words(term)
    stem, ending = _with_plural(last)
    first, *rest = [*words, stem]
    return f"{first}(?<![a-z]{first})" + "".join(_GAP + word for word in rest) + ending + "(?![a-z])"


def _words(term: str) -> list[str]:
    return re.split("[ -]", term.lower())


def _with_plural(word: str) -> tuple[str, str]:
    """Return what a word and its plural have in common, and the ends they may have."""
    if re.search("[b-df-hj-np-tv-xz]y$", word):
        return word[:-1], "(?:ys?|ies)"
    return word, f"(?:{'|'.join(terms.plural_endings(word))})?"


@dataclass(frozen=True, slots=True)
class Scanner:
    """Our own engine, whatever automaton it has inside."""

    name: str
    index: Index

    def find(self, document: Layout) -> Found:
        found = automaton.scan(self.index, Passage(document))
        every = chain(found.hits.values(), found.shared.values())
        return [(hit.term, hit.start, hit.end) for hits in every for hit in hits if not hit.soft]


def ours(terms_: Iterable[str]) -> Scanner:
    """Compile our engine."""
    return Scanner("this engine", automaton.build_for(map(terms.parse, terms_)))


def has_hyperscan() -> bool:
    """Say whether the wheel is installed."""
    return importlib.util.find_spec("hyperscan") is not None


def hyperscan(scanner: Scanner) -> Scanner:
    """Return the same pipeline with Hyperscan in place of the automaton."""
    literals = cast("AhoCorasick", _Hyperscan(scanner.index.literals))
    return replace(scanner, name="Hyperscan pipeline", index=replace(scanner.index, automaton=literals))


class _Hyperscan:
    """Hyperscan's literal matcher, asked as the automaton is."""

    def __init__(self, literals: tuple[str, ...]) -> None:
        import hyperscan as library  # noqa: PLC0415 - an extra; the other rows need none of it

        encoded = [literal.encode() for literal in literals]
        self._lengths = list(map(len, literals))
        self._database: Any = library.Database()
        self._database.compile(
            expressions=encoded, ids=list(range(len(encoded))), elements=len(encoded), literal=True
        )

    def find_matches_as_indexes(self, text: str, *, overlapping: bool) -> list[tuple[int, int, int]]:
        assert overlapping
        raw: list[tuple[int, int]] = []
        body = text.encode()
        self._database.scan(body, match_event_handler=lambda which, _, end, *__: raw.append((which, end)))
        if len(body) == len(text):
            return [(which, end - self._lengths[which], end) for which, end in raw]
        is_start = (np.frombuffer(body, dtype=np.uint8) & 0xC0) != 0x80
        characters = np.cumsum(is_start).data
        return [
            (which, characters[end - 1] - self._lengths[which], characters[end - 1]) for which, end in raw
        ]
