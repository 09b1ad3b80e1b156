"""`monitor run` as it stands in a container for months: told to stop, killed, started twice."""

import json
import re
import time
from functools import partial

from tests.acceptance.harness import FAILED, OK, Desk, rss, stop, wait_for
from tests.feed_server import FeedServer, Reply
from tests.telegram_server import Fault, FaultKind, TelegramServer


def settings(desk: Desk, feeds: FeedServer, *, every: str = "1s") -> None:
    desk.settings(
        f"id: miit, kind: feed, fulltext: never, url: '{feeds.url()}', every: {every}, backlog: all",
        more=f"fetch: {{allow_private: ['{feeds.host}']}}\n",
    )


def test_new_entries_are_told_as_they_appear_and_unchanged_polls_are_304s(
    desk: Desk, feeds: FeedServer, telegram: TelegramServer
) -> None:
    settings(desk, feeds)
    desk.telegram(telegram)
    feeds.script("/feed.xml", Reply(body=rss("A pilot list")))

    process = desk.start("run")
    wait_for(lambda: len(telegram.texts()) == 1, what="the first message")
    wait_for(lambda: feeds.statuses("/feed.xml").count(304) >= 2, what="unchanged polls")
    feeds.script("/feed.xml", Reply(body=rss("Another pilot list", "A pilot list")))
    wait_for(lambda: len(telegram.texts()) == 2, what="the second message")
    ended = stop(process)

    assert ended.code == OK, ended.err
    assert "Another pilot list" in telegram.texts()[1]
    assert len(telegram.calls) == 2


def test_told_to_stop_it_waits_for_the_answer_that_is_on_its_way(
    desk: Desk, feeds: FeedServer, telegram: TelegramServer
) -> None:
    settings(desk, feeds)
    desk.telegram(telegram)
    feeds.script("/feed.xml", Reply(body=rss("A pilot list")))
    telegram.fail_next(Fault(kind=FaultKind.LATE))

    process = desk.start("run")
    wait_for(lambda: len(telegram.texts()) == 1, what="the message")
    process.terminate()
    time.sleep(1)
    telegram.release()
    ended = stop(process)

    assert ended.code == OK, ended.err
    desk.run("run", "--once")
    assert len(telegram.texts()) == 1


def test_told_to_stop_it_ends_within_ten_seconds_whatever_hangs(
    desk: Desk, feeds: FeedServer, telegram: TelegramServer
) -> None:
    settings(desk, feeds)
    desk.telegram(telegram)
    hanging = feeds.script("/hang", Reply(fault="hang"))
    desk.settings(
        f"id: miit, kind: feed, fulltext: never, url: '{feeds.url()}', every: 1s, backlog: all",
        f"id: hung, kind: feed, fulltext: never, url: '{hanging}', every: 1s",
        more=f"fetch: {{allow_private: ['{feeds.host}']}}\n",
    )
    feeds.script("/feed.xml", Reply(body=rss("A pilot list")))
    telegram.fail_next(Fault(kind=FaultKind.HANG))

    process = desk.start("run")
    wait_for(lambda: any(seen.path == "/hang" for seen in feeds.requests), what="the poll that hangs")
    wait_for(
        lambda: "A pilot list" in str(desk.run("why", "https://news.example/A-pilot-list").out),
        what="the decision",
    )
    asked = time.monotonic()
    ended = stop(process)

    assert time.monotonic() - asked < 10
    assert ended.code == OK, ended.err
    assert "Traceback" not in ended.err
    desk.run("run", "--once")
    assert len(telegram.texts()) == 1


def stands(telegram: TelegramServer, count: int) -> bool:
    return len(telegram.texts()) >= count


def test_killed_and_started_again_it_loses_nothing(
    desk: Desk, feeds: FeedServer, telegram: TelegramServer
) -> None:
    settings(desk, feeds)
    desk.telegram(telegram)
    titles = [f"Pilot list {number}" for number in range(12)]
    feeds.script("/feed.xml", Reply(body=rss(*titles)))

    for told in (1, 4, 8):
        process = desk.start("run")
        wait_for(partial(stands, telegram, told), what=f"message {told}")
        process.kill()
        process.communicate()
    process = desk.start("run")
    wait_for(lambda: len(set(telegram.texts())) == len(titles), what="every message")
    stop(process)

    repeats = len(telegram.texts()) - len(titles)
    assert repeats <= 3, "at most the send that each kill cut off is repeated"


def test_a_second_program_on_the_store_says_so_in_one_line(desk: Desk, feeds: FeedServer) -> None:
    settings(desk, feeds)
    feeds.script("/feed.xml", Reply(body=rss("A pilot list")))
    process = desk.start("run")
    wait_for(lambda: feeds.statuses("/feed.xml"), what="the first poll")

    second = desk.run("run")
    status = desk.run("status")
    healthy = desk.run("status", "--healthy")
    stop(process)

    assert second.code == FAILED
    (line,) = second.err.splitlines()
    assert re.search(r"monitor\.db: another monitor runs on this store", json.loads(line)["reason"])
    assert (status.code, healthy.code) == (OK, OK)
    assert status.out.splitlines()[1].startswith("miit\t")
    assert "\tnever\t" in status.out, "nobody has vouched for the address"


def test_a_program_that_does_not_run_is_not_healthy(desk: Desk) -> None:
    desk.settings()
    desk.run("run", "--once")

    assert desk.run("status", "--healthy").code == FAILED
