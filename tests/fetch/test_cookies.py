import pytest

from monitor.fetch import urls
from monitor.fetch.cookies import Session
from monitor.fetch.wire import Head

A = urls.parse("https://www.a.example/list/page")


def answer(*cookies: str) -> Head:
    return Head(200, tuple((b"set-cookie", cookie.encode("latin-1")) for cookie in cookies))


async def test_a_host_gets_back_what_it_gave() -> None:
    async with Session() as session:
        session.take(A, answer("id=1; Path=/; HttpOnly", "wall=ab%20c; path=/list"))

        assert session.cookie(A) == "wall=ab%20c; id=1"


@pytest.mark.parametrize("other", ["https://a.example/", "https://b.a.example/", "https://evil.example/"])
async def test_another_host_gets_nothing_even_where_a_cookie_is_for_the_domain(other: str) -> None:
    async with Session() as session:
        session.take(A, answer("id=1; Domain=.a.example; Path=/"))

        assert session.cookie(A) == "id=1"
        assert session.cookie(urls.parse(other)) is None


async def test_a_cookie_for_someone_else_is_not_kept() -> None:
    async with Session() as session:
        session.take(A, answer("id=1; Domain=b.example"))

        assert session.cookie(urls.parse("https://b.example/")) is None
        assert session.cookie(A) is None


async def test_a_secure_cookie_does_not_travel_in_the_clear() -> None:
    async with Session() as session:
        session.take(A, answer("id=1; Secure; Path=/", "open=2; Path=/"))

        assert session.cookie(urls.parse("http://www.a.example/")) == "open=2"


async def test_a_cookie_keeps_to_its_path() -> None:
    async with Session() as session:
        session.take(A, answer("id=1; Path=/list"))

        assert session.cookie(urls.parse("https://www.a.example/other")) is None


async def test_an_address_has_cookies_too() -> None:
    host = urls.parse("http://127.0.0.1:8000/x")
    async with Session() as session:
        session.take(host, answer("id=1"))

        assert session.cookie(host) == "id=1"


async def test_nothing_outlives_the_session() -> None:
    async with Session() as session:
        session.take(A, answer("id=1; Path=/"))

    assert session.cookie(A) is None


async def test_cookies_are_bounded_in_size_and_number() -> None:
    async with Session() as session:
        session.take(A, answer("big=" + "x" * 5000, *(f"c{number}=1; Path=/" for number in range(90))))

        kept = session.cookie(A) or ""

    assert "big" not in kept
    assert kept.count("=") == 50


@pytest.mark.parametrize(
    "cookie", ["", ";", "=", "\xe4\xb8\xad=\xff", "id=1; Expires=Sat, 99 Nov", "id=1; Max-Age=x"]
)
async def test_an_odd_cookie_does_no_harm(cookie: str) -> None:
    async with Session() as session:
        session.take(A, answer(cookie, "good=1; Path=/"))

        assert "good=1" in (session.cookie(A) or "")
