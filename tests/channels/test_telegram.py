import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import timedelta

import httpx
import pytest

from monitor.alerts.render import render_html
from monitor.channels.telegram import OFFICIAL_API, TelegramChannel, api_server
from monitor.model import Ambiguous, Migrated, NotSent, Outcome, Refused, Secret, Sent, Suspended
from tests.alerts.samples import summary
from tests.telegram_chats import CHAT, Chat
from tests.telegram_server import DROP_AFTER, DROP_BEFORE, GARBAGE, HANG, LATE, TOKEN, Fault, TelegramServer

GROUP = Chat(id=-42, title="A group", type="group")

Make = Callable[..., TelegramChannel]


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    with TelegramServer(chats=(CHAT, GROUP)) as started:
        yield started


@pytest.fixture
async def make(server: TelegramServer) -> AsyncIterator[Make]:
    made: list[TelegramChannel] = []

    def build(
        chat: str = str(CHAT.id),
        *,
        token: str = TOKEN,
        api_url: str = server.url,
        seconds: float = 20,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> TelegramChannel:
        channel = TelegramChannel(
            chat=chat,
            token=Secret(token),
            api_url=api_url,
            timeout=timedelta(seconds=seconds),
            transport=transport,
        )
        made.append(channel)
        return channel

    yield build
    for channel in made:
        await channel.close()


def send(
    channel: TelegramChannel,
    text: str = "<b>text</b>",
    *,
    plain: bool = False,
    silent: bool = False,
    chat: str | None = None,
) -> Awaitable[Outcome]:
    return channel.send(text, plain=plain, silent=silent, chat=chat)


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


def test_an_empty_token_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="set TELEGRAM_BOT_TOKEN"):
        TelegramChannel(chat="@chat", token=Secret(" \n"))


@pytest.mark.parametrize(
    ("written", "server"),
    [
        (None, OFFICIAL_API),
        (" ", OFFICIAL_API),
        ("http://127.0.0.1:8081", "http://127.0.0.1:8081"),
        ("http://127.0.0.1:8081/", "http://127.0.0.1:8081"),
        ("http://localhost:8081/bot", "http://localhost:8081"),
        ("https://example.org/telegram/bot/", "https://example.org/telegram"),
    ],
)
def test_a_server_may_be_written_in_several_ways(written: str | None, server: str) -> None:
    assert api_server(written) == server


@pytest.mark.parametrize(
    "written",
    [
        "127.0.0.1:8081",
        "ftp://127.0.0.1",
        "http://",
        "http://host:port",
        "http://host:0",
        "http://[::1",
        "http://h/?a=1",
        "http://h/{token}",
        f"http://127.0.0.1:8081/bot{TOKEN}",
    ],
)
def test_what_is_no_server_is_refused_with_the_mend_and_without_a_token(written: str) -> None:
    with pytest.raises(ValueError, match="write it like http") as refusal:
        api_server(written)

    assert TOKEN not in str(refusal.value)


async def test_a_server_elsewhere_is_reached_through_the_proxy_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, make: Make
) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")  # a port at which nothing listens

    assert isinstance(await send(make(api_url="http://bot-api.invalid")), NotSent)
    assert isinstance(await send(make()), Sent)
