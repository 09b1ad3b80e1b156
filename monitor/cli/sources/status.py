"""How the sources stand, as `monitor status` shows it: what is in trouble first, and how late they are told."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from monitor.cli import out
from monitor.cli.sources import words
from monitor.model import SourceState
from monitor.store.reports import SourceReport
from monitor.store.source_reports import LatencyReport

LATELY = timedelta(days=30)  # the documents whose delays count

_GAP = "  "
_UNITS = (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))
_FINE = frozenset({SourceState.OK, SourceState.UNCHANGED})
# What is no trouble of the last poll, and yet may want somebody.
_ODD = (SourceState.MOVED, SourceState.STALE, SourceState.EMPTY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One source as a line shows it."""

    report: SourceReport
    latency: LatencyReport | None = None  # None: nothing was seen of it lately
    verified: str = "-"  # the day, `never`, or a dash where the settings cannot be read


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    heading: str
    cells: tuple[str, ...]
    worth: int  # on a narrow terminal the columns of least worth go first
    is_text: bool = False  # stands to the left, numbers to the right

    @property
    def width(self) -> int:
        return max(map(len, (self.heading, *self.cells)), default=0)

    def shown(self, row: int | None) -> str:
        """Return a cell as wide as the column; None is the heading."""
        cell = self.heading if row is None else self.cells[row]
        return cell.ljust(self.width) if self.is_text else cell.rjust(self.width)


def standings(
    reports: Sequence[SourceReport],
    latencies: Sequence[LatencyReport],
    verified: Mapping[str, date | None] | None,
) -> tuple[Standing, ...]:
    """Put together what is known of each source, those in trouble first; `verified` is None for settings unread."""
    by_id = {one.source_id: one for one in latencies}
    made = (
        Standing(
            report=report,
            latency=by_id.get(report.id),
            verified="-" if verified is None else str(verified.get(report.id) or "never"),
        )
        for report in reports
    )
    return tuple(sorted(made, key=lambda one: (_urgency(one.report), one.report.id)))


def show(found: Sequence[Standing], now: datetime) -> None:
    """Print the sources: a table that fits the terminal, or every column between tabs in a pipe."""
    if not sys.stdout.isatty():
        for row in (_HEADS, *map(_cells, found)) if found else ():
            print("\t".join(row))
    else:
        for line in _table(found, now, shutil.get_terminal_size().columns):
            print(line)
    if found:
        print(f"sources: {summary(found)}")


def summary(found: Sequence[Standing]) -> str:
    """Return how many are in which state, the good ones first."""
    counted = counts(found)
    order = [SourceState.OK, SourceState.NEW, *_ODD, *SourceState]
    return ", ".join(f"{counted[state]} {state}" for state in dict.fromkeys(order) if counted.get(state))


def counts(found: Sequence[Standing]) -> dict[str, int]:
    """Return how many are in which state; one without news is as good as one with."""
    states = (one.report.state for one in found)
    return dict(Counter("ok" if state in _FINE else state for state in states))


def as_json(one: Standing) -> dict[str, object]:
    """Return a source for programs; lengths of time are in seconds."""
    report = one.report
    return {
        "id": report.id,
        "verified": None if one.verified in {"-", "never"} else one.verified,
        "state": report.state,
        "since": out.iso(report.since),
        "detail": report.detail,
        "last_success": out.iso(report.last_success),
        "next_due": out.iso(report.next_due),
        "why": report.why,
        "failures": report.failures,
        "documents": report.documents,
        "alerts": report.alerts,
        "latency": _latency_json(one.latency),
    }


def _latency_json(latency: LatencyReport | None) -> dict[str, Any] | None:
    if latency is None:
        return None
    return {
        key: value.total_seconds() if isinstance(value, timedelta) else value
        for key, value in asdict(latency).items()
        if key != "source_id"
    }


def _urgency(report: SourceReport) -> int:
    state = SourceState(report.state)
    if state.is_trouble:
        return 0
    return 1 if state in _ODD else 3 if report.detail is None else 2


def _table(found: Sequence[Standing], now: datetime, width: int) -> Iterator[str]:
    columns = _columns(found, now)
    while _total(columns) > width and len(columns) > 2:
        least = min(column.worth for column in columns)
        columns = [column for column in columns if column.worth > least]
    yield _GAP.join(column.shown(None) for column in columns).rstrip()
    for row, one in enumerate(found):
        yield _GAP.join(column.shown(row) for column in columns).rstrip()
        if one.report.detail is not None:
            yield from _detail(one.report, width)


def _detail(report: SourceReport, width: int) -> Iterator[str]:
    """Yield the first line of what went wrong, cut to the terminal; `monitor sources show` has it whole."""
    # rich knows how wide Chinese characters are.
    from rich.cells import cell_len, set_cell_size  # noqa: PLC0415

    text = f"{_GAP}{words.safe(report.detail or '')}"
    yield text if cell_len(text) <= width else f"{set_cell_size(text, width - 1).rstrip()}…"


def _columns(found: Sequence[Standing], now: datetime) -> list[_Column]:
    reports = [one.report for one in found]
    latencies = [one.latency for one in found]
    return [
        _Column(heading="source", cells=tuple(one.id for one in reports), worth=99, is_text=True),
        _Column(heading="state", cells=tuple(one.state for one in reports), worth=98, is_text=True),
        _Column(heading="for", cells=tuple(_ago(one.since, now) for one in reports), worth=9),
        _Column(heading="read", cells=tuple(_ago(one.last_success, now) for one in reports), worth=8),
        _Column(heading="due", cells=tuple(_until(one.next_due, now) for one in reports), worth=7),
        _Column(heading="docs", cells=tuple(f"{one.documents:,}" for one in reports), worth=5),
        _Column(heading="alerts", cells=tuple(f"{one.alerts:,}" for one in reports), worth=4),
        _Column(
            heading="seen p50",
            cells=tuple(_short(one.seen_p50) if one else "-" for one in latencies),
            worth=6,
        ),
        _Column(
            heading="p95", cells=tuple(_short(one.seen_p95) if one else "-" for one in latencies), worth=6
        ),
        _Column(
            heading="told p50",
            cells=tuple(_short(one.total_p50) if one else "-" for one in latencies),
            worth=3,
        ),
        _Column(
            heading="p95", cells=tuple(_short(one.total_p95) if one else "-" for one in latencies), worth=3
        ),
        _Column(heading="verified", cells=tuple(one.verified for one in found), worth=2),
    ]


def _total(columns: Sequence[_Column]) -> int:
    return sum(column.width for column in columns) + len(_GAP) * (len(columns) - 1)


def _ago(moment: datetime | None, now: datetime) -> str:
    return "-" if moment is None else _short(now - moment)


def _until(moment: datetime, now: datetime) -> str:
    return "now" if moment <= now else _short(moment - now)


def _short(time: timedelta | None) -> str:
    """Return a length of time in its largest unit, as the settings write it; a dash for none."""
    if time is None:
        return "-"
    seconds = max(time.total_seconds(), 0)
    name, unit = next((pair for pair in _UNITS if seconds >= pair[1]), _UNITS[-1])
    return f"{seconds / unit:.0f}{name}"


_HEADS = (
    "source",
    "state",
    "last success",
    "next due",
    "documents",
    "alerts",
    "verified",
    "detail",
    "since",
    "why",
    "seen p50",
    "seen p95",
    "total p50",
    "total p95",
)


def _cells(one: Standing) -> tuple[str, ...]:
    report, latency = one.report, one.latency
    return (
        report.id,
        report.state,
        out.instant(report.last_success),
        out.instant(report.next_due),
        str(report.documents),
        str(report.alerts),
        one.verified,
        words.safe(report.detail or ""),
        out.instant(report.since),
        words.safe(report.why),
        *(
            _short(value)
            for value in (
                (latency.seen_p50, latency.seen_p95, latency.total_p50, latency.total_p95)
                if latency
                else (None,) * 4
            )
        ),
    )
