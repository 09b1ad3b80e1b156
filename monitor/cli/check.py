"""`monitor check`: settings, sources, store, rules with their examples, and seeds with their expectations, at once."""

from __future__ import annotations

import argparse
import os
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from monitor import clock
from monitor.cli import check_channels, documents, out
from monitor.cli.rules import baseline
from monitor.config import (
    channel_checks,
    expectations,
    passed_over,
    rule_files,
    settings,
    whole_set,
    yaml_text,
)
from monitor.config.rule_files import Loader
from monitor.config.settings import Settings
from monitor.config.yaml_text import Node
from monitor.corpus import laying_out
from monitor.errors import ConfigError, Level, Problem, SourceError, StoreError
from monitor.model import Layout, Source, SourceKind
from monitor.rules import codec
from monitor.rules.evaluate import RuleSet, compile_rules
from monitor.store import database
from monitor.store.archive import Archive

_MOST_DOCUMENTS = 2000  # stored ones, the newest; more take longer and say the same
_BATCH = 100
_WHOLE = frozenset({SourceKind.FEED, SourceKind.SITEMAP})  # an address holds one list, however it is read
_SQLITE = b"SQLite format 3\0"  # every database begins so (sqlite.org/fileformat.html)


def run(arguments: argparse.Namespace) -> int:
    """Print every problem; fail on an error, with --strict on a warning too."""
    problems: list[Problem] = []
    loaded = None
    try:
        loaded = settings.load(arguments.config, os.environ)
    except ConfigError as error:
        problems += error.problems
    if loaded is not None:
        node = _node(loaded.path)
        problems += [*_sources(loaded, node), *_services(loaded, node), *_store(loaded, node)]
    # Settings that do not check must not hide what is wrong with the rules: they most likely stand beside.
    directory = loaded.rules if loaded else settings.find_rules(arguments.config, os.environ)
    if arguments.rules:
        directory = Path(arguments.rules)
    rules: RuleSet | None = None
    if directory is not None:
        rules, found = _rules(directory, loaded)
        problems += found
    if loaded is not None:
        problems += _channels(loaded, node, rules)
    checked = 0
    for folder in loaded.seeds if loaded else ():
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


def _closing(loaded: Settings | None, rules: RuleSet | None, checked: int, errors: int, warnings: int) -> str:
    counted = {
        "source": len(loaded.sources) if loaded else 0,
        "rule": len(rules.rules) if rules else 0,
        "seed document": checked,
    }
    parts = [_some(count, what) for what, count in counted.items() if count]
    parts += [_some(errors, "error"), _some(warnings, "warning")]
    return ", ".join(parts)


def _some(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _rules(directory: Path, loaded: Settings | None) -> tuple[RuleSet | None, list[Problem]]:
    """Return the rules where they check, and every problem in them."""
    try:
        files = rule_files.read_rule_files(directory)
    except ConfigError as error:
        return None, [*passed_over.find(directory), *error.problems]
    loader = _loader(loaded)
    rules, found = loader.load(files, root=str(directory))
    problems = [
        *passed_over.find(directory),
        *found,
        *whole_set.repetitions(loader, files, root=str(directory)),
    ]
    if loaded is not None:
        problems += _commonness(loader, rules, files, loaded)
    told = dict.fromkeys(problems)
    return rules, sorted(told, key=lambda problem: (problem.path, problem.line, problem.column))


def _loader(loaded: Settings | None) -> Loader:
    """Return a loader that knows the rules in force: what they have not changed needs no reading."""
    with suppress(StoreError, OSError):
        kept = baseline.in_force(loaded.store) if loaded is not None else None
        known = codec.decode(kept.compiled) if kept is not None and kept.compiled is not None else None
        return Loader(known)
    return Loader()


def _commonness(
    loader: Loader, rules: RuleSet | None, files: Mapping[str, str], loaded: Settings
) -> tuple[Problem, ...]:
    """Return what matches too many of the stored documents."""
    if rules is None:
        right = {rule.id: rule for rule in chain.from_iterable(origin.rules for origin in loader.origins)}
        rules = compile_rules(tuple(right.values()), texts={})
    with closing(_stored(loaded)) as layouts:
        return whole_set.commonness(loader, rules, layouts, files, root=str(loaded.rules))


def _stored(loaded: Settings) -> Generator[Layout, None, None]:
    """Yield the newest stored documents; those of the demo were chosen to match and do not count.

    A store that is not there, or cannot be read, has none: what is wrong with it is told elsewhere.
    """
    demo = [source.id for source in loaded.sources if source.demo]
    with suppress(StoreError, OSError, ValueError), closing(database.open_to_read(loaded.store)) as opened:
        archive = Archive(opened)
        ids = archive.newest(datetime.min.replace(tzinfo=UTC), apart_from=demo)[:_MOST_DOCUMENTS]
        for start in range(0, len(ids), _BATCH):
            for _, document in archive.documents(ids[start : start + _BATCH]):
                yield laying_out.lay_out(document)


def _node(path: Path) -> Node:
    """Return the settings as they stand in the file, for the places of problems."""
    node, _ = yaml_text.read(path.read_text(encoding="utf-8"), str(path), os.environ)
    return node or Node(line=1, column=1)


def _at(loaded: Settings, node: Node, way: tuple[str | int, ...], message: str) -> Problem:
    line, column = node.place_of(way)
    return Problem(path=str(loaded.path), line=line, column=column, message=message)


def _services(loaded: Settings, node: Node) -> Iterator[Problem]:
    for number, message in check_channels.wrong_urls(loaded.channels):
        yield _at(loaded, node, ("channels", number, "url"), message)


def _polled_twice(loaded: Settings, node: Node) -> Iterator[Problem]:
    first: dict[tuple[SourceKind, str], int] = {}
    for number, source in enumerate(loaded.sources):
        if source.kind not in _WHOLE:
            continue
        earlier = first.setdefault((source.kind, source.location.rstrip("/")), number)
        if earlier != number:
            line, _ = node.place_of(("sources", earlier))
            message = (
                f"source {source.id} has the address of {loaded.sources[earlier].id} in line {line}, "
                "and both are polled; remove one"
            )
            yield replace(_at(loaded, node, ("sources", number, "url"), message), level=Level.WARNING)


def _sources(loaded: Settings, node: Node) -> Iterator[Problem]:
    if not loaded.sources:
        yield Problem(
            path=str(loaded.path),
            message="no sources: nothing will be polled; add some",
            level=Level.WARNING,
        )
    yield from _polled_twice(loaded, node)
    for number, source in enumerate(loaded.sources):
        if source.kind is SourceKind.FOLDER:
            trouble = _unreadable(source)
            if trouble is not None:
                way = ("sources", number, "path")
                yield _at(loaded, node, way, f"source {source.id}: {source.location}: {trouble}")


def _unreadable(source: Source) -> str | None:
    try:
        next(Path(source.location).iterdir(), None)
    except OSError as error:
        return f"{error.strerror}; name a folder that this user may read"
    return None


def _channels(loaded: Settings, node: Node, rules: RuleSet | None) -> Iterator[Problem]:
    """Yield what the channels ask of rules and calendars that is not there."""
    if rules is not None:
        asked = channel_checks.beside_rules(
            loaded.channels,
            topics={rule.topic for rule in rules.rules},
            rules={rule.id for rule in rules.rules},
            vocabularies=rules.vocabularies,
            named=_named(rules),
        )
        for way, message in asked:
            yield _at(loaded, node, way, message)
    for way, message in channel_checks.beside_calendars(loaded.channels, clock.now().date()):
        yield replace(_at(loaded, node, way, message), level=Level.WARNING)


def _named(rules: RuleSet) -> set[str]:
    """Return the vocabularies of which something is known when a text names it."""
    names = rules.names
    kept = {
        entry
        for members in names.kinds.values()
        for name in members
        for entry in names.vocabularies.get(name, ())
    }
    return {name for name, entries in names.vocabularies.items() if not kept.isdisjoint(entries)}


def _store(loaded: Settings, node: Node) -> Iterator[Problem]:
    trouble = _unwritable(loaded.store)
    if trouble is not None:
        yield _at(loaded, node, ("store",), f"store {loaded.store}: {trouble}")


def _unwritable(path: Path) -> str | None:
    """Say why the store could not be opened or made, without making anything."""
    try:
        folder = next(parent for parent in path.parents if parent.exists())
        if not folder.is_dir():
            return f"{folder} is no folder; name a file in a folder"
        if not path.exists():
            return None if _is_writable(folder) else f"this user may not write in {folder}; allow it"
        if not path.is_file():
            return "is no file; name one"
        if not os.access(path, os.W_OK) or not _is_writable(folder):
            return f"this user may not write the file and its folder {folder}; allow it"
        with path.open("rb") as file:
            start = file.read(len(_SQLITE))
    except OSError as error:
        return f"{error.strerror}; name another place"
    return (
        None if start in {b"", _SQLITE} else "is no SQLite database; name another file, or restore a backup"
    )


def _is_writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK | os.X_OK)


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
        matches = rules.match(laying_out.lay_out(document)) if rules else ()
        if rules is None:
            continue
        yield 1
        yield from expectations.compare(expected, name, document, matches, known)
