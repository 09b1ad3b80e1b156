from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest

from monitor.channels.telegram import TelegramChannel
from monitor.channels.telegram_api import TelegramApi
from monitor.channels.telegram_lookout import TelegramLookout, letters
from monitor.model import Absent, Blind, NotSent, Post, Secret, Sent, Unseen
from tests.telegram_chats import CHAT, Chat, Message
from tests.telegram_rules import PNG, ApiError
from tests.telegram_server import DROP_AFTER, DROP_BEFORE, GARBAGE, TOKEN, Fault, TelegramServer

OPS = Chat(id=99, type="private", title="Operator")
GROUP = Chat(id=-42, title="A group", type="group")
NAMED_GROUP = Chat(id=-43, username="named_group", type="group")
SECRET = Chat(id=-1007, title="Protected", is_protected=True)
OLD = Chat(id=-1008, title="Long there", before=5000)

HTML = '<b>List</b> &amp; <a href="https://e.org">more</a>'


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    with TelegramServer(chats=(CHAT, OPS, GROUP, NAMED_GROUP, SECRET, OLD)) as started:
        yield started


@pytest.fixture
async def api(server: TelegramServer) -> AsyncIterator[TelegramApi]:
    made = TelegramApi(token=Secret(TOKEN), api_url=server.url, timeout=timedelta(seconds=5))
    yield made
    await made.close()


def post(text: str = HTML, *, picture: bytes | None = None, plain: bool = False) -> Post:
    return Post(text=text, key="1:0", picture=picture, plain=plain)


def lookout(api: TelegramApi, ops_chat: str = str(OPS.id)) -> TelegramLookout:
    return TelegramLookout(api, ops_chat=ops_chat)


async def put(api: TelegramApi, made: Post, chat: Chat = CHAT) -> None:
    assert isinstance(await TelegramChannel(api, chat=str(chat.id)).send(made, chat=None), Sent)


def others(server: TelegramServer, count: int, chat: Chat = CHAT) -> None:
    for _ in range(count):
        server.chats.write(str(chat.id), Message(id=0, chat=0, text="theirs", person=7))


@pytest.mark.parametrize(
    "made", [post(), post(picture=PNG + b"x"), post(plain=True), post("中文 \n\n <i>名单</i>\t")]
)
async def test_what_stands_there_is_found_and_its_copy_taken_away(
    server: TelegramServer, api: TelegramApi, made: Post
) -> None:
    await put(api, post("earlier"))
    others(server, 2)
    await put(api, made)

    assert await lookout(api).look(made, after=1, chat=str(CHAT.id)) == Sent(message_id=4)
    assert server.messages(OPS.id) == ()
    assert len(server.messages()) == 4
    forwards = [call for call in server.calls if call.method == "forwardMessage"]
    assert all(call.parameters["disable_notification"] == "true" for call in forwards)


async def test_what_does_not_stand_there_is_absent_and_the_last_id_learnt(
    server: TelegramServer, api: TelegramApi
) -> None:
    others(server, 3)

    assert await lookout(api).look(post(), after=0, chat=f"@{CHAT.username}") == Absent(last_id=3)


async def test_gaps_that_deleted_messages_leave_are_looked_over(
    server: TelegramServer, api: TelegramApi
) -> None:
    others(server, 9)
    for number in range(1, 10):
        server.chats.change(str(CHAT.id), delete=number)
    await put(api, post())

    assert await lookout(api).look(post(), after=0, chat=str(CHAT.id)) == Sent(message_id=10)


async def test_a_long_way_is_gone_in_several_goes(server: TelegramServer, api: TelegramApi) -> None:
    others(server, 30)
    await put(api, post())

    first = await lookout(api).look(post(), after=0, chat=str(CHAT.id))

    assert first == Unseen(last_id=20)
    assert await lookout(api).look(post(), after=20, chat=str(CHAT.id)) == Sent(message_id=31)


async def test_a_chat_of_which_nothing_is_known_and_that_is_long_is_not_gone_through(
    server: TelegramServer, api: TelegramApi
) -> None:
    others(server, 205)
    await put(api, post())

    sighting = await lookout(api).look(post(), after=0, chat=str(CHAT.id))

    assert sighting == Blind(detail="how far the ids of the chat have come is not known yet")
    assert sum(call.method == "forwardMessage" for call in server.calls) == 1
    assert await lookout(api).look(post(), after=204, chat=str(CHAT.id)) == Sent(message_id=206)


async def test_what_was_there_before_us_is_not_looked_at(server: TelegramServer, api: TelegramApi) -> None:
    await put(api, post("first"), OLD)
    await put(api, post(), OLD)

    assert await lookout(api).look(post(), after=5001, chat=str(OLD.id)) == Sent(message_id=5002)
    assert sum(call.method == "forwardMessage" for call in server.calls) == 1


@pytest.mark.parametrize(
    ("chat", "said"),
    [(str(GROUP.id), "a group chat"), ("@named_group", "a group chat"), (str(SECRET.id), "protected")],
)
async def test_chats_into_which_nobody_can_look_say_so(api: TelegramApi, chat: str, said: str) -> None:
    sighting = await lookout(api).look(post(), after=0, chat=chat)

    assert isinstance(sighting, Blind)
    assert said in sighting.detail


async def test_an_operators_chat_that_is_not_there_makes_blind(
    server: TelegramServer, api: TelegramApi
) -> None:
    others(server, 1)

    sighting = await lookout(api, "-77").look(post(), after=0, chat=str(CHAT.id))

    assert isinstance(sighting, Blind)
    assert "the operators' chat cannot be used" in sighting.detail


async def test_an_operators_chat_that_moved_is_named(server: TelegramServer, api: TelegramApi) -> None:
    others(server, 1)
    server.chats.change(str(OPS.id), move_to=-1001)

    sighting = await lookout(api).look(post(), after=0, chat=str(CHAT.id))

    assert isinstance(sighting, Blind)
    assert "set `ops_chat` to it" in sighting.detail


@pytest.mark.parametrize("after", [0, 1])
@pytest.mark.parametrize("fault", [DROP_BEFORE, DROP_AFTER, Fault.too_many(7)])
async def test_a_look_that_is_cut_off_is_for_later(
    server: TelegramServer, api: TelegramApi, fault: Fault, after: int
) -> None:
    others(server, 2)
    server.fail_next(fault, method="forwardMessage")

    assert isinstance(await lookout(api).look(post(), after=after, chat=str(CHAT.id)), NotSent)

    server.fail_next(fault, method="getChat")
    assert isinstance(await lookout(api).look(post(), after=after, chat=str(CHAT.id)), NotSent)


@pytest.mark.parametrize("after", [0, 2])
async def test_an_answer_that_nobody_can_read_is_no_refusal(
    server: TelegramServer, api: TelegramApi, after: int
) -> None:
    others(server, 2)
    server.fail_next(GARBAGE, method="forwardMessage")

    assert isinstance(await lookout(api).look(post(), after=after, chat=str(CHAT.id)), NotSent)


async def test_what_was_seen_before_a_look_was_cut_off_is_not_looked_at_again(
    server: TelegramServer, api: TelegramApi
) -> None:
    others(server, 2)
    server.fail_next(DROP_BEFORE, method="deleteMessage")
    server.chance = lambda method: (
        DROP_BEFORE if method == "forwardMessage" and len(server.messages(OPS.id)) else None
    )

    assert await lookout(api).look(post(), after=0, chat=str(CHAT.id)) == Unseen(last_id=1)


async def test_a_chat_that_shut_us_out_is_asked_again_later(server: TelegramServer, api: TelegramApi) -> None:
    server.chats.change(str(CHAT.id), refuse=ApiError(403, "Forbidden: bot was kicked"))

    assert isinstance(await lookout(api).look(post(), after=0, chat=str(CHAT.id)), NotSent)


async def test_what_cannot_be_forwarded_is_somebody_elses(server: TelegramServer, api: TelegramApi) -> None:
    others(server, 2)
    await put(api, post())
    service = Fault(status=400, description="Bad Request: message can't be forwarded")
    server.fail_next(service, method="forwardMessage")

    assert await lookout(api).look(post(), after=1, chat=str(CHAT.id)) == Sent(message_id=3)


@pytest.mark.parametrize(
    ("chat", "can"),
    [("-1001", True), ("@name", True), (" @name ", True), ("99", False), ("-42", False), ("", False)],
)
def test_only_channels_and_supergroups_count_their_ids(api: TelegramApi, chat: str, can: bool) -> None:
    assert lookout(api).can_look(chat) is can


def test_white_space_and_marks_do_not_tell_texts_apart() -> None:
    assert letters(" a\u200b b\n\u2028c\ufe0f ") == letters("abc")
    assert letters("ab") != letters("ac")
