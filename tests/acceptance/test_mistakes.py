"""A user's mistakes: one clear line each, the right exit code, nothing lost, never a traceback."""

import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.harness import FAILED, OK, RULES, Desk, Ended

PAPER = "The new pilot list\n\nThe ministry named ten zones on its pilot list.\n"
FOLDER = "id: papers, kind: folder, path: papers, backlog: all"


@pytest.fixture
def papers(desk: Desk) -> Desk:
    desk.write("papers/a.txt", PAPER)
    desk.settings(FOLDER)
    return desk


def lines(ended: Ended) -> list[str]:
    assert "Traceback" not in ended.err, ended.err
    return [line for line in ended.err.splitlines() if line]


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        pytest.param(
            RULES.replace("severity:", "severty:"),
            r"rules/pilots.yaml:5:\d+: unknown key .*did you mean",
            id="key",
        ),
        pytest.param(RULES.replace("pilot list,", "'/(a/',"), r"rules/pilots.yaml:7:\d+: ", id="regex"),
        pytest.param(
            RULES.replace("pilot list,", "'@bodies',"), r"rules/pilots.yaml:7:\d+: .*bodies", id="vocabulary"
        ),
        pytest.param(
            RULES.replace("cancelled the pilot", "saw the pilot list"),
            r"rules/pilots.yaml:10:\d+: ",
            id="example",
        ),
        pytest.param(
            RULES + RULES.split("rules:\n")[1], r"rules/pilots.yaml:11:\d+: .*national-pilot", id="twice"
        ),
        pytest.param("topic: [", r"rules/pilots.yaml:\d+:\d+: ", id="no YAML"),
        pytest.param("", r"rules/pilots.yaml:1:1: ", id="empty"),
    ],
)
def test_a_broken_rule_file_is_a_located_line(papers: Desk, rules: str, said: str) -> None:
    papers.write("rules/pilots.yaml", rules)

    for command in (("check",), ("run", "--once"), ("match", "papers/a.txt")):
        ended = papers.run(*command)

        assert ended.code == FAILED
        assert any(re.match(said, line) for line in lines(ended)), ended.err


def test_a_rule_file_broken_later_leaves_the_last_good_rules_in_force(papers: Desk) -> None:
    papers.run("run", "--once")
    papers.write("rules/pilots.yaml", RULES.replace("severity:", "severty:"))
    papers.write("papers/b.txt", PAPER.replace("new", "newer"))
    papers.settings(FOLDER + ", every: 1s")

    ended = papers.run("run", "--once")

    assert ended.code == FAILED
    assert "The newer pilot list" in ended.out
    assert "severty" in ended.err
    assert "rules: the last good ones are in force" in papers.run("status").out
    papers.write("rules/pilots.yaml", RULES)
    assert papers.run("run", "--once").code == OK
    assert papers.status()["rule_problem"] is None


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        pytest.param(
            "sources:\n  - {id: a, kind: feed}\n", r"monitor.yaml:2:\d+: a feed needs url", id="no url"
        ),
        pytest.param(
            "storre: x\n", r"monitor.yaml:1:1: unknown key `storre`; did you mean `store`", id="unknown key"
        ),
        pytest.param(
            "sources:\n  - {id: a, kind: folder, path: x}\n  - {id: a, kind: folder, path: y}\n",
            r"monitor.yaml:3:\d+: id 'a' stands in line 2 too",
            id="duplicate id",
        ),
        pytest.param(
            "store: ${NOWHERE}\n", r"monitor.yaml:1:\d+: .*NOWHERE", id="a variable that is not set"
        ),
        pytest.param("store: postgresql://x/y\n", r"monitor.yaml:1:8: .*SQLite", id="another database"),
        pytest.param("channels: [{id: a, kind: telegram}]\n", r"monitor.yaml:1:\d+: .*chat", id="no chat"),
    ],
)
def test_wrong_settings_are_located_lines(desk: Desk, settings: str, said: str) -> None:
    desk.write("monitor.yaml", settings)

    ended = desk.run("run", "--once")

    assert ended.code == FAILED
    assert re.match(said, lines(ended)[0]), ended.err


def test_settings_that_are_not_there(desk: Desk) -> None:
    ended = desk.run("run", "--config", "nowhere.yaml")

    assert (ended.code, lines(ended)) == (
        FAILED,
        ["nowhere.yaml:1:1: No such file or directory; name the settings with --config FILE"],
    )


def test_half_of_the_telegram_variables(papers: Desk) -> None:
    papers.environment["TELEGRAM_CHANNEL"] = "@desk"

    assert lines(papers.run("run", "--once")) == [
        "environment: TELEGRAM_CHANNEL is set, but TELEGRAM_BOT_TOKEN is not; set both"
    ]


def test_a_bot_api_address_that_is_none(papers: Desk) -> None:
    papers.environment |= {
        "TELEGRAM_BOT_TOKEN": "12345:x",
        "TELEGRAM_CHANNEL": "@desk",
        "TELEGRAM_API_URL": "localhost:8081",
    }

    ended = papers.run("run", "--once")

    assert ended.code == FAILED
    assert "TELEGRAM_API_URL" in lines(ended)[0]


def test_a_folder_that_is_not_there_is_a_failed_source(papers: Desk) -> None:
    papers.settings(FOLDER, "id: gone, kind: folder, path: gone")

    ended = papers.run("run", "--once")

    assert ended.code == FAILED
    assert "The new pilot list" in ended.out
    assert any(line.startswith("monitor: source gone: ") for line in lines(ended))


def limited(desk: Desk, *arguments: str, file_bytes: int) -> Ended:
    """Run with a cap on the size of any file, which is what a full disk is to a program."""
    done = subprocess.run(
        [sys.executable, "-m", "monitor", *arguments],
        cwd=desk.folder,
        # Coverage would want to write its own file on the full disk.
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("COV")},
            "PYTHONPATH": str(Path(__file__).parents[2]),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes)),
    )
    return Ended(code=done.returncode, out=done.stdout, err=done.stderr)


def test_a_full_disk_is_one_line_and_the_next_run_goes_on(papers: Desk) -> None:
    full = limited(papers, "run", "--once", file_bytes=60_000)
    mended = papers.run("run", "--once")

    assert full.code == FAILED
    assert len([line for line in lines(full) if line.startswith("monitor: ")]) == 1
    assert mended.code == OK
    assert (full.out + mended.out).count("The new pilot list") == 1


def test_a_store_that_is_no_database(papers: Desk) -> None:
    papers.write("monitor.db", "a letter " * 1000)

    ended = papers.run("run", "--once")

    assert ended.code == FAILED
    (line,) = lines(ended)
    assert "is no SQLite database" in line


def test_a_document_nobody_knows(papers: Desk) -> None:
    before = papers.run("why", "https://nowhere.example/x")
    papers.run("run", "--once")
    after = papers.run("why", "https://nowhere.example/x")

    assert (before.code, after.code) == (FAILED, FAILED)
    assert "`monitor run` makes it" in lines(before)[0]
    assert "no such document" in lines(after)[0]


def test_files_that_cannot_be_read_do_not_stop_the_others(papers: Desk) -> None:
    papers.write("papers/b.pdf", "x")

    ended = papers.run("normalise", "papers/none.txt", "papers/b.pdf", "papers", "papers/a.txt")

    assert ended.code == FAILED
    assert [row["path"] for row in ended.rows] == ["papers/a.txt"]
    assert len(lines(ended)) == 3


def test_what_is_no_file_is_not_waited_for(papers: Desk) -> None:
    os.mkfifo(papers.folder / "pipe.txt")
    os.mkfifo(papers.folder / "rules" / "pipe.yaml")

    for command in (("normalise", "pipe.txt"), ("check",), ("check", "--config", "pipe.txt")):
        ended = papers.run(*command)

        assert ended.code == FAILED
        assert "is no file" in ended.err or "no file; name" in ended.err


def test_a_disk_too_full_for_the_output(papers: Desk) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "monitor", "normalise", "papers/a.txt"],
            cwd=papers.folder,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )

    assert (done.returncode, done.stderr) == (
        FAILED,
        "monitor: standard output cannot be written: No space left on device; make room\n",
    )


def test_a_terminal_that_cannot_show_chinese_gets_escapes(papers: Desk) -> None:
    papers.write("papers/zh.txt", "试点名单\n\n工信部公布试点名单。\n")
    papers.environment["PYTHONIOENCODING"] = "ascii"

    ended = papers.run("normalise", "--format", "text", "papers/zh.txt")

    assert (ended.code, ended.err) == (OK, "")
    assert "\\u8bd5" in ended.out


def test_files_of_a_folder_that_cannot_be_read_are_told_at_every_look(papers: Desk) -> None:
    (papers.folder / "papers" / "gone.txt").symlink_to("/nowhere/at/all.txt")
    papers.settings(FOLDER + ", every: 1s")

    first = papers.run("run", "--once")

    assert first.code == OK
    assert any("gone.txt" in line for line in lines(first))
    assert "gone.txt" in papers.run("status").out


def test_the_wrong_command_line_is_two(papers: Desk) -> None:
    for command in (("match",), ("run", "--once", "--wait", "abc"), ("fly",), ()):
        assert papers.run(*command).code == 2
