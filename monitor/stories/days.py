"""The days and months of the year that a text names, in both scripts alike."""

from __future__ import annotations

import re
from collections.abc import Iterator

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_HAN = re.compile(r"(?<!\d)(\d{1,2})\s?月\s?(\d{1,2})\s?[日号]?(?:\s?[—－–至到-]\s?(\d{1,2})\s?[日号])?")
_HAN_MONTH = re.compile(r"(?<![\d个.])(\d{1,2})\s?月(?!份?内)")
# May is a verb, and March one.
_LATIN_MONTH = re.compile(
    r"\b(January|February|(?:[Ii]n|[Ff]rom|[Bb]y|[Ss]ince|of|mid-|until|\d{1,2}|last|next|this) ?March|April|"
    r"(?:[Ii]n|[Ff]rom|[Bb]y|[Ss]ince|of|mid-|until|\d{1,2}) ?May|June|July|August|September|October|November|December)\b"
)
_LATIN = re.compile(
    rf"\b(?:(?P<month>{_MONTH})\.? (?P<day>\d{{1,2}})|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month2>{_MONTH}))(?:st|nd|rd|th)?\b",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(?<!\d)20\d\d[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")


def days(text: str) -> frozenset[str]:
    """Return the days as "03-20"; the year is seldom written."""
    found = (f"{month:02d}-{day:02d}" for month, day in _days(text) if 1 <= month <= 12 and 1 <= day <= 31)
    return frozenset(found)


def months(text: str) -> frozenset[str]:
    """Return the months as "03", those of its days included."""
    found = {int(month) for month in _HAN_MONTH.findall(text)}
    found |= {
        _MONTHS.index(re.split(r"[ \d-]", month)[-1][:3].lower()) + 1 for month in _LATIN_MONTH.findall(text)
    }
    return frozenset(f"{month:02d}" for month in found if 1 <= month <= 12)


def _days(text: str) -> Iterator[tuple[int, int]]:
    for found in _HAN.finditer(text):
        yield int(found[1]), int(found[2])
        if found[3]:
            yield int(found[1]), int(found[3])
    for found in _LATIN.finditer(text):
        month = (found["month"] or found["month2"])[:3].lower()
        yield _MONTHS.index(month) + 1, int(found["day"] or found["day2"])
    for found in _DIGITS.finditer(text):
        yield int(found[1]), int(found[2])
