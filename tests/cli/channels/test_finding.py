import logging
import threading
from collections.abc import Iterator

import pytest

from monitor.config import secret_files
from tests.cli.desks import Telling
from tests.telegram_server import TOKEN, Fault, TelegramServer

PERSON = {"id": 424242, "type": "private", "first_name": "Li", "last_name": "Na"}
CHANNEL = {"id": -1009876543210, "type": "channel", "title": "Rare  earths", "username": "earths"}
FORUM = {"id": -1001112223334, "type": "supergroup", "title": "Desk"}


@pytest.fixture(autouse=True)
def _logging() -> Iterator[None]:
    root = logging.getLogger()
    before = (list(root.handlers), root.level)
    yield
    root.handlers, root.level = before


@pytest.fixture
def server(desk: Telling) -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        desk.monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
        desk.monkeypatch.setenv("TELEGRAM_API_URL", server.url)
        yield server


def test_every_chat_that_something_happened_in_is_named_once(desk: Telling, server: TelegramServer) -> None:
    server.updates.push({"message": {"message_id": 1, "chat": PERSON, "text": "hello"}})
    server.updates.push({"channel_post": {"message_id": 5, "chat": CHANNEL, "text": "one"}})
    server.updates.push({"channel_post": {"message_id": 6, "chat": CHANNEL, "text": "two"}})
    server.updates.push({"my_chat_member": {"chat": FORUM}})
    server.updates.push(
        {"message": {"message_id": 9, "chat": FORUM, "message_thread_id": 42, "is_topic_message": True}}
    )

    printed = desk.run("channels", "find", "--wait", "1s")

    assert printed.code == 0
    assert printed.lines == [
        "person              424242  -  Li Na",
        "channel     -1009876543210  @earths  Rare earths",
        "supergroup  -1001112223334  -  Desk",
        "supergroup  -1001112223334  -  Desk, topic 42",
    ]


def test_what_was_heard_is_left_for_whoever_listens(desk: Telling, server: TelegramServer) -> None:
    server.updates.push({"message": {"message_id": 1, "chat": PERSON, "text": "/status"}})

    first, again = (desk.run("channels", "find", "--wait", "1s") for _ in range(2))

    assert first.lines == again.lines != []


def test_what_comes_while_it_listens_is_shown(desk: Telling, server: TelegramServer) -> None:
    def write() -> None:
        server.wait_for_calls(1, method="getUpdates")
        server.updates.push({"message": {"message_id": 1, "chat": PERSON}})

    writer = threading.Thread(target=write)
    writer.start()

    printed = desk.run("channels", "find", "--wait", "1s")

    writer.join()
    assert printed.lines == ["person              424242  -  Li Na"]
    assert printed.err == "listening for 1 s: post in the channel, write to the bot (Ctrl-C ends it)\n"


def test_where_nobody_wrote_it_says_what_to_do(desk: Telling, server: TelegramServer) -> None:
    printed = desk.run("channels", "find", "--wait", "1s")

    assert printed.code == 1
    assert printed.out == ""
    assert "monitor: nothing was heard: add the bot to your channel" in printed.err


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (
            Fault(status=409, description="Conflict: terminated by other getUpdates request"),
            "another program uses this bot token: stop it",
        ),
        (Fault(status=401, description="Unauthorized"), "the bot token is refused"),
    ],
)
def test_a_refusal_is_told_in_a_line(desk: Telling, server: TelegramServer, fault: Fault, said: str) -> None:
    server.fail_next(fault, method="getUpdates")

    printed = desk.run("channels", "find", "--wait", "1s")

    assert printed.code == 1
    assert said in printed.err
    assert printed.err.count("\n") == 2
    assert TOKEN not in printed.err


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        (secret_files.TOKEN, "", "set TELEGRAM_BOT_TOKEN"),
        (secret_files.TOKEN, "nonsense", "holds no bot token"),
        ("TELEGRAM_API_URL", "ftp://x", "is no web address"),
    ],
)
def test_what_is_set_wrongly_is_named(
    desk: Telling, server: TelegramServer, name: str, value: str, said: str
) -> None:
    desk.monkeypatch.setenv(name, value)

    printed = desk.run("channels", "find")

    assert printed.code == 1
    assert said in printed.err
