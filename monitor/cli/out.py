"""What commands print: results on stdout, everything else on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from monitor.errors import Problem

if TYPE_CHECKING:  # every command prints, and making the values takes a tenth of a second
    from monitor.model import Match


def fail(message: object) -> None:
    """Print one line of what went wrong."""
    print(f"monitor: {message}", file=sys.stderr)


def problems(found: Iterable[Problem]) -> None:
    """Print problems as `file:line:column: what, and the mend`."""
    for problem in found:
        print(problem, file=sys.stderr)


def json_line(value: object) -> None:
    """Print one JSON object on a line of its own."""
    print(json.dumps(value, ensure_ascii=False))


def match_json(match: Match) -> dict[str, Any]:
    """Return a match as commands print it."""
    return {
        "rule": match.rule,
        "topic": match.topic,
        "severity": match.severity.value,
        "evidence": [
            {"field": item.field, "start": item.start, "end": item.end, "text": item.text, "term": item.term}
            for item in match.evidence
        ],
    }


def cut(text: str, most: int = 80) -> str:
    """Return a long term or expression as a line for people has it; JSON has it whole."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, is_headed: bool = False) -> None:
    """Print a table: drawn on a terminal, tab-separated lines in a pipe, there with a head only if asked for."""
    if not sys.stdout.isatty():
        for row in ([columns] if is_headed else []) + list(rows):
            print("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in row))
        return
    if not rows:
        return
    # rich costs 100 ms to import; only a terminal pays.
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    drawn = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        drawn.add_column(column, overflow="fold", no_wrap=column != columns[-1])
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    Console().print(drawn)


def instant(moment: datetime | None) -> str:
    """Return an instant for people, in the machine's zone; a dash where there is none."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M:%S") if moment else "-"


def iso(moment: datetime | None) -> str | None:
    """Return an instant for programs."""
    return moment.isoformat().replace("+00:00", "Z") if moment else None
