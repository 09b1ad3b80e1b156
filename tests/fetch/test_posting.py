import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
import trustme

from monitor.fetch.posting import Poster
from monitor.model import Answered, PostEnd, Unanswered
from tests.fetch.raw_server import RawServer, reply


async def post(
    url: str,
    *,
    seconds: float = 5.0,
    headers: Sequence[tuple[str, str]] = (),
    content: bytes = b"{}",
    found: tuple[str, ...] | Exception | None = None,
) -> PostEnd:
    async def lookup(host: str, port: int) -> tuple[str, ...]:
        assert found is not None
        if isinstance(found, Exception):
            raise found
        return found

    poster = Poster(user_agent="monitor/1", seconds=seconds, lookup=None if found is None else lookup)
    return await poster.post(url, headers, content)


@asynccontextmanager
async def streaming(*parts: bytes, pause: float = 0.0, endless: bytes = b"") -> AsyncIterator[int]:
    """Serve an answer in parts, and after them something again and again."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            for part in parts:
                writer.write(part)
                await writer.drain()
                await asyncio.sleep(pause)
            while endless:
                writer.write(endless)
                await writer.drain()
                await asyncio.sleep(pause)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.transport.abort()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        await asyncio.sleep(0)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_a_body_arrives_at_a_private_address_with_its_headers() -> None:
    async with RawServer(lambda _: reply(b"thank you")) as server:
        end = await post(server.url("/hook?a=1"), headers=[("Idempotency-Key", "7:0")], content=b'{"a": 1}')

    assert end == Answered(status=200, line="thank you")
    (got,) = server.got
    assert (got.method, got.path, got.body) == ("POST", "/hook?a=1", b'{"a": 1}')
    assert got.headers["idempotency-key"] == "7:0"
    assert got.headers["content-type"] == "application/json; charset=utf-8"
    assert got.headers["content-length"] == "8"
    assert got.headers["user-agent"] == "monitor/1"


async def test_credentials_in_the_url_are_basic_authentication() -> None:
    async with RawServer(lambda _: reply()) as server:
        await post(f"http://me:secret@{server.host}/hook")

    assert server.got[0].headers["authorization"] == "Basic bWU6c2VjcmV0"


async def test_a_redirect_is_not_followed() -> None:
    async with RawServer(lambda _: reply(status=307, headers={"Location": "/other"})) as server:
        end = await post(server.url("/hook"))

    assert end == Answered(status=307)
    assert server.paths == ["/hook"]


async def test_the_wait_a_server_asks_for_is_told() -> None:
    async with RawServer(lambda _: reply(status=429, headers={"Retry-After": "90"})) as server:
        end = await post(server.url())

    assert end == Answered(status=429, retry_after=timedelta(seconds=90))


async def test_of_an_answer_the_first_line_with_words_is_kept() -> None:
    async with RawServer(lambda _: reply(b"\r\n \x1b[31mno\tsuch  \x07key\nmore", status=404)) as server:
        end = await post(server.url())

    assert end == Answered(status=404, line="[31mno such key")


@pytest.mark.parametrize("body", [b"<!DOCTYPE html>\n<p>No", b"", b"\n \n"])
async def test_a_page_or_nothing_is_no_word_for_people(body: bytes) -> None:
    async with RawServer(lambda _: reply(body, status=500)) as server:
        assert await post(server.url()) == Answered(status=500)


async def test_a_packed_answer_is_left_packed() -> None:
    async with RawServer(lambda _: reply(b"x" * 40, headers={"Content-Encoding": "br"})) as server:
        assert await post(server.url()) == Answered(status=200)


async def test_an_endless_answer_is_cut() -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    async with streaming(head, endless=b"1000\r\n" + b"a" * 4096 + b"\r\n") as port:
        end = await post(f"http://127.0.0.1:{port}/")

    assert end == Answered(status=200, line="a" * 200)


async def test_an_answer_that_drips_is_not_waited_for_once_its_status_is_known() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
    async with streaming(head, endless=b"a", pause=0.05) as port:
        begun = asyncio.get_running_loop().time()
        end = await post(f"http://127.0.0.1:{port}/", seconds=30)
        took = asyncio.get_running_loop().time() - begun

    assert isinstance(end, Answered)
    assert end.status == 200
    assert took < 10


async def test_no_answer_in_time_leaves_it_open_whether_the_request_was_heard() -> None:
    async with RawServer(lambda _: None) as server:
        end = await post(server.url(), seconds=0.3)

    assert end == Unanswered(detail="127.0.0.1 did not answer within 0.3 s", is_sent=True)


async def test_a_head_that_never_ends_is_given_up() -> None:
    async with streaming(b"HTTP/1.1 200 OK\r\n", endless=b"X-A: b\r\n") as port:
        end = await post(f"http://127.0.0.1:{port}/")

    assert isinstance(end, Unanswered)
    assert end.is_sent


@pytest.mark.parametrize(
    "garbage", [b"SSH-2.0-OpenSSH\r\n", b"\x00\xff\x00\xff\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n"]
)
async def test_garbage_leaves_it_open_whether_the_request_was_heard(garbage: bytes) -> None:
    async with streaming(garbage) as port:
        end = await post(f"http://127.0.0.1:{port}/")

    assert isinstance(end, Unanswered)
    assert end.is_sent
    assert not end.is_refused


async def test_hanging_up_leaves_it_open_whether_the_request_was_heard() -> None:
    async with RawServer(lambda _: b"") as server:
        end = await post(server.url())

    assert isinstance(end, Unanswered)
    assert end.is_sent


async def test_a_closed_port_has_heard_nothing() -> None:
    end = await post(f"http://127.0.0.1:{free_port()}/")

    assert end == Unanswered(detail="cannot connect to 127.0.0.1: Connection refused")


async def test_a_handshake_that_never_ends_has_heard_nothing() -> None:
    async with streaming(pause=30) as port:
        end = await post(f"https://127.0.0.1:{port}/", seconds=0.3)

    assert isinstance(end, Unanswered)
    assert not end.is_sent


async def test_a_certificate_of_nobody_we_trust_stops_it_before_a_byte_is_told() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("localhost").configure_cert(context)
    async with RawServer(lambda _: reply(), tls=context) as server:
        end = await post(f"https://localhost:{server.port}/")

    assert isinstance(end, Unanswered)
    assert not end.is_sent
    assert "certificate of localhost refused" in end.detail
    assert server.got == []


@pytest.mark.parametrize(
    ("found", "detail"),
    [
        (socket.gaierror(socket.EAI_NONAME, "unknown"), "name not found: hooks.example"),
        (socket.gaierror(socket.EAI_AGAIN, "later"), "name could not be looked up now: hooks.example"),
        ((), "cannot connect to hooks.example: hooks.example has no address"),
    ],
)
async def test_a_name_without_an_address_has_heard_nothing(
    found: tuple[str, ...] | Exception, detail: str
) -> None:
    assert await post("http://hooks.example/", found=found) == Unanswered(detail=detail)


@pytest.mark.parametrize(
    "host",
    [
        "169.254.169.254",
        "[fe80::1]",
        "[fd00:ec2::254]",
        "100.100.100.200",
        "[::ffff:169.254.169.254]",
        "[64:ff9b::a9fe:a9fe]",
    ],
)
async def test_where_a_cloud_keeps_credentials_nothing_is_posted(host: str) -> None:
    end = await post(f"http://{host}/latest")

    assert isinstance(end, Unanswered)
    assert end.is_refused
    assert "keeps credentials" in end.detail


async def test_a_name_that_leads_there_is_refused_too() -> None:
    end = await post("http://hooks.example/", found=("169.254.169.254",))

    assert end == Unanswered(
        detail="refused: hooks.example is an address where a cloud keeps credentials; name another",
        is_refused=True,
    )


async def test_of_a_name_with_two_addresses_the_sound_one_is_used() -> None:
    async with RawServer(lambda _: reply()) as server:
        end = await post(f"http://hooks.example:{server.port}/", found=("169.254.169.254", "127.0.0.1"))

    assert end == Answered(status=200)


@pytest.mark.parametrize("url", ["ftp://example.org/", "nonsense", "http://", "http://[::1", "http://a b/"])
async def test_what_is_no_web_address_is_refused(url: str) -> None:
    end = await post(url)

    assert isinstance(end, Unanswered)
    assert end.is_refused


async def test_a_header_the_protocol_does_not_know_is_refused_before_anything_is_sent() -> None:
    async with RawServer(lambda _: reply()) as server:
        end = await post(server.url(), headers=[("X-Key", "two\r\nlines")])

    assert isinstance(end, Unanswered)
    assert end.is_refused
    assert not end.is_sent
    assert server.got == []
