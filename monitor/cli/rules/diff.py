"""`monitor rules diff`: what edited rules match newly, no longer, or at another severity.

rules before + after → those that differ in meaning → stored documents and seeds asked → a table, then documents
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from monitor.cli import out, rule_set
from monitor.cli.rules import baseline, changes, comparing
from monitor.config import located_rules, rule_files, settings
from monitor.errors import ConfigError, Level, Problem
from monitor.rules import compare
from monitor.rules.evaluate import RuleSet, compile_rules


def run(arguments: argparse.Namespace) -> int:
    """Print what an edit changes; differences are no failure, an example that fails is one."""
    loaded = settings.load(arguments.config, os.environ, tells=False)
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
    failing = tuple(problem for problem in problems if problem.level is Level.ERROR)
    if after is None:
        after = _but_for_examples(files, directory, problems)
    edits = compare.edits(before.rules, after.rules)
    compared = f"{directory} compared with {base.name}"
    if not edits:
        _say(f"{compared}: no rule differs in what it matches or tells", is_json=is_json)
        return _closed(failing)
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
        return _closed(failing)
    over = f"{_several(tally.stored, 'stored document')} and {_several(tally.seeds, 'seed')}"
    print(f"{_several(len(edits), 'rule')} changed; replayed over {over}\n")
    changes.print_table(edits, tally)
    for edit in edits:
        changes.print_documents(edit, tally, loaded.store)
    return _closed(failing)


def _but_for_examples(files: Mapping[str, str], directory: Path, problems: tuple[Problem, ...]) -> RuleSet:
    """Return the rules of files in which nothing is wrong but examples that fail; else ConfigError.

    What an edit changes is wanted above all where an example of it fails.
    """
    reading = located_rules.read(files, root=str(directory))
    if any(problem.level is Level.ERROR for problem in reading.problems):
        raise ConfigError(problems)
    return compile_rules(
        tuple(one.rule for one in reading.rules), texts=files, vocabularies=reading.vocabularies
    )


def _closed(failing: tuple[Problem, ...]) -> int:
    """Tell the examples that fail, last, where they are seen."""
    if failing:
        sys.stdout.flush()
        out.problems(failing)
        out.fail("as it stands the edit is refused: examples of it fail")
    return int(bool(failing))


def _say(line: str, *, is_json: bool) -> None:
    if is_json:
        out.json_line({"note": line})
    else:
        print(line)


def _several(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
