"""The stand-in must refuse what Telegram refuses, or a wrong message of ours would pass every test."""

import json
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from telegram import Bot, LinkPreviewOptions
from telegram.error import BadRequest, RetryAfter
from telegram.request import HTTPXRequest

from tests.telegram_chats import CHAT, Chat
from tests.telegram_html import Entity, UnparsableError, parse
from tests.telegram_server import DROP_AFTER, LATE, TOKEN, Fault, TelegramServer

OTHER = Chat(id=-1009, title="Another")


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    with TelegramServer(chats=(CHAT, OTHER)) as started:
        yield started


@pytest.fixture
async def bot(server: TelegramServer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    request = HTTPXRequest(httpx_kwargs={"trust_env": False})
    yield Bot(TOKEN, base_url=f"{server.url}/bot", request=request, get_updates_request=request)
    await request.shutdown()


def call(server: TelegramServer, method: str, /, **parameters: object) -> tuple[int, Any]:
    """Call a method with JSON, as other clients do."""
    token = parameters.pop("token", TOKEN)
    request = urllib.request.Request(
        f"{server.url}/bot{token}/{method}",
        data=json.dumps(parameters).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.load(answer)["result"]
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def refusal(server: TelegramServer, **parameters: object) -> str:
    _, answer = call(server, "sendMessage", **{"chat_id": CHAT.id, "parse_mode": "HTML", **parameters})
    return str(answer["description"])


async def test_the_real_library_takes_every_answer(server: TelegramServer, bot: Bot) -> None:
    assert (await bot.get_me()).is_bot
    assert (await bot.get_chat(f"@{CHAT.username}")).id == CHAT.id
    sent = await bot.send_message(
        CHAT.id, "<b>one</b>", parse_mode="HTML", link_preview_options=LinkPreviewOptions(is_disabled=True)
    )
    assert (sent.message_id, sent.text, sent.entities[0].type) == (1, "one", "bold")
    edited = await bot.edit_message_text("two", chat_id=CHAT.id, message_id=1)
    assert not isinstance(edited, bool)
    assert edited.text == "two"
    copy = await bot.forward_message(OTHER.id, CHAT.id, 1)
    assert (copy.message_id, copy.text) == (1, "two")
    assert await bot.delete_message(OTHER.id, 1)

    assert [(message.text, message.edited, message.preview) for message in server.messages()] == [
        ("two", True, False)
    ]
    assert server.messages(OTHER.id) == ()


def test_ids_count_up_in_every_chat_and_are_never_given_twice(server: TelegramServer) -> None:
    for text in ("one", "two"):
        call(server, "sendMessage", chat_id=CHAT.id, text=text)
    call(server, "deleteMessage", chat_id=CHAT.id, message_id=2)
    call(server, "sendMessage", chat_id=f"@{CHAT.username}", text="three")
    call(server, "sendMessage", chat_id=OTHER.id, text="other")

    assert [message.id for message in server.messages()] == [1, 3]
    assert [message.id for message in server.messages(OTHER.id)] == [1]


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"text": ""}, "Bad Request: message text is empty"),
        ({"text": " \n\u200b"}, "Bad Request: text must be non-empty"),
        ({"text": "<b> </b>"}, "Bad Request: text must be non-empty"),
        ({"text": "x" * 4097}, "Bad Request: message is too long"),
        ({"text": "🟠" * 2049}, "Bad Request: message is too long"),
        ({"text": "<b>x</b> " * 101}, "Bad Request: too many entities, of which Telegram would drop some"),
        ({"text": "x", "parse_mode": "MarkdownV3"}, "Bad Request: unsupported parse_mode"),
        ({"text": "x", "chat_id": "@nowhere"}, "Bad Request: chat not found"),
        ({"text": "x", "chat_id": ""}, "Bad Request: chat_id is empty"),
        (
            {"text": "中<p>"},
            'Bad Request: can\'t parse entities: Unsupported start tag "p" at byte offset 3',
        ),
    ],
)
def test_a_wrong_message_is_refused(server: TelegramServer, parameters: dict[str, str], reason: str) -> None:
    assert refusal(server, **parameters) == reason
    assert server.messages() == ()


@pytest.mark.parametrize(
    "text", ["x" * 4096, "&amp;" * 4096, "🟠" * 2048, "<b>x</b> " * 100, "x" + " " * 5000]
)
def test_a_message_at_the_limit_is_taken(server: TelegramServer, text: str) -> None:
    status, _ = call(server, "sendMessage", chat_id=CHAT.id, text=text, parse_mode="HTML")

    assert status == 200


def test_without_a_parse_mode_tags_are_text(server: TelegramServer) -> None:
    call(server, "sendMessage", chat_id=CHAT.id, text="\n a <b>&amp;\t")

    assert server.texts() == ("a <b>&amp;",)


def test_styles_are_shown_where_they_are(server: TelegramServer) -> None:
    text = '\n🟠 <b>bold</b> <a href="https://e.org">link</a>'

    call(server, "sendMessage", chat_id=CHAT.id, text=text, parse_mode="HTML")

    (message,) = server.messages()
    assert message.text == "🟠 bold link"
    assert message.styled("bold") == ("bold",)
    assert (message.styled("text_link"), message.links) == (("link",), ("https://e.org",))


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ('<a "x">', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=", "Unclosed start tag at byte offset 0"),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href=x/y>t</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("&#xd83d;", "Text contains invalid Unicode characters after decoding HTML entities"),
    ],
)
def test_html_that_telegram_cannot_parse_is_refused_with_its_reason(source: str, reason: str) -> None:
    with pytest.raises(UnparsableError) as refused:
        parse(source)

    assert str(refused.value) == reason


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("&lt;&gt;&amp;&quot;&#39;&#x27;", "<>&\"''", ()),
        ("&nbsp;&#0;&amp", "&nbsp;&#0;&", ()),
        ("<B>x</b>", "x", (Entity("bold", 0, 1),)),
        ("<b>x</>", "x", (Entity("bold", 0, 1),)),
        ("<b></b>x", "x", ()),
        ('<span class="tg-spoiler">x</span>', "x", (Entity("spoiler", 0, 1),)),
        ("<blockquote expandable>x</blockquote>", "x", (Entity("expandable_blockquote", 0, 1),)),
        ("<blockquote>x</blockquote >", "x", (Entity("blockquote", 0, 1),)),
        ("🟠<a>e.org</a>", "🟠e.org", (Entity("text_link", 2, 5, "e.org"),)),
        ("<a href=e.org >x</a>", "x", (Entity("text_link", 0, 1, "e.org"),)),
        ('<a href="no address">x</a>', "x", ()),
        ("<a href='http://e.org/?a&amp;b&x'>x</a>", "x", (Entity("text_link", 0, 1, "http://e.org/?a&b&x"),)),
    ],
)
def test_html_that_telegram_takes_is_what_a_reader_sees(
    source: str, text: str, entities: tuple[Entity, ...]
) -> None:
    parsed = parse(source)

    assert (parsed.text, parsed.entities) == (text, entities)


@pytest.mark.parametrize(
    ("token", "status"), [("1234567890:AAwrong", 401), ("nonsense", 404), ("nonsense:x", 404)]
)
def test_a_wrong_token_is_refused(server: TelegramServer, token: str, status: int) -> None:
    assert call(server, "getMe", token=token)[0] == status


def test_an_unknown_method_is_not_found(server: TelegramServer) -> None:
    assert call(server, "sendPigeon")[0] == 404


@pytest.mark.parametrize(
    ("method", "parameters", "reason"),
    [
        ("editMessageText", {"chat_id": CHAT.id}, "message to edit not found"),
        ("deleteMessage", {"chat_id": CHAT.id}, "message to delete not found"),
        (
            "forwardMessage",
            {"chat_id": OTHER.id, "from_chat_id": CHAT.id},
            "message to forward not found",
        ),
    ],
)
def test_a_message_that_is_not_there_is_not_found(
    server: TelegramServer, method: str, parameters: dict[str, int], reason: str
) -> None:
    status, answer = call(server, method, text="x", message_id=7, **parameters)

    assert (status, answer["description"]) == (400, f"Bad Request: {reason}")


async def test_an_edit_that_changes_nothing_says_so(bot: Bot) -> None:
    await bot.send_message(CHAT.id, "one")

    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_text("one", chat_id=CHAT.id, message_id=1)


def test_more_messages_than_the_rate_allows_are_refused_until_the_minute_is_over() -> None:
    now = [100.0]
    with TelegramServer(per_minute=2, clock=lambda: now[0]) as server:
        statuses = [call(server, "sendMessage", chat_id=CHAT.id, text="x")[0] for _ in range(3)]
        refused = call(server, "sendMessage", chat_id=CHAT.id, text="x")[1]
        now[0] += 60
        later, _ = call(server, "sendMessage", chat_id=CHAT.id, text="x")

    assert statuses == [200, 200, 429]
    assert refused["parameters"] == {"retry_after": 61}
    assert later == 200


async def test_faults_meet_one_call_each_of_their_method(server: TelegramServer, bot: Bot) -> None:
    server.fail_next(Fault.too_many(3))

    await bot.get_me()
    with pytest.raises(RetryAfter):
        await bot.send_message(CHAT.id, "one")
    await bot.send_message(CHAT.id, "two")

    assert server.texts() == ("two",)
    assert [(seen.method, seen.status) for seen in server.calls] == [
        ("getMe", 200),
        ("sendMessage", 429),
        ("sendMessage", 200),
    ]
    assert server.calls[-1].parameters["text"] == "two"


def test_a_late_answer_comes_when_it_is_let_go(server: TelegramServer) -> None:
    server.fail_next(LATE)
    server.release()

    assert call(server, "sendMessage", chat_id=CHAT.id, text="x")[0] == 200


def test_a_dropped_answer_leaves_the_message_and_no_status(server: TelegramServer) -> None:
    server.fail_next(DROP_AFTER)

    with pytest.raises(ConnectionError):
        call(server, "sendMessage", chat_id=CHAT.id, text="x")

    assert server.wait_for_messages(1)
    assert server.wait_for_calls(1)
    assert not server.wait_for_messages(2, timeout=0)
    assert [seen.status for seen in server.calls] == [None]


def test_it_runs_by_hand_and_prints_what_a_reader_sees() -> None:
    command = [sys.executable, "-m", "tests.telegram_server", "--chat", "-77"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip().removeprefix("TELEGRAM_API_URL=")
        body = b"chat_id=-77&parse_mode=HTML&text=%3Cb%3Ebold%3C/b%3E"
        with urllib.request.urlopen(f"{url}/bot{TOKEN}/sendMessage", data=body, timeout=10) as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGINT)
        printed = process.stdout.read()

    assert "TELEGRAM_CHANNEL=-77" in printed
    assert "── message 1\nbold\n" in printed
    assert process.returncode == 0
