import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from monitor.errors import FetchError, Trouble
from monitor.fetch.wire import MAX_HEAD, MAX_HEADERS, Connection, Head, UnansweredError
from tests.fetch.raw_server import Answer, RawServer, reply

HEADERS = [(b"Host", b"a.example")]


@asynccontextmanager
async def connected(
    answer: Answer, *, closes: bool = False, silence: float = 5.0
) -> AsyncIterator[tuple[Connection, RawServer]]:
    async with RawServer(answer, closes=closes) as server:
        _, connection = await asyncio.get_running_loop().create_connection(
            lambda: Connection("a.example", silence=silence), "127.0.0.1", server.port
        )
        try:
            yield connection, server
        finally:
            connection.close()
            await asyncio.sleep(0)


def soon(seconds: float = 5.0) -> float:
    return asyncio.get_running_loop().time() + seconds


async def head_of(connection: Connection, path: str = "/", until: float | None = None) -> Head:
    return await connection.ask("GET", path, HEADERS, b"", until=until or soon())


async def body_of(connection: Connection) -> bytes:
    body = b""
    while part := await connection.part(soon()):
        body += part
    return body


async def whole(connection: Connection) -> bytes:
    await head_of(connection)
    return await body_of(connection)


async def failure(data: bytes) -> FetchError:
    """Return what comes of an answer that is these bytes and then the end."""
    async with connected(lambda got: data, closes=True) as (connection, _):
        with pytest.raises(FetchError) as caught:
            await whole(connection)
        assert "\n" not in str(caught.value)
        return caught.value


async def test_an_answer_is_read_and_the_next_request_goes_the_same_way() -> None:
    async with connected(lambda got: reply(got.path.encode(), headers={"ETag": "a"})) as (connection, server):
        first = await head_of(connection, "/1")
        bodies = [await body_of(connection)]
        assert connection.rest()
        second = await head_of(connection, "/2")
        bodies.append(await body_of(connection))

    assert first == second == Head(200, ((b"content-length", b"2"), (b"etag", b"a")))
    assert bodies == [b"/1", b"/2"]
    assert server.connections == 1


async def test_a_body_is_sent_with_its_request() -> None:
    async with connected(lambda got: reply()) as (connection, server):
        await connection.ask("POST", "/q", [*HEADERS, (b"Content-Length", b"3")], b"a=b", until=soon())

    assert (server.got[0].method, server.got[0].body) == ("POST", b"a=b")


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3;x=y\r\ncde\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\nabcde",
        b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nabcde",
        b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200\r\nContent-Length: 5\r\n\r\nabcde",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nabcde",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcdeHTTP/1.1 200 OK\r\n\r\n",
    ],
    ids=["chunks", "to the end", "http 1.0", "hints before", "close", "more than asked for"],
)
async def test_every_form_of_a_body_is_read(answer: bytes) -> None:
    async with connected(lambda got: answer, closes=True) as (connection, _):
        await head_of(connection)

        assert await body_of(connection) == b"abcde"


@pytest.mark.parametrize(
    ("answer", "is_kept"),
    [
        (reply(b"abc"), True),
        (b"HTTP/1.1 304 Not Modified\r\n\r\n", True),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", False),
        (reply(b"abc") + b"HTTP/1.1 200 OK\r\n\r\n", False),
    ],
)
async def test_a_connection_is_kept_where_the_answer_is_whole_and_nothing_follows(
    answer: bytes, *, is_kept: bool
) -> None:
    async with connected(lambda got: answer) as (connection, _):
        await head_of(connection)
        await body_of(connection)

        assert connection.rest() is is_kept


async def test_a_connection_with_a_body_unread_is_not_kept() -> None:
    async with connected(lambda got: reply(b"abc")) as (connection, _):
        await head_of(connection)

        assert not connection.rest()


async def test_the_bytes_of_a_header_are_kept() -> None:
    headers = {"ETag": "caf\xe9", "Set-Cookie": "a", "set-cookie": "b", "X-Empty": ""}
    async with connected(lambda got: reply(headers=headers)) as (connection, _):
        head = await head_of(connection)

    assert (head.get(b"etag"), head.get(b"x-empty"), head.get(b"x-none")) == ("caf\xe9", None, None)
    assert head.all(b"set-cookie") == ("a", "b")


@pytest.mark.parametrize(
    ("data", "message", "trouble"),
    [
        (b"", "a.example: closed the connection without an answer", Trouble.UNREACHABLE),
        (b"HTTP/1.1 200 OK\r\nA: b", "broke off in the middle", Trouble.UNREACHABLE),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", "broke off in the middle", Trouble.UNREACHABLE),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc",
            "broke off in the middle",
            Trouble.UNREACHABLE,
        ),
        (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", "did not answer in proper HTTP", Trouble.MALFORMED),
        (b"SSH-2.0-OpenSSH_9.6\r\n\0", "it does not begin with HTTP/", Trouble.MALFORMED),
        (b"<html></html>\r\n\r\n", "did not answer in proper HTTP", Trouble.MALFORMED),
        (b"HTTP/1.1 <b> OK\r\n\r\n", "did not answer in proper HTTP: illegal status line", Trouble.MALFORMED),
        (b"HT", "broke off in the middle", Trouble.UNREACHABLE),
        (b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "did not answer in proper HTTP", Trouble.MALFORMED),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
            "did not answer in proper HTTP",
            Trouble.MALFORMED,
        ),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "did not answer in proper HTTP",
            Trouble.MALFORMED,
        ),
        (b"HTTP/1.1 101 Switching\r\n\r\n", "did not answer in proper HTTP", Trouble.MALFORMED),
        (b"HTTP/1.1 103 Hints\r\n\r\n" * 9, "interim answers without end", Trouble.MALFORMED),
        (b"HTTP/1.1 200 OK\r\nA: " + b"b" * (2 * MAX_HEAD), "larger than 64 KiB", Trouble.TOO_LARGE),
        (
            b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * (MAX_HEADERS + 1) + b"\r\n",
            "or more than 256",
            Trouble.TOO_LARGE,
        ),
        (b"HTTP/1.1 200 OK\r\n" + b"a:b\r\n" * 9000 + b"\r\n", "or more than 256", Trouble.TOO_LARGE),
        (
            b"HTTP/1.1 200 OK\r\n" + (b"a: " + b"b" * 1000 + b"\r\n") * 66 + b"\r\n",
            "larger than 64 KiB",
            Trouble.TOO_LARGE,
        ),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * 10_001,
            "a body in crumbs",
            Trouble.MALFORMED,
        ),
    ],
)
async def test_error_an_answer_that_is_none_is_named(data: bytes, message: str, trouble: Trouble) -> None:
    error = await failure(data)

    assert message in str(error)
    assert "<" not in str(error), "it quotes what came"
    assert error.trouble is trouble


@pytest.mark.parametrize(
    "data", [b"HTTP/1.1 200 OK\r\n\r\nabc", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"]
)
async def test_error_a_reset_in_the_middle_is_not_taken_for_the_end(data: bytes) -> None:
    async with connected(lambda got: data) as (connection, _):
        await head_of(connection)
        assert await connection.part(soon()) == b"abc"
        connection.connection_lost(ConnectionResetError(104, "Connection reset by peer"))

        with pytest.raises(FetchError) as caught:
            await connection.part(soon())

    assert str(caught.value) == "a.example broke off in the middle of its answer: Connection reset by peer"
    assert caught.value.trouble is Trouble.UNREACHABLE


async def test_error_a_request_that_h11_would_not_send_is_refused() -> None:
    async with connected(lambda got: reply()) as (connection, server):
        with pytest.raises(FetchError, match="cannot be sent") as caught:
            await connection.ask("GET", "/", [*HEADERS, (b"X", b"a\r\nb: c")], b"", until=soon())

    assert caught.value.trouble is Trouble.REFUSED
    assert server.got == []


async def test_error_a_silent_server_is_left_before_the_deadline() -> None:
    async with connected(lambda got: None, silence=0.05) as (connection, _):
        with pytest.raises(FetchError, match=r"^a\.example said nothing for 0\.05 s$") as caught:
            await head_of(connection)

    assert caught.value.trouble is Trouble.SLOW


async def test_error_the_deadline_is_left_to_who_set_it() -> None:
    async with connected(lambda got: None) as (connection, _):
        with pytest.raises(TimeoutError):
            await head_of(connection, until=soon(0.05))


async def test_error_a_kept_connection_that_was_closed_is_unanswered() -> None:
    async with connected(lambda got: reply(), closes=True) as (connection, _):
        await head_of(connection)
        await body_of(connection)
        assert connection.rest()

        with pytest.raises(UnansweredError):
            await head_of(connection)
        assert not connection.is_idle


async def test_error_a_connection_that_is_lost_before_the_request_is_unanswered() -> None:
    async with connected(lambda got: reply()) as (connection, server):
        connection.close()
        await asyncio.sleep(0)

        with pytest.raises(UnansweredError, match="without an answer"):
            await head_of(connection)

    assert server.got == []


async def test_many_chunks_of_a_fair_size_are_no_crumbs() -> None:
    chunk = b"28\r\n" + b"a" * 40 + b"\r\n"
    answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk * 10_001 + b"0\r\n\r\n"
    async with connected(lambda got: answer) as (connection, _):
        await head_of(connection)

        assert len(await body_of(connection)) == 400_040


async def test_the_lines_of_a_body_are_not_taken_for_headers() -> None:
    async with connected(lambda got: reply(b"\n" * 5000, headers={"A": "b"})) as (connection, _):
        await head_of(connection)

        assert await body_of(connection) == b"\n" * 5000


async def test_a_long_body_comes_whole_although_the_server_has_to_wait() -> None:
    body = bytes(range(256)) * 16_384
    async with connected(lambda got: reply(body)) as (connection, _):
        await head_of(connection)
        for _ in range(50):  # the server fills what it may
            await asyncio.sleep(0)

        assert await body_of(connection) == body


async def test_a_body_in_small_pieces_leaves_others_their_turn() -> None:
    chunks = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * 2000 + b"0\r\n\r\n"
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async with connected(lambda got: chunks) as (connection, _):
        await head_of(connection)
        other = asyncio.create_task(others())

        assert await body_of(connection) == b"a" * 2000
        other.cancel()

    assert turns > 20  # what came in one piece is not read in one go
