import logging
from collections.abc import Iterator

import feedparser
import pytest

from tests.cli.desks import Telling
from tests.hook_server import HookServer
from tests.store.telling import shut
from tests.telegram_messages import CHAT
from tests.telegram_server import TOKEN, Fault, TelegramServer

CANARY = "canary4711token"


@pytest.fixture(autouse=True)
def _logging() -> Iterator[None]:
    root = logging.getLogger()
    before = (list(root.handlers), root.level)
    yield
    root.handlers, root.level = before


def telegram(desk: Telling, server: TelegramServer, *, token: str = TOKEN, more: str = "") -> None:
    desk.monkeypatch.setenv("TELEGRAM_BOT_TOKEN", token)
    desk.monkeypatch.setenv("TELEGRAM_API_URL", server.url)
    desk.settings(f'  - {{id: desk, kind: telegram, chat: "{CHAT.id}"{more}}}')


def test_a_console_shows_it(desk: Telling) -> None:
    printed = desk.run("channels", "test", "desk")

    assert printed.code == 0
    assert printed.lines[0].startswith("✅ Test of channel desk · 20")
    assert printed.lines[-1] == "sent to standard output"


def test_telegram_gets_a_message_and_says_who_the_bot_is(desk: Telling) -> None:
    with TelegramServer() as server:
        telegram(desk, server)
        desk.fill(shut)

        printed = desk.run("channels", "test", "desk")

        (message,) = server.chats.messages(str(CHAT.id))
    assert printed.code == 0
    assert message.text.startswith("✅ Test of channel desk")
    assert printed.lines[0] == "the token is good: the bot is @a_bot"
    assert f"sent to chat {CHAT.id}, message {message.id}" in printed.lines
    assert "`monitor channels resume desk` opens it" in printed.lines[-1]


def test_a_wrong_token_is_told_once_and_not_shown(desk: Telling) -> None:
    wrong = "1234567890:AACanaryTokenThatIsWrong-0000000000"
    with TelegramServer() as server:
        telegram(desk, server, token=wrong)

        printed = desk.run("channels", "test", "desk")

    assert printed.code == 1
    assert printed.err.count("check TELEGRAM_BOT_TOKEN") == 1
    assert "AACanary" not in printed.out + printed.err


def test_a_topic_that_is_closed_and_rights_that_are_short_are_told(desk: Telling) -> None:
    with TelegramServer() as server:
        telegram(desk, server, more=", thread: 42")

        printed = desk.run("channels", "test", "desk")

    assert printed.code == 1
    assert "Policy watch has no topics: remove thread: 42, or switch topics on" in printed.err
    assert "message thread not found" in printed.err.lower()


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault.migrated(-100777), "the chat has moved: write chat: -100777"),
        (Fault(status=502, description="Bad Gateway"), "it may have arrived all the same: look there"),
    ],
)
def test_what_telegram_answers_is_told(desk: Telling, fault: Fault, said: str) -> None:
    with TelegramServer() as server:
        telegram(desk, server)
        server.fail_next(fault)

        printed = desk.run("channels", "test", "desk")

    assert printed.code == 1
    assert said in printed.err


def test_a_webhook_gets_a_body_of_its_own_kind(desk: Telling) -> None:
    with HookServer(204, 403, body=f"no entry for {CANARY}".encode()) as server:
        desk.settings(f'  - {{id: hook, kind: webhook, url: "{server.url(f"/{CANARY}")}"}}')

        first, printed = desk.run("channels", "test", "hook"), desk.run("channels", "test", "hook")

    assert first.code == 0
    assert first.lines == ["sent to 127.0.0.1"]
    assert [posted.json["kind"] for posted in server.posted] == ["test", "test"]
    assert printed.code == 1
    assert "channel hook: 127.0.0.1 answered HTTP 403 Forbidden: no entry for ***" in printed.err
    assert CANARY not in printed.out + printed.err


def test_a_feed_gets_an_entry(desk: Telling) -> None:
    desk.settings("  - {id: feed, kind: atom, path: alerts.xml}")

    printed = desk.run("channels", "test", "feed")

    (entry,) = feedparser.parse((desk.folder / "alerts.xml").read_bytes()).entries
    assert printed.code == 0
    assert entry.title.startswith("✅ Test of channel feed")


def test_a_wrong_apprise_url_is_told_and_not_shown(desk: Telling) -> None:
    desk.settings(f'  - {{id: slack, kind: apprise, url: "slack://{CANARY}"}}')

    printed = desk.run("channels", "test", "slack")

    assert printed.code == 1
    assert "channel slack: the channel's url: it is no complete slack:// URL" in printed.err
    assert CANARY not in printed.out + printed.err


def test_check_tells_a_wrong_apprise_url_with_its_place(desk: Telling) -> None:
    desk.settings(
        f'  - {{id: good, kind: apprise, url: "json://localhost/{CANARY}"}}\n'
        f'  - {{id: slack, kind: apprise, url: "slack://{CANARY}"}}'
    )

    printed = desk.run("check")

    (line,) = [line for line in printed.err.splitlines() if "slack" in line]
    assert printed.code == 1
    assert line.startswith("monitor.yaml:7:")
    assert "channel slack: it is no complete slack:// URL" in line
    assert CANARY not in printed.out + printed.err


def test_check_tells_two_feeds_in_one_file(desk: Telling) -> None:
    desk.settings("  - {id: a, kind: atom, path: alerts.xml}\n  - {id: b, kind: atom, path: ./alerts.xml}")

    printed = desk.run("check")

    assert printed.code == 1
    assert "alerts.xml is the file of channel `a`; give each its own" in printed.err
