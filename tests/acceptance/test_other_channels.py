"""Webhooks, feeds and services of Apprise beside each other, and the operator's hand on a running program."""

import hashlib
import hmac
import json
import sqlite3
from pathlib import Path
from typing import Any

import feedparser

from tests.acceptance.harness import OK, Desk, rss, stop, wait_for
from tests.feed_server import FeedServer, Reply
from tests.hook_server import HookServer

KEY = "a-key-to-sign-with"
CANARY = "canary4711token"


def settings(desk: Desk, feeds: FeedServer, hook: HookServer, *, more: str = "") -> None:
    desk.environment["HOOK_KEY"] = KEY
    desk.settings(
        f"id: miit, kind: feed, fulltext: never, url: '{feeds.url()}', every: 1s, backlog: all, "
        "outlet: {name: MIIT, kind: official}",
        more=f"fetch: {{allow_private: ['{feeds.host}']}}\n"
        "channels:\n"
        f"  - {{id: hook, kind: webhook, url: '{hook.url(f'/{CANARY}')}', secret: '${{HOOK_KEY}}'}}\n"
        "  - {id: feed, kind: atom, path: public/alerts.xml}\n"
        f"{more}",
    )


def entries(desk: Desk) -> list[Any]:
    found = feedparser.parse((desk.folder / "public/alerts.xml").read_bytes())
    assert not found.bozo
    return list(found.entries)


def is_ours(path: Path, *states: str) -> bool:
    """Say whether every delivery stands in one of the states."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as store:
        found = {row[0] for row in store.execute("SELECT state FROM delivery")}
    return bool(found) and found <= set(states)


def test_an_alert_goes_to_every_kind_of_channel_and_no_key_to_any_line(desk: Desk, feeds: FeedServer) -> None:
    feeds.script("/feed.xml", Reply(body=rss("A pilot list", "Weather")))
    with HookServer() as hook, HookServer(200) as service:
        address = service.url(f"/{CANARY}?format=text").replace("http://", "json://")
        settings(desk, feeds, hook, more=f"  - {{id: service, kind: apprise, url: '{address}'}}\n")

        ended = desk.run("run", "--once", "--verbose")

    assert ended.code == OK, ended.err
    (posted,), (told,) = hook.posted, service.posted
    assert (posted.json["kind"], posted.json["document"]["title"]) == ("alert", "A pilot list")
    assert posted.json["rules"][0]["evidence"][0]["text"] == "pilot list"
    signed = posted.headers["monitor-timestamp"].encode() + b"." + posted.body
    expected = hmac.new(KEY.encode(), signed, hashlib.sha256).hexdigest()
    assert posted.headers["monitor-signature"] == f"v1={expected}"
    assert "A pilot list" in json.dumps(told.json, ensure_ascii=False)
    (entry,) = entries(desk)
    assert "A pilot list" in entry.title
    assert CANARY not in ended.out + ended.err
    assert KEY not in ended.out + ended.err


def test_a_receiver_that_has_gone_is_waited_for_and_resumed_by_hand(desk: Desk, feeds: FeedServer) -> None:
    feeds.script("/feed.xml", Reply(body=rss("A pilot list")))
    with HookServer(410) as hook:
        settings(desk, feeds, hook)
        process = desk.start("run")
        assert hook.wait_for(1, timeout=60)
        wait_for(lambda: "suspended" in desk.run("channels", "list").out, what="the suspension")
        hook.answer(204)

        resumed = desk.run("channels", "resume", "hook")

        assert hook.wait_for(2, timeout=60)
        ended = stop(process)
    assert resumed.code == OK
    assert "open again\n1 waiting; the running monitor goes on with them within seconds" in resumed.out
    first, second = hook.posted
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
    assert first.body == second.body
    assert CANARY not in ended.out + ended.err + resumed.out


def test_a_retraction_reaches_what_was_told_while_the_program_runs(desk: Desk, feeds: FeedServer) -> None:
    feeds.script("/feed.xml", Reply(body=rss("A pilot list")))
    with HookServer() as hook, HookServer(200) as service:
        address = service.url("/?format=text").replace("http://", "json://")
        settings(desk, feeds, hook, more=f"  - {{id: service, kind: apprise, url: '{address}'}}\n")
        process = desk.start("run")
        assert hook.wait_for(1, timeout=60)
        wait_for(lambda: is_ours(desk.folder / "monitor.db", "sent"), what="the first telling")
        (before,) = entries(desk)
        (alert,) = desk.run("alerts", "--format", "jsonl").rows

        retracted = desk.run("retract", f"#{alert['id']}", "--why", "the ministry denied it")

        assert hook.wait_for(2, timeout=60)
        assert service.wait_for(2, timeout=60)
        wait_for(lambda: is_ours(desk.folder / "monitor.db", "sent"), what="the retraction")
        stop(process)
    assert retracted.code == OK, retracted.err
    body = hook.posted[1].json
    assert (body["kind"], body["alert"]["retraction"]) == ("retraction", "the ministry denied it")
    (after,) = entries(desk)
    assert after.id == before.id
    assert "Retracted: the ministry denied it" in after.title
    assert "A pilot list" in after.title
    assert "the ministry denied it" in after.content[0].value
    # A service that cannot edit is told in a message of its own, which says what it is about.
    again = service.posted[1].json
    assert "Retracted" in again["title"] + again["message"]
    assert "the ministry denied it" in again["title"] + again["message"]
    assert "A pilot list" in again["title"] + again["message"]


def test_what_was_given_up_is_sent_after_all_when_asked(desk: Desk, feeds: FeedServer) -> None:
    feeds.script("/feed.xml", Reply(body=rss("A pilot list")))
    with HookServer(422) as hook:
        settings(desk, feeds, hook)
        desk.run("run", "--once")
        (dead,) = desk.run("outbox", "list", "--state", "dead", "--format", "json").rows
        hook.answer(204)

        retried = desk.run("outbox", "retry", str(dead["id"]))
        desk.run("run", "--once")

    assert dead["error"].startswith("127.0.0.1 answered HTTP 422")
    assert retried.code == OK
    assert len(hook.posted) == 2
    assert desk.run("outbox", "list").out == "nothing\n"
