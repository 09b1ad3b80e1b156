"""The whole program with people who write to it: commands, buttons, subscriptions, and kill -9 in between."""

import os
import random
import re
import signal
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.acceptance.harness import OK, Desk, rss, stop, wait_for
from tests.feed_server import FeedServer, Reply
from tests.telegram_chats import CHAT, Chat
from tests.telegram_rules import ApiError
from tests.telegram_server import TOKEN, TelegramServer

ADMIN, STRANGER = 77, 78
BLOCKED = ApiError(403, "Forbidden: bot was blocked by the user")


@pytest.fixture
def telegram() -> Iterator[TelegramServer]:
    people = (Chat(id=ADMIN, type="private", title="Ann"), Chat(id=STRANGER, type="private", title="Bo"))
    with TelegramServer(chats=(CHAT, *people)) as server:
        yield server


def settings(desk: Desk, feeds: FeedServer, telegram: TelegramServer) -> None:
    desk.settings(
        f"id: miit, kind: feed, fulltext: never, url: '{feeds.url()}', every: 1s, backlog: all",
        more=f"fetch: {{allow_private: ['{feeds.host}']}}\n",
    )
    desk.telegram(telegram)
    desk.environment["TELEGRAM_ADMINS"] = str(ADMIN)


def answers(telegram: TelegramServer, chat: int) -> list[str]:
    return [message.text for message in telegram.messages(chat) if message.person is None]


def ask(telegram: TelegramServer, text: str, person: int = ADMIN) -> str:
    before = len(answers(telegram, person))
    telegram.say(person, person, text)
    wait_for(lambda: len(answers(telegram, person)) > before, what=f"the answer to {text}")
    return answers(telegram, person)[before]


def test_people_read_vote_subscribe_and_leave_and_admins_mute(
    desk: Desk, feeds: FeedServer, telegram: TelegramServer
) -> None:
    settings(desk, feeds, telegram)
    feeds.script("/feed.xml", Reply(body=rss("工信部公布试点名单")))

    process = desk.start("run")
    wait_for(lambda: len(telegram.messages()) == 1, what="the alert")
    (alert,) = telegram.messages()
    assert [key.text for key in alert.buttons[0]] == ["👍 Useful", "👎 Noise"]
    telegram.press(CHAT.id, alert.id, "u:1", STRANGER)
    wait_for(lambda: telegram.messages()[0].buttons[0][0].text == "👍 Useful 1", what="the count")
    assert "工信部公布试点名单" in ask(telegram, "/search 试点", STRANGER)
    assert "公布试点名单" in ask(telegram, "/latest", STRANGER)
    assert ask(telegram, "/status", STRANGER).startswith("Sorry")
    assert "1 in force" in ask(telegram, "/status")
    assert ask(telegram, "/try 名单").startswith("名单: 1 of 1 documents")
    assert ask(telegram, "/subscribe pilot-list", STRANGER).startswith("From now on")
    feeds.script("/feed.xml", Reply(body=rss("Another pilot list")))
    wait_for(
        lambda: any("Another" in text for text in answers(telegram, STRANGER)), what="the subscriber's alert"
    )
    wait_for(lambda: len(telegram.messages()) == 2, what="the channel's")
    telegram.chats.change(str(STRANGER), refuse=BLOCKED)
    feeds.script("/feed.xml", Reply(body=rss("A third pilot list")))
    wait_for(lambda: len(telegram.messages()) == 3, what="the third alert")
    telegram.press(CHAT.id, telegram.messages()[2].id, "r:3", ADMIN)
    wait_for(lambda: len(telegram.updates.answered) == 2, what="the popup")
    assert "national-pilot is silenced until" in telegram.updates.answered[1].text
    feeds.script("/feed.xml", Reply(body=rss("A fourth pilot list")))
    desk.write(
        "rules/pilots.yaml", (desk.folder / "rules/pilots.yaml").read_text().replace("list,", "list, lists,")
    )
    assert ask(telegram, "/reload").splitlines()[0] == "Looked at the files."
    wait_for(
        lambda: len(desk.run("search", "fourth", "--format", "json").rows) == 1, what="the fourth document"
    )
    (why,) = desk.run("why", "https://news.example/A-fourth-pilot-list", "--format", "json").rows
    ended = stop(process)

    assert ended.code == OK, ended.err
    assert {verdict["verdict"] for verdict in why["verdicts"]} == {
        "silenced"
    }  # a subscriber who has just gone may be told apart
    assert len(telegram.messages()) == 3
    (stats,) = desk.run("rules", "stats", "--format", "json").rows
    assert (stats["useful"], stats["noise"]) == (1, 0)
    assert TOKEN.split(":")[1] not in ended.out + ended.err


def test_a_kill_in_the_middle_answers_no_command_twice(
    desk: Desk, feeds: FeedServer, telegram: TelegramServer
) -> None:
    settings(desk, feeds, telegram)
    feeds.script("/feed.xml", Reply(body=rss("A pilot list")))
    chance = random.Random(5)
    said = 0

    for _ in range(4):
        process = desk.start("run")
        wait_for(lambda: telegram.updates.wait_until_heard(0.1), what="the bot listening")
        for _ in range(6):
            telegram.say(ADMIN, ADMIN, f"/search word{said}x")
            said += 1
            time.sleep(chance.random() * 0.05)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    process = desk.start("run")
    last = ask(telegram, "/search thelast")
    ended = stop(process)

    assert ended.code == OK, ended.err
    asked = Counter(re.findall(r"word\d+x|thelast", "\n".join(answers(telegram, ADMIN))))
    assert set(asked.values()) == {1}
    assert len(asked) > said / 2
    assert last
