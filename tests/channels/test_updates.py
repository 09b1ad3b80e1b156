"""What an update of Telegram says to us, and what becomes of the small answers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from telegram import Update

from monitor.channels import updates
from monitor.channels.telegram_api import TelegramApi
from monitor.channels.updates import Updates
from monitor.model import (
    Button,
    Deaf,
    Heard,
    Nothing,
    NotSent,
    Place,
    Refused,
    Said,
    Secret,
    Sent,
    Suspended,
    Tapped,
)
from tests.telegram_chats import CHAT, Chat
from tests.telegram_server import GARBAGE, TOKEN, Fault, TelegramServer

PERSON = {"id": 7, "is_bot": False, "first_name": "Ann", "language_code": "zh-hans"}
CHANNEL = {"id": -100, "type": "channel", "title": "Policy", "username": "policy"}
GROUP = {"id": -5, "type": "supergroup", "title": "Desk"}
PRIVATE = {"id": 7, "type": "private", "first_name": "Ann"}
ORIGIN = {"type": "channel", "date": 0, "chat": CHANNEL, "message_id": 12}


def read(**update: Any) -> object:
    made = Update.de_json({"update_id": 1, **update}, None)
    return updates.read(made)


def message(**parts: Any) -> dict[str, Any]:
    return {"message_id": 3, "date": 0, "chat": PRIVATE, "from": PERSON, **parts}


def said(**changes: Any) -> Said:
    whole: dict[str, Any] = {
        "update_id": 1,
        "person": 7,
        "chat": 7,
        "is_private": True,
        "message_id": 3,
        "text": "/why",
        "language": "zh-hans",
    }
    return Said(**whole | changes)


def test_a_message_in_a_private_chat() -> None:
    assert read(message=message(text="/why")) == said()


def test_a_reply_names_the_message_and_where_that_was_forwarded_from() -> None:
    replied = message(message_id=2, text="An alert", chat=GROUP, forward_origin=ORIGIN)

    assert read(message=message(text="/why", chat=GROUP, reply_to_message=replied)) == said(
        chat=-5,
        is_private=False,
        about=(Place(chat=-5, message_id=2), Place(chat=-100, message_id=12, username="policy")),
    )


def test_a_reply_to_a_message_of_another_chat_names_that_one() -> None:
    elsewhere = {"origin": ORIGIN, "chat": CHANNEL, "message_id": 12}

    assert read(message=message(text="/why", external_reply=elsewhere)) == said(
        about=(Place(chat=-100, message_id=12, username="policy"),)
    )


def test_a_message_that_a_person_forwarded_stands_where_it_is() -> None:
    user = {"type": "user", "date": 0, "sender_user": PERSON}
    replied = message(message_id=2, text="An alert", forward_origin=user)

    found = read(message=message(text="/why", reply_to_message=replied))

    assert isinstance(found, Said)
    assert found.about == (Place(chat=7, message_id=2),)


def test_a_topic_of_a_forum_is_kept() -> None:
    found = read(message=message(text="/why", chat=GROUP, message_thread_id=4, is_topic_message=True))

    assert isinstance(found, Said)
    assert found.thread == 4


def test_a_post_of_a_channel_and_who_writes_as_a_chat_are_nobody() -> None:
    post = {"message_id": 3, "date": 0, "chat": CHANNEL, "sender_chat": CHANNEL, "text": "/latest@a_bot"}
    as_chat = message(chat=GROUP, sender_chat=GROUP, text="/latest")

    expected = said(chat=-100, is_private=False, person=None, text="/latest@a_bot", language=None)
    assert read(channel_post=post) == expected
    assert read(message=as_chat) == said(
        chat=-5, is_private=False, person=None, text="/latest", language=None
    )


@pytest.mark.parametrize(
    "update",
    [
        pytest.param({"message": message()}, id="a message without text"),
        pytest.param(
            {"message": message(text="/why", **{"from": {**PERSON, "is_bot": True}})}, id="what a bot says"
        ),
        pytest.param({"edited_message": message(text="/why")}, id="what is said anew"),
        pytest.param({}, id="a kind that nobody knows"),
        pytest.param(
            {"callback_query": {"id": "q", "from": PERSON, "chat_instance": "1", "game_short_name": "g"}},
            id="a press of a game",
        ),
    ],
)
def test_what_says_nothing_to_us(update: dict[str, Any]) -> None:
    assert read(**update) == Nothing(update_id=1)


def test_a_caption_is_a_text() -> None:
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]

    assert read(message=message(caption="/why", photo=photo)) == said()


def test_a_press_names_the_message_where_telegram_says_it() -> None:
    press = {"id": "q", "from": PERSON, "chat_instance": "1", "data": "u:1"}
    there = {"message_id": 3, "date": 1, "chat": CHANNEL, "text": "An alert"}
    expected: dict[str, Any] = {"update_id": 1, "person": 7, "id": "q", "data": "u:1", "language": "zh-hans"}

    assert read(callback_query={**press, "message": there}) == Tapped(
        **expected, place=Place(chat=-100, message_id=3, username="policy")
    )
    # An old message is there by its number alone.
    assert read(callback_query={**press, "message": {**there, "date": 0}}) == Tapped(
        **expected, place=Place(chat=-100, message_id=3, username="policy")
    )
    assert read(callback_query=press) == Tapped(**expected, place=None)


@asynccontextmanager
async def connected() -> AsyncIterator[tuple[TelegramServer, Updates]]:
    with TelegramServer(chats=(CHAT, Chat(id=7, type="private", title="Ann"))) as server:
        api = TelegramApi(token=Secret(TOKEN), api_url=server.url)
        made = Updates(api, token=Secret(TOKEN), api_url=server.url, hold=timedelta(seconds=1))
        yield server, made
        await made.close()
        await api.close()


async def test_updates_are_heard_in_order_and_again_until_their_number_is_passed() -> None:
    async with connected() as (server, heard):
        assert await heard.listen(None) == Heard()
        server.say(7, 7, "/one")
        server.updates.push({"message": {"broken": True}})
        server.say(7, 7, "/two")

        first = await heard.listen(None)
        second = await heard.listen(None)
        assert await heard.listen(4) == Heard()

    assert isinstance(first, Heard)
    assert [getattr(one, "text", None) for one in first.updates] == ["/one", None, "/two"]
    assert first == second


@pytest.mark.parametrize(
    ("fault", "told", "wait"),
    [
        (Fault(status=409, description="Conflict: other"), "another program uses this bot token", None),
        (Fault(status=401, description="Unauthorized"), "the bot token is refused", None),
        (Fault(status=502, description="Bad Gateway"), "no answer from Telegram", None),
        (GARBAGE, "", None),
        (Fault.too_many(7), "too many", timedelta(seconds=7)),
    ],
)
async def test_a_poll_that_fails_says_why(fault: Fault, told: str, wait: timedelta | None) -> None:
    async with connected() as (server, heard):
        server.fail_next(fault, method="getUpdates")

        deaf = await heard.listen(None)

    assert isinstance(deaf, Deaf)
    assert told in deaf.detail
    assert deaf.retry_after == wait
    assert TOKEN not in repr(deaf)


async def test_answers_say_what_became_of_them() -> None:
    async with connected() as (server, heard):
        assert await heard.name() == "a_bot"
        server.fail_next(Fault(status=500), method="getMe")
        assert await heard.name() is None
        assert await heard.say(7, "<b>hello</b>") == Sent(message_id=1)
        assert isinstance(await heard.say(8, "hello"), Suspended)
        rows = [[Button(text="a", data="u:1"), Button(text="b", url="https://a.example/")]]
        marked = await heard.mark(Place(chat=7, message_id=1), rows)
        same = await heard.mark(Place(chat=7, message_id=1), rows)
        server.fail_next(Fault.too_many(3), method="editMessageReplyMarkup")
        often = await heard.mark(Place(chat=7, message_id=1), rows)
        assert isinstance(await heard.popup("99", "x"), Refused)
        assert await heard.introduce([("help", "what there is")], None) == Sent(message_id=0)
        assert await heard.introduce([("help", "what there is")], "zh", chat=7) == Sent(message_id=0)

    assert marked == same == Sent(message_id=1)
    assert isinstance(often, NotSent)
    assert server.texts(7) == ("hello",)
    assert [key.text for key in server.messages(7)[0].buttons[0]] == ["a", "b"]


async def test_a_long_popup_is_cut_to_what_telegram_takes() -> None:
    async with connected() as (server, heard):
        heard_press = server.chats.process(
            "sendMessage",
            {
                "chat_id": "7",
                "text": "An alert",
                "reply_markup": '{"inline_keyboard": [[{"text": "x", "callback_data": "w:1"}]]}',
            },
        )
        assert heard_press
        query = server.press(7, 1, "w:1", 7)

        assert await heard.popup(query, "很" * 300, stays=True) == Sent(message_id=0)

    (answered,) = server.updates.answered
    assert (len(answered.text), answered.alert) == (200, True)
