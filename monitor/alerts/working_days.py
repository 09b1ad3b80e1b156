"""The working days of a country: its public holidays, and the weekend days that are worked in exchange."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase

_PUBLISHED_YEARLY = frozenset(
    {"CN"}
)  # the State Council says each November which weekends of the next year are worked


def is_working(country: str, day: date) -> bool:
    """Say whether people work there on that day; beyond what is published, weekends and statutory holidays are free."""
    return _calendar(country).is_working_day(day)


def known_to(country: str, day: date) -> date | None:
    """Return the last day of the last published year where it is before `day`; None where that day is known."""
    if country not in _PUBLISHED_YEARLY:
        return None
    year = day.year
    while year > 2001 and not _has_exchanged_days(country, year):
        year -= 1
    return None if year == day.year else date(year, 12, 31)


@lru_cache(maxsize=1)
def countries() -> Collection[str]:
    """Return the ISO 3166 codes of the countries that are known."""
    # It takes a tenth of a second to import; who sets no working days does without.
    import holidays  # noqa: PLC0415  see above

    return frozenset(holidays.list_supported_countries())


@lru_cache(maxsize=64)
def _has_exchanged_days(country: str, year: int) -> bool:
    day = date(year, 1, 1)
    while day.year == year:
        if day.weekday() >= 5 and is_working(country, day):
            return True
        day += timedelta(days=1)
    return False


@lru_cache(maxsize=16)
def _calendar(country: str) -> HolidayBase:
    import holidays  # noqa: PLC0415  as above

    return holidays.country_holidays(country)
