"""Which rule files a command is about, and the set they make."""

from __future__ import annotations

import argparse
import asyncio
import os
from pathlib import Path

from monitor.config import rule_files, settings
from monitor.errors import ConfigError, StoreError
from monitor.rules import codec
from monitor.rules.evaluate import RuleSet
from monitor.store import database
from monitor.store.notes import Notes


def folder(arguments: argparse.Namespace) -> Path:
    """Return the folder that --rules names, else that of the settings, else ./rules."""
    if arguments.rules:
        return Path(arguments.rules)
    if arguments.config.exists():
        return settings.load(arguments.config, os.environ, tells=False).rules
    return Path("rules")


def load(arguments: argparse.Namespace) -> RuleSet:
    """Return the checked set; ConfigError names every problem."""
    directory = folder(arguments)
    files = rule_files.read_rule_files(directory)
    kept = _kept(arguments, rule_files.content_key(files))
    if kept is not None:
        return kept
    rules, problems = rule_files.load_rules(files, root=str(directory))
    if rules is None:
        raise ConfigError(problems)
    return rules


def _kept(arguments: argparse.Namespace, key: str) -> RuleSet | None:
    """Return the set that the running program has made of the same files: it takes a tenth of the time."""
    if not arguments.config.exists():
        return None
    try:
        store = database.open_to_read(settings.load(arguments.config, os.environ, tells=False).store)
    except (ConfigError, StoreError):
        return None  # the rules do without
    try:
        compiled = asyncio.run(Notes(store).compiled(key))
    except StoreError:
        return None
    finally:
        store.close()
    return None if compiled is None else codec.decode(compiled)
