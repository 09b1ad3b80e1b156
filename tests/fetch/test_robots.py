import asyncio
import time
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import FetchError, Trouble
from monitor.fetch import urls
from monitor.fetch.robots import MAX_BYTES, Robots
from monitor.fetch.urls import Target

PAGE = urls.parse("https://a.example/news/1.html?x=1")
HOUR = 3600.0


@dataclass
class Site:
    """What robots.txt of every host is, and who asked for it."""

    body: bytes = b""
    error: FetchError | None = None
    asked: list[str] = field(default_factory=list)
    now: float = 0.0

    async def load(self, target: Target) -> bytes:
        self.asked.append(str(target))
        await asyncio.sleep(0)
        if self.error:
            raise self.error
        return self.body

    def robots(self) -> Robots:
        return Robots("policy-monitor", load=self.load, clock=lambda: self.now)


async def is_allowed(body: bytes, url: str = str(PAGE)) -> bool:
    try:
        await Site(body).robots().check(urls.parse(url))
    except FetchError as error:
        return error.trouble is not Trouble.REFUSED
    return True


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", True),
        (b"<!DOCTYPE html><html><body>not found</body></html>", True),
        (b"User-agent: *\nDisallow:", True),
        (b"User-agent: *\nDisallow: /", False),
        (b"\xef\xbb\xbfUser-agent: *\nDisallow: /", False),
        (b"user-agent:*\r\ndisallow:/news", False),
        (b"User-agent: *\nDisallow: /\nAllow: /news/", True),
        (b"User-agent: *\nDisallow: /*.html$", True),
        (b"User-agent: *\nDisallow: /*.html", False),
        (b"User-agent: *\nDisallow: /news/*?x=", False),
        (b"User-agent: Googlebot\nDisallow: /", True),
        (b"User-agent: Policy-Monitor\nDisallow: /", False),
        (b"User-agent: policy-monitor/2.0\nDisallow: /", False),
        (b"User-agent: policy-monitor*\nDisallow: /", False),
        (b"User-agent: policy\nDisallow: /", True),
        (b"User-agent:\nDisallow: /", True),
        (b"User-agent: *\nDisallow: /\n\nUser-agent: policy-monitor\nAllow: /", True),
        (b"User-agent: x\nUser-agent: policy-monitor\nDisallow: /", False),
        (b"User-agent: policy-monitor\nUser-agent: x\nDisallow: /", False),
        (b"User-agent: *\nDisallow: /a\nUser-agent: x\nDisallow: /", True),
        (b"User-agent: *\nSitemap: https://a.example/s.xml\nHost: a\nUser-agent: x\nDisallow: /", False),
        (b"Disallow: /", True),
        (b"# User-agent: *\nDisallow: /", True),
        ("User-agent: *\nDisallow: /新闻".encode(), True),
        (b"\xff\xfe\x00User-agent: *\nDisallow: /", True),
    ],
)
async def test_what_a_robots_txt_says_is_obeyed(body: bytes, *, expected: bool) -> None:
    assert await is_allowed(body) is expected


async def test_the_refusal_names_host_path_and_mend() -> None:
    with pytest.raises(FetchError) as caught:
        await Site(b"User-agent: *\nDisallow: /").robots().check(PAGE)

    assert str(caught.value) == (
        "robots.txt of a.example does not allow /news/1.html; `robots: ignore` overrides it"
    )
    assert caught.value.trouble is Trouble.REFUSED


async def test_it_is_asked_once_a_day_and_origin() -> None:
    site = Site(b"User-agent: *\nDisallow: /b")
    robots = site.robots()

    for url in (str(PAGE), "https://a.example/2", "http://a.example/", "https://a.example:8443/"):
        await robots.check(urls.parse(url))
    site.now = 24 * HOUR
    await robots.check(PAGE)

    assert site.asked == [
        "https://a.example/robots.txt",
        "http://a.example/robots.txt",
        "https://a.example:8443/robots.txt",
        "https://a.example/robots.txt",
    ]


async def test_many_who_ask_at_once_wait_for_one_answer() -> None:
    site = Site()
    robots = site.robots()

    await asyncio.gather(*(robots.check(PAGE) for _ in range(10)))

    assert len(site.asked) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
async def test_a_host_without_one_allows_everything_for_a_day(status: int) -> None:
    site = Site(error=FetchError("HTTP", status=status))
    robots = site.robots()

    await robots.check(PAGE)
    site.now = 23 * HOUR
    await robots.check(PAGE)

    assert len(site.asked) == 1


@pytest.mark.parametrize(
    "error",
    [
        FetchError("HTTP 500", status=500),
        FetchError("HTTP 429", status=429),
        FetchError("timed out after 15 s: a.example", trouble=Trouble.SLOW),
    ],
)
async def test_one_that_cannot_be_read_allows_nothing_until_it_is_asked_again(error: FetchError) -> None:
    site = Site(error=error)
    robots = site.robots()

    for site.now in (0.0, 599.0):
        with pytest.raises(FetchError) as caught:
            await robots.check(PAGE)
        assert str(caught.value) == (
            f"robots.txt of a.example could not be read ({error}), so /news/1.html is not fetched now; "
            "`robots: ignore` overrides it"
        )
        # A page that waits for it is tried again, and not given up.
        assert (caught.value.trouble, caught.value.retry_after) == (Trouble.UNREACHABLE, 600.0 - site.now)
    site.now, site.error = 600.0, None
    await robots.check(PAGE)

    assert len(site.asked) == 2


@pytest.mark.parametrize(
    "error",
    [
        FetchError("refused: private", trouble=Trouble.REFUSED),
        FetchError("HTTP 503", status=503, retry_after=60.0),
    ],
)
async def test_error_a_better_reason_is_handed_on_and_not_kept(error: FetchError) -> None:
    site = Site(error=error)
    robots = site.robots()

    for _ in range(2):
        with pytest.raises(FetchError) as caught:
            await robots.check(PAGE)
        assert caught.value is error

    assert len(site.asked) == 2


@pytest.mark.parametrize(
    ("value", "expected"), [("3", 3.0), ("0.5", 0.5), ("600", 10.0), ("-1", 0.0), ("soon", 0.0), ("inf", 0.0)]
)
async def test_a_crawl_delay_is_known_and_bounded(value: str, expected: float) -> None:
    robots = Site(f"User-agent: *\nCrawl-delay: {value}".encode()).robots()

    before = robots.delay(PAGE.origin)
    await robots.check(PAGE)

    assert (before, robots.delay(PAGE.origin)) == (0.0, expected)


async def test_the_number_of_hosts_remembered_is_bounded() -> None:
    site = Site()
    robots = site.robots()

    await robots.check(PAGE)
    for number in range(1000):
        if number == 500:
            await robots.check(PAGE)  # in use, so others are forgotten first
        await robots.check(urls.parse(f"https://h{number}.example/"))
    await robots.check(PAGE)
    await robots.check(urls.parse("https://h0.example/"))

    assert len(site.asked) == 1 + 1000 + 1


async def test_the_rules_remembered_are_bounded_too() -> None:
    site = Site(b"User-agent: *\n" + b"Disallow: /a\n" * 9_000)
    robots = site.robots()

    for host in ("a", "b", "c", "d", "e", "a"):
        await robots.check(urls.parse(f"https://{host}.example/"))

    assert len(site.asked) == 6


@pytest.mark.parametrize(
    "body",
    [
        b"".join(b"User-agent: agent%d\n" % number for number in range(12_000)) + b"Disallow: /a\n" * 19_000,
        b"User-agent: *\n" + b"Disallow: /" + b"*a" * 200_000 + b"\n",
        b"User-agent: *\n" + b"Disallow: /*a*b*c*d*e*f*g*h$\n" * 17_000,
        b"User-agent: *\n" + b"a b c d e f g\n" * 36_000,
        b"x" * MAX_BYTES,
        b"\n" * MAX_BYTES,
    ],
)
async def test_one_made_to_cost_much_is_read_in_little_time(body: bytes) -> None:
    begun = time.process_time()

    await is_allowed(body, "https://a.example/" + "abcdefg" * 500)

    assert time.process_time() - begun < 2


@given(st.binary(max_size=300) | st.text("userag-nt:*dilow /\n#$%?\r\0ä", max_size=200).map(str.encode))
async def test_any_bytes_allow_or_do_not(body: bytes) -> None:
    assert await is_allowed(body) in {True, False}
