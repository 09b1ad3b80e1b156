"""`monitor sources show`: everything of one source."""

from __future__ import annotations

import argparse
import os
from contextlib import closing

from monitor import clock
from monitor.cli import out
from monitor.cli.rules.lines import print_lines
from monitor.cli.sources import choosing, show_words
from monitor.cli.sources.show_words import LATELY, Known
from monitor.config import settings
from monitor.store import database
from monitor.store.source_reports import SourceReports


def run(arguments: argparse.Namespace) -> int:
    """Print one source."""
    loaded = settings.load(arguments.config, os.environ, tells=False)
    (source,) = choosing.chosen([arguments.id], loaded.sources)
    now = clock.now()
    known = Known()
    # What the settings say of it is worth showing before the first run.
    if loaded.store.exists():
        with closing(database.open_to_read(loaded.store)) as opened:
            reports = SourceReports(opened)
            latencies = {one.source_id: one for one in reports.latencies(now - LATELY)}
            known = Known(
                row=reports.source_row(source.id),
                runs=reports.runs(source.id),
                latency=latencies.get(source.id),
            )
    if arguments.format == "json":
        out.json_line(show_words.as_json(source, known))
    else:
        print_lines(show_words.lines(source, known, now))
    return 0
