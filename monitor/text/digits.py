"""Numbers written in digits → how much they are: 1,234.5 · 1.234,5 · 12,5 · 10 000, and lists of them."""

from __future__ import annotations

import re
from decimal import Decimal

LONGEST = 30  # digits
_GROUPED = re.compile(r"[0-9]{1,3}(?:[, ][0-9]{3})+(?:\.[0-9]+)?")
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_COMMA = re.compile(r"[0-9]{1,3}(?:[. ][0-9]{3})+,[0-9]+")
_ONE_COMMA = re.compile(r"[0-9]{1,3},[0-9]{1,2}")  # in "in 2025,10 %" a space is missing
_LIST = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:,[0-9]+(?:\.[0-9]+)?)+")


def read(written: str, *, is_next: bool, is_measured: bool) -> tuple[Decimal | None, int]:
    """Return how much is written, None where that is no number, and how many characters of it say so.

    `is_next` says that a number and a comma stand in front of it, `is_measured` that a unit stands beside it.
    A comma may part thousands, decimals or the numbers of a list; where it may be either there is no number.
    """
    if len(written) > LONGEST or ":" in written or "/" in written:
        return None, len(written)
    if _GROUPED.fullmatch(written):
        return Decimal(re.sub("[, ]", "", written)), len(written)
    if _PLAIN.fullmatch(written):
        return Decimal(written), len(written)
    if _COMMA.fullmatch(written):
        return Decimal(re.sub("[. ]", "", written).replace(",", ".")), len(written)
    if not is_next and written.count(",") == 1:
        is_one = is_measured and _ONE_COMMA.fullmatch(written)
        return (Decimal(written.replace(",", ".")) if is_one else None), len(written)
    one = written.partition(",")[0]  # 10,20,30 is a list
    return (Decimal(one), len(one)) if _LIST.fullmatch(written) else (None, len(written))
