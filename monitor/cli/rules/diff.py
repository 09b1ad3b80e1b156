"""`monitor rules diff`: what edited rules match newly, no longer, or at another severity.

rules before + after → those that differ in meaning → stored documents and seeds asked → a table, then documents
"""

from __future__ import annotations

import argparse
import os

from monitor.cli import out, rule_set
from monitor.cli.rules import baseline, changes, comparing
from monitor.config import rule_files, settings
from monitor.errors import ConfigError
from monitor.rules import compare


def run(arguments: argparse.Namespace) -> int:
    """Print what an edit changes; differences are no failure."""
    loaded = settings.load(arguments.config, os.environ)
    directory = rule_set.folder(arguments)
    files = rule_files.read_rule_files(directory)
    is_json = arguments.format == "json"
    if arguments.against:
        base: baseline.Baseline | str = baseline.named(arguments.against, directory)
    else:
        base = baseline.found(directory, files, loaded.store)
    if isinstance(base, str):
        _say(base, is_json=is_json)
        return 0
    before, loader = baseline.load(base)
    after, problems = loader.load(files, root=str(directory))  # reads what has changed
    if after is None:
        raise ConfigError(problems)
    edits = compare.edits(before.rules, after.rules)
    compared = f"{directory} compared with {base.name}"
    if not edits:
        _say(f"{compared}: no rule differs in what it matches or tells", is_json=is_json)
        return 0
    if not is_json:
        print(compared, flush=True)
    tally = comparing.ask(loaded, edits, since=arguments.since, limit=arguments.limit)
    if is_json:
        out.json_line(
            {
                "compared": str(directory),
                "with": base.name,
                "documents": tally.stored,
                "seeds": tally.seeds,
                "rules": changes.table_json(edits, tally),
            }
        )
        for edit in edits:
            changes.print_documents_json(edit, tally, loaded.store)
        return 0
    over = f"{_several(tally.stored, 'stored document')} and {_several(tally.seeds, 'seed')}"
    print(f"{_several(len(edits), 'rule')} changed; replayed over {over}\n")
    changes.print_table(edits, tally)
    for edit in edits:
        changes.print_documents(edit, tally, loaded.store)
    return 0


def _say(line: str, *, is_json: bool) -> None:
    if is_json:
        out.json_line({"note": line})
    else:
        print(line)


def _several(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
