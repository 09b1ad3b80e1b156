import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable

import httpcore
import pytest

from monitor.errors import FetchError
from monitor.fetch.addresses import Allowed
from monitor.fetch.network import GuardedBackend, resolve
from tests.feed_server import FeedServer

NOTHING = Allowed.parse(frozenset())


def answering(*addresses: str) -> Callable[[str, int], Awaitable[tuple[str, ...]]]:
    async def lookup(host: str, port: int) -> tuple[str, ...]:
        return addresses

    return lookup


def failing(error: Exception) -> Callable[[str, int], Awaitable[tuple[str, ...]]]:
    async def lookup(host: str, port: int) -> tuple[str, ...]:
        raise error

    return lookup


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "017700000001",
        "0",
        "localhost",
        "::1",
        "::",
        "::ffff:127.0.0.1",
        "::ffff:7f00:1",
        "169.254.169.254",
        "100.64.0.1",
        "64:ff9b::7f00:1",
    ],
)
async def test_every_spelling_of_a_private_address_is_refused(host: str) -> None:
    with pytest.raises(
        FetchError, match=r"refused: .* private address .*; allow it under fetch\.allow_private"
    ):
        await GuardedBackend(NOTHING).connect_tcp(host, 80)


async def test_a_name_that_resolves_to_a_private_address_is_refused_naming_both() -> None:
    backend = GuardedBackend(NOTHING, answering("10.0.0.5", "192.168.0.1"))

    with pytest.raises(FetchError) as caught:
        await backend.connect_tcp("rebound.example", 443)

    assert str(caught.value) == (
        "refused: rebound.example resolves to the private address 10.0.0.5; allow it under fetch.allow_private"
    )


@pytest.mark.parametrize("port", [22, 25, 6379, 9000])
async def test_a_port_that_serves_no_web_is_refused(port: int) -> None:
    with pytest.raises(FetchError, match=f"refused: port {port} of example.com"):
        await GuardedBackend(NOTHING, answering("93.184.216.34")).connect_tcp("example.com", port)


async def test_an_allowed_host_is_reached_at_any_address_and_port() -> None:
    with FeedServer() as server:
        backend = GuardedBackend(Allowed.parse(frozenset({"intranet"})), answering("127.0.0.1"))

        stream = await backend.connect_tcp("intranet", server.port, timeout=5)

        assert stream.get_extra_info("server_addr") == ("127.0.0.1", server.port)
        await stream.aclose()


async def test_the_next_address_is_tried_where_one_does_not_answer() -> None:
    with FeedServer() as server:
        backend = GuardedBackend(Allowed.parse(frozenset({"intranet"})), answering("127.0.0.2", "127.0.0.1"))

        stream = await backend.connect_tcp("intranet", server.port, timeout=5)

        await stream.aclose()


async def test_a_name_is_looked_up_once_and_its_answer_judged() -> None:
    """A second look-up could answer differently: that is how names are rebound."""
    asked: list[str] = []

    async def lookup(host: str, port: int) -> tuple[str, ...]:
        asked.append(host)
        return ("127.0.0.1",)

    with pytest.raises(FetchError, match="private address"):
        await GuardedBackend(NOTHING, lookup).connect_tcp("rebound.example", 80)

    assert asked == ["rebound.example"]


async def test_a_name_without_addresses_cannot_be_connected() -> None:
    with pytest.raises(httpcore.ConnectError, match="has no address"):
        await GuardedBackend(NOTHING, answering()).connect_tcp("empty.example", 80)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (socket.gaierror(socket.EAI_NONAME, "no such name"), "name not found: x.example"),
        (socket.gaierror(socket.EAI_AGAIN, "later"), "name could not be looked up now: x.example"),
        (UnicodeError("label empty or too long"), "name not found: x.example"),
    ],
)
async def test_a_name_that_cannot_be_looked_up_is_named(error: Exception, message: str) -> None:
    with pytest.raises(FetchError) as caught:
        await GuardedBackend(NOTHING, failing(error)).connect_tcp("x.example", 80)

    assert str(caught.value) == message


async def test_sleeping_is_left_to_the_event_loop() -> None:
    await GuardedBackend(NOTHING).sleep(0)


@pytest.mark.parametrize("host", ["a..example", "x" * 70 + ".example", "a\0b"])
async def test_what_can_be_no_name_is_not_found(host: str) -> None:
    with pytest.raises(FetchError, match=r"name (not found|could not be looked up now)"):
        await GuardedBackend(NOTHING).connect_tcp(host, 80)


async def test_a_look_up_nobody_waits_for_any_more_does_no_harm() -> None:
    asked = asyncio.create_task(resolve("127.0.0.1", 80))
    await asyncio.sleep(0)

    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked

    assert await resolve("127.0.0.1", 80) == ("127.0.0.1",)


def test_a_look_up_that_outlives_its_loop_does_no_harm() -> None:
    loop = asyncio.new_event_loop()
    coroutine = resolve("127.0.0.1", 80)
    before = set(threading.enumerate())

    loop.call_soon(loop.stop)
    asked = loop.create_task(coroutine)
    loop.run_forever()
    asked.cancel()
    loop.run_until_complete(asyncio.gather(asked, return_exceptions=True))
    loop.close()

    for thread in set(threading.enumerate()) - before:
        thread.join()
    assert asked.cancelled()
