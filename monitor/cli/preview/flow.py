"""Telegram HTML set in lines: words broken where a phone breaks them, each with its style.

html → paragraphs and quotes → words → lines of a width
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from monitor.alerts.markup import Letter, Tag, read

_CLOSING = frozenset("，。、；：？！）》」』】〕”’,.;:?!)]}%…·")  # begin no line
_OPENING = frozenset("（《「『【〔“‘([{")  # end no line

Measure = Callable[[str], float]
"""How wide a text is."""


@dataclass(frozen=True, slots=True)
class Word:
    """Letters of one style that stand together."""

    text: str
    tags: frozenset[str]

    @property
    def is_bold(self) -> bool:
        """Whether it is drawn in bold."""
        return bool(self.tags & {"b", "strong"})


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of words, in a quote or not."""

    lines: tuple[tuple[Word, ...], ...]
    is_quote: bool
    is_folded: bool = False  # more lines of it are shown when it is pressed


def blocks(html: str, width: float, quote_width: float, measure: Measure) -> tuple[Block, ...]:
    """Set a text in lines; a line break beside a quote is part of it, as Telegram has it."""
    groups = [(quote, list(letters)) for quote, letters in groupby(read(html), key=_quote)]
    made = []
    for place, (quote, letters) in enumerate(groups):
        if quote is None and place + 1 < len(groups) and letters[-1].text == "\n":
            letters.pop()
        if quote is None and place and letters and letters[0].text == "\n":
            letters.pop(0)
        if letters:
            lines = tuple(_lines(letters, width if quote is None else quote_width, measure))
            made.append(Block(lines, quote is not None))
    return tuple(made)


def _quote(letter: Letter) -> Tag | None:
    return next((tag for tag in letter.tags if tag.name == "blockquote"), None)


def _lines(letters: list[Letter], width: float, measure: Measure) -> Iterator[tuple[Word, ...]]:
    for ends, paragraph in groupby(_paragraphs(letters), key=lambda pair: pair[0]):
        yield from _wrapped([letter for _, letter in paragraph if letter.text != "\n"], width, measure)
        del ends


def _paragraphs(letters: list[Letter]) -> Iterator[tuple[int, Letter]]:
    number = 0
    for letter in letters:
        yield number, letter
        number += letter.text == "\n"


def _wrapped(letters: list[Letter], width: float, measure: Measure) -> Iterator[tuple[Word, ...]]:
    """Yield the lines of one paragraph; an empty one is an empty line."""
    line: list[Word] = []
    used = 0.0
    for chunk in _chunks(letters):
        size = _width(chunk, measure)
        is_space = all(word.text.isspace() for word in chunk)
        if used + size > width and line and not is_space:
            yield _joined(line)
            line, used = [], 0.0
        if is_space and not line:
            continue
        for word in _fitting(chunk, width, measure) if size > width else chunk:
            if used and used + _width([word], measure) > width and size > width:
                yield _joined(line)
                line, used = [], 0.0
            line.append(word)
            used += _width([word], measure)
    yield _joined(line)


def _chunks(letters: list[Letter]) -> Iterator[list[Word]]:
    """Yield what cannot be parted: a word, a space, a Chinese character with the marks that cling to it."""
    chunk: list[Word] = []
    for letter in letters:
        word = Word(letter.text, frozenset(tag.name for tag in letter.tags))
        if chunk and _may_part(chunk[-1].text[-1], letter.text):
            yield _marked(chunk)
            chunk = []
        chunk.append(word)
    if chunk:
        yield _marked(chunk)


def _marked(chunk: list[Word]) -> list[Word]:
    """Return a chunk as words; Telegram makes a link of every hashtag."""
    is_tag = chunk[0].text == "#" and any(word.text.isalpha() for word in chunk)
    link = frozenset({"a"} if is_tag else ())
    return list(_merged([Word(word.text, word.tags | link) for word in chunk]))


def _may_part(before: str, after: str) -> bool:
    if before in _OPENING or (after in _CLOSING and not before.isspace()):
        return False
    if before.isspace() or after.isspace():
        return True
    return _is_wide(before) or _is_wide(after)


def _is_wide(character: str) -> bool:
    return character >= "\u2e80"


def _merged(words: list[Word]) -> Iterator[Word]:
    for tags, same in groupby(words, key=lambda word: word.tags):
        yield Word("".join(word.text for word in same), tags)


def _joined(line: list[Word]) -> tuple[Word, ...]:
    while line and line[-1].text.isspace():
        line.pop()
    return tuple(_merged(line))


def _fitting(chunk: list[Word], width: float, measure: Measure) -> Iterator[Word]:
    """Yield a chunk that is longer than a line in pieces that are not."""
    for word in chunk:
        piece = ""
        for letter in word.text:
            if piece and measure(piece + letter) > width:
                yield Word(piece, word.tags)
                piece = ""
            piece += letter
        yield Word(piece, word.tags)


def _width(words: list[Word], measure: Measure) -> float:
    return sum(measure(word.text) for word in words)
