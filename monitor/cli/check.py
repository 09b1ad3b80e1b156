"""`monitor check`: settings, sources, rules with their examples, and seeds with their expectations, all at once."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

from monitor.cli import documents, out
from monitor.config import expectations, rule_files, settings
from monitor.corpus import seed_text
from monitor.errors import ConfigError, Level, Problem, SourceError
from monitor.model import Source, SourceKind
from monitor.rules.evaluate import RuleSet


def run(arguments: argparse.Namespace) -> int:
    """Print every problem; fail on an error, with --strict on a warning too."""
    problems: list[Problem] = []
    loaded = None
    try:
        loaded = settings.load(arguments.config, os.environ)
    except ConfigError as error:
        problems += error.problems
    # Settings that do not check must not hide what is wrong with the rules: they most likely stand beside.
    directory = loaded.rules if loaded else arguments.config.parent / "rules"
    rules: RuleSet | None = None
    try:
        rules, found = rule_files.load_rules(rule_files.read_rule_files(directory), root=str(directory))
        problems += found
    except ConfigError as error:
        problems += error.problems
    checked = 0
    if loaded is not None:
        problems += _sources(loaded)
        for folder in loaded.seeds:
            for found_problem in _seeds(folder, rules):
                if isinstance(found_problem, Problem):
                    problems.append(found_problem)
                else:
                    checked += found_problem
    out.problems(problems)
    errors = sum(problem.level is Level.ERROR for problem in problems)
    warnings = len(problems) - errors
    print(_closing(loaded, rules, checked, errors, warnings))
    return int(errors > 0 or (arguments.strict and warnings > 0))


def _closing(
    loaded: settings.Settings | None, rules: RuleSet | None, checked: int, errors: int, warnings: int
) -> str:
    parts = [f"{len(loaded.sources)} sources"] if loaded else []
    parts += [f"{len(rules.rules)} rules"] if rules else []
    parts += [f"{checked} seed documents"] if checked else []
    parts += [
        f"{errors} {'error' if errors == 1 else 'errors'}",
        f"{warnings} {'warning' if warnings == 1 else 'warnings'}",
    ]
    return ", ".join(parts)


def _sources(loaded: settings.Settings) -> Iterator[Problem]:
    path = str(loaded.path)
    if not loaded.sources:
        yield Problem(path=path, message="no sources: nothing will be polled; add some", level=Level.WARNING)
    for source in loaded.sources:
        if source.kind is SourceKind.FOLDER:
            trouble = _unreadable(source)
            if trouble is not None:
                yield Problem(path=path, message=f"source {source.id}: {source.location}: {trouble}")


def _unreadable(source: Source) -> str | None:
    try:
        next(Path(source.location).iterdir(), None)
    except OSError as error:
        return f"{error.strerror}; name a folder that this user may read"
    return None


def _seeds(folder: Path, rules: RuleSet | None) -> Iterator[Problem | int]:
    """Yield what is wrong with the documents of a folder, and 1 for each that was looked at."""
    expected, problems = expectations.load(folder)
    yield from problems
    if expected is None:
        return
    known = {rule.id for rule in rules.rules} | {rule.topic for rule in rules.rules} if rules else set()
    for name in expected.by_name:
        try:
            document = documents.read_file(folder / name)
        except SourceError as error:
            yield expected.problem((name,), f"{error}; put it there, or remove this entry")
            continue
        matches = rules.match(seed_text.lay_out(document)) if rules else ()
        if rules is None:
            continue
        yield 1
        yield from expectations.compare(expected, name, document, matches, known)
