"""The stand-in's buttons, pictures, topics and people: as strict as Telegram, or a mistake of ours would pass."""

import json
import threading
from collections.abc import AsyncIterator, Iterator

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden
from telegram.request import HTTPXRequest

from tests.telegram_chats import CHAT, Chat
from tests.telegram_rules import PNG, ApiError
from tests.telegram_server import BEHIND, TOKEN, TelegramServer
from tests.test_telegram_server import call

ANN = Chat(id=77, type="private", title="Ann")
FORUM = Chat(id=-1005, type="supergroup", topics=frozenset({4}))
OLD = Chat(id=-1006, before=100, is_protected=True)
MARKUP = InlineKeyboardMarkup([[InlineKeyboardButton("Useful", callback_data="u:1")]])


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    with TelegramServer(chats=(CHAT, ANN, FORUM, OLD)) as started:
        yield started


@pytest.fixture
async def bot(server: TelegramServer) -> AsyncIterator[Bot]:
    request = HTTPXRequest(httpx_kwargs={"trust_env": False})
    yield Bot(TOKEN, base_url=f"{server.url}/bot", request=request, get_updates_request=request)
    await request.shutdown()


async def test_a_picture_arrives_byte_by_byte_with_its_caption_and_buttons(
    server: TelegramServer, bot: Bot
) -> None:
    picture = PNG + bytes(range(256)) * 40 + b"\r\n--\r\n\n\r"

    sent = await bot.send_photo(CHAT.id, picture, caption="<b>x</b>", parse_mode="HTML", reply_markup=MARKUP)
    await bot.edit_message_caption(CHAT.id, sent.message_id, caption="y")

    (message,) = server.messages()
    assert (message.picture, message.text, message.edited, message.buttons) == (picture, "y", True, ())
    with pytest.raises(BadRequest, match="no text in the message to edit"):
        await bot.edit_message_text("z", CHAT.id, sent.message_id)
    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.send_photo(CHAT.id, picture, caption="x" * 1025)
    with pytest.raises(BadRequest, match=r"(?i)image_process_failed"):
        await bot.send_photo(CHAT.id, b"no picture")


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ({"text": "x", "callback_data": "d" * 65}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": "中" * 22}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "", "callback_data": "d"}, "must be non-empty"),
        ({"text": "x"}, "text buttons are unallowed"),
        ({"text": "x", "url": "http://localhost/a"}, "Wrong HTTP URL"),
    ],
)
def test_a_wrong_button_is_refused(server: TelegramServer, key: dict[str, str], reason: str) -> None:
    markup = json.dumps({"inline_keyboard": [[key]]})

    status, answer = call(server, "sendMessage", chat_id=CHAT.id, text="x", reply_markup=markup)

    assert (status, reason in answer["description"]) == (400, True)
    assert server.messages() == ()


def test_too_many_buttons_are_refused(server: TelegramServer) -> None:
    rows = [[{"text": "x", "callback_data": "d"}]] * 101

    status, _ = call(
        server, "sendMessage", chat_id=CHAT.id, text="x", reply_markup=json.dumps({"inline_keyboard": rows})
    )

    assert status == 400


async def test_buttons_can_be_changed_without_a_mark_and_not_to_what_they_are(
    server: TelegramServer, bot: Bot
) -> None:
    sent = await bot.send_message(CHAT.id, "x")
    await bot.edit_message_reply_markup(CHAT.id, sent.message_id, reply_markup=MARKUP)

    assert [(len(message.buttons), message.edited) for message in server.messages()] == [(1, False)]
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_reply_markup(CHAT.id, sent.message_id, reply_markup=MARKUP)


async def test_topics_are_open_closed_or_unknown(server: TelegramServer, bot: Bot) -> None:
    first = await bot.send_message(FORUM.id, "x", message_thread_id=4)
    beneath = await bot.send_message(
        FORUM.id, "y", message_thread_id=4, reply_parameters=ReplyParameters(first.message_id)
    )

    assert (beneath.message_thread_id, beneath.reply_to_message is not None) == (4, True)
    with pytest.raises(BadRequest, match="thread not found"):
        await bot.send_message(FORUM.id, "x", message_thread_id=5)
    server.chats.change(str(FORUM.id), close=4)
    with pytest.raises(BadRequest, match=r"(?i)topic_closed"):
        await bot.send_message(FORUM.id, "x", message_thread_id=4)
    with pytest.raises(BadRequest, match="replied not found"):
        await bot.send_message(FORUM.id, "y", reply_parameters=ReplyParameters(99))


async def test_chats_move_shut_and_protect(server: TelegramServer, bot: Bot) -> None:
    assert (await bot.get_chat(OLD.id)).has_protected_content
    assert (await bot.send_message(OLD.id, "x")).message_id == 101
    with pytest.raises(BadRequest, match="can't be forwarded"):
        await bot.forward_message(CHAT.id, OLD.id, 101)
    server.chats.change(str(CHAT.id), refuse=ApiError(403, "Forbidden: bot was kicked"))
    with pytest.raises(Forbidden):
        await bot.send_message(CHAT.id, "x")
    with pytest.raises(Forbidden):
        await bot.get_chat(CHAT.id)
    server.chats.change(str(OLD.id), move_to=FORUM.id)
    with pytest.raises(ChatMigrated):
        await bot.send_message(OLD.id, "x")


async def test_what_people_do_is_heard_once_and_answered_once(server: TelegramServer, bot: Bot) -> None:
    server.say(ANN.id, 9, "/why 12", language="zh")
    sent = await bot.send_message(ANN.id, "x", reply_markup=MARKUP)
    server.press(ANN.id, sent.message_id, "u:1", 9)

    said, pressed = await bot.get_updates(timeout=1)
    assert said.message is not None
    assert said.message.from_user is not None
    assert (said.message.text, said.message.from_user.language_code) == ("/why 12", "zh")
    assert pressed.callback_query is not None
    assert await pressed.callback_query.answer("thanks")
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await pressed.callback_query.answer("again")

    assert await bot.get_updates(offset=pressed.update_id + 1, timeout=0) == ()
    assert server.updates.wait_until_heard()
    assert [(one.text, one.alert) for one in server.updates.answered] == [("thanks", False)]


async def test_a_second_poller_ends_the_first(server: TelegramServer, bot: Bot) -> None:
    answers: list[int] = []
    first = threading.Thread(
        target=lambda: answers.append(call(server, "getUpdates", timeout=20)[0]), daemon=True
    )
    first.start()
    assert server.updates.wait_for_poll()

    assert await bot.get_updates(timeout=0) == ()
    first.join(10)

    assert answers == [409]


async def test_who_is_who_and_what_may_be_asked(server: TelegramServer, bot: Bot) -> None:
    me = await bot.get_me()

    assert (await bot.get_chat_member(CHAT.id, me.id)).status == "administrator"
    assert (await bot.get_chat_member(CHAT.id, 5)).status == "member"
    assert await bot.set_my_commands([("status", "How it is")])
    assert [command.command for command in await bot.get_my_commands()] == ["status"]


def test_what_acts_behind_a_cut_connection_stands_there_later(server: TelegramServer) -> None:
    server.fail_next(BEHIND)

    with pytest.raises(ConnectionError):
        call(server, "sendMessage", chat_id=CHAT.id, text="x")

    assert server.wait_for_messages(1)


def test_a_message_of_somebody_else_cannot_be_edited(server: TelegramServer) -> None:
    number = server.say(CHAT.id, 9, "theirs")

    status, answer = call(server, "editMessageText", chat_id=CHAT.id, message_id=number, text="ours")

    assert (status, answer["description"]) == (400, "Bad Request: message can't be edited")
