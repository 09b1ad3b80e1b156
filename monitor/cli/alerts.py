"""`monitor alerts`: what was told, for people, spreadsheets and programs."""

from __future__ import annotations

import argparse
import csv
import os
import sys
from contextlib import closing

from monitor import clock
from monitor.cli import out
from monitor.config import settings
from monitor.store import database
from monitor.store.outbox_reports import AlertReport, OutboxReports

_COLUMNS = (
    "id",
    "at",
    "severity",
    "topics",
    "rules",
    "title",
    "url",
    "outlet",
    "published",
    "story",
    "channels",
    "useful",
    "noise",
    "retracted",
)
# A spreadsheet takes a cell that begins so for a formula (owasp.org/www-community/attacks/CSV_Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def run(arguments: argparse.Namespace) -> int:
    """Print the alerts of the time asked for, newest first."""
    loaded = settings.load(arguments.config, os.environ, tells=False)
    with closing(database.open_to_read(loaded.store)) as opened:
        found = OutboxReports(opened).alerts(clock.now() - arguments.since)
    match arguments.format:
        case "jsonl":
            for alert in found:
                out.json_line(_as_json(alert))
        case "csv":
            written = csv.writer(sys.stdout, lineterminator="\n")
            written.writerow(_COLUMNS)
            written.writerows([_cell(value) for value in _values(alert)] for alert in found)
        case _:
            _print(found)
    return 0


def _print(found: tuple[AlertReport, ...]) -> None:
    out.table(
        ("alert", "when", "severity", "topics", "channels", "title"),
        [
            (
                f"#{alert.id}",
                out.instant(alert.at),
                "retracted" if alert.retracted_at else _severity(alert),
                ", ".join(alert.topics),
                _channels(alert),
                alert.version.document.title,
            )
            for alert in found
        ],
    )
    if not found:
        print("no alerts in that time")


def _severity(alert: AlertReport) -> str:
    return alert.severity.value if alert.severity else "-"


def _channels(alert: AlertReport) -> str:
    return ", ".join(f"{channel} {state}" for channel, state in alert.channels)


def _values(alert: AlertReport) -> tuple[str, ...]:
    document = alert.version.document
    return (
        str(alert.id),
        out.iso(alert.at) or "",
        alert.severity.value if alert.severity else "",
        " ".join(alert.topics),
        " ".join(alert.rules),
        document.title,
        document.url or alert.version.url or "",
        document.outlet.name,
        document.published.isoformat() if document.published else "",
        alert.story_id,
        _channels(alert),
        str(alert.useful),
        str(alert.noise),
        alert.retraction or "",
    )


def _cell(value: str) -> str:
    """Return a cell that a spreadsheet shows as it is, on one line."""
    line = " ".join(value.splitlines())
    return f"'{line}" if line.lstrip().startswith(_FORMULA) or value.startswith(_FORMULA) else line


def _as_json(alert: AlertReport) -> dict[str, object]:
    document = alert.version.document
    return {
        "id": alert.id,
        "at": out.iso(alert.at),
        "severity": alert.severity.value if alert.severity else None,
        "topics": list(alert.topics),
        "rules": list(alert.rules),
        "title": document.title,
        "url": document.url or alert.version.url,
        "outlet": document.outlet.name,
        "published": document.published.isoformat() if document.published else None,
        "document": alert.version.document_id,
        "source": alert.version.source_id,
        "story": alert.story_id,
        "channels": dict(alert.channels),
        "votes": {"useful": alert.useful, "noise": alert.noise},
        "retracted_at": out.iso(alert.retracted_at),
        "retraction": alert.retraction,
    }
