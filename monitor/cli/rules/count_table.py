"""The table of `monitor rules stats`: what fits a terminal, everything in a pipe."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from monitor.cli import out
from monitor.cli.rules.ranking import BROKEN, GONE, Row
from monitor.model import Reason, RuleStatus
from monitor.store.counts import UNDECIDED

_NARROWEST = 16  # columns for the name of a rule
_GAP = "  "

# A table has no room for sentences.
REASONS: Mapping[str, str] = {
    Reason.SAME_STORY: "same story",
    Reason.ALREADY_TOLD: "told before",
    Reason.BACKLOG: "backlog",
    Reason.DRAFT_RULE: "draft",
    Reason.DEMO: "demo",
    Reason.NOT_ROUTED: "not asked for",
    Reason.SILENCED: "silenced",
    Reason.INHIBITED: "inhibited",
    Reason.DAMPED: "damped",
    Reason.RETRACTED: "retracted",
    Reason.UNMATCHED: "unmatched",
    "edit": "in its story",
    "edit and reply": "replied",
    UNDECIDED: "undecided",
}
_MARKED = {RuleStatus.DRAFT, RuleStatus.RETIRED, GONE, BROKEN}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    heading: str
    cell: Callable[[Row], str]
    worth: int  # on a narrow terminal the column of least worth goes first
    is_text: bool = False  # stands to the left, numbers to the right

    def shown(self, row: Row) -> str:
        """Return the cell as people read it."""
        cell = self.cell(row)
        return cell if self.is_text or not cell.isdigit() else f"{int(cell):,}"


def print_table(rows: Sequence[Row], width: int) -> None:
    """Print what fits; reasons that find no room beside a rule stand beneath it."""
    columns, reasons = _columns(rows), _reasons(rows)
    if _total(columns, rows) > width:
        columns = [column for column in columns if column.worth > 0]
    are_beside = len(columns) == len(_columns(rows))
    while _total(columns, rows) > width and len(columns) > 3:
        columns.remove(min(columns, key=lambda column: column.worth))
    widths = [_width(column, rows) for column in columns]
    widths[0] = max(_NARROWEST, min(widths[0], widths[0] + width - _total(columns, rows)))
    print(_line([column.heading for column in columns], widths, columns))
    for row in rows:
        print(_line([column.shown(row) for column in columns], widths, columns))
        if row.count and row.count.untold and not are_beside:
            untold = row.count.untold
            listed = (f"{untold[reason]:,} {_short(reason)}" for reason in reasons if reason in untold)
            print(f"{_GAP}not told: {', '.join(listed)}")


def print_lines(rows: Sequence[Row]) -> None:
    """Print every column, tab-separated, with a line of headings."""
    columns = _columns(rows)
    headings = [column.heading for column in columns]
    out.table(headings, [headings, *([column.cell(row) for column in columns] for row in rows)])


def _columns(rows: Sequence[Row]) -> list[_Column]:
    return [
        _Column(heading="rule", cell=_name, worth=9, is_text=True),
        _Column(heading="matched", cell=lambda row: str(row.matched), worth=9),
        _Column(heading="told", cell=lambda row: str(row.told), worth=9),
        *(_Column(heading=_short(reason), cell=_untold(reason), worth=0) for reason in _reasons(rows)),
        *_voted(rows),
        _Column(heading="with others", cell=_together, worth=1),
        _Column(heading="last", cell=_last, worth=2),
        _Column(heading="weeks", cell=lambda row: row.spark, worth=3, is_text=True),
    ]


def _voted(rows: Sequence[Row]) -> list[_Column]:
    """Return the votes of readers, once there are any."""
    if not any(row.count and (row.count.useful or row.count.noise) for row in rows):
        return []
    return [
        _Column(heading="useful", cell=lambda row: str(row.count.useful if row.count else 0), worth=4),
        _Column(heading="noise", cell=lambda row: str(row.count.noise if row.count else 0), worth=4),
    ]


def _reasons(rows: Sequence[Row]) -> list[str]:
    """Return the reasons that stopped anything, known ones first."""
    found = {reason for row in rows if row.count for reason in row.count.untold}
    return [reason for reason in (*REASONS, *sorted(found - REASONS.keys())) if reason in found]


def _short(reason: str) -> str:
    return REASONS.get(reason, reason)


def _name(row: Row) -> str:
    known = row.known
    return f"{known.rule} ({known.status})" if known.status in _MARKED else known.rule


def _untold(reason: str) -> Callable[[Row], str]:
    return lambda row: str(row.count.untold.get(reason, 0)) if row.count else "0"


def _together(row: Row) -> str:
    return "-" if row.together is None else f"{row.together:.0%}"


def _last(row: Row) -> str:
    return row.count.last_match.astimezone().date().isoformat() if row.count else "never"


def _total(columns: Sequence[_Column], rows: Sequence[Row]) -> int:
    return sum(_width(column, rows) for column in columns) + len(_GAP) * (len(columns) - 1)


def _width(column: _Column, rows: Sequence[Row]) -> int:
    return max(map(len, (column.heading, *map(column.shown, rows))))


def _line(cells: Sequence[str], widths: Sequence[int], columns: Sequence[_Column]) -> str:
    fitted = (
        _fitted(cell, width, column) for cell, width, column in zip(cells, widths, columns, strict=True)
    )
    return _GAP.join(fitted).rstrip()


def _fitted(cell: str, width: int, column: _Column) -> str:
    shown = cell if len(cell) <= width else f"{cell[: width - 1]}…"
    return f"{shown:<{width}}" if column.is_text else f"{shown:>{width}}"
