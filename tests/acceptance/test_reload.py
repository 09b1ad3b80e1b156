"""Edits of a running program: live within five seconds, and what operators are told of bad ones."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.acceptance.harness import OK, RULES, Desk, rss, stop, wait_for
from tests.feed_server import FeedServer, Reply
from tests.telegram_chats import CHAT, Chat
from tests.telegram_server import TelegramServer

OPS = Chat(id=-1005555555, title="Operators", type="supergroup")
LIVE = 30.0  # seconds from a save to its effect: five are promised, and a machine that runs other tests takes longer
GRANTS = (
    RULES.replace("topic: pilot-list", "topic: grants")
    .replace("national-pilot", "grants")
    .replace("National pilot list", "Grants")
    .replace("[pilot list, 试点名单]", "[grant programme]")
    .replace("pilot list", "grant programme")
    .replace("工信部公布试点名单。", "A grant programme opened.")
)
BAD = RULES.replace("severity:", "severty:")
SAID = "unknown key `severty`; did you mean `severity`?"


@pytest.fixture
def telegram() -> Iterator[TelegramServer]:
    with TelegramServer(chats=(CHAT, OPS)) as server:
        yield server


@pytest.fixture
def running(desk: Desk, feeds: FeedServer, telegram: TelegramServer) -> Iterator[subprocess.Popen[str]]:
    """A program that polls an empty feed every second, with a chat for its operators."""
    yield from serve(desk, feeds, telegram)


def serve(desk: Desk, feeds: FeedServer, telegram: TelegramServer) -> Iterator[subprocess.Popen[str]]:
    feeds.script("/feed.xml", Reply(body=rss("Weather")))
    configure(desk, feeds)
    desk.telegram(telegram)
    desk.environment["TELEGRAM_OPS_CHAT"] = str(OPS.id)
    process = desk.start("run")
    wait_for(lambda: feeds.statuses("/feed.xml"), what="the first poll")
    yield process
    if process.poll() is None:
        ended = stop(process)
        assert ended.code == OK, ended.err
        assert "Traceback" not in ended.err, ended.err


def configure(desk: Desk, feeds: FeedServer, *more: str) -> None:
    desk.settings(
        f"id: miit, kind: feed, fulltext: never, url: '{feeds.url()}', every: 1s, backlog: all",
        *more,
        more=f"fetch: {{allow_private: ['{feeds.host}']}}\n",
    )


def in_force(desk: Desk) -> str:
    return str(desk.status()["rules"]["in_force"]["hash"])


def publish(feeds: FeedServer, *titles: str) -> None:
    feeds.script("/feed.xml", Reply(body=rss(*titles, "Weather")))


def is_told(telegram: TelegramServer, title: str) -> Callable[[], bool]:
    return lambda: any(title in text for text in telegram.texts())


def wait_live(feeds: FeedServer, telegram: TelegramServer, word: str) -> None:
    """Publish an item a moment apart until one is told: an edit was live when the first of them was polled."""
    saved = time.monotonic()
    titles: list[str] = []
    while not is_told(telegram, word)():
        assert time.monotonic() - saved < LIVE + 5, "polling and telling take a few seconds more"
        titles.insert(0, f"{word} number {len(titles)}")
        publish(feeds, *titles)
        time.sleep(0.4)


def replace_by_rename(path: Path, text: str) -> None:
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


def write_in_place(path: Path, text: str) -> None:
    """Write as a single mounted file is written: never another file under its name."""
    with path.open("r+", encoding="utf-8") as file:
        file.truncate(0)
        file.flush()
        time.sleep(0.05)  # an editor in the middle of a save
        file.write(text)


def replace_the_folder(path: Path, text: str) -> None:
    folder = path.parent
    fresh, old = folder.with_name("fresh"), folder.with_name("old")
    shutil.copytree(folder, fresh)
    (fresh / path.name).write_text(text, encoding="utf-8")
    folder.rename(old)
    time.sleep(0.05)
    fresh.rename(folder)


@pytest.mark.parametrize("save", [write_in_place, replace_by_rename, replace_the_folder])
def test_a_saved_edit_is_live_within_seconds(
    running: subprocess.Popen[str],
    desk: Desk,
    feeds: FeedServer,
    telegram: TelegramServer,
    save: Callable[[Path, str], None],
) -> None:
    saved_at = datetime.now(UTC)
    save(desk.folder / "rules/pilots.yaml", RULES.replace("pilot list", "talent quota"))

    wait_live(feeds, telegram, "talent quota")

    live_at = datetime.fromisoformat(desk.status()["rules"]["in_force"]["since"])
    assert 0 <= (live_at - saved_at).total_seconds() < LIVE

    assert telegram.texts(OPS.id) == (), "a good edit is no news, and neither is a save under way"


def test_a_new_file_and_one_taken_away_are_live(
    running: subprocess.Popen[str], desk: Desk, feeds: FeedServer, telegram: TelegramServer
) -> None:
    desk.write("rules/grants.yaml", GRANTS)
    wait_live(feeds, telegram, "grant programme")
    before = in_force(desk)

    (desk.folder / "rules/grants.yaml").unlink()
    wait_for(lambda: in_force(desk) != before, timeout=LIVE + 1, what="the file's end")

    assert desk.status()["rules"]["in_force"]["rules"] == 1


def test_a_checkout_of_many_files_is_one_edit(
    running: subprocess.Popen[str], desk: Desk, feeds: FeedServer, telegram: TelegramServer
) -> None:
    """Half of it would not check: a name is taken until the file that has it now is gone."""
    for number in range(40):
        desk.write(
            f"rules/file-{number:02}.yaml",
            GRANTS.replace("topic: grants", f"topic: t-{number}").replace("id: grants", f"id: g-{number}"),
        )
    wait_for(lambda: desk.status()["rules"]["in_force"]["rules"] == 41, timeout=LIVE + 2, what="the files")

    for number in range(40):
        path = desk.folder / f"rules/file-{number:02}.yaml"
        path.rename(path.with_name(f"moved-{number:02}.yaml"))
        time.sleep(0.01)
    desk.write("rules/pilots.yaml", RULES.replace("pilot list", "talent quota"))

    wait_live(feeds, telegram, "talent quota")
    assert telegram.texts(OPS.id) == ()


def test_a_config_map_that_is_swapped_is_live(
    desk: Desk, feeds: FeedServer, telegram: TelegramServer
) -> None:
    rules = desk.folder / "rules"
    (rules / "pilots.yaml").unlink()
    (rules / "..2026_1").mkdir()
    (rules / "..2026_1/pilots.yaml").write_text(RULES, encoding="utf-8")
    (rules / "..data").symlink_to("..2026_1")
    (rules / "pilots.yaml").symlink_to("..data/pilots.yaml")
    serving = serve(desk, feeds, telegram)
    next(serving)

    (rules / "..2026_2").mkdir()
    (rules / "..2026_2/pilots.yaml").write_text(RULES.replace("pilot list", "talent quota"), encoding="utf-8")
    (rules / "..data_tmp").symlink_to("..2026_2")
    (rules / "..data_tmp").rename(rules / "..data")
    shutil.rmtree(rules / "..2026_1")

    wait_live(feeds, telegram, "talent quota")
    assert telegram.texts(OPS.id) == ()
    assert next(serving, None) is None


def test_a_bad_edit_leaves_the_last_good_rules_in_force_and_operators_hear_of_it_and_of_its_end(
    running: subprocess.Popen[str], desk: Desk, feeds: FeedServer, telegram: TelegramServer
) -> None:
    good = in_force(desk)

    desk.write("rules/pilots.yaml", BAD)
    wait_for(lambda: telegram.texts(OPS.id), timeout=LIVE + 4, what="the notice")
    status = desk.status()
    shown = desk.run("status").out
    publish(feeds, "A pilot list")
    wait_for(is_told(telegram, "A pilot list"), what="the old rule's message")

    assert status["rules"]["in_force"]["hash"] == good
    assert SAID in status["rules"]["refused"]["problems"][1]
    assert status["rules"]["refused"]["count"] == 2
    assert status["rule_problem"] == status["rules"]["refused"]["problems"][0]
    assert "rules: 1 in force since " in shown
    assert "rules: the last good ones are in force; edits are refused since " in shown
    assert SAID in shown
    (notice,) = telegram.texts(OPS.id)
    assert notice.startswith("⚠️ The edited rules are not used: they do not check.\n")
    assert f"• rules/pilots.yaml:5:5: {SAID}" in notice
    assert "In force meanwhile: the last good rules, 1 rule, loaded 20" in notice

    desk.write("rules/pilots.yaml", RULES.replace("pilot list", "talent quota"))
    wait_live(feeds, telegram, "talent quota")
    wait_for(lambda: len(telegram.texts(OPS.id)) == 2, timeout=LIVE + 4, what="the end of it")

    assert telegram.texts(OPS.id)[1].startswith("✅ The rules check again: 1 rule in force. ")
    status = desk.status()
    assert (status["rules"]["refused"], status["rule_problem"]) == (None, None)
    assert status["ops_chat"]["pending"] == 0
    ended = stop(running)
    assert ended.err.count(SAID) == 1, "each problem is logged once"
    assert "rules are mended" in ended.err


def test_a_restart_repeats_no_notice_and_an_edit_mended_meanwhile_is_told(
    running: subprocess.Popen[str], desk: Desk, telegram: TelegramServer
) -> None:
    desk.write("rules/pilots.yaml", BAD)
    wait_for(lambda: telegram.texts(OPS.id), what="the notice")
    stop(running)

    desk.run("run", "--once")
    after_a_restart = len(telegram.texts(OPS.id))
    desk.write("rules/pilots.yaml", RULES)
    ended = desk.run("run", "--once")

    assert ended.code == OK, ended.err
    assert after_a_restart == 1
    assert [text[0] for text in telegram.texts(OPS.id)] == ["⚠", "✅"]


def test_sources_of_the_settings_are_live(
    running: subprocess.Popen[str], desk: Desk, feeds: FeedServer, telegram: TelegramServer
) -> None:
    other = feeds.script("/other.xml", Reply(body=rss("Another pilot list")))

    configure(desk, feeds, f"id: other, kind: feed, fulltext: never, url: '{other}', every: 1s, backlog: all")
    wait_for(is_told(telegram, "Another pilot list"), timeout=LIVE + 2, what="the new source's message")

    desk.settings(
        f"id: other, kind: feed, fulltext: never, url: '{other}', every: 1s",
        more=f"fetch: {{allow_private: ['{feeds.host}']}}\n",
    )
    wait_for(
        lambda: [source["id"] for source in desk.status()["sources"]] == ["other"],
        timeout=LIVE + 1,
        what="the end of the source",
    )


def test_settings_that_do_not_check_leave_the_last_good_ones_in_force(
    running: subprocess.Popen[str], desk: Desk, feeds: FeedServer, telegram: TelegramServer
) -> None:
    good = (desk.folder / "monitor.yaml").read_text()

    desk.write("monitor.yaml", good.replace("every: 1s", "evry: 1s"))
    wait_for(lambda: telegram.texts(OPS.id), timeout=LIVE + 4, what="the notice")
    publish(feeds, "A pilot list")
    wait_for(is_told(telegram, "A pilot list"), what="a message by the settings before")
    shown = desk.run("status")
    desk.write("monitor.yaml", good)
    wait_for(lambda: len(telegram.texts(OPS.id)) == 2, timeout=LIVE + 4, what="the end of it")

    bad, mended = telegram.texts(OPS.id)
    assert "unknown key `evry`; did you mean `every`?" in bad
    assert "In force meanwhile: the last good settings, 1 source." in bad
    assert mended.startswith("✅ The settings check again: 1 source in force.")
    assert "settings: the last good ones are in force; edits are refused since " in shown.out
    assert desk.status()["settings"] == {"refused": None, "next_start": []}


def test_settings_of_the_next_start_are_named(
    running: subprocess.Popen[str], desk: Desk, telegram: TelegramServer
) -> None:
    path = desk.folder / "monitor.yaml"

    path.write_text(path.read_text() + "ops_chat: 77\nchannels: [{id: c, kind: console}]\n")
    wait_for(lambda: telegram.texts(OPS.id), timeout=LIVE + 4, what="the notice")

    (notice,) = telegram.texts(OPS.id)
    assert notice == (
        "ℹ️ monitor.yaml was edited: `channels` and `ops_chat` take effect at the next start of the program, "
        "not before. Sources, rules, and what channels are told and when, are live without one."
    )
    assert desk.status()["settings"]["next_start"] == ["channels", "ops_chat"]


def test_told_to_stop_in_the_middle_of_a_reload_it_ends_at_once(
    desk: Desk, feeds: FeedServer, telegram: TelegramServer
) -> None:
    serving = serve(desk, feeds, telegram)
    process = next(serving)
    for number in range(60):
        rules = "".join(
            RULES.split("rules:\n")[1]
            .replace("national-pilot", f"r-{number}-{place}")
            .replace("pilot list", f"pilot list {number} {place}")
            for place in range(200)
        )
        desk.write(f"rules/many-{number}.yaml", f"topic: many-{number}\nrules:\n{rules}")
    time.sleep(1.5)  # so many rules take longer to load

    asked = time.monotonic()
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=10)

    assert time.monotonic() - asked < 4
    assert process.returncode == OK, err
    assert "Traceback" not in err
    assert err.count("rules loaded") == 1, "at the start; the reload was under way"
    assert out == ""
    next(serving, None)


def test_one_pass_does_not_watch(desk: Desk, feeds: FeedServer) -> None:
    """A feed that hangs keeps the pass going for a moment; an edit in it is left for the next start."""
    hanging = feeds.script("/hang", Reply(fault="hang"))
    desk.settings(
        f"id: hung, kind: feed, fulltext: never, url: '{hanging}', every: 1s",
        more=f"fetch: {{allow_private: ['{feeds.host}']}}\n",
    )
    process = desk.start("run", "--once", "--verbose")
    wait_for(lambda: feeds.requests, what="the poll")
    desk.write("rules/pilots.yaml", BAD)
    time.sleep(3)
    os.kill(process.pid, signal.SIGTERM)
    ended_out, ended_err = process.communicate(timeout=15)

    assert SAID not in ended_err + ended_out
