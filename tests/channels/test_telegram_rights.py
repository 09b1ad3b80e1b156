import json
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from monitor.channels.telegram_api import TelegramApi
from monitor.channels.telegram_rights import Rights, look
from monitor.model import Secret
from tests.telegram_messages import CHAT, FULL, RIGHTS
from tests.telegram_rules import ApiError
from tests.telegram_server import TOKEN, TelegramServer

BOT = {"id": 1234567890, "is_bot": True, "first_name": "Stand-in", "username": "a_bot"}
KNOWN = (
    "the token is good: the bot is @a_bot",
    "the chat is known: Policy watch (channel, -1001234567890)",
)


async def looked(
    *,
    chat: Mapping[str, Any] | None = None,
    member: Mapping[str, Any] | None = None,
    thread: int | None = None,
) -> Rights:
    """Look where Telegram answers so."""
    answers: dict[str, Mapping[str, Any]] = {
        "getme": BOT,
        "getchat": {**CHAT.json, **FULL, **(chat or {})},
        "getchatmember": {"status": "administrator", "user": BOT, **RIGHTS, **(member or {})},
    }

    def answer(request: httpx.Request) -> httpx.Response:
        method = request.url.path.rpartition("/")[2].lower()
        return httpx.Response(200, content=json.dumps({"ok": True, "result": answers[method]}))

    api = TelegramApi(token=Secret(TOKEN), transport=httpx.MockTransport(answer))
    try:
        return await look(api, chat=str(CHAT.id), thread=thread)
    finally:
        await api.close()


async def asked(server: TelegramServer, *, token: str = TOKEN, chat: str = str(CHAT.id)) -> Rights:
    api = TelegramApi(token=Secret(token), api_url=server.url)
    try:
        return await look(api, chat=chat, thread=None)
    finally:
        await api.close()


async def test_where_all_is_well_there_are_facts_and_no_problem() -> None:
    with TelegramServer() as server:
        rights = await asked(server)

    assert rights == Rights(facts=(*KNOWN, "the bot there is: administrator"), problems=rights.problems)
    assert rights.facts[:2] == KNOWN


async def test_a_token_nobody_knows_is_told_and_not_shown() -> None:
    with TelegramServer() as server:
        rights = await asked(server, token="999:AAAnotherTokenThatNobodyKnows-00000")

    assert rights.facts == ()
    assert "check TELEGRAM_BOT_TOKEN" in rights.problems[0]
    assert "AAAnother" not in str(rights)


async def test_a_chat_that_is_not_there_is_told() -> None:
    with TelegramServer() as server:
        rights = await asked(server, chat="-100999")

    assert rights.facts == KNOWN[:1]
    assert "Telegram finds no chat -100999 for this bot" in rights.problems[0]


async def test_a_chat_that_threw_the_bot_out_is_told() -> None:
    with TelegramServer() as server:
        server.chats.change(
            str(CHAT.id), refuse=ApiError(403, "Forbidden: bot was kicked from the channel chat")
        )
        rights = await asked(server)

    assert "the bot may not post in" in rights.problems[0]


@pytest.mark.parametrize(
    ("chat", "member", "thread", "problems"),
    [
        ({}, {"can_post_messages": True}, None, ()),
        (
            {},
            {"can_post_messages": False},
            None,
            ("the bot may not post messages in Policy watch: give it that right",),
        ),
        ({}, {"status": "creator", "is_anonymous": False}, None, ()),
        (
            {},
            {"status": "member"},
            None,
            ("the bot is no administrator of Policy watch: make it one who may post messages",),
        ),
        ({}, {"status": "left"}, None, ("the bot is not in Policy watch: add it",)),
        (
            {},
            {"status": "kicked", "until_date": 0},
            None,
            ("the bot is not in Policy watch: add it",),
        ),
        ({"type": "supergroup"}, {"status": "member"}, None, ()),
        (
            {"type": "supergroup", "permissions": {"can_send_messages": False}},
            {"status": "member"},
            None,
            ("members may not write in Policy watch: make the bot an administrator",),
        ),
        (
            {"type": "supergroup", "permissions": {"can_send_messages": True}},
            {"status": "member"},
            42,
            ("Policy watch has no topics: remove thread: 42, or switch topics on",),
        ),
        ({"type": "supergroup", "is_forum": True}, {"can_post_messages": None}, 42, ()),
    ],
)
async def test_what_the_bot_may_not_do_there_has_its_mend(
    chat: Mapping[str, Any], member: Mapping[str, Any], thread: int | None, problems: tuple[str, ...]
) -> None:
    assert (await looked(chat=chat, member=member, thread=thread)).problems == problems


RESTRICTED = dict.fromkeys(
    (
        "is_member",
        "can_change_info",
        "can_invite_users",
        "can_pin_messages",
        "can_send_messages",
        "can_send_polls",
        "can_send_other_messages",
        "can_add_web_page_previews",
        "can_manage_topics",
        "can_send_audios",
        "can_send_documents",
        "can_send_photos",
        "can_send_videos",
        "can_send_video_notes",
        "can_send_voice_notes",
        "can_edit_tag",
        "can_react_to_messages",
    ),
    False,
)


async def test_a_restricted_bot_is_told() -> None:
    rights = await looked(
        chat={"type": "supergroup"}, member={"status": "restricted", "until_date": 0, **RESTRICTED}
    )

    assert rights.problems == ("the bot may not write in Policy watch: lift its restriction",)


async def test_a_channel_that_hides_its_members_says_so_itself() -> None:
    answers: dict[str, tuple[int, Mapping[str, Any]]] = {
        "getme": (200, {"ok": True, "result": BOT}),
        "getchat": (200, {"ok": True, "result": {**CHAT.json, **FULL}}),
        "getchatmember": (
            400,
            {"ok": False, "error_code": 400, "description": "Bad Request: member list is inaccessible"},
        ),
    }

    def answer(request: httpx.Request) -> httpx.Response:
        status, body = answers[request.url.path.rpartition("/")[2].lower()]
        return httpx.Response(status, content=json.dumps(body))

    api = TelegramApi(token=Secret(TOKEN), transport=httpx.MockTransport(answer))
    rights = await look(api, chat=str(CHAT.id), thread=None)

    assert rights.facts == KNOWN
    assert "ember list is inaccessible" in rights.problems[0]


async def test_a_chat_that_has_moved_names_its_new_number() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.lower().endswith("getme"):
            return httpx.Response(200, content=json.dumps({"ok": True, "result": BOT}))
        body = {
            "ok": False,
            "error_code": 400,
            "description": "Bad Request: group chat was upgraded to a supergroup chat",
            "parameters": {"migrate_to_chat_id": -100777},
        }
        return httpx.Response(400, content=json.dumps(body))

    api = TelegramApi(token=Secret(TOKEN), transport=httpx.MockTransport(answer))
    rights = await look(api, chat="-5", thread=None)

    assert rights.problems == ("the chat has moved: write chat: -100777",)
