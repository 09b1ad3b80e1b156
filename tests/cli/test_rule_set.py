"""The rules a command works with: those the running program made of the same files, or made anew."""

import argparse
import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.cli import rule_set
from monitor.config import rule_files
from monitor.errors import ConfigError
from monitor.rules import codec
from monitor.store import database
from monitor.store.notes import Notes

RULES = """\
topic: pilots
rules:
  - id: pilot-list
    name: Pilot list
    severity: high
    why: Selection precedes funding.
    when: pilot list
    examples: {match: [a pilot list], no_match: [a list]}
"""


@pytest.fixture
def arguments(tmp_path: Path) -> argparse.Namespace:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "pilots.yaml").write_text(RULES)
    (tmp_path / "monitor.yaml").write_text("store: monitor.db\nrules: rules\nsources: []\n")
    return argparse.Namespace(rules=None, config=tmp_path / "monitor.yaml")


def keep(place: Path, *, name: str) -> None:
    """Keep the set of the files as the running program does, told apart by a rule's name."""
    files = rule_files.read_rule_files(place / "rules")
    made, _ = rule_files.load_rules(files, root="rules")
    assert made is not None
    marked = replace(made, rules=(replace(made.rules[0], name=name),))
    store = database.open_to_write(place / "monitor.db")
    asyncio.run(Notes(store).keep_rules(files, codec.encode(marked)))
    store.close()


def test_without_a_store_the_files_are_read(arguments: argparse.Namespace) -> None:
    assert [rule.name for rule in rule_set.load(arguments).rules] == ["Pilot list"]


def test_the_set_that_is_kept_for_the_same_files_is_taken(
    arguments: argparse.Namespace, tmp_path: Path
) -> None:
    keep(tmp_path, name="as kept")

    assert [rule.name for rule in rule_set.load(arguments).rules] == ["as kept"]


def test_edited_files_are_read(arguments: argparse.Namespace, tmp_path: Path) -> None:
    keep(tmp_path, name="as kept")
    (tmp_path / "rules" / "pilots.yaml").write_text(RULES.replace("name: Pilot", "name: New"))

    assert [rule.name for rule in rule_set.load(arguments).rules] == ["New list"]


def test_settings_that_do_not_check_and_a_broken_store_are_no_hindrance(
    arguments: argparse.Namespace, tmp_path: Path
) -> None:
    (tmp_path / "monitor.db").write_bytes(b"no database" * 100)
    assert len(rule_set.load(arguments).rules) == 1

    keyword = argparse.Namespace(rules=str(tmp_path / "rules"), config=tmp_path / "monitor.yaml")
    keyword.config.write_text("nothing: right\n")
    assert len(rule_set.load(keyword).rules) == 1
    keyword.config.unlink()
    assert len(rule_set.load(keyword).rules) == 1


def test_rules_that_do_not_check_are_told(arguments: argparse.Namespace, tmp_path: Path) -> None:
    (tmp_path / "rules" / "pilots.yaml").write_text(RULES.replace("[a list]", "[a pilot list]"))

    with pytest.raises(ConfigError, match=r"pilots\.yaml:8"):
        rule_set.load(arguments)
