import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable

import pytest
import trustme

from monitor.errors import FetchError, Trouble
from monitor.fetch import urls
from monitor.fetch.addresses import Allowed
from monitor.fetch.names import Resolve, Resolver
from monitor.fetch.network import Dialler
from monitor.fetch.wire import Connection
from tests.fetch.raw_server import RawServer, reply

NOTHING = Allowed.parse(frozenset())


def answering(*addresses: str) -> Callable[[str, int], Awaitable[tuple[str, ...]]]:
    async def lookup(host: str, port: int) -> tuple[str, ...]:
        return addresses

    return lookup


def failing(error: Exception) -> Callable[[str, int], Awaitable[tuple[str, ...]]]:
    async def lookup(host: str, port: int) -> tuple[str, ...]:
        raise error

    return lookup


async def dial(
    url: str,
    lookup: Resolve | None = None,
    *,
    allow: str | None = None,
    seconds: float = 5.0,
    tls: ssl.SSLContext | None = None,
) -> Connection:
    allowed = Allowed.parse(frozenset({allow} if allow else ()))
    dialler = Dialler(allowed, seconds=seconds, lookup=lookup or Resolver(idle=0.01).look_up, tls=tls)
    until = asyncio.get_running_loop().time() + 10
    return await dialler.dial(urls.parse(url), silence=5, until=until)


async def refusal(url: str, lookup: Resolve | None = None, *, allow: str | None = None) -> str:
    with pytest.raises(FetchError) as caught:
        await dial(url, lookup, allow=allow)
    assert caught.value.trouble is Trouble.REFUSED
    return str(caught.value)


async def close(connection: Connection) -> None:
    connection.close()
    await asyncio.sleep(0)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0X7F.0.0.1",
        "017700000001",
        "127。0。0。1",
        "0",
        "localhost",
        "[::1]",
        "[::]",
        "[0000:0000::0001]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::ffff:0:127.0.0.1]",
        "[::127.0.0.1]",
        "169.254.169.254",
        "2852039166",
        "100.64.0.1",
        "100.100.100.200",
        "[fd00:ec2::254]",
        "[fe80::1]",
        "[fc00::1]",
        "[ff02::1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b::169.254.169.254]",
        "[2002:7f00:1::]",
        "[2001:0:7f00:1::]",
    ],
)
async def test_every_spelling_of_a_private_address_is_refused(host: str) -> None:
    message = await refusal(f"http://{host}/")

    assert "private address" in message
    assert message.endswith("allow it under fetch.allow_private")


@pytest.mark.parametrize("host", ["127.0.0.1.", "LOCALHOST.", "0177.0.0.1", "①②⑦.⓪.⓪.①", "[fe80::1%25eth0]"])
async def test_error_a_spelling_that_some_systems_read_never_connects(host: str) -> None:
    with pytest.raises(FetchError):
        await dial(f"http://{host}/")


async def test_a_name_that_resolves_to_a_private_address_is_refused_naming_both() -> None:
    assert await refusal("https://rebound.example/", answering("10.0.0.5", "192.168.0.1")) == (
        "refused: rebound.example resolves to the private address 10.0.0.5; allow it under fetch.allow_private"
    )


@pytest.mark.parametrize("port", [22, 25, 6379, 9000])
async def test_a_port_that_serves_no_web_is_refused(port: int) -> None:
    message = await refusal(f"http://example.com:{port}/", answering("93.184.216.34"))

    assert message == (
        f"refused: port {port} of example.com; allow example.com:{port} under fetch.allow_private"
    )


async def test_an_allowed_host_is_reached_at_any_address_and_port() -> None:
    async with RawServer(lambda got: reply()) as server:
        await close(await dial(f"http://intranet:{server.port}/", answering("127.0.0.1"), allow="intranet"))

    assert server.got == []


async def test_what_an_allowed_name_resolves_to_is_not_allowed_by_itself() -> None:
    assert "private address 127.0.0.1" in await refusal("http://127.0.0.1/", allow="localhost")


async def test_the_next_address_is_tried_where_one_does_not_answer() -> None:
    async with RawServer(lambda got: reply()) as server:
        lookup = answering("127.0.0.2", "127.0.0.1")

        await close(await dial(f"http://intranet:{server.port}/", lookup, allow="intranet"))


async def test_a_name_is_looked_up_once_and_its_answer_judged() -> None:
    """A second look-up could answer differently: that is how names are rebound."""
    asked: list[str] = []

    async def lookup(host: str, port: int) -> tuple[str, ...]:
        asked.append(host)
        return ("127.0.0.1",)

    await refusal("http://rebound.example/", lookup)

    assert asked == ["rebound.example"]


async def test_of_a_mixed_answer_only_public_addresses_are_tried() -> None:
    """The private one would answer: nothing public does from here."""
    async with RawServer(lambda got: reply()) as server:
        with pytest.raises(OSError) as caught:
            await dial(
                "http://mixed.example:8080/",
                answering("127.0.0.1", "240.0.0.1", "192.0.2.1", "2606::1"),
                seconds=0.1,
            )

    assert server.connections == 0
    assert not isinstance(caught.value, FetchError)


async def test_error_a_name_without_addresses_cannot_be_connected() -> None:
    with pytest.raises(OSError, match=r"empty\.example has no address"):
        await dial("http://empty.example/", answering())


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (socket.gaierror(socket.EAI_NONAME, "no such name"), "name not found: x.example"),
        (socket.gaierror(socket.EAI_AGAIN, "later"), "name could not be looked up now: x.example"),
        (UnicodeError("label empty or too long"), "name not found: x.example"),
    ],
)
async def test_error_a_name_that_cannot_be_looked_up_is_named(error: Exception, message: str) -> None:
    with pytest.raises(FetchError) as caught:
        await dial("http://x.example/", failing(error))

    assert (str(caught.value), caught.value.trouble) == (message, Trouble.UNREACHABLE)


async def test_error_a_look_up_that_takes_too_long_is_given_up() -> None:
    async def lookup(host: str, port: int) -> tuple[str, ...]:
        await asyncio.Event().wait()
        raise AssertionError

    with pytest.raises(FetchError, match=r"^name could not be looked up in time: x\.example$"):
        await dial("http://x.example/", lookup, seconds=0.02)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def serving(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


async def test_tls_is_spoken_with_the_name_although_the_address_was_dialled(authority: trustme.CA) -> None:
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    async with RawServer(lambda got: reply(b"x"), tls=serving(authority, "intranet.example")) as server:
        url = f"https://intranet.example.:{server.port}/"
        connection = await dial(url, answering("127.0.0.1"), allow="intranet.example", tls=trusting)
        until = asyncio.get_running_loop().time() + 5

        head = await connection.ask("GET", "/", [(b"Host", b"intranet.example")], b"", until=until)
        body = await connection.part(until)
        connection.close()
        await asyncio.sleep(0)

    assert (head.status, body) == (200, b"x")


@pytest.mark.parametrize(("name", "is_trusted"), [("other.example", True), ("intranet.example", False)])
async def test_error_a_certificate_of_another_name_or_authority_is_refused(
    authority: trustme.CA, name: str, *, is_trusted: bool
) -> None:
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    async with RawServer(lambda got: reply(), tls=serving(authority, name)) as server:
        with pytest.raises(ssl.SSLCertVerificationError):
            await dial(
                f"https://intranet.example:{server.port}/",
                answering("127.0.0.1"),
                allow="intranet.example",
                tls=trusting if is_trusted else None,
            )

    assert server.got == []
