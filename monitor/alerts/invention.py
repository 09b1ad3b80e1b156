"""Whether lines say only what a document says.

A name passes where it, or another name of its vocabulary entry, stands in the document; a number where its canonical
value does: 120,000 t for 12万吨. What we cannot tell counts as foreign: our own lines are always at hand instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from monitor.alerts.clip import ELLIPSIS, flat
from monitor.alerts.common_words import LABELS, MONTHS, OPENING, ORDINALS
from monitor.model import Layout, Named
from monitor.text import figures, numerals, units
from monitor.text.figures import Figure
from monitor.text.fold import squash

Find = Callable[[str], tuple[Named, ...]]
"""Finds the names of the vocabularies in a line."""

_NAMES = frozenset({"body", "place", "firm", "thing", "state"})  # kinds; policy words name nobody

_WORD = re.compile(r"[^\W\d_]+(?:['’&./-][^\W\d_]+|(?<=[A-Z])[0-9]+)*")
_DIGITS = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_HAN = rf"[{numerals.HAN_DIGITS}{numerals.HAN_SCALES}{numerals.HAN_TENS}]"
_HAN_NUMBER = re.compile(rf"{_HAN}+(?:点{_HAN}+)?")
_ENGLISH_NUMBER = re.compile(
    rf"\b(?:{'|'.join(sorted(numerals.ENGLISH_WORDS, key=len, reverse=True))})"
    rf"(?:[ -](?:{'|'.join(sorted(numerals.ENGLISH_WORDS, key=len, reverse=True))}))*\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(rf"\b(?:{'|'.join(ORDINALS)})\b", re.IGNORECASE)
_QUOTED = re.compile(r"《([^《》]{1,200})》|“([^“”]{1,200})”|「([^「」]{1,200})」|\"([^\"]{1,200})\"")
_SENTENCE = re.compile(r"(?:^|[.!?:;•]\s+|[。！？；：]\s*)[\"“'‘(]*$")
_MONTH_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?:\s?年(?:\s?(?P<month>\d{1,2})\s?月(?:\s?(?P<day>\d{1,2})\s?[日号])?)?"
    r"|[-/.](?P<month2>\d{1,2})[-/.](?P<day2>\d{1,2}))?(?!\d|[.,]\d)"
    r"|(?<!\d)(?P<month3>\d{1,2})\s?月(?!份?以来|内)(?:\s?(?P<day3>\d{1,2})\s?[日号])?"
    rf"|\b(?:(?P<day4>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?)?(?P<name>{_MONTH_NAMES})\b\.?"
    r"(?:\s(?P<day5>\d{1,2})(?:st|nd|rd|th)?(?!\d))?(?:,?\s(?P<year2>(?:19|20)\d\d))?",
    re.IGNORECASE,
)
# What a Chinese name of a body or person ends in, and what in front of it makes no name.
_NAMED_SO = re.compile(
    r"([\u4e00-\u9fff]{2})(公司|集团|部委|委员会|管理局|研究院|研究所|大学|学院|银行|协会|工厂|实验室"
    r"|部长|主任|主席|总理|先生|女士|院士|教授|局长|司长|省长|市长|书记|总裁|董事长|发言人|省|市|县|自治区)"
)
_NO_NAME = frozenset("该本各等些家个的和与及或在由向对为是将让使大小多数全每某其此这那有关国所相属级际新老")


@dataclass(frozen=True, slots=True)
class _Said:
    """What a document says, as lines are judged by it."""

    text: str  # in one line, full-width forms as plain ones
    squashed: str
    words: frozenset[str]
    figures: tuple[Figure, ...]
    values: frozenset[tuple[Decimal, str | None]]
    numbers: frozenset[Decimal]  # that are no part of a date, nor of a quantity with a unit
    dates: frozenset[tuple[str, int]]  # years, months and days
    named: frozenset[tuple[str, str]]
    names: tuple[str, ...]  # everything that what it names is called


def foreign(lines: Iterable[str], layout: Layout, named: Iterable[Named], find: Find) -> tuple[str, ...]:
    """Return what lines say that the document does not, each once; empty where they invent nothing.

    `named` is what the document names; `find` tells what a line does.
    """
    said = _said(layout, named)
    found: dict[str, None] = {}
    for line in lines:
        found.update(dict.fromkeys(_foreign(_level(line), said, find)))
    return tuple(found)


def _said(layout: Layout, named: Iterable[Named]) -> _Said:
    text = _level(layout.text)
    named = tuple(one for one in named if one.kind in _NAMES)
    names = {_level(name) for one in named for name in (one.id, one.english, one.chinese) if name}
    quantities = figures.find(text)
    dates = tuple(_dates(text))
    covered = [span for span, _ in dates]
    covered += [(one.start, one.end) for one in quantities if one.unit is not None]
    return _Said(
        text=text,
        squashed=squash(text),
        words=frozenset(form for word in _WORD.findall(text) for form in _forms(word)),
        figures=quantities,
        values=frozenset(_canonical(one) for one in quantities),
        numbers=frozenset(value for _, value in _numbers(text, covered)),
        dates=frozenset(part for _, parts in dates for part in parts),
        named=frozenset((one.kind, one.id) for one in named),
        names=tuple(sorted(names, key=len, reverse=True)),
    )


def _foreign(line: str, said: _Said, find: Find) -> Iterator[str]:
    if _is_verbatim(line, said):
        return
    names = [one for one in find(line) if one.kind in _NAMES]
    known = {(one.start, one.end) for one in names if (one.kind, one.id) in said.named}
    called = list(_called(line, said))
    for start, end in dict.fromkeys((one.start, one.end) for one in names):
        if any(first <= start and end <= last for first, last in called):
            continue  # Baotou in the name of its zone
        if (start, end) not in known and squash(line[start:end]) not in said.squashed:
            yield line[start:end]
    called += [(one.start, one.end) for one in names]
    yield from _foreign_words(line, said, called)
    yield from _foreign_numbers(line, said, called)
    for quoted in _QUOTED.finditer(line):
        inside = next(filter(None, quoted.groups()))
        if squash(inside) not in said.squashed:
            yield inside
    for name in _NAMED_SO.finditer(line):
        is_known = any(start <= name.start() and name.end() <= end for start, end in called)
        if not is_known and name[1][1] not in _NO_NAME and squash(name[0]) not in said.squashed:
            yield name[0]


def _called(line: str, said: _Said) -> Iterator[tuple[int, int]]:
    """Yield where a line calls what the document names by any of its names, its id included."""
    for name in said.names:
        start = line.find(name)
        while start >= 0:
            yield start, start + len(name)
            start = line.find(name, start + len(name))


def _is_verbatim(line: str, said: _Said) -> bool:
    """Say whether a line is a stretch of the document that cuts no figure of it."""
    wanted = line.removesuffix(ELLIPSIS).rstrip()
    start = said.text.find(wanted) if wanted else -1
    while start >= 0:
        end = start + len(wanted)
        if not any(one.start < edge < one.end for one in said.figures for edge in (start, end)):
            return True
        start = said.text.find(wanted, start + 1)
    return not wanted


def _foreign_words(line: str, said: _Said, called: list[tuple[int, int]]) -> Iterator[str]:
    """Yield the words with capitals that name what the document does not."""
    covered = called + [(one.start, one.end) for one in figures.find(line)]
    covered += [span for span, _ in _dates(line)]
    for found in _WORD.finditer(line):
        word = found[0]
        if word == word.lower() or any(s < found.end() and found.start() < e for s, e in covered):
            continue
        forms = _forms(word)
        if forms & said.words or squash(word) in said.words or word.lower() in LABELS:
            continue
        begins = _SENTENCE.search(line[: found.start()]) is not None
        if not (begins and word[1:] == word[1:].lower() and word.lower() in OPENING):
            yield word


def _foreign_numbers(line: str, said: _Said, called: list[tuple[int, int]]) -> Iterator[str]:
    covered = list(called)
    for (start, end), parts in _dates(line):
        if not all(_is_dated(part, said) for part in parts):
            yield line[start:end].rstrip(".")
        covered.append((start, end))
    for one in figures.find(line):
        if any(start < one.end and one.start < end for start, end in covered):
            continue
        value, unit = _canonical(one)
        if (value, unit) not in said.values and not (unit is None and value in said.numbers):
            yield line[one.start : one.end]
        covered.append((one.start, one.end))
    for written, value in _numbers(line, covered):
        if value > 1 and value not in said.numbers and (value, None) not in said.values:
            yield written


def _is_dated(part: tuple[str, int], said: _Said) -> bool:
    # A table may give its years without a word, and a text a day as "the 9th".
    return part in said.dates or Decimal(part[1]) in said.numbers


def _dates(text: str) -> Iterator[tuple[tuple[int, int], list[tuple[str, int]]]]:
    """Yield where dates stand, and the years, months and days they name."""
    measured = {one.start for one in figures.find(text) if one.unit not in {None, "years", "months", "days"}}
    for found in _DATE.finditer(text):
        if found.start() in measured:
            continue  # 1900小时
        parts = [
            (name.rstrip("2345"), int(value))
            for name, value in found.groupdict().items()
            if value is not None and name != "name"
        ]
        # "may" and "march" alone are words.
        if found["name"] and (parts or found["name"][0].isupper()):
            parts.append(("month", MONTHS[found["name"].lower()]))
        if parts:
            yield found.span(), parts


def _numbers(text: str, covered: Iterable[tuple[int, int]]) -> Iterator[tuple[str, Decimal]]:
    """Yield the numbers beside what is covered, however they are written."""
    rest = list(text)
    for start, end in covered:
        rest[start:end] = " " * (end - start)
    left = "".join(rest)
    for found in _DIGITS.finditer(left):
        for part in found[0].split(",") if not re.fullmatch(r"\d{1,3}(?:,\d{3})+", found[0]) else [found[0]]:
            whole = part.replace(",", "")
            yield part, Decimal(whole if whole.count(".") < 2 else whole.partition(".")[0])
    for found in _HAN_NUMBER.finditer(left):
        value = numerals.han(found[0])
        if value is not None:
            yield found[0], value
    for found in _ENGLISH_NUMBER.finditer(left):
        value = numerals.english(found[0].lower())
        if value is not None:
            yield found[0], value
    for found in _ORDINAL.finditer(left):
        yield found[0], Decimal(ORDINALS[found[0].lower()])


def _canonical(figure: Figure) -> tuple[Decimal, str | None]:
    if figure.unit is None:
        return figure.value.normalize(), None
    value, base = units.levelled(figure.value, figure.unit)
    return value.normalize(), base


def _forms(word: str) -> set[str]:
    """Return a word as it may stand elsewhere: without its possessive, its plural and its hyphens."""
    lowered = word.lower().replace("’", "'")
    bare = lowered.removesuffix("'s").removesuffix("'")
    forms = {lowered, bare, *re.split(r"[-/]", bare)} if "-" in bare or "/" in bare else {lowered, bare}
    return forms | {form.removesuffix("s") for form in forms if len(form) > 3}


def _level(text: str) -> str:
    return flat(unicodedata.normalize("NFKC", text))
