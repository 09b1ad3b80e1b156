"""The running program as machines see it: its pages over real sockets, its sign of life, its log; with real faults."""

from __future__ import annotations

import json
import socket
import sqlite3
from contextlib import closing
from urllib.error import HTTPError
from urllib.request import urlopen

from prometheus_client.parser import text_string_to_metric_families

from tests.acceptance.harness import OK, Desk, rss, stop, wait_for
from tests.feed_server import FeedServer, Reply
from tests.hook_server import HookServer
from tests.telegram_server import TelegramServer


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def get(port: int, path: str) -> tuple[int, str]:
    """Return what a page says; 0 where nobody serves it."""
    try:
        with urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()
    except OSError:
        return 0, ""


def figures(port: int) -> dict[tuple[str, ...], float]:
    """Return the metrics by name and the values of their labels."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(get(port, "/metrics")[1])
        for sample in family.samples
    }


def test_a_program_that_works_says_so_to_machines_and_the_heartbeat_is_heard(
    desk: Desk, feeds: FeedServer, telegram: TelegramServer
) -> None:
    feeds.script("/feed.xml", Reply(body=rss("A pilot list", "Nothing at all")))
    port = free_port()
    desk.telegram(telegram)
    with HookServer(200) as service:
        desk.environment["MONITOR_HEARTBEAT_URL"] = service.url("/ping/secret-0d2f")
        desk.settings(
            f"id: miit, kind: feed, fulltext: never, url: '{feeds.url('/feed.xml')}', every: 1h, backlog: all",
            more=f"web: {{port: {port}}}\nheartbeat: {{every: 10s}}\nfetch: {{allow_private: [127.0.0.1]}}\n",
        )
        process = desk.start("run")
        wait_for(lambda: telegram.messages() and service.posted, what="the message, and the sign of life")
        wait_for(lambda: ("monitor_own_lag_seconds_count",) in figures(port), what="the store to be read")
        live, ready, found = get(port, "/healthz"), get(port, "/readyz"), figures(port)
        ended = stop(process)

    assert (live, ready) == ((200, "ok\n"), (200, "ok\n"))
    assert found["monitor_polls_total", "ok"] == 1
    assert found["monitor_versions_total",] == found["monitor_documents",] == 2
    assert found["monitor_matches_total", "national-pilot", "high"] == 1
    assert found["monitor_verdicts_total", "telegram", "send"] == 1
    assert found["monitor_deliveries_total", "telegram", "send", "sent"] == 1
    assert found["monitor_own_lag_seconds_count",] == 1
    assert found["monitor_loop_lag_seconds_count",] >= 1
    assert found["monitor_channel_suspended", "telegram"] == 0
    assert service.posted[0].path == "/ping/secret-0d2f"
    assert service.posted[0].json["well"] is True
    assert ended.code == OK, ended.err
    lines = [json.loads(line) for line in ended.err.splitlines()]
    assert {"rules loaded", "started", "source polled", "told to stop", "stopped"} <= {
        line["event"] for line in lines
    }
    (polled,) = (line for line in lines if line["event"] == "source polled")
    assert (polled["source"], polled["state"], polled["entries"], polled["new"]) == ("miit", "ok", 2, 2)
    assert all(list(line)[:4] == ["timestamp", "level", "logger", "event"] for line in lines)
    assert "secret-0d2f" not in ended.err


def test_a_channel_that_is_shut_and_a_store_that_is_held_make_it_unready_and_not_dead(
    desk: Desk, feeds: FeedServer, telegram: TelegramServer
) -> None:
    feeds.script("/feed.xml", Reply(body=rss("A pilot list")))
    port = free_port()
    desk.telegram(telegram, channel="@nobody_is_here")
    with HookServer(200) as service:
        desk.environment["MONITOR_HEARTBEAT_URL"] = service.url("/ping")
        desk.settings(
            f"id: miit, kind: feed, fulltext: never, url: '{feeds.url('/feed.xml')}', every: 1h, backlog: all",
            more=f"web: {{port: {port}}}\nheartbeat: {{every: 10s}}\nfetch: {{allow_private: [127.0.0.1]}}\n",
        )
        process = desk.start("run")
        wait_for(lambda: "channel telegram" in get(port, "/readyz")[1], what="the channel to be shut")
        shut = get(port, "/readyz")
        wait_for(lambda: any(one.path == "/ping/fail" for one in service.posted), what="to say that it fails")
        with closing(sqlite3.connect(desk.folder / "monitor.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            wait_for(lambda: "no tick" in get(port, "/readyz")[1], what="the loops to wait")
            held = get(port, "/healthz"), figures(port)["monitor_documents",]
            other.execute("ROLLBACK")
        wait_for(lambda: "no tick" not in get(port, "/readyz")[1], what="the loops to go on")
        said = [one.json["told"] for one in service.posted if one.path == "/ping/fail"]
        ended = stop(process)

    assert shut[0] == 503
    assert "not found" in shut[1].lower()
    assert held == ((200, "ok\n"), 1)
    assert "not found" in said[0].lower()
    assert ended.code == OK, ended.err
