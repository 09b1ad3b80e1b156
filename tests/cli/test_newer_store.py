"""A store of a newer release is refused by every command that looks into it, in one sentence."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from monitor.cli import main
from monitor.store import database
from tests.test_docs import commands

# What every command that opens the store is tried with.
ASKED = {
    "run": [["run"], ["run", "--once"]],
    "preview": [["preview", "#1"]],
    "digest": [["digest", "--preview", "console"], ["digest", "console"]],
    "silences list": [["silences", "list"]],
    "silences add": [["silences", "add", "--for", "1d", "source", "s"]],
    "silences end": [["silences", "end", "1"]],
    "status": [["status"], ["status", "--healthy"]],
    "backup": [["backup", "copy.db"]],
    "restore": [["restore", "data/monitor.db"]],
    "sources show": [["sources", "show", "s"]],
    "rules try": [["rules", "try", "gallium"]],
    "rules diff": [["rules", "diff"]],
    "rules apply": [["rules", "apply", "--since", "1d"]],
    "rules stats": [["rules", "stats"]],
    "channels list": [["channels", "list"]],
    "channels resume": [["channels", "resume", "console"]],
    "outbox list": [["outbox", "list"]],
    "outbox retry": [["outbox", "retry", "1"]],
    "outbox drop": [["outbox", "drop", "1"]],
    "alerts": [["alerts"]],
    "retract": [["retract", "1", "--why", "wrong"]],
    "search": [["search", "gallium"]],
    "why": [["why", "#1"]],
}
# These know nothing of the store, or get on without it where it cannot be read.
NOT_ASKED = {
    "check",
    "normalise",
    "match",
    "stories",
    "sources check",
    "sources probe",
    "sources import",
    "sources export",
    "rules test",
    "rules show",
    "rules new",
    "channels find",
    "channels test",
}

RULE = """\
topic: magnets
rules:
  - id: gallium
    name: Gallium
    severity: high
    why: It is short.
    when: gallium
    examples: {match: [gallium is short], no_match: [copper]}
"""
SETTINGS = """\
sources: [{id: s, kind: feed, url: "http://127.0.0.1:9/feed"}]
channels: [{id: console, kind: console, digests: ["0 8 * * *"]}]
"""


@pytest.fixture
def newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "magnets.yaml").write_text(RULE, encoding="utf-8")
    (tmp_path / "monitor.yaml").write_text(SETTINGS, encoding="utf-8")
    store = tmp_path / "data" / "monitor.db"
    database.open_to_write(store).close()
    with closing(sqlite3.connect(store)) as connection, connection:
        connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_command_is_tried_or_has_a_reason_not_to_be() -> None:
    there = {way.removeprefix("monitor ") for way, _ in commands(main._parser(), "monitor")}

    assert there == ASKED.keys() | NOT_ASKED


@pytest.mark.parametrize("argv", [argv for tries in ASKED.values() for argv in tries], ids=" ".join)
def test_error_a_store_of_a_newer_release(
    newer: Path, argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code = main.run(argv)

    told = capsys.readouterr()
    (line,) = [line for line in told.err.splitlines() if "schema" in line]
    assert code == 1
    assert "data/monitor.db: made by a newer monitor (schema 99, this one knows " in line
    assert "run that version, or restore a backup made by this one" in line
    assert "Traceback" not in told.err
    assert not (newer / "copy.db").exists()
    assert told.out == ""
