"""Which rule files a command is about, and the set they make."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from monitor.config import rule_files, settings
from monitor.errors import ConfigError
from monitor.rules.evaluate import RuleSet


def folder(arguments: argparse.Namespace) -> Path:
    """Return the folder that --rules names, else that of the settings, else ./rules."""
    if arguments.rules:
        return Path(arguments.rules)
    if arguments.config.exists():
        return settings.load(arguments.config, os.environ).rules
    return Path("rules")


def load(arguments: argparse.Namespace) -> RuleSet:
    """Return the checked set; ConfigError names every problem."""
    directory = folder(arguments)
    rules, problems = rule_files.load_rules(rule_files.read_rule_files(directory), root=str(directory))
    if rules is None:
        raise ConfigError(problems)
    return rules
