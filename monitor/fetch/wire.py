"""One HTTP/1.1 connection: a request goes out, an answer comes in, every wait and every part of it bounded.

h11 keeps the protocol; this feeds it from asyncio's transports. httpx does the same through three more
layers, which cost five times the CPU of an answer that says nothing changed.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

import h11

from monitor.errors import FetchError, Trouble

Headers = tuple[tuple[bytes, bytes], ...]
"""Names and values as they go over the wire; what came in has its names in lower case."""

MAX_HEAD = 64 * 1024  # bytes of status line and headers
MAX_HEADERS = 256
_MAX_INTERIM = 8  # "103 Early Hints" and the like before the answer
_FREE_PIECES = 10_000  # chunks of a body that may be of any size
_LEAST_PIECE = (
    32  # bytes of the others on average: one in each costs us a hundred times what it costs the server
)
_PIECES_A_TURN = 64  # then others have theirs
_FEED = 16 * 1024  # bytes for h11 at once: it takes a head of any length that it gets in one piece
_HIGH_WATER = 128 * 1024  # bytes that wait for us before the server has to
_HEAD_END = re.compile(rb"\n\r?\n")


@dataclass(frozen=True, slots=True)
class Head:
    """Status and headers of an answer."""

    status: int
    headers: Headers

    def get(self, name: bytes) -> str | None:
        """Return the first value of a header, byte for byte, None where there is none or it is empty."""
        for key, value in self.headers:
            if key == name and value:
                return value.decode("latin-1")
        return None

    def all(self, name: bytes) -> tuple[str, ...]:
        """Return the values of a header that may come more than once."""
        return tuple(value.decode("latin-1") for key, value in self.headers if key == name)


class UnansweredError(FetchError):
    """The connection ended before a byte of the answer: a kept one had been closed by the server already."""


class Connection(asyncio.Protocol):
    """A connection to one server, for one exchange at a time: `ask`, then `part` to the end, then `rest`."""

    def __init__(self, host: str, *, silence: float) -> None:
        self._host = host
        self._silence = silence
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._h11 = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_HEAD)
        self._received = bytearray()
        self._pieces = self._size = 0  # of the body under way
        self._is_paused = False
        self._has_ended = False  # nothing more will be received
        self._is_spent = False  # and h11 knows
        self._error: Exception | None = None
        self._waiter: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Keep what came until it is asked for."""
        self._received += data
        if len(self._received) > _HIGH_WATER and self._transport is not None:
            self._is_paused = True
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        """Note that the server has said all it will say."""
        self._has_ended = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """Note the end."""
        self._has_ended = True
        self._error = exc
        self._transport = None
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    @property
    def is_idle(self) -> bool:
        """Whether another request may be sent: the server keeps the line open and has said nothing more."""
        return not self._has_ended and not self._received and self._h11.our_state is h11.IDLE

    def close(self) -> None:
        """Let go at once; what is under way is lost."""
        self._has_ended = True
        if self._transport is not None:
            self._transport.abort()

    async def ask(
        self, method: str, path: str, headers: Iterable[tuple[bytes, bytes]], content: bytes, *, until: float
    ) -> Head:
        """Send a request and wait for status and headers; raises FetchError, or UnansweredError."""
        try:
            parts = [self._h11.send(h11.Request(method=method, target=path, headers=list(headers)))]
            if content:
                parts.append(self._h11.send(h11.Data(data=content)))
            parts.append(self._h11.send(h11.EndOfMessage()))
        except h11.LocalProtocolError as error:
            raise FetchError(f"cannot be sent: {_line(error)}", trouble=Trouble.REFUSED) from error
        if self._transport is None:
            raise self._unanswered()
        self._transport.write(b"".join(part for part in parts if part))
        return await self._head(until)

    async def _head(self, until: float) -> Head:
        interim, is_first = 0, True
        lines, tail = 0, b""
        while True:
            match self._next():
                case h11.NEED_DATA:
                    data = await self._receive(until)
                    if not data:
                        raise self._unanswered() if is_first else self._broken_off()
                    lines, tail = self._counted(lines, tail + data)
                    if is_first and data[:5] != b"HTTP/"[: len(data)]:
                        # h11 would wait for a whole head, and what speaks another language may never end one.
                        raise self._improper("it does not begin with HTTP/")
                    is_first = False
                    self._h11.receive_data(data)
                case h11.InformationalResponse(status_code=status):
                    interim += 1
                    if interim > _MAX_INTERIM:
                        raise self._improper(f"interim answers without end, the last HTTP {status}")
                case event:
                    assert isinstance(event, h11.Response)  # h11 lets nothing else begin an answer
                    return self._checked(Head(event.status_code, tuple(event.headers)))

    def _counted(self, lines: int, data: bytes) -> tuple[int, bytes]:
        # Before h11 takes thousands of them apart. What is counted twice at a border is allowed for.
        end = _HEAD_END.search(data)
        lines += data.count(b"\n", 0, end.start() if end else len(data))
        if lines > 2 * MAX_HEADERS:
            raise self._too_long()
        return lines, data[-3:]

    def _checked(self, head: Head) -> Head:
        size = sum(len(name) + len(value) + 4 for name, value in head.headers)
        if size > MAX_HEAD or len(head.headers) > MAX_HEADERS:
            raise self._too_long()
        return head

    async def part(self, until: float) -> bytes:
        """Return the next piece of the body, still encoded, empty at its end; raises FetchError where it breaks off."""
        while True:
            match self._next():
                case h11.NEED_DATA:
                    data = await self._receive(until)
                    if not data and self._error is not None:
                        raise self._broken_off()
                    self._is_spent = not data
                    self._h11.receive_data(data)
                case h11.Data(data=piece):
                    self._pieces += 1
                    self._size += len(piece)
                    if self._pieces > _FREE_PIECES and self._size < self._pieces * _LEAST_PIECE:
                        raise self._improper("a body in crumbs")
                    if self._pieces % _PIECES_A_TURN == 0:
                        await asyncio.sleep(0)
                    return bytes(piece)
                case _:
                    return b""

    def rest(self) -> bool:
        """Be ready for another request; False where the answer is not at its end or the server closes."""
        if self._h11.our_state is h11.DONE and self._h11.their_state is h11.DONE:
            self._h11.start_next_cycle()
            self._pieces = self._size = 0
        return self.is_idle and not self._h11.trailing_data[0]

    def _next(self) -> type[h11.NEED_DATA | h11.PAUSED] | h11.Event:
        try:
            return self._h11.next_event()
        except h11.RemoteProtocolError as error:
            if error.error_status_hint == 431:
                raise self._too_long() from error
            if self._is_spent:
                raise self._broken_off() from error
            raise self._improper(_line(error)) from error

    async def _receive(self, until: float) -> bytes:
        if not self._received and not self._has_ended:
            await self._wait(until)
        data = bytes(self._received[:_FEED])
        del self._received[:_FEED]
        if self._is_paused and self._transport is not None:
            self._is_paused = False
            self._transport.resume_reading()
        return data

    async def _wait(self, until: float) -> None:
        quiet_at = self._loop.time() + self._silence
        self._waiter = self._loop.create_future()
        timer = self._loop.call_at(min(quiet_at, until), self._wake)
        try:
            await self._waiter
        finally:
            timer.cancel()
            self._waiter = None
        if self._received or self._has_ended:
            return
        if until <= quiet_at:
            raise TimeoutError  # of the whole request: who set it knows how long it was
        raise FetchError(f"{self._host} said nothing for {self._silence:g} s", trouble=Trouble.SLOW)

    def _unanswered(self) -> UnansweredError:
        detail = _line(self._error) if self._error else "closed the connection without an answer"
        return UnansweredError(f"{self._host}: {detail}")

    def _broken_off(self) -> FetchError:
        reason = f": {_line(self._error)}" if self._error else ""
        return FetchError(f"{self._host} broke off in the middle of its answer{reason}")

    def _improper(self, detail: str) -> FetchError:
        return FetchError(
            f"{self._host} did not answer in proper HTTP: {detail}"[:300], trouble=Trouble.MALFORMED
        )

    def _too_long(self) -> FetchError:
        return FetchError(
            f"the headers of {self._host} are larger than {MAX_HEAD // 1024} KiB or more than {MAX_HEADERS}",
            trouble=Trouble.TOO_LARGE,
        )


def _line(error: Exception) -> str:
    told = str(getattr(error, "strerror", None) or error)
    # h11 quotes what it stumbled over, which is somebody else's text.
    return " ".join(told.partition(": bytearray(")[0].split()) or type(error).__name__
