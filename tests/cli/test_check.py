"""`monitor check` as a user types it, in a folder of its own."""

import os
import sqlite3
from pathlib import Path

import pytest

from monitor.store import database
from tests.cli.conftest import RULES, Desk


def test_what_is_right_is_counted(desk: Desk) -> None:
    assert desk.check("--strict") == (0, [], "2 sources, 1 rule, 0 errors, 0 warnings\n")


def test_a_feed_is_not_asked_for(desk: Desk) -> None:
    (desk.folder / "monitor.yaml").write_text(
        "sources: [{id: far, kind: feed, url: https://feed.invalid/x}]\n", encoding="utf-8"
    )

    assert desk.check()[:2] == (0, [])


def test_nothing_is_made_by_a_check(desk: Desk) -> None:
    desk.settings(store="data/deep/monitor.db")

    assert desk.check()[0] == 0
    assert sorted(path.name for path in desk.folder.iterdir()) == ["monitor.yaml", "papers", "rules"]


def test_a_folder_that_cannot_be_read_is_told_at_its_line(desk: Desk) -> None:
    desk.settings(path="gone")

    code, problems, _ = desk.check()

    assert code == 1
    assert problems == [
        (
            f"monitor.yaml:6:5: source shown: {desk.folder}/gone: No such file or directory; "
            "name a folder that this user may read"
        )
    ]


@pytest.mark.parametrize(
    ("store", "said"),
    [
        ("rules", "is no file; name one"),
        ("rules/pilots.yaml/monitor.db", "{}/rules/pilots.yaml is no folder; name a file in a folder"),
        ("rules/pilots.yaml", "is no SQLite database; name another file, or restore a backup"),
        ("n" * 300, "File name too long; name another place"),
    ],
)
def test_a_store_that_cannot_be_written_is_told_at_its_line(desk: Desk, store: str, said: str) -> None:
    desk.settings(store=store)

    code, problems, _ = desk.check()

    assert code == 1
    assert problems == [f"monitor.yaml:1:1: store {desk.folder}/{store}: {said.format(desk.folder)}"]


@pytest.mark.parametrize(
    ("locked", "said"),
    [
        ("", "this user may not write in {}; allow it"),
        ("monitor.db", "this user may not write the file and its folder {}; allow it"),
    ],
)
def test_a_store_without_leave_to_write_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, locked: str, said: str
) -> None:
    """The tests may run as root, to whom everything is allowed."""
    if locked:
        (desk.folder / locked).touch()
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != desk.folder / locked)

    code, problems, _ = desk.check()

    assert code == 1
    assert problems == [f"monitor.yaml:1:1: store {desk.folder}/monitor.db: {said.format(desk.folder)}"]


def test_an_empty_file_becomes_a_store(desk: Desk) -> None:
    (desk.folder / "monitor.db").touch()

    assert desk.check()[:2] == (0, [])


def test_a_term_that_stands_in_many_stored_documents_is_a_warning(desk: Desk) -> None:
    desk.store(*["A policy of the ministry."] * 20, *["A bridge was opened."] * 40)

    code, problems, closing = desk.check()

    assert (code, closing) == (0, "2 sources, 1 rule, 0 errors, 1 warning\n")
    assert problems == [
        (
            "rules/pilots.yaml:7:24: warning: `policy` alone makes a match and stands in 33 % of the newest 60 "
            "documents; write more of it, or put it in `near`"
        )
    ]
    assert desk.check("--strict")[0] == 1


def test_documents_of_the_demo_do_not_count(desk: Desk) -> None:
    desk.store(*["A policy of the ministry."] * 60, source_id="shown")

    assert desk.check("--strict")[:2] == (0, [])


def test_few_stored_documents_prove_nothing(desk: Desk) -> None:
    desk.store(*["A policy of the ministry."] * 49)

    assert desk.check("--strict")[:2] == (0, [])


def test_a_store_in_use_is_read(desk: Desk) -> None:
    desk.store(*["A policy of the ministry."] * 60)
    holder = database.open_to_write(desk.folder / "monitor.db")

    code, problems, _ = desk.check()
    holder.close()

    assert (code, len(problems)) == (0, 1)


def test_a_store_that_cannot_be_understood_is_left_alone(desk: Desk) -> None:
    desk.store(*["A policy of the ministry."] * 60)
    with sqlite3.connect(desk.folder / "monitor.db") as connection:
        connection.execute("UPDATE version SET body = 'x'")
    connection.close()

    assert desk.check("--strict")[:2] == (0, [])


def test_errors_in_one_rule_hide_no_warning_about_the_others(desk: Desk) -> None:
    again = RULES[RULES.index("  - id") :]
    twin = again.replace("national-pilot", "twin").replace("pilot list, policy", "policy, pilot list")
    desk.rules(RULES + twin + again.replace("national-pilot", "wrong").replace("high", "hihg"))
    desk.store(*["A policy of the ministry."] * 60)

    code, problems, _ = desk.check()

    assert code == 1
    assert [problem.split(": ")[0] for problem in problems] == [
        "rules/pilots.yaml:7:24",
        "rules/pilots.yaml:15:5",
        "rules/pilots.yaml:15:12",
        "rules/pilots.yaml:21:15",
    ]
    assert "means the same as the rule `national-pilot`" in problems[1]


def test_wrong_settings_hide_no_mistake_in_the_rules(desk: Desk) -> None:
    (desk.folder / "monitor.yaml").write_text("sorces: []\n", encoding="utf-8")
    desk.rules(RULES.replace("high", "hihg"))

    code, problems, closing = desk.check()

    assert code == 1
    assert [problem.split(":")[0] for problem in problems] == ["monitor.yaml", "rules/pilots.yaml"]
    assert closing == "2 errors, 0 warnings\n"


def test_rules_that_cannot_be_read_and_no_sources_are_told(desk: Desk) -> None:
    (desk.folder / "monitor.yaml").write_text("rules: none\n", encoding="utf-8")

    code, problems, _ = desk.check()

    assert code == 1
    assert problems == [
        "monitor.yaml:1:1: warning: no sources: nothing will be polled; add some",
        (
            "none:1:1: the folder of rules cannot be read (No such file or directory); create it, "
            "or correct `rules` in the settings"
        ),
    ]


def test_an_address_that_two_sources_read_is_a_warning(desk: Desk) -> None:
    settings = """sources:
  - {id: a, kind: feed, url: "https://a.example/rss"}
  - {id: b, kind: listing, url: "https://a.example/", item: .x}
  - {id: c, kind: listing, url: "https://a.example/", item: .y}
  - {id: d, kind: feed, url: "https://a.example/rss/"}
"""
    (desk.folder / "monitor.yaml").write_text(settings, encoding="utf-8")

    code, problems, _ = desk.check()

    assert code == 0
    assert problems == [
        "monitor.yaml:5:25: warning: source d has the address of a in line 2, and both are polled; remove one"
    ]


EXPECTED = """\
documents:
  a.txt:
    match: [national-pilot]
    no_match: [pilot-lists]
  gone.txt:
    match: []
"""


def test_the_documents_of_the_demo_are_held_to_what_they_must_yield(desk: Desk) -> None:
    (desk.folder / "papers/expected.yaml").write_text(EXPECTED, encoding="utf-8")
    (desk.folder / "papers/a.txt").write_text("Bridges\n\nA bridge was opened.\n", encoding="utf-8")

    code, problems, closing = desk.check()

    assert (code, closing) == (0, "2 sources, 1 rule, 1 seed document, 0 errors, 3 warnings\n")
    assert [problem.split(": warning: ")[0] for problem in problems] == [
        "papers/expected.yaml:4:16",
        "papers/expected.yaml:3:13",
        "papers/expected.yaml:5:3",
    ]


def test_rules_that_do_not_check_are_no_fault_of_the_demo(desk: Desk) -> None:
    (desk.folder / "papers/expected.yaml").write_text(EXPECTED, encoding="utf-8")
    (desk.folder / "papers/a.txt").write_text("Bridges\n\nA bridge was opened.\n", encoding="utf-8")
    desk.rules(RULES.replace("high", "hihg"))

    code, problems, _ = desk.check()

    assert code == 1
    assert [problem.split(": ")[0] for problem in problems] == [
        "rules/pilots.yaml:5:15",
        "papers/expected.yaml:5:3",
    ]


def test_an_expectation_that_cannot_be_read_is_told(desk: Desk) -> None:
    (desk.folder / "papers/expected.yaml").write_text("documents: [", encoding="utf-8")

    assert desk.check()[0] == 1


def test_a_file_in_the_folder_of_rules_that_nobody_reads_is_a_warning(desk: Desk) -> None:
    (desk.folder / "rules/more.YAML").write_text(RULES, encoding="utf-8")

    code, problems, _ = desk.check()
    (desk.folder / "rules/pilots.yaml").write_bytes(b"\xff")
    broken, both, _ = desk.check()

    assert code == 0
    (problem,) = problems
    assert problem.startswith(
        "rules/more.YAML:1:1: warning: is not read: the name of a file of rules ends in"
    )
    assert (broken, problem in both) == (1, True)
