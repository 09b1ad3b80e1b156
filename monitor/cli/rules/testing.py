"""`monitor rules test`: every example of every rule, and what each seed document must yield."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from monitor.cli import out, rule_set
from monitor.cli.rules.judging import Failure, Judged, judge_documents, judge_rules
from monitor.config import expectations, located_rules, rule_files, settings
from monitor.config.decode import suggest
from monitor.config.located_rules import Reading
from monitor.errors import ConfigError, Level, MonitorError, Problem
from monitor.rules.evaluate import compile_rules
from monitor.rules.explaining.wording import counted, quoted

_MOST_DOTS = 60
_MOST_MISSES = 6  # of a failure, nearest first; JSON has them all
_MOST_FOUND = 6  # lines of it


def run(arguments: argparse.Namespace) -> int:
    """Print a line for each rule and folder of documents, then every failure in full."""
    folder = rule_set.folder(arguments)
    reading = located_rules.read(rule_files.read_rule_files(folder), root=str(folder))
    chosen = _chosen(arguments.ids, reading)
    rules = list(judge_rules([one for one in reading.rules if {one.rule.id, one.rule.topic} & chosen]))
    errors = [problem for problem in reading.problems if problem.level is Level.ERROR]
    seen: list[Judged] = []
    for seeds in _seed_folders(arguments, errors):
        seen += _documents(seeds, reading, chosen, errors, with_form=not arguments.ids)
    out.problems(errors)
    if arguments.format == "json":
        for judged in rules:
            out.json_line(_as_json(judged, "rule", "examples"))
        for judged in seen:
            out.json_line(_as_json(judged, "document", "expectations"))
    else:
        _print(rules, seen, errors)
    return int(bool(errors) or any(judged.failures for judged in (*rules, *seen)))


def _chosen(ids: Sequence[str], reading: Reading) -> frozenset[str]:
    """Return the rules and topics that are meant; a name that means nothing is a mistake."""
    if not ids:
        return reading.names
    # A rule that cannot be read is known all the same; what is wrong with it is told.
    known = {*reading.names, *reading.ids, *reading.topics}
    for wanted in ids:
        if wanted not in known:
            raise MonitorError(f"no rule and no topic is called {wanted!r}; {suggest(wanted, sorted(known))}")
    of_topics = (one.rule.id for one in reading.rules if one.rule.topic in ids)
    return frozenset((*ids, *of_topics))


def _seed_folders(arguments: argparse.Namespace, errors: list[Problem]) -> tuple[Path, ...]:
    if not arguments.config.exists():
        return ()
    try:
        return settings.load(arguments.config, os.environ, tells=False).seeds
    except ConfigError as error:
        errors += error.problems
        return ()


def _documents(
    folder: Path, reading: Reading, chosen: frozenset[str], errors: list[Problem], *, with_form: bool
) -> Iterator[Judged]:
    expected, problems = expectations.load(folder)
    errors += problems
    if expected is None:
        return
    rules = compile_rules(tuple(one.rule for one in reading.rules), texts={})
    yield from judge_documents(folder, expected, rules, chosen & _whole(reading), with_form=with_form)


def _whole(reading: Reading) -> frozenset[str]:
    """Return the rules that can be read, and the topics all of whose rules can."""
    read = {one.rule.id for one in reading.rules}
    broken = {place.path for id_, place in reading.ids.items() if id_ not in read}
    topics = {topic for topic, place in reading.topics.items() if place.path not in broken}
    return frozenset(read | topics)


def _print(rules: Sequence[Judged], seen: Sequence[Judged], errors: Sequence[Problem]) -> None:
    width = max((len(judged.name) for judged in rules), default=0)
    for path, of_file in groupby(rules, lambda judged: judged.place.path):
        print(path)
        for judged in of_file:
            print(f"  {judged.name:<{width}}  {_dots(judged.outcomes)}")
    for path, of_file in groupby(seen, lambda judged: judged.place.path):
        print(path)
        print(f"  {_dots([outcome for judged in of_file for outcome in judged.outcomes])}")
    failures = [failure for judged in (*rules, *seen) for failure in judged.failures]
    for failure in failures:
        _print_failure(failure)
    print()
    print(_closing(rules, seen, len(failures), len(errors)))


def _dots(outcomes: Sequence[bool]) -> str:
    """Return a dot for what holds and an F for what fails, and how many there are."""
    failed = outcomes.count(False)
    signs = "".join("." if held else "F" for held in outcomes[:_MOST_DOTS])
    more = "…" if len(outcomes) > _MOST_DOTS else ""
    return f"{signs}{more} {len(outcomes)}" + (f", {failed} failed" if failed else "")


def _closing(rules: Sequence[Judged], seen: Sequence[Judged], failed: int, errors: int) -> str:
    parts = [
        counted(len(rules), "rule"),
        counted(sum(len(judged.outcomes) for judged in rules), "example"),
        counted(len(seen), "document"),
    ]
    closing = f"{', '.join(parts)}: {failed} failed"
    if errors:
        closing += f"; {counted(errors, 'error')} in the files"
    skipped = sum(judged.skipped for judged in seen)
    if skipped:
        closing += f"; {counted(skipped, 'expectation')} left out, for rules that were not run"
    return closing


def _print_failure(failure: Failure) -> None:
    print()
    print(f"{failure.place}: {failure.message}")
    if failure.text is not None and failure.text.strip():
        _print_block("text", failure.text)
        if failure.folded is not None and failure.folded.strip() != failure.text.strip():
            _print_block("folded", failure.folded)
    for line in failure.lines[:_MOST_FOUND]:
        print(f"    found    line {line.number}: {line.text}")
        print(f"             by {', '.join(quoted(line.terms))}")
    if len(failure.lines) > _MOST_FOUND:
        print(f"    found    {len(failure.lines) - _MOST_FOUND} more lines; --format json has them all")
    names = {rule for rule, _, _ in failure.near_misses}
    for rule, miss, _ in failure.near_misses[:_MOST_MISSES]:
        of_rule = f"{rule}: " if len(names) > 1 else ""
        print(f"    why not  {of_rule}{miss.message}")
    if len(failure.near_misses) > _MOST_MISSES:
        print(f"    why not  {len(failure.near_misses) - _MOST_MISSES} more; --format json has them all")


def _print_block(label: str, text: str) -> None:
    for number, line in enumerate(text.strip().splitlines()):
        print(f"    {'' if number else label:<9}{line}".rstrip())


def _as_json(judged: Judged, kind: str, counted_: str) -> dict[str, Any]:
    topic = {"topic": judged.topic} if judged.topic is not None else {}
    return {
        kind: judged.name,
        **topic,
        "path": judged.place.path,
        "line": judged.place.line,
        counted_: len(judged.outcomes),
        "failed": [_failure_json(failure) for failure in judged.failures],
    }


def _failure_json(failure: Failure) -> dict[str, Any]:
    return {
        "rule": failure.rule,
        "should": "match" if failure.is_match else "no_match",
        "path": failure.place.path,
        "line": failure.place.line,
        "column": failure.place.column,
        "message": failure.message,
        "text": failure.text,
        "folded": failure.folded,
        "found": [
            {
                "term": hit.term,
                "text": hit.text,
                "line": hit.line,
                "start": hit.start,
                "end": hit.end,
                "context": hit.context,
            }
            for hit in failure.found
        ],
        "near_misses": [
            {
                "rule": rule,
                "kind": miss.kind.value,
                "message": miss.message,
                "line": line,
                "start": miss.start,
                "end": miss.end,
            }
            for rule, miss, line in failure.near_misses
        ],
    }
