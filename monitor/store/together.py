"""Many small pieces of work in one transaction: what comes while the disk is busy is committed with the next sync."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from sqlalchemy import Connection

from monitor.store.database import Database

Piece = TypeVar("Piece")
Answer = TypeVar("Answer")


class Together(Generic[Piece, Answer]):
    """Does `work` to pieces; whoever hands one in waits until it is committed, as if it were alone."""

    def __init__(
        self,
        database: Database,
        work: Callable[[Connection, Sequence[Piece]], Sequence[Answer]],
        *,
        rest: float = 0.0,  # seconds the first piece waits for others
    ) -> None:
        self._database = database
        self._rest = rest
        self._work = work
        self._lock = threading.Lock()
        self._waiting: list[tuple[Piece, asyncio.Future[Answer]]] = []

    async def do(self, piece: Piece) -> Answer:
        """Return what came of a piece, committed; raises what the work raised for it."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer] = loop.create_future()
        with self._lock:
            self._waiting.append((piece, answer))
            is_first = len(self._waiting) == 1
        if is_first:
            loop.call_later(self._rest, self._database.submit, lambda: self._turn(loop))
        # Shielded by being no task: a caller that is cancelled leaves the transaction as it is.
        return await answer

    def _turn(self, loop: asyncio.AbstractEventLoop) -> None:
        with self._lock:
            batch, self._waiting = self._waiting, []
        ended = self._run(batch)
        if not loop.is_closed():
            loop.call_soon_threadsafe(_settle, ended)

    def _run(
        self, batch: list[tuple[Piece, asyncio.Future[Answer]]]
    ) -> list[tuple[asyncio.Future[Answer], Answer | BaseException]]:
        pieces = [piece for piece, _ in batch]
        try:
            answers = self._database.run_now(lambda connection: self._work(connection, pieces))
        except BaseException as error:  # noqa: BLE001  it is raised where the piece came from
            if len(batch) == 1:
                return [(batch[0][1], error)]
            # One bad piece must not take the others with it.
            return [ended for one in batch for ended in self._run([one])]
        return [(answer, made) for (_, answer), made in zip(batch, answers, strict=True)]


def _settle(ended: list[tuple[asyncio.Future[Answer], Answer | BaseException]]) -> None:
    for answer, made in ended:
        if answer.done():
            continue  # its caller was cancelled
        if isinstance(made, BaseException):
            answer.set_exception(made)
        else:
            answer.set_result(made)
