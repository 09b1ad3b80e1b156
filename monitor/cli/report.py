"""`monitor status`: how everything stands, asked of the store, also while the bot runs."""

from __future__ import annotations

import argparse
import asyncio
import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from monitor import clock
from monitor.cli import out, standing
from monitor.cli.sources import status as source_status
from monitor.config import settings
from monitor.errors import ConfigError
from monitor.model import DeliveryState, Pace
from monitor.store import database
from monitor.store.notes import Notes
from monitor.store.reports import ChannelReport, Reports
from monitor.store.source_reports import SourceReports

SILENT = timedelta(minutes=3)  # six beats of a running program


@contextmanager
def _open(store: Path) -> Iterator[database.Database]:
    opened = database.open_to_read(store)
    try:
        yield opened
    finally:
        opened.close()


def status(arguments: argparse.Namespace) -> int:
    """Print how sources, channels, rules and settings stand."""
    try:
        loaded = settings.load(arguments.config, os.environ)
        store = loaded.store
    except ConfigError as error:
        # A running program goes on with what it read before, and its state is wanted now above all.
        found = settings.find_store(arguments.config, os.environ)
        if found is None or not found.exists():
            raise
        loaded, store = None, found
        if not arguments.healthy:
            out.problems(error.problems)
    verified = {source.id: source.verified_on for source in loaded.sources} if loaded else None
    now = clock.now()
    with _open(store) as opened:
        beat = asyncio.run(Notes(opened).last_beat())
        if arguments.healthy:
            return 0 if beat is not None and now - beat < SILENT else 1
        facts = standing.read(opened)
        reports = Reports(opened)
        latencies = SourceReports(opened).latencies(now - source_status.LATELY)
        sources = source_status.standings(reports.sources(), latencies, verified)
        channels = reports.channels()
    if arguments.format == "json":
        out.json_line(
            {
                "last_beat": out.iso(beat),
                **standing.as_json(facts),
                "source_states": source_status.counts(sources),
                "sources": [
                    source_status.as_json(one) for one in sorted(sources, key=lambda one: one.report.id)
                ],
                "channels": [_channel_json(report) for report in channels],
            }
        )
        return 0
    source_status.show(sources, now)
    paces = {channel.id: channel.pace for channel in loaded.channels} if loaded else {}
    out.table(
        ("channel", "pending", "uncertain", "sending", "sent", "dead", "detail"),
        [
            (
                report.id,
                *(
                    str(report.deliveries[state])
                    for state in ("pending", "uncertain", "sending", "sent", "dead")
                ),
                report.suspended or report.last_error or _rest(report, paces.get(report.id)),
            )
            for report in channels
        ],
    )
    standing.show(facts, has_chat=loaded is not None and loaded.ops_chat is not None)
    return 0


def _rest(report: ChannelReport, pace: Pace | None) -> str:
    """Say how long what is pending takes, where that is more than a moment."""
    pending = report.deliveries[DeliveryState.PENDING]
    if pace is None or pending <= pace.count:
        return ""
    minutes = math.ceil(pending * pace.window / pace.count / timedelta(minutes=1))
    return f"about {minutes} min to go at its pace"


def _channel_json(report: ChannelReport) -> dict[str, object]:
    return {
        "id": report.id,
        "suspended": report.suspended,
        "paused_until": out.iso(report.paused_until),
        "deliveries": report.deliveries,
        "last_error": report.last_error,
    }
