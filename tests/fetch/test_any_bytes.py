"""Whatever bytes a server sends, an ask ends in an answer or a FetchError of one line."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.errors import FetchError
from monitor.fetch.fetcher import Fetcher
from monitor.fetch.limits import Limits
from monitor.model import Ask, Fetched, NotModified, Purpose, Request

LIMITS = Limits(deadline=2, file_deadline=2, silence=1, connect=1, max_bytes=1000, max_file_bytes=1000)
FIELDS = st.sampled_from(
    [
        *(b"Location", b"Content-Length", b"Transfer-Encoding", b"Content-Encoding", b"Set-Cookie"),
        *(b"ETag", b"Retry-After", b"Cache-Control", b"Expires", b"Date", b"Age", b"Connection", b"X-Y"),
    ]
)
VALUES = st.binary(max_size=30) | st.sampled_from(
    [
        *(b"0", b"5", b"-1", b"9" * 30, b"chunked", b"gzip", b"br", b"close", b"a=b; Path=/; Expires=x"),
        *(b"/x", b"//", b"?a", b"http://[::1", b"http://\xff/", b"http://127.0.0.1:99999/", b"http://a b/"),
        *(b"max-age=60", b"no-cache=", b"Sat, 21 Nov 2026 12:05:00 GMT", b"Sat, 99 Nov 9999999 12:05:00"),
    ]
)
LINES = st.lists(st.tuples(FIELDS, VALUES), max_size=5)
STATUSES = st.integers(0, 1200) | st.sampled_from(
    [100, 101, 200, 204, 206, 301, 302, 304, 307, 403, 404, 410, 412, 429, 500, 503, 521, 999]
)


def answer(status: int, lines: list[tuple[bytes, bytes]], body: bytes) -> bytes:
    head = b"".join(name + b": " + value + b"\r\n" for name, value in lines)
    return b"HTTP/1.1 %d X\r\n" % status + head + b"\r\n" + body


ANSWERS = st.builds(answer, STATUSES, LINES, st.binary(max_size=60)) | st.binary(max_size=200)


async def serve(data: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        await reader.read(4096)
        writer.write(data)
        await writer.drain()
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()


@asynccontextmanager
async def serving(data: bytes) -> AsyncIterator[str]:
    server = await asyncio.start_server(partial(serve, data), "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/a"
    finally:
        server.close()


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    made = Fetcher(user_agent="m/1", allow_private=frozenset({"127.0.0.1"}), limits=LIMITS)
    yield made
    await made.close()


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANSWERS, st.sampled_from(Purpose), st.booleans(), st.sampled_from(["GET", "POST"]), st.booleans())
async def test_any_answer_is_one_or_a_fetch_error(
    fetcher: Fetcher, data: bytes, purpose: Purpose, has_session: bool, method: str, obeys: bool
) -> None:
    async with serving(data) as url, fetcher.session() as session:
        ask = Ask(request=Request(url=url, method=method), purpose=purpose, etag='"x"', obeys_robots=obeys)
        try:
            result = await fetcher.ask(ask, session=session if has_session else None)
        except FetchError as error:
            told = str(error)
        else:
            told = "answered"
            assert isinstance(result, Fetched | NotModified)

    assert 0 < len(told) < 700
    assert "\n" not in told


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(max_size=30) | st.just("http://127.0.0.1:1/"),
    st.text(max_size=8) | st.sampled_from(["GET", "POST"]),
    st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=3),
    st.text(max_size=8) | st.none(),
)
async def test_any_request_is_sent_or_a_fetch_error(
    fetcher: Fetcher, url: str, method: str, pairs: list[tuple[str, str]], body: str | None
) -> None:
    request = Request(
        url=url, method=method, headers=tuple(pairs), params=tuple(pairs), form=tuple(pairs), json=body
    )

    with pytest.raises(FetchError):
        await fetcher.ask(Ask(request=request, etag="中\n", last_modified="\0"))
