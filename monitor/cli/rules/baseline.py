"""What edited rules are compared with: the rules in force, a folder, or the folder at a git reference."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from monitor.cli.rules import git_files
from monitor.cli.rules.git_files import NoRepositoryError
from monitor.config import rule_files
from monitor.config.rule_files import Loader
from monitor.errors import Level, MonitorError
from monitor.rules import codec
from monitor.rules.evaluate import RuleSet
from monitor.store import database
from monitor.store.notes import Notes


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """Rule files to compare with, and what to call them."""

    name: str
    files: Mapping[str, str]
    compiled: bytes | None = None  # the same, ready to be matched; None: to be read from the files


def named(wanted: str, directory: Path) -> Baseline:
    """Return the files of a folder, or of the rules' folder at a git reference."""
    if not wanted.startswith("-") and Path(wanted).is_dir():
        return Baseline(name=f"the folder {wanted}", files=rule_files.read_rule_files(Path(wanted)))
    try:
        commit, files = git_files.read(directory, wanted)
    except NoRepositoryError as error:
        raise MonitorError(
            f"{wanted}: no such folder; and {error}, so it is no git reference either"
        ) from None
    called = wanted if wanted == commit else f"{wanted} ({commit})"
    return Baseline(name=f"git {called}", files=files)


def found(directory: Path, files: Mapping[str, str], store: Path) -> Baseline | str:
    """Return the rules in force; where those are the folder's, the last commit; else why there is nothing."""
    kept = in_force(store)
    if kept is not None and kept.files != files:
        return kept
    live = (
        f"{directory} is in force as it stands"
        if kept is not None
        else "no rules were in force on this store yet"
    )
    try:
        commit, committed = git_files.read(directory, "HEAD")
    except MonitorError as error:
        return f"nothing to compare: {live}, and git cannot tell what it was before: {error}"
    if committed == files:
        return f"nothing to compare: {live}, and git HEAD ({commit}) holds the same files"
    return Baseline(name=f"git HEAD ({commit}); {live}", files=committed)


def in_force(store: Path) -> Baseline | None:
    """Return the rules in force, None before the first start."""
    if not store.exists():
        return None
    opened = database.open_to_read(store)
    try:
        return asyncio.run(_in_force(Notes(opened)))
    finally:
        opened.close()


async def _in_force(notes: Notes) -> Baseline | None:
    files = await notes.rules()
    if files is None:
        return None
    compiled = await notes.compiled(rule_files.content_key(files))
    return Baseline(name="the rules in force", files=files, compiled=compiled)


def load(base: Baseline) -> tuple[RuleSet, Loader]:
    """Return the set the files make, and a loader that knows it; MonitorError where they do not check."""
    compiled = codec.decode(base.compiled) if base.compiled is not None else None
    if compiled is not None:
        return compiled, Loader(compiled)
    loader = Loader()
    rules, problems = loader.load(base.files, root=base.name)
    if rules is None:
        first = next(problem for problem in problems if problem.level is Level.ERROR)
        raise MonitorError(f"these rules do not check, so nothing can be compared with them: {first}")
    return rules, loader
