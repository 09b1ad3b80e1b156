"""A server without manners: it speaks to the socket itself, so that it can break what HTTP libraries keep.

Every trap has a loopback address of its own, as a site has a host, so that none holds up another. Linux lets any
address of 127.0.0.0/8 be listened on.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
import threading
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

_STARTING = 30.0  # seconds, on a machine that has much else to do


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as it came."""

    path: str
    headers: Mapping[str, str]  # names in lower case


class Wire:
    """The server's end of one connection."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    async def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        self._writer.write(data)
        await self._writer.drain()

    async def head(self, *headers: str, status: str = "200 OK") -> None:
        """Send a status line and headers, and end them."""
        lines = (f"HTTP/1.1 {status}", "Connection: close", *headers, "", "")
        await self.send("\r\n".join(lines).encode("latin-1"))

    async def whole(self, body: bytes, *headers: str, status: str = "200 OK", kind: str = "text/xml") -> None:
        """Send a whole and proper answer."""
        await self.head(f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers, status=status)
        await self.send(body)

    def reset(self) -> None:
        """Break the connection off so that the other side sees a reset, not an end."""
        made: socket.socket = self._writer.get_extra_info("socket")
        made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()


Answer = Callable[[Wire, Asked], Awaitable[None]]


async def hold(_wire: Wire | None = None, _asked: Asked | None = None) -> None:
    """Say nothing for as long as the server stands."""
    await asyncio.Event().wait()


class Farm:
    """Serves one answer an address for as long as the `with` block lasts, in a thread of its own."""

    def __init__(
        self, answers: Mapping[str, Answer], *, secured: Mapping[str, ssl.SSLContext] | None = None
    ) -> None:
        self._answers = dict(answers)
        self._secured = dict(secured or {})
        self._hosts = {
            name: f"127.77.{place // 250 + 1}.{place % 250 + 1}" for place, name in enumerate(self._answers)
        }
        self._loop = asyncio.new_event_loop()
        self._connections: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._is_up = threading.Event()
        self._port = 0
        self.asked: dict[str, list[Asked]] = {name: [] for name in self._answers}

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._is_up.wait(_STARTING), "the farm did not start"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    @property
    def port(self) -> int:
        return self._port

    def host(self, name: str) -> str:
        """Return `host:port`, as `fetch.allow_private` wants it."""
        return f"{self._hosts[name]}:{self._port}"

    def url(self, name: str, path: str = "/") -> str:
        """Return where an answer is given."""
        return f"http{'s' if name in self._secured else ''}://{self.host(name)}{path}"

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        servers = self._loop.run_until_complete(self._listen())
        self._is_up.set()
        self._loop.run_forever()
        for server in servers:
            server.close()
        for task in self._connections:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*self._connections, return_exceptions=True))
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    async def _listen(self) -> Sequence[asyncio.Server]:
        servers = []
        for name, host in self._hosts.items():
            server = await asyncio.start_server(
                self._connected(name), host, self._port, ssl=self._secured.get(name), backlog=128
            )
            servers.append(server)
            self._port = self._port or int(server.sockets[0].getsockname()[1])
        return servers

    def _connected(
        self, name: str
    ) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            self._connections.add(task)
            # Who refuses an answer hangs up in the middle of it, which is what all this is about.
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, ssl.SSLError):
                asked = _read(await reader.readuntil(b"\r\n\r\n"))
                self.asked[name].append(asked)
                await self._answers[name](Wire(writer), asked)
            writer.close()
            with suppress(ConnectionError, asyncio.CancelledError, ssl.SSLError):
                await writer.wait_closed()
            self._connections.discard(task)

        return serve


def _read(head: bytes) -> Asked:
    line, *rest = head.decode("latin-1").rstrip().split("\r\n")
    pairs = (header.partition(":") for header in rest)
    return Asked(path=line.split(" ")[1], headers={name.lower(): value.strip() for name, _, value in pairs})
