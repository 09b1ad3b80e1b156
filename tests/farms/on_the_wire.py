"""Misbehaviour of connections, headers, encodings, redirects and statuses."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from tests.farms import bombs
from tests.farms.bodies import feed
from tests.farms.wire import Answer, Asked, Wire, hold

_MEGABYTE = bytes(1024 * 1024)

BLOCKING = (403, 412, 418, 429, 521)
FAILING = (500, 502, 503, 504)


async def _endless_body(wire: Wire, _asked: Asked) -> None:
    await wire.head("Content-Type: text/xml")
    await wire.send(b"<rss><channel>")
    while True:
        await wire.send(_MEGABYTE)


async def _endless_chunks(wire: Wire, _asked: Asked) -> None:
    await wire.head("Content-Type: text/xml", "Transfer-Encoding: chunked")
    while True:
        await wire.send(b"1\r\n \r\n" * 20_000)


async def _broken_chunks(wire: Wire, _asked: Asked) -> None:
    await wire.head("Transfer-Encoding: chunked")
    await wire.send(b"5\r\n<rss>\r\nthis is no length\r\n")


async def _drip(wire: Wire, _asked: Asked) -> None:
    body = feed("drip")
    await wire.head(f"Content-Length: {len(body)}")
    for place in range(len(body)):
        await wire.send(body[place : place + 1])
        await asyncio.sleep(1)


async def _dripping_headers(wire: Wire, _asked: Asked) -> None:
    await wire.send(b"HTTP/1.1 200 OK\r\n")
    while True:
        await wire.send(b"X-More: to come\r\n")
        await asyncio.sleep(1)


async def _endless_headers(wire: Wire, _asked: Asked) -> None:
    await wire.send(b"HTTP/1.1 200 OK\r\n")
    while True:
        await wire.send(b"X-More: to come\r\n" * 10_000)


async def _huge_header(wire: Wire, _asked: Asked) -> None:
    await wire.whole(feed("huge header"), "X-Huge: " + "x" * 8 * 1024 * 1024)


async def _stops_after_headers(wire: Wire, _asked: Asked) -> None:
    await wire.head("Content-Type: text/xml", "Content-Length: 1000")
    await hold()


async def _stops_in_the_body(wire: Wire, _asked: Asked) -> None:
    body = feed("half")
    await wire.head(f"Content-Length: {len(body)}")
    await wire.send(body[: len(body) // 2])
    await hold()


async def _shorter_than_promised(wire: Wire, _asked: Asked) -> None:
    body = feed("short")
    await wire.head(f"Content-Length: {len(body) + 1000}")
    await wire.send(body)


async def _longer_than_promised(wire: Wire, _asked: Asked) -> None:
    await wire.head("Content-Length: 10")
    await wire.send(feed("long"))


async def _promises_much(wire: Wire, _asked: Asked) -> None:
    await wire.head(f"Content-Length: {10 * 1024**3}")
    await hold()


async def _two_lengths(wire: Wire, _asked: Asked) -> None:
    await wire.head("Content-Length: 10", "Content-Length: 20")
    await wire.send(feed("two lengths"))


async def _resets(wire: Wire, _asked: Asked) -> None:
    wire.reset()


async def _resets_in_the_body(wire: Wire, _asked: Asked) -> None:
    await wire.head("Content-Length: 1000")
    await wire.send(b"<rss>")
    wire.reset()


async def _hangs_up(_wire: Wire, _asked: Asked) -> None:
    """Close without a word."""


async def _no_http(wire: Wire, _asked: Asked) -> None:
    await wire.send(b"SSH-2.0-OpenSSH_9.6\r\n" + bytes(range(256)))


async def _bad_status(wire: Wire, _asked: Asked) -> None:
    await wire.send(b"HTTP/1.1 abc Not A Number\r\n\r\n")


async def _only_continue(wire: Wire, _asked: Asked) -> None:
    while True:
        await wire.send(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)
        await asyncio.sleep(0.1)


def _encoded(make: Callable[[], bytes], name: str) -> Answer:
    async def answer(wire: Wire, _asked: Asked) -> None:
        body = await asyncio.to_thread(make)
        await wire.whole(body, *(f"Content-Encoding: {part}" for part in name.split("+")))

    return answer


def status(code: int, *headers: str) -> Answer:
    """Return an answer of nothing but a status."""

    async def answer(wire: Wire, _asked: Asked) -> None:
        await wire.whole(b"no", *headers, status=f"{code} Whatever", kind="text/plain")

    return answer


def redirect(location: str, *, code: int = 302) -> Answer:
    """Return an answer that sends elsewhere."""
    return status(code, f"Location: {location}")


async def _chain(wire: Wire, asked: Asked) -> None:
    """Redirect for ever, never twice to the same address."""
    number = int(asked.path.strip("/") or 0)
    await status(302, f"Location: /{number + 1}")(wire, asked)


async def _sets_cookies(wire: Wire, asked: Asked) -> None:
    """Redirect until the cookie comes back: a wall for who keeps none."""
    if "seen=1" in asked.headers.get("cookie", ""):
        await wire.whole(feed("cookie"))
    else:
        await wire.whole(b"", "Set-Cookie: seen=1; Path=/", "Location: /", status="302 Found")


async def _gone_with_cause(wire: Wire, _asked: Asked) -> None:
    await wire.whole(b"The feed has ended.", status="410 Gone", kind="text/plain")


async def _never_asked_304(wire: Wire, _asked: Asked) -> None:
    await wire.head(status="304 Not Modified")


def answers() -> dict[str, Answer]:
    """Return every misbehaviour by its name."""
    named: dict[str, Answer] = {
        "endless-body": _endless_body,
        "endless-chunks": _endless_chunks,
        "broken-chunks": _broken_chunks,
        "byte-a-second": _drip,
        "header-a-second": _dripping_headers,
        "endless-headers": _endless_headers,
        "huge-header": _huge_header,
        "silence": hold,
        "hang-after-headers": _stops_after_headers,
        "hang-in-body": _stops_in_the_body,
        "length-too-long": _shorter_than_promised,
        "length-too-short": _longer_than_promised,
        "length-ten-gigabytes": _promises_much,
        "length-twice": _two_lengths,
        "reset": _resets,
        "reset-in-body": _resets_in_the_body,
        "hangs-up": _hangs_up,
        "no-http": _no_http,
        "status-no-number": _bad_status,
        "only-100-continue": _only_continue,
        "bomb-gzip": _encoded(bombs.gzipped, "gzip"),
        "bomb-gzip-gzip": _encoded(bombs.gzipped_twice, "gzip, gzip"),
        "bomb-gzip-twice-in-two-headers": _encoded(bombs.gzipped_twice, "gzip+gzip"),
        "bomb-deflate": _encoded(bombs.deflated, "deflate"),
        "bomb-brotli": _encoded(bombs.brotli, "br"),
        "bomb-zstandard": _encoded(bombs.zstandard, "zstd"),
        "gzip-cut-off": _encoded(lambda: bombs.gzipped()[:5_000], "gzip"),
        "gzip-in-name-only": _encoded(partial(feed, "plain"), "gzip"),
        "encoding-made-up": _encoded(partial(feed, "plain"), "rot13"),
        "redirect-loop": redirect("/"),
        "redirect-chain": _chain,
        "redirect-nowhere": status(302),
        "redirect-to-garbage": redirect("http://[/::"),
        "cookie-wall-redirect": _sets_cookies,
        "status-410": _gone_with_cause,
        "status-304-unasked": _never_asked_304,
        "status-404": status(404),
        "status-204": status(204),
        "status-206": status(206),
        "status-999": status(999),
        "status-429-for-ever": status(429, "Retry-After: 99999999999999999999"),
        "status-503-retry-nonsense": status(503, "Retry-After: soon"),
    }
    return named | {f"status-{code}": status(code) for code in (*BLOCKING, *FAILING)}
