"""`monitor rules try`: what a term, a condition or a rule would have matched in the store."""

from __future__ import annotations

import argparse
import os
import sys

from monitor import clock, replay
from monitor.cli import out, rule_set
from monitor.cli.rules import showing
from monitor.cli.rules.showing import Entry
from monitor.config import inline, rule_files, settings
from monitor.corpus import laying_out
from monitor.errors import ConfigError, Problem
from monitor.rules.compare import Question
from monitor.rules.evaluate import compile_rules
from monitor.rules.rule import Rule
from monitor.store import database
from monitor.store.archive import Archive

_COMMON = 0.2  # of the documents
_TELLING = 20  # documents; a share of fewer says little


def run(arguments: argparse.Namespace) -> int:
    """Print the documents that match, newest first, and how many there are."""
    loaded = settings.load(arguments.config, os.environ, tells=False)
    directory = rule_set.folder(arguments)
    files = rule_files.read_rule_files(directory)
    rule, problems = inline.read(_wanted(arguments.wanted), files, root=str(directory))
    out.problems(problems)
    if rule is None:
        return 1
    opened = database.open_to_read(loaded.store)
    try:
        archive = Archive(opened)
        ids = archive.newest(clock.now() - arguments.since)
        with showing.progress(len(ids)) as advance:
            question = Question(always=(rule,))
            matched = [id_ for id_, _ in replay.replay(loaded.store, ids, question, advance=advance)]
        entries = _entries(archive, matched[: arguments.limit], rule)
    finally:
        opened.close()
    share = len(matched) / len(ids) if ids else 0.0
    if arguments.format == "json":
        for shown in entries:
            out.json_line(showing.as_json(shown))
        summary = {"looked_at": len(ids), "matched": len(matched), "share": round(share, 4)}
        out.json_line({"summary": {**summary, "shown": len(entries)}})
    else:
        showing.print_entries(entries)
        print(_closing(len(ids), len(matched), len(entries), share))
    if share > _COMMON and len(ids) >= _TELLING:
        print(
            f"{inline.PATH}: warning: common: it matches {share:.0%} of the documents; "
            "write more of it, or put it in `near` beside another word",
            file=sys.stderr,
        )
    return 0


def _wanted(argument: str) -> str:
    """Return the text to be tried: the argument, or standard input."""
    if argument != "-":
        return argument.encode("utf-8", "replace").decode()  # an argument may hold any bytes
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(
            (Problem(path=inline.PATH, message="standard input is not UTF-8; save it as UTF-8"),)
        ) from error


def _entries(archive: Archive, ids: list[int], rule: Rule) -> list[Entry]:
    versions = archive.versions(ids)
    rules = compile_rules((rule,), texts={})
    entries = []
    for version in (versions[id_] for id_ in ids if id_ in versions):
        layout = laying_out.lay_out(version.document)
        found = showing.evidence(layout, rules.match(layout))
        entries.append(showing.entry(version, contexts=found))
    return entries


def _closing(looked_at: int, matched: int, shown: int, share: float) -> str:
    if not looked_at:
        return "no documents were seen in that time"
    if not matched:
        return f"none of {looked_at:,} documents matches"
    some = f", showing {shown:,} of {matched:,}" if shown < matched else ""
    return (
        f"{matched:,} of {looked_at:,} documents {'matches' if matched == 1 else 'match'} ({share:.1%}){some}"
    )
