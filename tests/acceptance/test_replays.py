"""`monitor rules try`, `diff` and `apply` as an analyst types them, beside a bot that runs and without one."""

import asyncio
import os
import shutil
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.store import database
from tests.acceptance.harness import FAILED, OK, RULES, Desk, end, rss, stop, wait_for
from tests.cli.rules.git import commit_all
from tests.feed_server import FeedServer, Reply
from tests.store.filling import poll, texts
from tests.telegram_server import TelegramServer

WIDER = RULES.replace("[pilot list, 试点名单]", "[pilot list, 试点名单, gallium]")
NARROWER = RULES.replace("    when:", "    unless: [airline pilot]\n    when:")


def filled(desk: Desk, feeds: FeedServer, *titles: str, backlog: str = "all", every: str = "1h") -> Desk:
    """Poll a feed with these entries once, the newest first."""
    desk.settings(
        f"id: miit, kind: feed, fulltext: never, url: '{feeds.url()}', every: {every}, backlog: {backlog}",
        more=f"fetch: {{allow_private: ['{feeds.host}']}}\n",
    )
    feeds.script("/feed.xml", Reply(body=rss(*titles)))
    ended = desk.run("run", "--once")
    assert ended.code == OK, ended.err
    return desk


def without_news(desk: Desk) -> None:
    """Poll nothing but an empty folder."""
    (desk.folder / "papers").mkdir()
    desk.settings("id: papers, kind: folder, path: papers")


def test_try_shows_what_a_term_would_have_matched(desk: Desk, feeds: FeedServer) -> None:
    filled(desk, feeds, "Gallium mines", "A pilot list", "Gallium shops")

    tried = desk.run("rules", "try", "gallium", "--limit", "1")
    as_rows = desk.run("rules", "try", "--format", "json", '{near: [gallium, "mine*"], within: 3}').rows
    nothing = desk.run("rules", "try", "scandium")

    assert (tried.code, tried.err) == (OK, "")
    first, context, *_, closing = tried.out.splitlines()
    assert first.endswith("Gallium mines")
    assert context.startswith("    ")
    assert "«Gallium»" in context
    assert closing == "2 of 3 documents match (66.7%), showing 1 of 2"
    assert as_rows[0]["title"] == "Gallium mines"
    assert as_rows[-1] == {"summary": {"looked_at": 3, "matched": 1, "share": 0.3333, "shown": 1}}
    assert (nothing.code, nothing.out) == (OK, "none of 3 documents matches\n")


def test_try_looks_at_the_time_asked_for(desk: Desk, feeds: FeedServer) -> None:
    filled(desk, feeds, "Gallium mines")
    old_age(desk)

    assert desk.run("rules", "try", "gallium").out == "no documents were seen in that time\n"
    assert desk.run("rules", "try", "gallium", "--since", "200d").code == OK


def old_age(desk: Desk) -> None:
    """Set what was seen back by a hundred days."""
    opened = database.open_to_act(desk.folder / "monitor.db")
    opened.run_now(
        lambda connection: connection.exec_driver_sql(
            "UPDATE version SET seen_at = date(substr(seen_at, 1, 10), '-100 days') || substr(seen_at, 11)"
        )
    )
    opened.close()


def test_try_tells_mistakes_where_they_stand_and_reads_standard_input(desk: Desk) -> None:
    without_news(desk)

    mistaken = desk.run("rules", "try", "{nera: [a, b]}")
    no_store = desk.run("rules", "try", "gallium")
    from_stdin = desk.run("rules", "try", "-")
    no_count = desk.run("rules", "try", "gallium", "--limit", "-1")

    assert (mistaken.code, mistaken.out) == (FAILED, "")
    assert mistaken.err == "try:1:2: unknown key `nera` in a condition; did you mean `near`?\n"
    assert no_store.code == FAILED
    assert no_store.err.endswith("monitor.db: no store there yet; `monitor run` makes it\n")
    assert from_stdin.err.startswith("try:1:1: a term is empty")
    assert no_count.code == 2


def test_try_warns_of_a_term_that_stands_everywhere(desk: Desk) -> None:
    without_news(desk)
    fill(desk, 25)

    assert "warning: common: it matches 100% of the documents" in desk.run("rules", "try", "iron").err


def fill(desk: Desk, count: int) -> None:
    """Make a store of many documents without a poll."""
    opened = database.open_to_write(desk.folder / "monitor.db")
    from_poll = texts(*(f"No. {place} is about iron and gallium." for place in range(count)))
    asyncio.run(poll(opened, *from_poll, now=datetime.now(UTC)))
    opened.close()


def test_diff_compares_an_edit_with_the_rules_in_force(desk: Desk, feeds: FeedServer) -> None:
    filled(desk, feeds, "Gallium mines", "The airline pilot list", "A pilot list")
    desk.write("rules/pilots.yaml", NARROWER.replace("试点名单]", "试点名单, gallium]"))

    ended = desk.run("rules", "diff")

    assert (ended.code, ended.err) == (OK, "")
    lines = ended.out.splitlines()
    assert lines[0] == "rules compared with the rules in force"
    assert lines[1] == "1 rule changed; replayed over 3 stored documents and 0 seeds"
    assert "national-pilot\t+1\t-1\t~0\t" in lines
    assert [line[:2] for line in lines if line.startswith(("+", "-", "~"))] == ["+ ", "- "]
    assert any("«Gallium»" in line for line in lines)
    assert any(line.startswith("    (") and "airline pilot" in line for line in lines)


def test_diff_tells_severity_and_status_and_prints_json(desk: Desk, feeds: FeedServer) -> None:
    filled(desk, feeds, "A pilot list")
    desk.write("rules/pilots.yaml", RULES.replace("severity: high", "severity: low\n    status: draft"))

    head, row = desk.run("rules", "diff", "--format", "json").rows

    assert (head["with"], head["documents"]) == ("the rules in force", 1)
    assert head["rules"][0]["status_after"] == "draft"
    assert (row["change"], row["severity_before"], row["severity_after"]) == ("severity", "high", "low")
    assert row["notes"] == ["high before, low now", "would not be told any more"]
    assert "«pilot list»" in row["contexts"][0]


def test_diff_says_when_there_is_nothing_to_compare(desk: Desk, feeds: FeedServer) -> None:
    filled(desk, feeds, "A pilot list")

    live = desk.run("rules", "diff")
    desk.write("rules/pilots.yaml", f"# a remark\n{RULES}")
    remark = desk.run("rules", "diff", "--format", "json")

    assert (live.code, remark.code) == (OK, OK)
    assert live.out.startswith("nothing to compare: rules is in force as it stands, and git cannot tell")
    assert remark.rows == [
        {"note": "rules compared with the rules in force: no rule differs in what it matches or tells"}
    ]


def test_diff_against_folders_and_commits_needs_no_store(desk: Desk) -> None:
    desk.write("papers/a.txt", "The ministry wrote a pilot list.\n\nIt names gallium.\n")
    desk.settings("id: papers, kind: folder, path: papers, demo: true")
    commit_all(desk.folder)
    shutil.copytree(desk.folder / "rules", desk.folder / "old")
    desk.write(
        "rules/pilots.yaml",
        WIDER.replace("pilot list, 试点", "试点").replace(
            "The ministry published its pilot list.", "Gallium."
        ),
    )

    by_default, folder, head = (
        desk.run("rules", "diff", *more) for more in ((), ("--against", "old"), ("--against", "HEAD"))
    )
    unknown, option = (desk.run("rules", "diff", f"--against={name}") for name in ("main~9", "-x"))

    assert [ended.code for ended in (by_default, folder, head)] == [OK] * 3, by_default.err + folder.err
    assert "git HEAD (" in by_default.out.splitlines()[0]
    assert folder.out.startswith("rules compared with the folder old\n")
    assert head.out.startswith("rules compared with git HEAD (")
    assert "replayed over 0 stored documents and 1 seed" in folder.out
    assert (unknown.code, option.code) == (FAILED, FAILED)
    assert "no such git reference" in unknown.err
    assert "no git reference begins with `-`" in option.err


def test_ctrl_c_ends_a_long_replay_quietly_with_all_its_processes(desk: Desk) -> None:
    without_news(desk)
    fill(desk, 1)
    fill_more(desk)
    process = desk.start("rules", "try", "gallium")
    wait_for(lambda: len(matching(process.pid)) == 2, what="the processes that match")
    crew = matching(process.pid)

    for one in (process.pid, *crew):  # as a terminal sends it, to all of them
        os.kill(one, signal.SIGINT)
    ended = end(process)

    assert ended.code == 130
    assert (ended.out, ended.err) == ("", "")
    assert not any(Path(f"/proc/{one}").exists() for one in crew)


def fill_more(desk: Desk) -> None:
    """Copy the document so often that a replay takes a while."""
    more = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO "
    kept = "text_hash, body, raw, rules_hash, is_backlog, seen_at"
    about = "source_id, guid, url, demo, first_seen_at"
    statements = (
        f"document (id, {about}) SELECT 'c' || i, {about} FROM document, n",
        f"version (document_id, content_hash, {kept}) SELECT 'c' || i, content_hash, {kept} FROM version, n",
    )
    opened = database.open_to_act(desk.folder / "monitor.db")
    opened.run_now(lambda connection: [connection.exec_driver_sql(more + said) for said in statements])
    opened.close()


def matching(process: int) -> list[int]:
    try:
        found = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        return [int(one) for one in found if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]
    except OSError:
        return []


def test_apply_has_a_running_bot_tell_what_an_edit_newly_matches_exactly_once(
    desk: Desk, feeds: FeedServer, telegram: TelegramServer
) -> None:
    desk.telegram(telegram)
    filled(desk, feeds, "Gallium mines", "A pilot list", backlog="none")
    assert telegram.texts() == (), "all of it is backlog"
    process = desk.start("run")
    wait_for(lambda: desk.run("status", "--healthy").code == OK, what="the start")
    desk.write("rules/pilots.yaml", WIDER)

    wait_for(lambda: desk.run("rules", "apply", "--since", "1d", "--dry-run").code == OK, what="the reload")
    dry = desk.run("rules", "apply", "--since", "1d", "--dry-run")
    assert telegram.texts() == ()
    applied = desk.run("rules", "apply", "--since", "1d")
    again = desk.run("rules", "apply", "--since", "1d")
    wait_for(telegram.texts, what="the message")
    once_more = desk.run("rules", "apply", "--since", "1d")
    ended = stop(process)

    assert ended.code == OK, ended.err
    assert "1 document would be told, 0 would be recorded" in dry.out
    assert "Gallium mines" in dry.out
    assert "1 document will be told, 0 will be recorded without being told" in applied.out
    assert "the running monitor decides about them within seconds" in applied.out
    assert again.out == once_more.out == "nothing to tell: the rules match nothing newly\n"
    assert desk.run("run", "--once").code == OK
    assert len(telegram.texts()) == 1
    assert "Gallium mines" in telegram.texts()[0]


def test_apply_without_a_running_bot_waits_for_its_next_start(
    desk: Desk, feeds: FeedServer, telegram: TelegramServer
) -> None:
    desk.telegram(telegram)
    filled(desk, feeds, "Gallium mines", backlog="none")
    desk.write("rules/pilots.yaml", WIDER)

    stale = desk.run("rules", "apply", "--since", "1d")
    desk.run("run", "--once")
    applied = desk.run("rules", "apply", "--since", "1d", "--format", "json")
    assert telegram.texts() == ()
    desk.run("run", "--once")

    assert (stale.code, stale.out) == (FAILED, "")
    assert "monitor status" in stale.err
    row, summary = applied.rows
    assert row["channels"] == {"telegram": "send"}
    assert row["rules"] == [{"rule": "national-pilot", "severity": "high", "status": "stable"}]
    assert summary["summary"] == {"told": 1, "recorded": 0, "left_alone": 0, "dry_run": False}
    assert len(telegram.texts()) == 1


def test_apply_records_drafts_and_leaves_alone_what_is_older(desk: Desk, feeds: FeedServer) -> None:
    desk.settings(
        f"id: miit, kind: feed, fulltext: never, url: '{feeds.url()}', every: 1h, backlog: none",
        more=f"fetch: {{allow_private: ['{feeds.host}']}}\n",
    )
    dated = rss("Gallium of old", "Gallium mines").replace(
        b"<guid>Gallium of old</guid>", b"<guid>o</guid><pubDate>Mon, 05 Jan 2026 10:00:00 +0800</pubDate>"
    )
    feeds.script("/feed.xml", Reply(body=dated))
    desk.run("run", "--once")
    desk.write("rules/pilots.yaml", WIDER.replace("severity: high", "severity: high\n    status: draft"))
    desk.run("run", "--once")

    ended = desk.run("rules", "apply", "--since", "7d")

    assert ended.code == OK, ended.err
    assert "0 documents will be told, 1 will be recorded without being told" in ended.out
    assert "(not told to console: " in ended.out
    assert "1 document published before that time: left alone" in ended.out
    assert "no monitor runs" in ended.out


@pytest.mark.parametrize("command", ["diff", "apply"])
def test_error_rules_that_do_not_check(desk: Desk, command: str) -> None:
    without_news(desk)
    desk.run("run", "--once")
    desk.write("rules/pilots.yaml", RULES.replace("when:", "wen:"))

    ended = desk.run("rules", command, "--since", "1d")

    assert (ended.code, ended.out) == (FAILED, "")
    assert "pilots.yaml:7:5: unknown key `wen`" in ended.err
    assert "Traceback" not in ended.err


def test_diff_goes_on_without_the_seeds_it_cannot_read(desk: Desk) -> None:
    desk.write("papers/a.txt", "A paper on gallium.\n")
    desk.write("papers/broken.txt", " \n")
    shutil.copytree(desk.folder / "rules", desk.folder / "old")
    desk.write("rules/pilots.yaml", WIDER)
    desk.settings(
        "id: papers, kind: folder, path: papers, demo: true", "id: none, kind: folder, path: none, demo: true"
    )

    ended = desk.run("rules", "diff", "--against", "old")

    assert ended.code == OK, ended.err
    assert "replayed over 0 stored documents and 1 seed" in ended.out
    assert "papers/a.txt" in ended.out
    assert "monitor: folder cannot be read: none" in ended.err
    assert "monitor: papers/broken.txt: " in ended.err
