"""`monitor rules stats`: how often each rule matched and told, those that need work first."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from monitor import clock
from monitor.cli import out, rule_set
from monitor.cli.rules import count_table
from monitor.cli.rules.ranking import BROKEN, GONE, Known, Row, rank
from monitor.config import located_rules, rule_files, settings
from monitor.config.located_rules import Reading
from monitor.errors import Level
from monitor.model import RuleStatus
from monitor.rules.explaining.wording import counted
from monitor.store import database
from monitor.store.counts import Counts, RuleCounts


def run(arguments: argparse.Namespace) -> int:
    """Print a line for each rule: never-matching ones, then the noisiest."""
    folder = rule_set.folder(arguments)
    reading = located_rules.read(rule_files.read_rule_files(folder), root=str(folder))
    # Counts are worth showing beside a mistake in some file; it is told all the same.
    out.problems(problem for problem in reading.problems if problem.level is Level.ERROR)
    opened = database.open_to_read(settings.load(arguments.config, os.environ, tells=False).store)
    now = clock.now()
    try:
        counts = RuleCounts(opened).since(now - arguments.since)
    finally:
        opened.close()
    rows = rank(_known(reading), counts.rules, now, arguments.since)
    if arguments.format == "json":
        for row in rows:
            out.json_line(_as_json(row))
    elif sys.stdout.isatty():
        count_table.print_table(rows, shutil.get_terminal_size().columns)
        print(_closing(rows, counts, arguments.since))
    else:
        count_table.print_lines(rows)
    return 0


def _known(reading: Reading) -> Iterator[Known]:
    read = {one.rule.id for one in reading.rules}
    topics = {place.path: topic for topic, place in reading.topics.items()}
    for one in reading.rules:
        rule = one.rule
        yield Known(rule=rule.id, topic=rule.topic, status=rule.status, severity=rule.severity)
    for id_, place in reading.ids.items():
        if id_ not in read:
            yield Known(rule=id_, topic=topics.get(place.path, ""), status=BROKEN)


def _closing(rows: Sequence[Row], counts: Counts, since: timedelta) -> str:
    live = [row for row in rows if row.known.status not in {GONE, RuleStatus.RETIRED}]
    never = sum(not row.matched for row in live)
    return (
        f"{counted(len(live), 'rule')}, {never} never matched; {counted(counts.documents, 'document')} in {_length(since)}, "
        f"{counts.matched:,} matched, {counts.told:,} told"
    )


def _length(time: timedelta) -> str:
    """Say how long, in the largest unit of which there is one."""
    units = (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1)))
    name, unit = next((pair for pair in units if time >= pair[1]), ("second", timedelta(seconds=1)))
    return counted(round(time / unit, 1), name)


def _as_json(row: Row) -> dict[str, Any]:
    return {
        "rule": row.known.rule,
        "topic": row.known.topic,
        "status": row.known.status,
        "severity": row.known.severity,
        "matched": row.matched,
        "told": row.told,
        "untold": dict(row.count.untold) if row.count else {},
        "useful": row.count.useful if row.count else 0,
        "noise": row.count.noise if row.count else 0,
        "with_others": None if row.together is None else round(row.together, 4),
        "last_match": out.iso(row.count.last_match) if row.count else None,
        "weeks": list(row.weeks),
    }
