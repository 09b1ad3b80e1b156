"""The hostile farm: every misbehaviour by its name, and how an operator would have written it into monitor.yaml.

The good sources stand beside it on one host of their own.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import trustme

from tests.farms import bodies, on_the_wire, pages
from tests.farms.wire import Answer, Asked, Farm, Wire

GOOD = 20
ENTRIES = 3  # of a good source

_REDIRECTS = {
    "redirect-to-metadata": "http://169.254.169.254/latest/meta-data/",
    "redirect-to-ipv6-loopback": "http://[::1]:{port}/",
    "redirect-to-mapped-ipv4": "http://[::ffff:{host}]:{port}/",
    "redirect-to-a-name-for-loopback": "http://localhost:8080/",
    "redirect-to-decimal": "http://{decimal}:{port}/",
    "redirect-to-hexadecimal": "http://0x7f.0x4d.0x0.0x1:{port}/",
    "redirect-to-octal": "http://0177.0115.0.1:{port}/",
    "redirect-to-short-form": "http://127.5046273:{port}/",
    "redirect-to-nat64": "http://[64:ff9b::7f4d:1]:{port}/",
    "redirect-to-6to4": "http://[2002:7f4d:1::]:{port}/",
    "redirect-to-carrier-grade-nat": "http://100.100.100.200/latest/meta-data/",
    "redirect-to-private-network": "http://192.168.1.1/",
    "redirect-to-nothing": "http://0:{port}/",
    "redirect-to-multicast": "http://224.0.0.1/",
    "redirect-to-another-port": "http://{host}:22/",
    "redirect-with-credentials": "http://user:password@{host}:{port}/",
    "redirect-to-file": "file:///etc/passwd",
    "redirect-to-ftp": "ftp://{host}/",
    "redirect-to-javascript": "javascript:alert(1)",
}

_DIRECT = {
    "at-metadata": "http://169.254.169.254/latest/meta-data/",
    "at-ipv6-loopback": "http://[::1]:{port}/",
    "at-a-name-for-loopback": "http://localhost:8080/",
    "at-decimal": "http://{decimal}:{port}/",
    "at-private-network": "http://10.0.0.1/",
    "at-the-canary": "http://{host}:{port}/",
    "at-a-name-that-is-none": "http://nowhere.invalid/",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """One source of the farm."""

    name: str
    location: str
    kind: str = "feed"
    more: str = ""  # further keys of its flow mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Hostile:
    """The farm as it stands."""

    farm: Farm
    canary: socket.socket
    planted: tuple[Planted, ...]
    good: tuple[Planted, ...]

    @property
    def allowed(self) -> tuple[str, ...]:
        """What the operator lets in: the farm, and not the canary."""
        return tuple(self.farm.host(name) for name in self.farm.asked)

    def canary_sang(self) -> bool:
        """Say whether anybody connected to the private address that was not allowed."""
        self.canary.setblocking(False)
        try:
            connection, _ = self.canary.accept()
        except BlockingIOError:
            return False
        connection.close()
        return True


@contextmanager
def standing() -> Iterator[Hostile]:
    """Run the farm for as long as the `with` block lasts."""
    with _canary() as canary, Farm(_answers(canary), secured=_secured()) as farm:
        yield Hostile(
            farm=farm, canary=canary, planted=tuple(_planted(farm, canary)), good=tuple(_good(farm))
        )


def good_titles() -> tuple[str, ...]:
    """Return the title of every entry of the good sources."""
    return tuple(
        f"Good pilot list {number} of source {source}" for source in range(GOOD) for number in range(ENTRIES)
    )


@contextmanager
def _canary() -> Iterator[socket.socket]:
    """Listen at a private address, on a port that the program would go to."""
    for port in (8080, 8443):
        made = socket.socket()
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            made.bind(("127.77.0.1", port))
        except OSError:  # another program has the port at every address
            made.close()
            continue
        made.listen()
        with made:
            yield made
        return
    raise AssertionError("no port for the canary: 8080 and 8443 are both taken")


def _filled(location: str, canary: socket.socket) -> str:
    host, port = canary.getsockname()
    return location.format(host=host, port=port, decimal=int.from_bytes(socket.inet_aton(host)))


def _answers(canary: socket.socket) -> Mapping[str, Answer]:
    found: dict[str, Answer] = {"good": _give_good}
    found |= on_the_wire.answers()
    for name, location in _REDIRECTS.items():
        found[name] = on_the_wire.redirect(_filled(location, canary))
    for name, body in bodies.answers().items():
        found[name] = _giving(body, "application/json" if name.startswith("json") else "text/xml")
    for made in (pages.INSTEAD_OF_A_FEED, pages.LISTINGS, pages.ENDPOINTS, pages.SITEMAPS):
        for name, text in made.items():
            found[name] = _giving(_encoded(text), "text/html")
    found |= {
        "etag-always-new": _always_new,
        "list-articles-of-10-mb": _heavy_articles,
        "tls-self-signed": _giving(lambda: bodies.feed("Self-signed"), "text/xml"),
        "tls-expired": _giving(lambda: bodies.feed("Expired"), "text/xml"),
        "tls-of-another-name": _giving(lambda: bodies.feed("Another"), "text/xml"),
        "tls-where-http-is-spoken": _giving(lambda: bodies.feed("Plain"), "text/xml"),
        "tls-redirect-to-http": on_the_wire.redirect("http://news.example/"),
    }
    return found


def _secured() -> dict[str, ssl.SSLContext]:
    authority = trustme.CA()
    past = datetime(2020, 1, 1, tzinfo=UTC)
    certificates = {
        "tls-self-signed": authority.issue_cert("127.77.1.1"),
        "tls-expired": authority.issue_cert("127.77.1.1", not_before=past.replace(year=2019), not_after=past),
        "tls-of-another-name": authority.issue_cert("news.example"),
        "tls-redirect-to-http": authority.issue_cert("127.77.1.1"),
    }
    made = {}
    for name, certificate in certificates.items():
        made[name] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(made[name])
    return made


def _planted(farm: Farm, canary: socket.socket) -> Iterator[Planted]:
    special = {"good", *pages.LISTINGS, *pages.ENDPOINTS, *pages.SITEMAPS, "list-articles-of-10-mb"}
    for name in farm.asked:
        if name not in special and name != "tls-where-http-is-spoken":
            yield Planted(name=name, location=farm.url(name))
    yield Planted(
        name="tls-where-http-is-spoken",
        location=farm.url("tls-where-http-is-spoken").replace("http:", "https:"),
    )
    for name in (*pages.LISTINGS, "list-articles-of-10-mb"):
        fulltext = "always" if name == "list-articles-of-10-mb" else "never"
        yield Planted(
            name=name,
            location=farm.url(name),
            kind="listing",
            more=f"item: li, link: a, fulltext: {fulltext}",
        )
    for name in pages.ENDPOINTS:
        yield Planted(
            name=name,
            location=farm.url(name),
            kind="json",
            more="items: rows, link: url, title: title, fulltext: never",
        )
    for name in pages.SITEMAPS:
        yield Planted(name=name, location=farm.url(name), kind="sitemap", more="fulltext: never")
    for name, location in _DIRECT.items():
        yield Planted(name=name, location=_filled(location, canary))


def _good(farm: Farm) -> Iterator[Planted]:
    for number in range(GOOD):
        yield Planted(name=f"good-{number}", location=farm.url("good", f"/{number}"))


async def _give_good(wire: Wire, asked: Asked) -> None:
    source = int(asked.path.strip("/"))
    titles = good_titles()[source * ENTRIES : (source + 1) * ENTRIES]
    await wire.whole(bodies.rss(*map(bodies.entry, titles)).encode(), f'ETag: "{source}"')


async def _always_new(wire: Wire, asked: Asked) -> None:
    await wire.whole(bodies.feed("Always new"), f'ETag: "{id(asked)}"')


async def _heavy_articles(wire: Wire, asked: Asked) -> None:
    if asked.path == "/":
        items = "".join(f'<li><a href="/{number}.html">Article {number}</a></li>' for number in range(3))
        await wire.whole(f"<html><body><ul>{items}</ul></body></html>".encode(), kind="text/html")
    else:
        await wire.whole(pages.article(11 if asked.path == "/1.html" else 9), kind="text/html")


def _encoded(text: Callable[[], str]) -> Callable[[], bytes]:
    return lambda: text().encode()


def _giving(body: Callable[[], bytes], kind: str) -> Answer:
    async def answer(wire: Wire, _asked: Asked) -> None:
        await wire.whole(body(), kind=f"{kind}; charset=utf-8")

    return answer
