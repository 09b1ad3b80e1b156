"""Redirects, cookies and robots.txt: asks that take more than one request."""

import json
from collections.abc import AsyncIterator, Callable

import pytest

from monitor.errors import FetchError, Trouble
from monitor.fetch import urls
from monitor.fetch.fetcher import Fetcher, manners
from monitor.fetch.limits import Limits
from monitor.model import Ask, Fetched, NotModified, Pairs, Purpose, Request
from tests.fetch.raw_server import Got, RawServer, reply

AGENT = "policy-monitor/1.0 (+https://monitor.example)"


def site(**pages: bytes | Callable[[Got], bytes]) -> RawServer:
    """Return a server of pages by name, `index` for the root; robots.txt is absent unless given."""

    def answer(got: Got) -> bytes:
        name = got.path.partition("?")[0].strip("/").replace(".", "_") or "index"
        page = pages.get(name, reply(status=404))
        return page(got) if callable(page) else page

    return RawServer(answer)


def to(location: str, status: int = 302, *, cookie: str = "") -> bytes:
    return reply(b"elsewhere", status, {"Location": location, "Set-Cookie": cookie})


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    made = Fetcher(user_agent=AGENT, allow_private=frozenset({"127.0.0.1"}))
    yield made
    await made.close()


async def get(fetcher: Fetcher, url: str, **more: object) -> Fetched:
    answer = await fetcher.ask(Ask(request=Request(url=url, **more)))  # type: ignore[arg-type]  # its fields by name
    assert isinstance(answer, Fetched)
    return answer


async def failure(fetcher: Fetcher, ask: Ask) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await fetcher.ask(ask)
    return caught.value


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_followed_on_one_connection_and_the_last_url_kept(
    status: int, fetcher: Fetcher
) -> None:
    async with site(old=to("/new?a=1", status), new=reply(b"N")) as server:
        fetched = await get(fetcher, server.url("/old"))

    assert (fetched.body, fetched.final_url) == (b"N", server.url("/new?a=1"))
    assert server.connections == 1


@pytest.mark.parametrize(
    ("statuses", "is_moved"),
    [
        ((301,), True),
        ((308, 301), True),
        ((301, 302), False),
        ((307, 308), False),
        ((303,), False),
        ((), False),
    ],
)
async def test_only_a_chain_of_permanent_redirects_is_a_move(
    statuses: tuple[int, ...], *, is_moved: bool, fetcher: Fetcher
) -> None:
    pages = {f"p{number}": to(f"/p{number + 1}", status) for number, status in enumerate(statuses)}
    last = f"p{len(statuses)}"
    async with site(**pages, **{last: reply(b"x")}) as server:
        fetched = await get(fetcher, server.url("/p0"))

        assert fetched.moved_to == (server.url(f"/{last}") if is_moved else None)


async def test_a_move_is_told_where_nothing_changed_too(fetcher: Fetcher) -> None:
    async with site(old=to("/new", 308), new=b"HTTP/1.1 304 Not Modified\r\nETag: b\r\n\r\n") as server:
        answer = await fetcher.ask(Ask(request=Request(url=server.url("/old")), etag="a"))

        assert answer == NotModified(etag="b", moved_to=server.url("/new"))
    assert [got.headers["if-none-match"] for got in server.got] == ["a", "a"]


@pytest.mark.parametrize("request_of", [{"params": (("p", "1"),)}, {"method": "POST"}])
async def test_what_is_more_than_a_url_does_not_move(request_of: dict[str, object], fetcher: Fetcher) -> None:
    async with site(old=to("/new", 308), new=reply(b"x")) as server:
        assert (await get(fetcher, server.url("/old"), **request_of)).moved_to is None


async def test_five_redirects_are_followed_and_a_sixth_is_not(fetcher: Fetcher) -> None:
    pages = {f"p{number}": to(f"/p{number + 1}") for number in range(6)}
    async with site(**pages, p6=reply(b"x")) as server:
        assert (await get(fetcher, server.url("/p1"))).body == b"x"

        error = await failure(fetcher, Ask(request=Request(url=server.url("/p0"))))

    assert (str(error), error.trouble) == (
        "more than 5 redirects, the last to 127.0.0.1",
        Trouble.MALFORMED,
    )


async def test_error_a_circle_is_left_at_once(fetcher: Fetcher) -> None:
    async with site(a=to("/b"), b=to("/a")) as server:
        error = await failure(fetcher, Ask(request=Request(url=server.url("/a"))))

    assert (str(error), error.trouble) == (
        "redirects in a circle, back to 127.0.0.1",
        Trouble.MALFORMED,
    )
    assert server.paths == ["/a", "/b"]


def walled(got: Got) -> bytes:
    if got.headers.get("cookie") == "pass=1":
        return reply(b"in")
    return to("/wall", cookie="pass=1; Path=/")


async def test_a_cookie_wall_is_named_and_a_session_passes_it(fetcher: Fetcher) -> None:
    async with site(wall=walled) as server:
        ask = Ask(request=Request(url=server.url("/wall")))
        error = await failure(fetcher, ask)
        async with fetcher.session() as session:
            answer = await fetcher.ask(ask, session=session)

    assert error.trouble is Trouble.BLOCKED
    assert str(error) == (
        "127.0.0.1 redirects to itself until its cookie comes back; a first request under `before` keeps it"
    )
    assert isinstance(answer, Fetched)
    assert answer.body == b"in"


async def test_cookies_stay_in_their_session(fetcher: Fetcher) -> None:
    page = reply(b"x", headers={"Set-Cookie": "id=1"})
    async with site(index=page) as server:
        ask = Ask(request=Request(url=server.url()))
        async with fetcher.session() as session:
            await fetcher.ask(ask, session=session)
            await fetcher.ask(ask, session=session)
        await fetcher.ask(ask)
        async with fetcher.session() as session:
            await fetcher.ask(ask, session=session)

    assert [got.headers.get("cookie") for got in server.got] == [None, "id=1", None, None]


async def test_a_poll_of_several_requests_takes_one_connection(fetcher: Fetcher) -> None:
    async with site(index=reply(b"x"), gone=reply(status=404)) as server:
        for _ in range(3):
            await get(fetcher, server.url())

    assert server.connections == 1


async def test_a_kept_connection_that_the_server_closed_costs_a_get_nothing(fetcher: Fetcher) -> None:
    async with RawServer(lambda got: reply(b"x"), closes=True) as server:
        for _ in range(3):
            assert (await get(fetcher, server.url())).body == b"x"

    assert server.connections == 3


async def test_a_post_goes_out_once_on_a_connection_of_its_own(fetcher: Fetcher) -> None:
    async with site(q=reply(b"x")) as server:
        await get(fetcher, server.url("/q"))
        await get(fetcher, server.url("/q"), method="POST", form=(("a", "稀土"),))

    assert server.connections == 2
    assert (server.got[1].body, server.got[1].headers["content-type"]) == (
        b"a=%E7%A8%80%E5%9C%9F",
        "application/x-www-form-urlencoded",
    )


async def test_a_request_goes_out_as_it_is_declared(fetcher: Fetcher) -> None:
    async with site(q=reply(b"{}")) as server:
        await get(
            fetcher,
            server.url("/q?own=1"),
            method="POST",
            params=(("page", "2"),),
            json=json.dumps({"q": "x"}),
            headers=(("Referer", "https://a.example/"),),
        )

    got = server.got[0]
    assert (got.method, got.path, got.body) == ("POST", "/q?own=1&page=2", b'{"q": "x"}')
    assert (got.headers["referer"], got.headers["content-type"]) == ("https://a.example/", "application/json")


async def test_another_origin_gets_neither_credentials_nor_headers(fetcher: Fetcher) -> None:
    own: Pairs = (("X-Token", "s3cret"),)
    async with site(end=reply(b"x")) as other, site(a=to("/b"), b=to(other.url("/end"))) as server:
        url = server.url("/a").replace("//", "//user:pass@")
        fetched = await get(fetcher, url, headers=own)

    assert [got.headers.get("authorization") for got in server.got] == ["Basic dXNlcjpwYXNz"] * 2
    assert [got.headers.get("x-token") for got in server.got] == ["s3cret"] * 2
    assert not other.got[0].headers.keys() & {"authorization", "x-token"}
    assert fetched.final_url == other.url("/end")


@pytest.mark.parametrize(
    ("location", "message"),
    [
        ("ftp://x.example/f", "HTTP 302 Found to a ftp URL, refused"),
        ("http://[::1", "HTTP 302 Found to what is no URL, refused"),
        ("//[::1", "HTTP 302 Found to what is no URL, refused"),
        ("http://localhost:8080/", "refused: localhost resolves to the private address"),
        ("http://169.254.169.254/", "refused: 169.254.169.254 resolves to the private address"),
        ("http://2852039166/", "refused: 2852039166 resolves to the private address 169.254.169.254"),
        ("http://[::ffff:a9fe:a9fe]/", "refused: ::ffff:a9fe:a9fe resolves to the private address"),
    ],
)
async def test_error_a_redirect_to_what_may_not_be_asked_is_refused(
    location: str, message: str, fetcher: Fetcher
) -> None:
    async with site(a=to(location)) as server:
        error = await failure(fetcher, Ask(request=Request(url=server.url("/a"))))

    assert str(error).startswith(message)
    assert error.trouble is Trouble.REFUSED


ROBOTS = reply(b"User-agent: policy-monitor\nDisallow: /closed")


def page(url: str, purpose: Purpose = Purpose.PAGE, *, obeys: bool = True) -> Ask:
    return Ask(request=Request(url=url), purpose=purpose, obeys_robots=obeys)


@pytest.mark.parametrize("purpose", [Purpose.PAGE, Purpose.FILE])
async def test_robots_txt_is_asked_before_a_page_or_a_file(purpose: Purpose, fetcher: Fetcher) -> None:
    async with site(robots_txt=ROBOTS, open=reply(b"x"), closed=reply(b"y")) as server:
        await fetcher.ask(page(server.url("/open"), purpose))
        error = await failure(fetcher, page(server.url("/closed"), purpose))

    assert str(error) == "robots.txt of 127.0.0.1 does not allow /closed; `robots: ignore` overrides it"
    assert error.trouble is Trouble.REFUSED
    assert server.paths == ["/robots.txt", "/open"]
    assert server.got[0].headers["user-agent"] == AGENT


async def test_robots_txt_is_not_asked_for_a_source_nor_where_it_is_ignored(fetcher: Fetcher) -> None:
    async with site(robots_txt=ROBOTS, closed=reply(b"y")) as server:
        await fetcher.ask(page(server.url("/closed"), Purpose.SOURCE))
        await fetcher.ask(page(server.url("/closed"), obeys=False))

    assert server.paths == ["/closed", "/closed"]


async def test_a_redirect_is_held_to_robots_txt_too(fetcher: Fetcher) -> None:
    async with site(robots_txt=ROBOTS, open=to("/closed"), closed=reply(b"y")) as server:
        error = await failure(fetcher, page(server.url("/open")))

    assert error.trouble is Trouble.REFUSED
    assert server.paths == ["/robots.txt", "/open"]


async def test_a_robots_txt_that_leads_to_a_private_address_is_not_followed(fetcher: Fetcher) -> None:
    async with site(robots_txt=to("http://10.0.0.1/robots.txt"), open=reply(b"x")) as server:
        error = await failure(fetcher, page(server.url("/open")))

    assert str(error).startswith("refused: 10.0.0.1 resolves to the private address")
    assert server.paths == ["/robots.txt"]


async def test_of_a_large_robots_txt_the_beginning_counts(fetcher: Fetcher) -> None:
    body = b"User-agent: *\nDisallow: /closed\n" + b"#" * 600 * 1024
    async with site(robots_txt=reply(body), open=reply(b"x")) as server:
        assert await fetcher.ask(page(server.url("/open")))
        error = await failure(fetcher, page(server.url("/closed")))

    assert "does not allow /closed" in str(error)


@pytest.mark.parametrize(
    ("url", "is_allowed", "delay", "expected"),
    [
        ("http://A.example.:8080/", False, 0.0, (("a.example", 0), 2.25)),
        ("https://a.example/", False, 7.0, (("a.example", 0), 7.0)),
        ("http://10.0.0.5:8080/", True, 7.0, (("10.0.0.5", 8080), None)),
    ],
)
def test_a_host_is_left_alone_for_as_long_as_it_asks_unless_the_operator_let_it_in(
    url: str, expected: tuple[tuple[str, int], float | None], delay: float, *, is_allowed: bool
) -> None:
    target = urls.parse(url)

    assert manners(target, is_allowed=is_allowed, limits=Limits(), delay=delay, chance=0.5) == expected
