"""Stored documents asked anew, by as many processes as there are processors.

ids in batches ─▶ processes, each with its own read-only connection ─▶ answers in the order of the ids
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import connection as pipes
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from monitor.corpus import laying_out
from monitor.errors import MonitorError
from monitor.rules.compare import Asker, Found, Question
from monitor.store import database
from monitor.store.archive import Archive

_BATCH = 64  # documents; so many texts are in the memory of a process at once
_MOST_WORKERS = 8
_WORTH_A_PROCESS = 500  # documents; a process takes half a second to start
_PATIENCE = 5.0  # seconds for a process that has nothing to do to end

Answer = tuple[int, tuple[Found, ...]]  # version, the rules found; never none


def workers() -> int:
    """Return how many processes may work at once here."""
    return min(len(os.sched_getaffinity(0)), _MOST_WORKERS)


def replay(
    store: Path,
    ids: Sequence[int],
    question: Question,
    *,
    processes: int | None = None,
    advance: Callable[[int], object] = lambda _: None,
) -> Generator[Answer, None, None]:
    """Yield the versions that match anything, in the order of `ids`; `advance` is told how many more are done."""
    batches = [tuple(ids[start : start + _BATCH]) for start in range(0, len(ids), _BATCH)]
    count = min(workers() if processes is None else processes, 1 + len(ids) // _WORTH_A_PROCESS)
    if count < 2:
        with _opened(store) as archive:
            asker = Asker(question)
            for batch in batches:
                answers = _answer(archive, asker, batch)
                advance(len(batch))
                yield from answers
        return
    with ExitStack() as stack:
        crew = [stack.enter_context(_working(store, question)) for _ in range(count)]
        yield from _in_order(_handed_out(crew, batches, advance))


def _in_order(answered: Iterator[tuple[int, list[Answer]]]) -> Iterator[Answer]:
    """Yield the answers by the number of their batch."""
    early: dict[int, list[Answer]] = {}
    wanted = 0
    for number, answers in answered:
        early[number] = answers
        while wanted in early:
            yield from early.pop(wanted)
            wanted += 1


def _handed_out(
    crew: Sequence[_Worker], batches: Sequence[tuple[int, ...]], advance: Callable[[int], object]
) -> Iterator[tuple[int, list[Answer]]]:
    """Give a batch to each worker, and the next one to whoever is done."""
    waiting = iter(enumerate(batches))
    busy: dict[Connection, int] = {}

    def hand(worker: Connection) -> None:
        for number, batch in waiting:
            with suppress(BrokenPipeError):  # it has ended; told when its answer is missed
                worker.send(batch)
            busy[worker] = number
            return

    for worker in crew:
        hand(worker.pipe)
    while busy:
        for ready in pipes.wait(list(busy)):
            assert isinstance(ready, Connection)
            number = busy.pop(ready)
            answers = _receive(ready)
            hand(ready)
            advance(len(batches[number]))
            yield number, answers


def _receive(pipe: Connection) -> list[Answer]:
    try:
        answers: list[Answer] | MonitorError = pipe.recv()
    except (EOFError, ConnectionResetError):
        raise MonitorError(
            "a process that was matching documents ended before it was done; is memory short?"
        ) from None
    if isinstance(answers, MonitorError):
        raise answers
    return answers


@dataclass(frozen=True, slots=True)
class _Worker:
    """A process and our end of the pipe to it."""

    process: BaseProcess
    pipe: Connection


@contextmanager
def _working(store: Path, question: Question) -> Iterator[_Worker]:
    """Start a process that answers batches; it ends with the block, or with this process however that ends."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, store, question), daemon=True)
    # Its own start would let Ctrl-C through again in the middle of ours.
    resource_tracker.ensure_running()
    try:
        with _ctrl_c_waits():
            process.start()
            theirs.close()
        yield _Worker(process, ours)
    except BaseException:
        if process.pid is not None:
            process.terminate()
        raise
    finally:
        ours.close()
        if process.pid is not None:
            process.join(_PATIENCE)
            process.kill()
            process.join()
        process.close()


@contextmanager
def _ctrl_c_waits() -> Iterator[None]:
    """Let what is started here inherit that Ctrl-C on the terminal is not for it; we hear of it at the end."""
    heard: list[int] = []
    # What is blocked here may be delivered to another thread of ours, and Python then interrupts this one.
    before = signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, before)
        if heard:
            signal.raise_signal(signal.SIGINT)


def _serve(pipe: Connection, store: Path, question: Question) -> None:
    """Answer batches until the other end is closed."""
    # Nobody is left to tell where the other end has gone.
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        try:
            with _opened(store) as archive:
                asker = Asker(question)
                while True:
                    pipe.send(_answer(archive, asker, pipe.recv()))
        except MonitorError as error:
            pipe.send(error)


def _answer(archive: Archive, asker: Asker, batch: Sequence[int]) -> list[Answer]:
    asked = ((id_, asker.ask(laying_out.lay_out(document))) for id_, document in archive.documents(batch))
    return [(id_, found) for id_, found in asked if found]


@contextmanager
def _opened(store: Path) -> Iterator[Archive]:
    opened = database.open_to_read(store)
    try:
        yield Archive(opened)
    finally:
        opened.close()
