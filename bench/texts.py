"""Terms and documents for the benchmarks, in both scripts; the same seed makes the same ones.

Words follow the frequencies of real English and Chinese. Terms are planted in the spellings real pages have them in:
capitals, no-break spaces, other hyphens, full width, a lost space, a line break, traditional characters, a plural.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from math import exp

from wordfreq import get_frequency_dict

from monitor.model import Block, BlockKind, Layout
from monitor.text.characters import is_han
from monitor.text.fold import simplified, squash

SEED = 20261121
_WORDS = 30_000  # a language
_CHINESE_TERMS = 0.4
_CHINESE_DOCUMENTS = 0.4
_SHORTEST, _LONGEST = 1_000, 20_000  # bytes of UTF-8 a document
_WELL_KNOWN = 100  # terms that every document is likely to say
_EVERY_SO_MANY_BYTES = 400  # a well-known term is planted; any other half as often


@dataclass(frozen=True, slots=True)
class Language:
    """Words and how often they are said."""

    words: tuple[str, ...]
    weights: tuple[float, ...]  # cumulative

    def some(self, dice: random.Random, count: int) -> list[str]:
        """Return random words, common ones most often."""
        return dice.choices(self.words, cum_weights=self.weights, k=count)


@cache
def english() -> Language:
    """Return English as its word list has it."""
    return _language("en", is_chinese=False)


@cache
def chinese() -> Language:
    """Return Chinese as its word list has it."""
    return _language("zh", is_chinese=True)


def _language(code: str, *, is_chinese: bool) -> Language:
    said = (
        (word, often)
        for word, often in get_frequency_dict(code).items()
        if (all(map(is_han, word)) if is_chinese else word.isascii() and word.isalpha())
    )
    common = sorted(said, key=lambda pair: (-pair[1], pair[0]))[:_WORDS]
    return Language(tuple(word for word, _ in common), tuple(accumulate(often for _, often in common)))


def make_terms(count: int) -> list[str]:
    """Return so many different terms; a longer list begins with the shorter one."""
    dice = random.Random(SEED)
    found: dict[str, str] = {}
    while len(found) < count:
        term = _chinese_term(dice) if dice.random() < _CHINESE_TERMS else _english_term(dice)
        key = squash(term)
        # One expression finds no two hits that overlap, so a term that can overlap itself is none for a comparison.
        if len(key) >= 2 and not any(key.startswith(key[place:]) for place in range(1, len(key))):
            found.setdefault(key, term)
    return list(found.values())


def _english_term(dice: random.Random) -> str:
    size = dice.choices((1, 2, 3, 4), weights=(2, 9, 6, 3))[0]
    words = english().words
    if size == 1:
        return dice.choice(
            [word for word in dice.choices(words[2_000:], k=8) if len(word) > 4] or ["gallium"]
        )
    chosen = [words[min(int(exp(dice.uniform(4, 9.9))), len(words) - 1)] for _ in range(size)]
    if len(chosen[-1]) < 4 or chosen[-1] in {"their", "your"}:
        chosen[-1] = "list"  # the plurals of short words have rules of their own
    return ("-" if dice.random() < 0.1 else " ").join(chosen)


def _chinese_term(dice: random.Random) -> str:
    size = dice.choices((1, 2, 3, 4), weights=(3, 9, 6, 2))[0]
    words = chinese().words
    if size == 1:
        return dice.choice(
            [word for word in dice.choices(words[5_000:], k=8) if len(word) > 1] or ["试点名单"]
        )
    return "".join(words[min(int(exp(dice.uniform(5, 9.9))), len(words) - 1)] for _ in range(size))


class Writer:
    """Writes documents, none twice; the first few of a batch are of both scripts and all sizes, as the batch is."""

    def __init__(self, terms: list[str], *, chinese: float = _CHINESE_DOCUMENTS, seed: int = SEED) -> None:
        self._dice = random.Random(seed)
        self._share = chinese
        self._by_script = {
            script: [term for term in terms if any(map(is_han, term)) is script] for script in (False, True)
        }

    def documents(self, count: int) -> list[Layout]:
        """Write so many."""
        start = self._dice.random()
        return [
            self._document(
                is_chinese=int((number + 1) * self._share) > int(number * self._share),
                # Steps of the golden ratio cover a line evenly, however many are taken.
                size=_SHORTEST * (_LONGEST / _SHORTEST) ** ((start + number * 0.6180339887) % 1),
            )
            for number in range(count)
        ]

    def _document(self, *, is_chinese: bool, size: float) -> Layout:
        text = ""
        written = 0
        blocks: list[Block] = []
        while written < size or len(blocks) < 3:
            said = self._paragraph(is_chinese=is_chinese, title=not blocks)
            text += "\n\n" if text else ""
            kind = BlockKind.PARAGRAPH if blocks else BlockKind.TITLE
            blocks.append(Block(kind=kind, start=len(text), end=len(text) + len(said)))
            text += said
            written += len(said.encode()) + 2
        return Layout(text=text, blocks=tuple(blocks))

    def _paragraph(self, *, is_chinese: bool, title: bool) -> str:
        dice = self._dice
        sentences = [self._sentence(is_chinese=is_chinese) for _ in range(1 if title else dice.randint(2, 5))]
        return "".join(sentences) if is_chinese else " ".join(sentences)

    def _sentence(self, *, is_chinese: bool) -> str:
        dice = self._dice
        words = (chinese() if is_chinese else english()).some(dice, dice.randint(8, 24))
        bytes_ = len("".join(words)) * (3 if is_chinese else 1.3)
        for every, terms in (
            (_EVERY_SO_MANY_BYTES, self._by_script[is_chinese][: _WELL_KNOWN // 2]),
            (2 * _EVERY_SO_MANY_BYTES, self._by_script[is_chinese]),
            (8 * _EVERY_SO_MANY_BYTES, self._by_script[not is_chinese]),
        ):
            if terms and dice.random() < bytes_ / every:
                words[dice.randrange(len(words))] = damage(dice.choice(terms), dice)
        if is_chinese:
            if dice.random() < 0.5:
                words.insert(dice.randrange(len(words)), "，")
            return "".join(words) + "。"
        words[0] = words[0].capitalize()
        if dice.random() < 0.5:
            place = dice.randrange(len(words) - 1)
            words[place] += ","
        if dice.random() < 0.004:
            words[0] = "The eﬃcient ﬁrm’s"  # ligatures, as PDFs have them
        return " ".join(words) + "."


def damage(term: str, dice: random.Random) -> str:
    """Return a term as some page might spell it."""
    kind = dice.choices(range(8), weights=(60, 12, 6, 6, 6, 5, 3, 3))[0]
    if any(map(is_han, term)):
        gap = dice.choice((" ", "\n", "\u3000", "\u200b"))
        if kind == 1:
            back = _traditional()
            return "".join(back.get(sign, sign) for sign in term)
        if kind in {2, 3} and len(term) > 1:
            place = dice.randrange(1, len(term))
            return term[:place] + gap + term[place:]
        return term
    match kind:
        case 1:
            return dice.choice((term.upper(), term.title()))
        case 2:
            return term.replace(" ", "\u00a0")
        case 3:
            return term.replace("-", "\u2013").replace(" ", dice.choice(("-", "\u2011", "\u2013")))
        case 4:
            return term + "s"
        case 5:
            return term.replace(" ", "\n")
        case 6:
            return term.replace(" ", "").replace("-", "")
        case 7:
            return "".join(chr(ord(sign) + 0xFEE0) if sign.isalpha() else sign for sign in term)
        case _:
            return term


@cache
def _traditional() -> dict[str, str]:
    return {after: before for before, after in simplified().items() if ord(before) < 0x10000}
