import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from monitor.alerts.render import render_html
from monitor.channels.telegram import TelegramChannel
from monitor.channels.telegram_api import TelegramApi
from monitor.model import (
    Ambiguous,
    Button,
    Gone,
    Migrated,
    NotSent,
    Outcome,
    Post,
    Refused,
    Secret,
    Sent,
    Suspended,
)
from tests.alerts.samples import summary
from tests.telegram_chats import CHAT, Chat
from tests.telegram_server import DROP_AFTER, DROP_BEFORE, GARBAGE, HANG, LATE, TOKEN, Fault, TelegramServer

GROUP = Chat(id=-42, title="A group", type="group")
FORUM = Chat(id=-1005, title="A forum", type="supergroup", topics=frozenset({4}))
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))

Make = Callable[..., TelegramChannel]


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    with TelegramServer(chats=(CHAT, GROUP, FORUM)) as started:
        yield started


@pytest.fixture
async def make(server: TelegramServer) -> AsyncIterator[Make]:
    made: list[TelegramApi] = []

    def build(
        chat: str = str(CHAT.id),
        *,
        token: str = TOKEN,
        api_url: str = server.url,
        seconds: float = 20,
        transport: httpx.AsyncBaseTransport | None = None,
        thread: int | None = None,
    ) -> TelegramChannel:
        api = TelegramApi(
            token=Secret(token), api_url=api_url, timeout=timedelta(seconds=seconds), transport=transport
        )
        made.append(api)
        return TelegramChannel(api, chat=chat, thread=thread)

    yield build
    for api in made:
        await api.close()


def send(
    channel: TelegramChannel,
    text: str = "<b>text</b>",
    *,
    plain: bool = False,
    silent: bool = False,
    chat: str | None = None,
    **more: Any,
) -> Awaitable[Outcome]:
    return channel.send(Post(text=text, key="1:0", plain=plain, silent=silent, **more), chat=chat)


@pytest.mark.parametrize("chat", [str(CHAT.id), f"@{CHAT.username}", f" {CHAT.id}\n"])
async def test_a_message_stands_in_the_chat_under_the_id_that_is_returned(
    server: TelegramServer, make: Make, chat: str
) -> None:
    channel = make(chat)

    outcomes = [await send(channel, render_html(summary())), await send(channel, "two")]

    assert outcomes == [Sent(message_id=1), Sent(message_id=2)]
    first, second = server.messages()
    assert first.text.startswith("🟠 Pilot list · A title\n")
    assert first.styled("bold") == ("Pilot list", "National demonstration list")
    assert first.links == ("https://example.org/a",)
    assert not first.preview
    assert second.text == "two"


@pytest.mark.parametrize("silent", [True, False])
async def test_a_silent_message_makes_no_sound(server: TelegramServer, make: Make, silent: bool) -> None:
    await send(make(), silent=silent)

    assert [message.silent for message in server.messages()] == [silent]


async def test_plain_drops_the_markup_and_writes_addresses_out(server: TelegramServer, make: Make) -> None:
    await send(make(), '<b>R&amp;D</b> <a href="https://e.org">list</a>', plain=True)

    assert server.texts() == ("R&D list (https://e.org)",)


async def test_plain_text_at_the_limit_leaves_the_address_out(server: TelegramServer, make: Make) -> None:
    outcome = await send(make(), f'<a href="https://e.org">{"x" * 4096}</a>', plain=True)

    assert outcome == Sent(message_id=1)
    assert server.texts() == ("x" * 4096,)


async def test_a_chat_that_moved_is_sent_to_where_it_is(server: TelegramServer, make: Make) -> None:
    await send(make("@gone"), chat=str(GROUP.id))

    assert server.texts(GROUP.id) == ("text",)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault.too_many(17), NotSent(detail="", retry_after=timedelta(seconds=17))),
        (Fault.migrated(-1009), Migrated(chat="-1009")),
        (Fault(status=400, description="Bad Request: need administrator rights"), Suspended(detail="")),
        (Fault(status=401, description="Unauthorized"), Suspended(detail="")),
        (Fault(status=403, description="Forbidden: bot was kicked"), Suspended(detail="")),
        (Fault(status=404, description="Not Found"), Suspended(detail="")),
        (Fault(status=409, description="Conflict"), NotSent(detail="")),
        (Fault(status=429, description="Too Many Requests"), NotSent(detail="")),
        (Fault(status=500), Ambiguous(detail="")),
        (Fault(status=502, description="Bad Gateway"), Ambiguous(detail="")),
        (Fault(status=302, description="Found"), Ambiguous(detail="")),
        (DROP_BEFORE, Ambiguous(detail="")),
        (DROP_AFTER, Ambiguous(detail="")),
        (GARBAGE, Ambiguous(detail="")),
    ],
    ids=lambda value: f"{value.status} {value.kind}" if isinstance(value, Fault) else "",
)
async def test_every_fault_becomes_its_outcome(
    server: TelegramServer, make: Make, fault: Fault, expected: Outcome
) -> None:
    server.fail_next(fault)
    channel = make()

    outcome = await send(channel)

    assert type(outcome) is type(expected)
    assert getattr(outcome, "retry_after", None) == getattr(expected, "retry_after", None)
    assert getattr(outcome, "chat", None) == getattr(expected, "chat", None)
    assert isinstance(await send(channel), Sent)  # the next one goes through


@pytest.mark.parametrize(("fault", "standing"), [(HANG, 0), (LATE, 1)])
async def test_an_answer_that_does_not_come_in_time_leaves_it_open(
    server: TelegramServer, make: Make, fault: Fault, standing: int
) -> None:
    server.fail_next(fault)

    outcome = await send(make(seconds=0.3))

    assert isinstance(outcome, Ambiguous)
    assert len(server.messages()) == standing


async def test_a_whole_call_is_bounded_in_time(make: Make) -> None:
    async def trickle(request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    outcome = await send(make(seconds=0.05, transport=httpx.MockTransport(trickle)))

    assert outcome == Ambiguous(detail="no answer from Telegram within 0.05 s")


async def test_a_cancelled_send_is_cancelled(server: TelegramServer, make: Make) -> None:
    server.fail_next(HANG)
    sending = asyncio.ensure_future(send(make()))
    await asyncio.to_thread(server.wait_for_calls, 1)

    sending.cancel()

    with pytest.raises(asyncio.CancelledError):
        await sending


async def test_nothing_is_sent_where_nobody_listens(make: Make) -> None:
    outcome = await send(make(api_url="http://127.0.0.1:1"))  # a port at which nothing listens

    assert isinstance(outcome, NotSent)
    assert outcome.detail.startswith("no connection to Telegram: ConnectError")


async def test_an_unknown_chat_suspends_and_says_what_to_do(make: Make) -> None:
    outcome = await send(make("@nowhere"))

    assert outcome == Suspended(
        detail="Telegram finds no chat @nowhere for this bot: check the id or @name, and add the bot to it"
        " (Chat not found)"
    )


async def test_a_wrong_token_suspends_and_is_not_named(make: Make) -> None:
    outcome = await send(make(token="999999:wrong_wrong_wrong_wrong"))

    assert outcome == Suspended(detail="the bot token is refused: check TELEGRAM_BOT_TOKEN (Unauthorized)")


async def test_a_token_that_makes_no_address_suspends_and_is_not_named(make: Make) -> None:
    outcome = await send(make(token="canary\x01canary"))

    assert isinstance(outcome, Suspended)
    assert "canary" not in outcome.detail


async def test_no_detail_holds_the_token(server: TelegramServer, make: Make) -> None:
    server.fail_next(Fault(status=400, description=f"Bad Request: no /bot{TOKEN}/x"))

    outcome = await send(make())

    assert outcome == Refused(detail="No /bot***/x")


@pytest.mark.parametrize(
    ("text", "is_markup"), [("<p>text</p>", True), ("a < b", True), ("x" * 4097, False), (" \n ", False)]
)
async def test_a_text_that_telegram_never_takes_is_refused(make: Make, text: str, is_markup: bool) -> None:
    outcome = await send(make(), text)

    assert isinstance(outcome, Refused)
    assert outcome.markup is is_markup


async def test_a_check_of_a_good_token_and_chat_finds_nothing(server: TelegramServer, make: Make) -> None:
    assert await make().check() is None
    assert [call.method for call in server.calls] == ["getMe", "getChat"]
    assert server.messages() == ()


async def test_a_check_tells_a_bad_token_from_a_bad_chat(make: Make) -> None:
    token = await make(token="999999:wrong_wrong_wrong_wrong").check()
    chat = await make("@nowhere").check()

    assert isinstance(token, Suspended)
    assert token.detail.startswith("the bot token is refused")
    assert isinstance(chat, Suspended)
    assert chat.detail.startswith("Telegram finds no chat @nowhere")


async def test_a_server_elsewhere_is_reached_through_the_proxy_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, make: Make
) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")  # a port at which nothing listens

    assert isinstance(await send(make(api_url="http://bot-api.invalid")), NotSent)
    assert isinstance(await send(make()), Sent)


async def test_a_picture_goes_with_its_caption(server: TelegramServer, make: Make) -> None:
    outcome = await send(make(), "<b>week</b>", picture=PNG)

    assert outcome == Sent(message_id=1)
    (message,) = server.messages()
    assert (message.text, message.picture) == ("week", PNG)


async def test_a_plain_caption_keeps_to_the_limit_of_captions(server: TelegramServer, make: Make) -> None:
    text = f'<a href="https://e.org">{"x" * 1024}</a>'

    await send(make(), text, picture=PNG, plain=True)

    assert server.texts() == ("x" * 1024,)


async def test_a_topic_gets_its_own(server: TelegramServer, make: Make) -> None:
    await send(make(str(FORUM.id), thread=4))

    assert [message.thread for message in server.messages(FORUM.id)] == [4]


@pytest.mark.parametrize("thread", [4, 5])
async def test_a_topic_that_is_closed_or_unknown_suspends_and_says_the_mend(
    server: TelegramServer, make: Make, thread: int
) -> None:
    server.chats.change(str(FORUM.id), close=4)

    outcome = await send(make(str(FORUM.id), thread=thread))

    assert isinstance(outcome, Suspended)
    assert "reopen it, or name another by `thread:`" in outcome.detail
    assert not outcome.left


async def test_a_reply_stands_beneath_its_message_or_by_itself(server: TelegramServer, make: Make) -> None:
    channel = make()
    await send(channel, "first")

    await send(channel, "beneath", reply_to=1)
    server.chats.change(str(CHAT.id), delete=1)
    await send(channel, "alone", reply_to=1)

    assert [(message.text, message.reply_to) for message in server.messages()] == [
        ("beneath", 1),
        ("alone", None),
    ]


async def test_buttons_stand_in_their_rows(server: TelegramServer, make: Make) -> None:
    rows = ((Button(text="Useful", data="u:1"),), (Button(text="Open", url="https://example.org/a"),))

    await send(make(), buttons=rows)

    (message,) = server.messages()
    assert [[key.text for key in row] for row in message.buttons] == [["Useful"], ["Open"]]


async def test_a_button_that_telegram_refuses_is_left_out_of_the_plain_text(
    server: TelegramServer, make: Make
) -> None:
    rows = (
        (
            Button(text="Useful", data="u:1"),
            Button(text="Open", url="https://nowhere"),
        ),
    )
    channel = make()

    refused = await send(channel, buttons=rows)
    outcome = await send(channel, buttons=rows, plain=True)

    assert isinstance(refused, Refused)
    assert refused.markup
    assert outcome == Sent(message_id=1)
    assert [[key.text for key in row] for row in server.messages()[0].buttons] == [["Useful"]]


def post(text: str, **more: Any) -> Post:
    return Post(text=text, key="2:0", **more)


async def test_an_edit_changes_the_message_and_saying_it_again_is_as_good(
    server: TelegramServer, make: Make
) -> None:
    channel = make()
    await send(channel, "old")

    outcomes = [await channel.edit(1, post("<i>new</i>"), chat=None) for _ in range(2)]

    assert outcomes == [Sent(message_id=1)] * 2
    assert [(message.text, message.edited) for message in server.messages()] == [("new", True)]


async def test_an_edit_of_a_picture_changes_its_caption(server: TelegramServer, make: Make) -> None:
    channel = make()
    await send(channel, "old", picture=PNG)

    outcome = await channel.edit(1, post("new", picture=PNG), chat=None)

    assert outcome == Sent(message_id=1)
    assert server.texts() == ("new",)


async def test_an_edit_of_what_was_deleted_or_cannot_be_changed_says_so(
    server: TelegramServer, make: Make
) -> None:
    channel = make()
    await send(channel, "one")
    await send(channel, "two")
    server.chats.change(str(CHAT.id), delete=1, freeze=2)

    gone, stands = [await channel.edit(number, post("new"), chat=None) for number in (1, 2)]

    assert gone == Gone(detail="Message to edit not found")
    assert stands == Gone(detail="Message can't be edited", stands=True)


async def test_who_shuts_us_out_has_left(server: TelegramServer, make: Make) -> None:
    server.fail_next(Fault(status=403, description="Forbidden: bot was blocked by the user"))

    outcome = await send(make())

    assert isinstance(outcome, Suspended)
    assert outcome.left
