"""The sign of life, over a real socket to a server that stands for the service."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from monitor.channels.redact import Redactor
from monitor.errors import StoreError
from monitor.fetch.addresses import Allowed
from monitor.fetch.posting import Poster
from monitor.model import PostEnd, Secret
from monitor.model.watching import HeartbeatConfig, Method
from monitor.watch.heartbeat import Heartbeat, failing
from monitor.web.health import Health
from tests.fetch.raw_server import RawServer, reply

WELL = Health(is_well=True)
ILL = Health(is_well=False, told=("channel desk: kicked", "no tick for 20 s"))
STARTING = Health(is_well=False, told=("it is starting",), is_starting=True)
LOOPBACK = frozenset({"127.0.0.1"})


def heart(
    url: str,
    *healths: Health,
    method: Method = Method.POST,
    allowed: frozenset[str] = LOOPBACK,
    health: Callable[[], Health] | None = None,
) -> Heartbeat:
    """Return a heart whose health is what is given, in turn, and the last again and again."""
    given: Iterator[Health] = iter(healths)
    last = healths[-1] if healths else WELL
    return Heartbeat(
        HeartbeatConfig(url=Secret(url), every=timedelta(milliseconds=10), method=method),
        poster=Poster(user_agent="monitor/1", seconds=5.0, allowed=Allowed.parse(allowed)),
        health=health or (lambda: next(given, last)),
        redact=Redactor((Secret("kicked"),)).redact,
        version="1.2.3",
    )


async def beat(heartbeat: Heartbeat, is_over: Callable[[], bool]) -> None:
    """Let it beat until something outside is so."""
    stop = asyncio.Event()
    running = asyncio.create_task(heartbeat.run(stop))
    async with asyncio.timeout(20):
        while not is_over():  # noqa: ASYNC110  the server tells nobody
            await asyncio.sleep(0.005)
    stop.set()
    await running


async def test_while_all_is_well_the_address_is_called_again_and_again() -> None:
    async with RawServer(lambda _: reply(b"OK")) as server:
        await beat(heart(server.url("/ping/0d2f")), lambda: len(server.got) >= 3)

    assert {(got.method, got.path) for got in server.got} == {("POST", "/ping/0d2f")}
    assert server.got[0].body == b'{"well": true, "told": "", "version": "1.2.3"}'


async def test_what_is_wrong_is_said_at_the_address_for_that_without_secrets() -> None:
    async with RawServer(lambda _: reply(b"OK")) as server:
        await beat(heart(server.url("/ping/0d2f?rid=1"), ILL), lambda: bool(server.got))

    assert server.got[0].path == "/ping/0d2f/fail?rid=1"
    assert server.got[0].body == (
        b'{"well": false, "told": "channel desk: ***\\nno tick for 20 s", "version": "1.2.3"}'
    )


async def test_a_service_that_takes_nothing_else_is_asked_for_a_page() -> None:
    async with RawServer(lambda _: reply(b"OK")) as server:
        await beat(heart(server.url("/push"), method=Method.GET), lambda: bool(server.got))

    assert (server.got[0].method, server.got[0].body) == ("GET", b"")


async def test_a_program_that_starts_says_nothing_yet() -> None:
    asked: list[Health] = []

    def health() -> Health:
        asked.append(STARTING)
        return STARTING

    async with RawServer(lambda _: reply()) as server:
        await beat(heart(server.url(), health=health), lambda: bool(asked))

    assert server.got == []


async def test_that_it_is_not_heard_and_heard_again_is_said_once_each() -> None:
    statuses = [500, 500, 500, 200]

    def answer(_: object) -> bytes:
        return reply(b"no such check", status=statuses.pop(0) if len(statuses) > 1 else statuses[0])

    with capture_logs() as logged:
        async with RawServer(answer) as server:
            await beat(heart(server.url()), lambda: len(server.got) >= 6)

    assert [(line["event"], line.get("reason")) for line in logged] == [
        ("heartbeat is not heard", "500 no such check"),
        ("heartbeat is heard again", None),
    ]


async def test_a_private_address_is_refused_unless_it_is_allowed_by_name() -> None:
    with capture_logs() as logged:
        async with RawServer(lambda _: reply()) as server:
            await beat(heart(server.url("/secret-key"), allowed=frozenset()), lambda: bool(logged))

    assert server.got == []
    assert "fetch.allow_private" in logged[0]["reason"]
    assert "secret-key" not in logged[0]["reason"]


async def test_a_defect_in_finding_out_how_it_goes_does_not_end_it() -> None:
    healths: list[Health | Exception] = [StoreError("gone"), WELL]

    def health() -> Health:
        found = healths.pop(0) if len(healths) > 1 else healths[0]
        if isinstance(found, Exception):
            raise found
        return found

    with capture_logs() as logged:
        async with RawServer(lambda _: reply()) as server:
            await beat(heart(server.url(), health=health), lambda: bool(server.got))

    assert [line["event"] for line in logged] == ["a heartbeat failed on a defect, the next one is tried"]


class Hanging:
    """A service that takes every call and answers none."""

    calls = 0

    async def post(self, url: str, headers: Sequence[tuple[str, str]], content: bytes) -> PostEnd:
        self.calls += 1
        await asyncio.Event().wait()
        raise AssertionError

    async def get(self, url: str) -> PostEnd:
        raise AssertionError


async def test_a_service_that_hangs_does_not_keep_the_program_from_ending() -> None:
    poster = Hanging()
    config = HeartbeatConfig(url=Secret("https://hc.example/1"))
    heartbeat = Heartbeat(config, poster=poster, health=lambda: WELL, redact=str, version="1")

    await beat(heartbeat, lambda: poster.calls == 1)

    assert poster.calls == 1


@pytest.mark.parametrize(
    ("url", "other"),
    [
        ("https://hc.example/0d2f", "https://hc.example/0d2f/fail"),
        ("https://hc.example/0d2f/", "https://hc.example/0d2f/fail"),
        ("https://hc.example/push?key=1", "https://hc.example/push/fail?key=1"),
    ],
)
def test_the_address_for_what_is_wrong(url: str, other: str) -> None:
    assert failing(url) == other
