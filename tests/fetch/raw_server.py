"""A server in the test's own loop that answers with whatever bytes a test wants."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """One request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]  # names in lower case
    body: bytes


Answer = Callable[[Got], bytes | None]
"""The bytes to send; none at all hang up, and None leaves the client waiting."""


def reply(body: bytes = b"", status: int = 200, headers: Mapping[str, str] | None = None) -> bytes:
    """Return a proper answer."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


class RawServer:
    """Serves on 127.0.0.1 at a free port for as long as the `async with` block lasts."""

    def __init__(self, answer: Answer, *, closes: bool = False, tls: ssl.SSLContext | None = None) -> None:
        self._answer = answer
        self._closes = closes  # after one answer, without having said so
        self._tls = tls
        self._serving: set[asyncio.Task[None]] = set()
        self.got: list[Got] = []
        self.connections = 0
        self.port = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/") -> str:
        return f"http{'s' if self._tls else ''}://{self.host}{path}"

    @property
    def paths(self) -> list[str]:
        return [got.path for got in self.got]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self._converse(reader, writer)
        finally:
            self._serving.discard(task)
            writer.transport.abort()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            method, path, _ = head[0].split(" ")
            headers = {line.partition(":")[0].lower(): line.partition(":")[2].strip() for line in head[1:-2]}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            self.got.append(Got(method=method, path=path, headers=headers, body=body))
            answer = self._answer(self.got[-1])
            if answer is None:
                await reader.read()
                return
            writer.write(answer)
            await writer.drain()
            if self._closes or not answer:
                writer.close()
                await writer.wait_closed()
                return
