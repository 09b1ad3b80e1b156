"""The date of a row of a list: in an element of its own, in a longer text, or in boxes of day and month."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml import html

from monitor.model import Published
from monitor.sources.page import Piece
from monitor.text import dates, listed_dates

_MONTHS = {
    name: number
    for names in (
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "一 二 三 四 五 六 七 八 九 十 十一 十二",
    )
    for number, name in enumerate(names.split(), start=1)
}
_NAME = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|[一二三四五六七八九十]{1,2}(?=月))[a-z]{0,6}\.?月?"
_YEAR, _MONTH, _DAY = r"(?P<year>20\d\d)", r"(?P<month>\d{1,2})", r"(?P<day>\d{1,2})"
_GAP = r"[\s/.-]*"
_BOXES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_DAY}[日号]?\s+{_YEAR}\s?[-./年]\s?{_MONTH}月?",
        rf"{_DAY}[日号]?\s+{_MONTH}\s?[-./]\s?{_YEAR}",
        rf"{_YEAR}\s?[-./年]\s?{_MONTH}月?\s+{_DAY}[日号]?",
        rf"{_MONTH}\s?[-./月]\s?{_DAY}日?\s+{_YEAR}年?",
        rf"{_YEAR}年?\s+{_MONTH}\s?[-./月]\s?{_DAY}日?",
        rf"{_DAY}[日号]?\s+{_MONTH}月",
        rf"{_MONTH}月\s+{_DAY}[日号]?",
        rf"{_DAY}{_GAP}{_NAME}(?:,?{_GAP}{_YEAR})?",
        rf"{_NAME}{_GAP}{_DAY}(?:[日号]|,)?(?:{_GAP}{_YEAR})?",
    )
)
_MOST_PIECES = 60  # texts of a row; its date does not stand behind more
_LONGEST_DATE = 40  # characters, label and time of day included
_DIGITS_OF_A_DAY = 8  # 20261120
_LONGEST_BOX = 16  # characters
_LONGEST_TEXT = 200  # characters in which a date stands among other words
_AT_AN_END = re.compile(
    r"^[\[(（【]?\s?{0}\s?[\])）】]?\s|\s?[\[(（【]?\s?{0}\s?[\])）】]?$".replace(
        "{0}", r"\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?"
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """When it is, and where the dates were written."""

    zone: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A date and where it stands."""

    published: Published
    element: html.HtmlElement | None = None  # None: in several, or among other text


def read(text: str, clock: Clock) -> Published | None:
    """Read the text of a date's own element, labels and all."""
    text = " ".join(text.split())[:_LONGEST_TEXT]
    found = listed_dates.parse(text, zone=clock.zone, now=clock.now)
    return found if found is not None else _of_boxes(text, clock)


def find(pieces: Sequence[Piece], clock: Clock) -> Dated | None:
    """Find the date among the texts of a row, the most certain form first."""
    pieces = pieces[:_MOST_PIECES]
    for piece in pieces:
        stated = piece.element.get("datetime") if piece.element.tag == "time" and not piece.is_tail else None
        if stated and (published := dates.parse_published(stated, zone=clock.zone, now=clock.now)):
            return Dated(published=published, element=piece.element)
    for piece in pieces:
        is_count = piece.text.isdecimal() and len(piece.text) != _DIGITS_OF_A_DAY
        if len(piece.text) > _LONGEST_DATE or is_count:
            continue  # a sentence, or a count of readers
        published = listed_dates.parse(piece.text, zone=clock.zone, now=clock.now)
        if published is not None:
            return Dated(published=published, element=None if piece.is_tail else piece.element)
    for joined in _neighbours(pieces):
        if (published := _of_boxes(joined, clock)) is not None:
            return Dated(published=published)
    for piece in pieces:
        found = dates.find_published(piece.text[:_LONGEST_TEXT], zone=clock.zone, now=clock.now)
        if found is not None:
            return Dated(published=found[2], element=None if piece.is_tail else piece.element)
    return None


def without(title: str, clock: Clock) -> tuple[str, Published | None]:
    """Cut the date off that a title begins or ends with; it is None where there is none."""
    ends = _AT_AN_END.search(title)
    if ends is None:
        return title, None
    published = listed_dates.parse(ends[0].strip(), zone=clock.zone, now=clock.now)
    rest = (title[: ends.start()] + title[ends.end() :]).strip()
    return (title, None) if published is None or not rest else (rest, published)


def _neighbours(pieces: Sequence[Piece]) -> Iterator[str]:
    for size in (3, 2, 1):
        for start in range(len(pieces) - size + 1):
            texts = [" ".join(piece.text.split()) for piece in pieces[start : start + size]]
            if all(len(text) <= _LONGEST_BOX for text in texts):
                yield " ".join(texts)


def _of_boxes(text: str, clock: Clock) -> Published | None:
    text = text.strip("[]()（）【】 ")
    if len(text) > 3 * _LONGEST_BOX:
        return None
    for form in _BOXES:
        found = form.fullmatch(text)
        if found is None:
            continue
        parts = found.groupdict()
        month = parts.get("month") or _MONTHS.get((parts.get("name") or "").lower())
        day = f"{month}-{parts['day']}"
        year = parts.get("year")
        if published := listed_dates.parse(f"{year}-{day}" if year else day, zone=clock.zone, now=clock.now):
            return published
    return None
