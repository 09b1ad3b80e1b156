"""`monitor rules stats` over a store that polls have filled."""

import asyncio

import pytest

from monitor import clock
from monitor.model import Match
from monitor.store import database
from tests.cli.rules.folders import Folder
from tests.fakes import document, match
from tests.store.filling import new_version, poll

RULES = """\
topic: pilots
rules:
  - {id: pilot-list, name: A, severity: high, why: b, when: pilot list, examples: {match: [pilot list], no_match: [list]}}
  - {id: quota, name: A, severity: low, status: draft, why: b, when: quota, examples: {match: [quota], no_match: [list]}}
  - {id: wrong, name: A, severity: hgih, why: b, when: x1, examples: {match: [x1], no_match: [list]}}
"""


@pytest.fixture
def desk(folder: Folder) -> Folder:
    folder.write("rules/pilots.yaml", RULES)
    fill(folder, [match("pilot-list"), match("old-rule")], [match("pilot-list")], [])
    return folder


def fill(desk: Folder, *documents: list[Match]) -> None:
    versions = [
        new_version(f"d{place}", document(f"Title {place}"), matches=found)
        for place, found in enumerate(documents)
    ]
    opened = database.open_to_write(desk.path / "monitor.db")
    try:
        asyncio.run(poll(opened, *versions, now=clock.now()))
    finally:
        opened.close()


def test_on_a_terminal_rules_stand_in_a_table_with_totals(desk: Folder) -> None:
    done = desk.run("rules", "stats", columns=80)

    lines = done.out.splitlines()
    assert done.code == 0
    assert [line.split("  ")[0] for line in lines[:-1] if not line.startswith("  ")] == [
        "rule",
        "quota (draft)",
        "wrong (broken)",
        "pilot-list",
        "old-rule (gone)",
    ]
    assert lines[-1] == "3 rules, 2 never matched; 3 documents in 90 days, 2 matched, 0 told"
    assert done.err.startswith("rules/pilots.yaml:5:")


def test_in_a_pipe_rules_stand_in_columns(desk: Folder) -> None:
    done = desk.run("rules", "stats", "--since", "12h")

    headings, *rows = (line.split("\t") for line in done.out.splitlines())
    assert headings == ["rule", "matched", "told", "undecided", "with others", "last", "weeks"]
    assert [row[:5] for row in rows] == [
        ["quota (draft)", "0", "0", "0", "-"],
        ["wrong (broken)", "0", "0", "0", "-"],
        ["pilot-list", "2", "0", "2", "50%"],
        ["old-rule (gone)", "1", "0", "1", "100%"],
    ]


def test_json_has_one_object_a_rule(desk: Folder) -> None:
    quota, wrong, pilots, old = desk.run("rules", "stats", "--format", "json").rows

    assert quota == {
        "rule": "quota",
        "topic": "pilots",
        "status": "draft",
        "severity": "low",
        "matched": 0,
        "told": 0,
        "untold": {},
        "useful": 0,
        "noise": 0,
        "with_others": None,
        "last_match": None,
        "weeks": [0] * 13,
    }
    assert (wrong["status"], wrong["topic"], wrong["severity"]) == ("broken", "pilots", None)
    assert (pilots["matched"], pilots["with_others"], pilots["weeks"][-1]) == (2, 0.5, 2)
    assert pilots["untold"] == {"not decided yet": 2}
    assert pilots["last_match"].endswith("Z")
    assert (old["status"], old["topic"]) == ("gone", "a-topic")


@pytest.mark.parametrize(
    ("since", "said"),
    [("90d", "90 days"), ("36h", "1.5 days"), ("12h", "12 hours"), ("1m", "1 minute"), ("30s", "30 seconds")],
)
def test_the_time_is_told_in_words(desk: Folder, since: str, said: str) -> None:
    assert f"documents in {said}, " in desk.run("rules", "stats", "--since", since, columns=80).out


def test_without_a_store_there_is_nothing_to_count(folder: Folder) -> None:
    folder.write("rules/pilots.yaml", RULES)

    done = folder.run("rules", "stats")

    assert done.code == 1
    assert "no store there yet; `monitor run` makes it" in done.err
