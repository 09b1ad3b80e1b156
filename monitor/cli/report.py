"""`monitor status` and `monitor why`: read-only questions to the store, also while the bot runs."""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from monitor import clock
from monitor.cli import out, standing
from monitor.cli.sources import status as source_status
from monitor.config import settings
from monitor.corpus import identity
from monitor.errors import ConfigError, MonitorError
from monitor.store import database
from monitor.store.notes import Notes
from monitor.store.reports import ChannelReport, Reports, VersionReport
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
    out.table(
        ("channel", "pending", "uncertain", "sending", "sent", "dead", "detail"),
        [
            (
                report.id,
                *(
                    str(report.deliveries[state])
                    for state in ("pending", "uncertain", "sending", "sent", "dead")
                ),
                report.suspended or report.last_error or "",
            )
            for report in channels
        ],
    )
    standing.show(facts, has_chat=loaded is not None and loaded.ops_chat is not None)
    return 0


def why(arguments: argparse.Namespace) -> int:
    """Print what matched a document, what was decided, and the reason."""
    with _open(settings.load(arguments.config, os.environ).store) as opened:
        wanted = arguments.document.encode("utf-8", "replace").decode()  # an argument may hold any bytes
        found = Reports(opened).find(wanted, identity.canonical_url(wanted))
    if not found:
        raise MonitorError(
            f"{arguments.document}: no such document in the store; name the id that an alert shows, or the address"
        )
    for report in found:
        if arguments.format == "json":
            out.json_line(_version_json(report))
        else:
            _print_version(report)
    return 0


def _channel_json(report: ChannelReport) -> dict[str, object]:
    return {
        "id": report.id,
        "suspended": report.suspended,
        "paused_until": out.iso(report.paused_until),
        "deliveries": report.deliveries,
        "last_error": report.last_error,
    }


def _version_json(report: VersionReport) -> dict[str, object]:
    version = report.version
    return {
        "document": version.document_id,
        "version": version.id,
        "title": version.document.title,
        "url": version.document.url,
        "source": version.source_id,
        "seen_at": out.iso(version.seen_at),
        "rules_hash": report.rules_hash,
        "matches": [out.match_json(match) | {"soft": match.soft} for match in version.matches],
        "story": report.story_id,
        "joined_by": list(report.joined_by),
        "decided_at": out.iso(report.decided_at),
        "verdicts": [
            {
                "channel": verdict.channel,
                "verdict": verdict.verdict,
                "delivery": verdict.delivery,
                "attempts": verdict.attempts,
                "sent_at": out.iso(verdict.sent_at),
                "error": verdict.error,
            }
            for verdict in report.verdicts
        ],
    }


def _print_version(report: VersionReport) -> None:
    version = report.version
    print(f"{version.document.title}")
    print(f"  document {version.document_id}, version {version.id}, from {version.source_id}")
    if version.document.url:
        print(f"  {version.document.url}")
    print(f"  seen {out.instant(version.seen_at)}")
    for match in version.matches:
        lowered = ", one lower: a space is lost at the edge of every hit" if match.soft else ""
        print(f"  matched {match.rule} ({match.topic}, {match.severity}{lowered})")
        for item in match.evidence:
            print(f"    {item.text!r} by {item.term!r} at {item.field} {item.start}-{item.end}")
    if not version.matches:
        print("  no rule matched")
    if report.decided_at is None:
        print("  not decided yet")
        return
    joined = f", joined by {'; '.join(report.joined_by)}" if report.joined_by else ""
    print(f"  story {report.story_id}{joined}")
    for verdict in report.verdicts:
        if verdict.delivery is None:
            print(f"  {verdict.channel}: not told: {verdict.verdict}")
            continue
        when = f" {out.instant(verdict.sent_at)}" if verdict.sent_at else ""
        trouble = f" ({verdict.error})" if verdict.error else ""
        print(f"  {verdict.channel}: {verdict.delivery}{when}, {verdict.attempts} attempts{trouble}")
