import asyncio
import gzip
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.errors import FetchError, Trouble
from monitor.fetch.fetcher import Fetcher
from monitor.fetch.limits import Limits
from monitor.model import Ask, Fetched, FetchState, NotModified, Outlet, Request, Source, SourceKind
from tests.feed_server import LAST_MODIFIED, FeedServer, Reply

FEED = b"<rss><channel><title>t</title></channel></rss>"
AGENT = "monitor/1.0 (+https://monitor.example)"


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as running:
        yield running


@pytest.fixture
async def fetcher(server: FeedServer) -> AsyncIterator[Fetcher]:
    made = Fetcher(user_agent=AGENT, allow_private=frozenset({server.host}))
    yield made
    await made.close()


async def get(fetcher: Fetcher, url: str) -> Fetched:
    result = await fetcher.ask(Ask(request=Request(url=url)))
    assert isinstance(result, Fetched)
    return result


async def failure(fetcher: Fetcher, url: str, trouble: Trouble) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await fetcher.ask(Ask(request=Request(url=url)))
    assert "\n" not in str(caught.value)
    assert caught.value.trouble is trouble
    return caught.value


async def test_a_feed_comes_with_its_validators_and_its_type(server: FeedServer, fetcher: Fetcher) -> None:
    url = server.script("/f", Reply(body=FEED, etag='W/"a"', headers={"Cache-Control": "max-age=60"}))

    assert await get(fetcher, url) == Fetched(
        body=FEED,
        content_type="application/rss+xml; charset=utf-8",
        final_url=url,
        etag='W/"a"',
        last_modified=LAST_MODIFIED,
        not_before=timedelta(minutes=1),
    )


async def test_a_first_request_is_plain_and_says_who_asks(server: FeedServer, fetcher: Fetcher) -> None:
    await get(fetcher, server.script("/f", Reply(body=FEED)))

    headers = server.requests[0].headers
    assert headers["user-agent"] == AGENT
    assert headers["accept-encoding"] == "gzip, deflate"
    assert headers["accept"].startswith("application/atom+xml")
    assert not headers.keys() & {"cookie", "referer", "if-none-match", "if-modified-since", "authorization"}


async def test_validators_go_back_exactly_as_they_came(server: FeedServer, fetcher: Fetcher) -> None:
    odd, date = 'W/"caf\xe9, \\"x"', "yesterday, about noon"
    url = server.script("/f", Reply(body=FEED, etag=odd, last_modified=date))
    first = await get(fetcher, url)

    second = await fetcher.ask(
        Ask(request=Request(url=url), etag=first.etag, last_modified=first.last_modified)
    )

    assert second == NotModified(etag=odd, last_modified=date)
    assert server.statuses("/f") == (200, 304)
    assert server.requests[1].headers["if-none-match"] == odd
    assert server.requests[1].headers["if-modified-since"] == date


async def test_error_nothing_changed_since_nothing_is_no_answer(server: FeedServer, fetcher: Fetcher) -> None:
    error = await failure(fetcher, server.script("/f", Reply(status=304)), Trouble.MALFORMED)

    assert (str(error), error.status) == ("HTTP 304 Not Modified", 304)


async def test_a_server_without_validators_gives_none(server: FeedServer, fetcher: Fetcher) -> None:
    fetched = await get(fetcher, server.script("/f", Reply(body=FEED, validators=False)))

    assert (fetched.etag, fetched.last_modified, fetched.not_before) == (None, None, None)


async def test_a_compressed_feed_is_decoded(server: FeedServer, fetcher: Fetcher) -> None:
    assert (await get(fetcher, server.script("/f", Reply(body=FEED, compress=True)))).body == FEED


async def test_a_private_address_is_refused_unless_allowed(server: FeedServer) -> None:
    guarded = Fetcher(user_agent=AGENT)

    error = await failure(guarded, server.url("/f"), Trouble.REFUSED)
    await guarded.close()

    assert str(error) == (
        f"refused: port {server.port} of 127.0.0.1; allow {server.host} under fetch.allow_private"
    )
    assert server.requests == ()


@pytest.mark.parametrize(
    ("status", "message", "trouble"),
    [
        (204, "HTTP 204 No Content", Trouble.MALFORMED),
        (403, "HTTP 403 Forbidden", Trouble.BLOCKED),
        (404, "HTTP 404 Not Found", Trouble.GONE),
        (410, "HTTP 410 Gone", Trouble.GONE),
        (500, "HTTP 500 Internal Server Error", Trouble.UNREACHABLE),
        (799, "HTTP 799", Trouble.MALFORMED),
    ],
)
async def test_any_other_status_is_an_error_with_its_number(
    status: int, message: str, trouble: Trouble, server: FeedServer, fetcher: Fetcher
) -> None:
    error = await failure(fetcher, server.script("/f", Reply(status=status)), trouble)

    assert (str(error), error.status, error.retry_after) == (message, status, None)


async def test_an_answer_that_a_proxy_changed_is_one(server: FeedServer, fetcher: Fetcher) -> None:
    assert (await get(fetcher, server.script("/f", Reply(body=FEED, status=203)))).body == FEED


@pytest.mark.parametrize(("status", "trouble"), [(429, Trouble.BLOCKED), (503, Trouble.UNREACHABLE)])
@pytest.mark.parametrize("value", ["120", "Sat, 21 Nov 2026 12:02:00 GMT"])
async def test_retry_after_is_handed_on_in_both_forms_and_closes_the_host(
    status: int, trouble: Trouble, value: str, server: FeedServer
) -> None:
    now = datetime(2026, 11, 21, 13, 0, tzinfo=UTC)  # not what the server's clock says
    clock = Clock()
    fetcher = Fetcher(user_agent=AGENT, allow_private=frozenset({server.host}), now=lambda: now, clock=clock)
    headers = {"Retry-After": value, "Date": "Sat, 21 Nov 2026 12:00:00 GMT"}
    url = server.script("/f", Reply(status=status, headers=headers), Reply(body=FEED))

    first = await failure(fetcher, url, trouble)
    clock.now += 30
    second = await failure(fetcher, server.url("/other"), trouble)
    clock.now += 90
    third = await get(fetcher, url)
    await fetcher.close()

    assert (first.status, first.retry_after) == (status, 120)
    assert (second.status, second.retry_after) == (status, 90)
    assert str(second).startswith("not asked: 127.0.0.1 answered HTTP")
    assert third.body == FEED
    assert [seen.path for seen in server.requests] == ["/f", "/f"]


async def test_retry_after_of_another_status_concerns_the_request_alone(
    server: FeedServer, fetcher: Fetcher
) -> None:
    url = server.script("/f", Reply(status=403, headers={"Retry-After": "60"}))

    assert (await failure(fetcher, url, Trouble.BLOCKED)).retry_after == 60
    assert await get(fetcher, server.script("/g", Reply(body=FEED)))


@pytest.mark.parametrize("reply", [Reply(fault="drop"), Reply(body=FEED, fault="cut")])
async def test_a_connection_that_breaks_is_one_line(
    reply: Reply, server: FeedServer, fetcher: Fetcher
) -> None:
    url = server.script("/f", reply)

    assert "127.0.0.1" in str(await failure(fetcher, url, Trouble.UNREACHABLE))


async def test_a_server_that_hangs_is_left_after_the_deadline(server: FeedServer) -> None:
    fetcher = Fetcher(user_agent=AGENT, allow_private=frozenset({server.host}), limits=Limits(deadline=0.2))

    error = await failure(fetcher, server.script("/f", Reply(fault="hang")), Trouble.SLOW)
    await fetcher.close()

    assert str(error) == "timed out after 0.2 s: 127.0.0.1"


async def test_a_server_that_drips_is_left_after_the_deadline() -> None:
    served: list[asyncio.Task[None] | None] = []

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served.append(asyncio.current_task())
        with suppress(ConnectionError):
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
            while True:
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0.01)
        writer.close()

    dripping = await asyncio.start_server(drip, "127.0.0.1", 0)
    host = f"127.0.0.1:{dripping.sockets[0].getsockname()[1]}"
    fetcher = Fetcher(user_agent=AGENT, allow_private=frozenset({host}), limits=Limits(deadline=0.2))

    error = await failure(fetcher, f"http://{host}/", Trouble.SLOW)
    await fetcher.close()
    dripping.close()
    for task in served:
        assert task
        await task

    assert str(error) == "timed out after 0.2 s: 127.0.0.1"


@pytest.mark.parametrize("headers", [{}, {"Transfer-Encoding": "chunked"}])
async def test_a_body_over_the_limit_is_refused(headers: dict[str, str], server: FeedServer) -> None:
    fetcher = Fetcher(
        user_agent=AGENT, allow_private=frozenset({server.host}), limits=Limits(max_bytes=1024 * 1024)
    )
    body = b"%x\r\n" % (2 * 1024 * 1024) + b" " * (2 * 1024 * 1024) + b"\r\n0\r\n\r\n" if headers else b""
    size = None if headers else 2 * 1024 * 1024

    error = await failure(
        fetcher, server.script("/f", Reply(body=body, size=size, headers=headers)), Trouble.TOO_LARGE
    )
    await fetcher.close()

    assert str(error) == "larger than 1 MiB"


async def test_a_bomb_is_refused(server: FeedServer, fetcher: Fetcher) -> None:
    bomb = gzip.compress(b"\0" * (32 * 1024 * 1024))
    url = server.script("/f", Reply(body=bomb, headers={"Content-Encoding": "gzip"}))

    assert str(await failure(fetcher, url, Trouble.TOO_LARGE)) == "larger than 10 MiB"


async def test_an_encoding_we_did_not_ask_for_is_refused(server: FeedServer, fetcher: Fetcher) -> None:
    url = server.script("/f", Reply(body=b"x", headers={"Content-Encoding": "br"}))

    assert (
        str(await failure(fetcher, url, Trouble.MALFORMED))
        == "refused: the server sent content encoding 'br', unasked"
    )


async def test_headers_without_end_are_refused(server: FeedServer, fetcher: Fetcher) -> None:
    url = server.script("/f", Reply(body=FEED, headers={"X-Long": "x" * 300_000}))

    assert "are larger than 64 KiB" in str(await failure(fetcher, url, Trouble.TOO_LARGE))


async def test_cookies_are_not_kept(server: FeedServer, fetcher: Fetcher) -> None:
    url = server.script("/f", Reply(body=FEED, headers={"Set-Cookie": "id=1; Path=/"}))

    await get(fetcher, url)
    await get(fetcher, url)

    assert "cookie" not in server.requests[1].headers


async def test_credentials_appear_in_no_url_and_no_message(server: FeedServer, fetcher: Fetcher) -> None:
    server.script("/f", Reply(body=FEED), Reply(status=500), Reply(fault="drop"))
    url = f"http://user:hunter2@{server.host}/f"

    assert (await get(fetcher, url)).final_url == server.url("/f")
    for _ in range(2):
        assert "hunter2" not in str(await failure(fetcher, url, Trouble.UNREACHABLE))


@pytest.mark.parametrize(
    "url", ["", "x.example/feed", "ftp://x.example/", "http://", "http://[::1/", "http://\0/"]
)
async def test_what_is_no_url_is_said_so(url: str, fetcher: Fetcher) -> None:
    assert str(await failure(fetcher, url, Trouble.REFUSED)).startswith("not a URL")


async def test_https_to_a_server_that_speaks_none_is_explained(server: FeedServer, fetcher: Fetcher) -> None:
    error = await failure(fetcher, server.url("/f").replace("http:", "https:"), Trouble.TLS)

    assert str(error).startswith("TLS with 127.0.0.1 failed: ")


async def test_an_empty_port_is_explained(fetcher: Fetcher, server: FeedServer) -> None:
    with FeedServer() as gone:
        pass
    closed = Fetcher(user_agent=AGENT, allow_private=frozenset({"127.0.0.1"}))

    error = await failure(closed, gone.url("/f"), Trouble.UNREACHABLE)
    await closed.close()

    assert str(error) == "cannot connect to 127.0.0.1: Connection refused"


async def test_a_deadline_that_is_over_before_the_connection_stands_is_named(server: FeedServer) -> None:
    hasty = Fetcher(user_agent=AGENT, allow_private=frozenset({server.host}), limits=Limits(deadline=0))

    error = await failure(hasty, server.url("/f"), Trouble.SLOW)
    await hasty.close()

    assert str(error) == "timed out after 0 s: 127.0.0.1"


@pytest.mark.parametrize(("chance", "expected"), [(0.0, 2.0), (1.0, 2.5)])
async def test_two_requests_to_one_public_host_are_two_seconds_apart_and_a_little_more(
    chance: float, expected: float
) -> None:
    clock = Clock()
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock.now += seconds

    async def lookup(host: str, port: int) -> tuple[str, ...]:
        return ("10.0.0.5",)

    fetcher = Fetcher(user_agent=AGENT, clock=clock, sleep=sleep, lookup=lookup, chance=lambda: chance)
    for url in ("http://a.example/1", "http://A.example:8080/2", "http://b.example/"):
        await failure(fetcher, url, Trouble.REFUSED)
    await fetcher.close()

    assert slept == [expected]


async def test_a_folder_is_read_and_then_unchanged(tmp_path: Path, fetcher: Fetcher) -> None:
    (tmp_path / "a.txt").write_text("A")
    source = Source(id="f", kind=SourceKind.FOLDER, location=str(tmp_path), outlet=Outlet(name="F"))

    first = await fetcher.folder(source, FetchState())
    second = await fetcher.folder(source, FetchState(etag=first.etag, location=str(tmp_path)))
    other = await fetcher.folder(source, FetchState(etag=first.etag, location="/elsewhere"))

    assert isinstance(first, Fetched)
    assert [file.path for file in first.files] == ["a.txt"]
    assert second == NotModified(etag=first.etag)
    assert other == first
