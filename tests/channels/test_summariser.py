import asyncio
import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest

from monitor.channels.summariser import Summariser, read
from monitor.fetch.posting import Poster
from monitor.model import Answered, PostEnd, Secret, Summarised, SummariserConfig, Unanswered
from tests.alerts.samples import CHINESE, lay_out, names_in

LAYOUT = lay_out(CHINESE)
CONFIG = SummariserConfig(
    url="http://127.0.0.1:9/v1", model="a-model", key=Secret("k-123456"), timeout=timedelta(seconds=5)
)
GOOD = "- 42 projects were named.\n2. By 2028 the share must exceed 60%."


def answer(content: object) -> bytes:
    return json.dumps({"choices": [{"message": {"content": content}}]}).encode()


class Server:
    """Answers as told, and takes down what it is asked."""

    def __init__(self, *ends: PostEnd | bytes | float) -> None:
        self.ends = list(ends)
        self.asked: list[tuple[str, dict[str, str], dict[str, Any]]] = []

    async def __call__(self, url: str, headers: Sequence[tuple[str, str]], content: bytes) -> PostEnd:
        self.asked.append((url, dict(headers), json.loads(content)))
        end = self.ends.pop(0)
        if isinstance(end, float):
            await asyncio.sleep(end)
            return Answered(status=200)
        return Answered(status=200, body=end) if isinstance(end, bytes) else end


async def ask(summariser: Summariser, version: int = 1, language: str | None = "en") -> Summarised | None:
    return await summariser.of(version, LAYOUT, language=language, named=names_in(LAYOUT.text), find=names_in)


def made(server: Server, clock: Callable[[], float] = lambda: 100.0, **changes: Any) -> Summariser:
    config = SummariserConfig(**{"url": CONFIG.url, "model": CONFIG.model, "key": CONFIG.key, **changes})
    return Summariser(config, post=server, clock=clock)


async def test_an_answer_that_says_only_what_the_text_says_is_used() -> None:
    server = Server(answer(GOOD))

    told = await ask(made(server))

    assert told == Summarised(
        model="a-model", lines=("42 projects were named.", "By 2028 the share must exceed 60%.")
    )
    ((url, headers, body),) = server.asked
    assert url == "http://127.0.0.1:9/v1/chat/completions"
    assert headers == {"Authorization": "Bearer k-123456"}
    assert body["model"] == "a-model"
    assert body["messages"][1]["content"] == LAYOUT.text
    assert "English" in body["messages"][0]["content"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("43 projects were named.", id="a number of its own"),
        pytest.param("Tesla takes part.", id="a name of its own"),
        pytest.param("42 projects.\n" * 4, id="too many lines"),
        pytest.param("so it goes " * 40, id="a line too long"),
        pytest.param("共42个项目入选", id="another language"),
        pytest.param("", id="nothing"),
        pytest.param(7, id="no text"),
    ],
)
async def test_an_answer_that_does_not_is_left(content: object) -> None:
    assert await ask(made(Server(answer(content)))) is None


async def test_an_answer_for_chinese_readers_is_chinese() -> None:
    server = Server(answer("42 projects."), answer("共42个项目入选。"))
    summariser = made(server)

    assert await ask(summariser, 1, "zh") is None
    assert await ask(summariser, 2, "zh-Hans") == Summarised(model="a-model", lines=("共42个项目入选。",))
    assert "Simplified Chinese" in server.asked[0][2]["messages"][0]["content"]


async def test_each_is_asked_once_for_a_version_and_a_language() -> None:
    server = Server(answer(GOOD), answer("43 projects"), answer(GOOD))
    summariser = made(server)

    first, again = await asyncio.gather(ask(summariser), ask(summariser))
    refused = [await ask(summariser, 2) for _ in range(2)]
    other = await ask(summariser, 1, None)

    assert first == again is not None
    assert refused == [None, None]
    assert other is not None
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(Unanswered(detail="refused"), id="nobody there"),
        pytest.param(Answered(status=500, line="no model"), id="an error"),
        pytest.param(5.0, id="too slow"),
    ],
)
async def test_after_a_failure_no_alert_waits_for_a_while(end: PostEnd | float) -> None:
    now = [100.0]
    server = Server(end, answer(GOOD))
    summariser = made(server, lambda: now[0], timeout=timedelta(milliseconds=20))

    assert await ask(summariser, 1) is None
    assert await ask(summariser, 2) is None
    now[0] += 61
    assert await ask(summariser, 2) is not None
    assert len(server.asked) == 2
    await summariser.close()


async def test_one_who_gives_up_does_not_take_the_answer_from_another() -> None:
    summariser = made(Server(answer(GOOD)))
    impatient = asyncio.create_task(ask(summariser))
    await asyncio.sleep(0)

    impatient.cancel()

    assert await ask(summariser) is not None


async def test_an_answer_that_is_forgotten_is_asked_for_again() -> None:
    server = Server(*[answer(GOOD)] * 502)
    summariser = made(server, key=None)
    for version in range(501):
        await ask(summariser, version)

    await ask(summariser, 0)

    assert len(server.asked) == 502
    assert server.asked[0][1] == {}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"choices": []}',
        b'{"choices": [{"message": {}}]}',
        b'{"choices": [{"message": null}]}',
    ],
)
def test_what_is_no_answer_has_no_lines(body: bytes) -> None:
    assert read(body) == ()


def test_what_a_model_thinks_aloud_is_left_out() -> None:
    assert read(answer("<think>Hm.\n43?</think>\n\n* One.\n• Two.\n")) == ("One.", "Two.")


async def test_a_server_is_asked_over_a_real_connection() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = answer(GOOD)
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        config = SummariserConfig(url=f"http://127.0.0.1:{port}/v1/chat/completions", model="a-model")
        poster = Poster(user_agent="test", body=100_000)
        told = await ask(Summariser(config, post=poster.post))

    assert told is not None
    assert told.lines[0] == "42 projects were named."
