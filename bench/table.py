"""One table of everything that is measured: ours beside what a user would otherwise pick, and the goal where there is one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import astuple, dataclass

HEAD = ("what", "ours", "theirs", "ratio", "p50", "p95", "goal", "met")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure; a ratio over one says that ours is better by so much."""

    what: str  # with its size
    ours: str
    theirs: str = ""  # with whose it is
    ratio: float | None = None
    p50: str = ""  # of ours
    p95: str = ""
    goal: str = ""
    met: bool | None = None  # None: there is none


def failed(what: str, error: BaseException) -> Row:
    """Return the row of a part that did not run."""
    lines = str(error).strip().splitlines() or [""]
    return Row(what=what, ours=f"did not run: {type(error).__name__}: {lines[-1]}"[:90], met=False)


def show(rows: Iterable[Row]) -> str:
    """Lay the rows out."""
    cells = [HEAD, *(_cells(row) for row in rows)]
    widths = [max(_width(row[place]) for row in cells) for place in range(len(HEAD))]
    return "\n".join(
        "  ".join(
            cell + " " * (width - _width(cell)) if place in {0, 2, 6} else " " * (width - _width(cell)) + cell
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    )


def _cells(row: Row) -> tuple[str, ...]:
    said = {None: "", True: "yes", False: "NO"}
    values = astuple(row)
    ratio = "" if row.ratio is None else f"{row.ratio:,.1f}" if row.ratio < 100 else f"{row.ratio:,.0f}"
    return (*values[:3], ratio, *values[4:7], said[row.met])


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
