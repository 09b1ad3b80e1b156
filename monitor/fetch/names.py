"""Names → numeric addresses, by the system's resolver, beside the event loop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue
from threading import Lock, Thread

Resolve = Callable[[str, int], Awaitable[tuple[str, ...]]]
"""Returns the numeric addresses of a host; raises OSError, UnicodeError or ValueError."""


@dataclass(frozen=True, slots=True)
class _Question:
    host: str
    port: int
    loop: asyncio.AbstractEventLoop
    answer: asyncio.Future[tuple[str, ...]]


class Resolver:
    """A few threads that wait for the system's resolver.

    Not the loop's own threads: a resolver can take half a minute, and a stop would have to wait for it.
    Not one a question either: starting a thread costs more than all else that a poll does.
    """

    def __init__(self, *, most: int = 32, idle: float = 10.0) -> None:
        self._most = most
        self._idle = idle  # seconds after which a thread without work ends
        self._questions: SimpleQueue[_Question] = SimpleQueue()
        self._lock = Lock()
        self._open = 0  # questions without an answer
        self._threads = 0

    async def look_up(self, host: str, port: int) -> tuple[str, ...]:
        """Return the numeric addresses of a host, in the system's order."""
        loop = asyncio.get_running_loop()
        question = _Question(host, port, loop, loop.create_future())
        with self._lock:
            self._open += 1
            is_short = self._open > self._threads and self._threads < self._most
            self._threads += is_short
            self._questions.put(question)
        if is_short:
            Thread(target=self._work, name="look-up of names", daemon=True).start()
        return await question.answer

    def _work(self) -> None:
        while True:
            try:
                question = self._questions.get(timeout=self._idle)
            except Empty:
                with self._lock:  # nobody may count on a thread that is about to end
                    if self._questions.empty():
                        self._threads -= 1
                        return
                continue
            settle = _asked(question)
            with self._lock:
                self._open -= 1
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                question.loop.call_soon_threadsafe(settle)


def _asked(question: _Question) -> Callable[[], None]:
    try:
        found = socket.getaddrinfo(question.host, question.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, ValueError, OverflowError) as error:
        return partial(_fail, question.answer, error)
    return partial(_settle, question.answer, tuple(dict.fromkeys(str(entry[4][0]) for entry in found)))


def _settle(answer: asyncio.Future[tuple[str, ...]], found: tuple[str, ...]) -> None:
    if not answer.done():  # not given up in the meantime
        answer.set_result(found)


def _fail(answer: asyncio.Future[tuple[str, ...]], error: Exception) -> None:
    if not answer.done():
        answer.set_exception(error)
