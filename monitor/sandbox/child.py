"""The child: reads tasks from its standard input, does one at a time within its limits, answers, never outlives its parent."""

from __future__ import annotations

import os
import resource
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from monitor import clock
from monitor.corpus import codec
from monitor.corpus.attachments import reading as files
from monitor.errors import ParseError, Trouble
from monitor.model import BodyFormat, Entry, FolderFile, Outlet, SourceKind
from monitor.sandbox import jail, making, wire
from monitor.sources import discovery, folder, reading, taking
from monitor.sources.context import Context

Frames = tuple[bytes, ...]


def main() -> None:
    """Serve the socket that is standard input until the parent closes it."""
    memory, alarm = int(sys.argv[1]), int(sys.argv[2])
    # Ctrl-C and a stop of the group are the parent's to answer; it may still need what we are doing.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # Standard error was for a start that fails; nobody reads it any more.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    _limit(memory)
    _warm_up()
    jail.close()
    with socket.socket(fileno=os.dup(0)) as pipe:
        serve(pipe, alarm=alarm)


def _warm_up() -> None:
    """Load the tables of characters and words now, while the parent still loads its rules."""
    entry = Entry(title="試點", body="It takes astronger role.\n\n試點名單。", body_format=BodyFormat.SEED)
    making.of_entry(
        entry,
        wire.Making(outlet=Outlet(name=""), kind=SourceKind.FEED, zone="UTC", language=None, now=clock.now()),
    )


def serve(pipe: socket.socket, *, alarm: int) -> None:
    """Greet, then answer tasks in turn until the other end is closed."""
    tasks = pipe.makefile("rb")

    def take(size: int) -> bytes:
        if len(data := tasks.read(size)) < size:
            raise EOFError
        return data

    with tasks, suppress(EOFError, ConnectionError):
        pipe.sendall(wire.pack((wire.READY,)))
        while True:
            frames = wire.read(take)
            # Ends us even inside C code, should the parent be gone and nobody else do it.
            signal.alarm(alarm)
            for answer in answers(frames):
                pipe.sendall(wire.pack(answer))
                signal.alarm(alarm)
            signal.alarm(0)


def answers(frames: Frames) -> Iterator[Frames]:
    """Do a task, and give the frames of its answer; of a batch, those of each member's as soon as it is done."""
    kind, *rest = frames
    if kind == wire.FILES:
        for path, body in zip(rest[::2], rest[1::2], strict=True):
            yield _answer(partial(_file, path, body))
    elif kind == wire.DOCUMENTS:
        head, *entries = rest
        for entry in entries:
            yield _answer(partial(_document, head, entry))
    else:
        yield _answer(partial(_TASKS[kind], *rest))


def _answer(do: Callable[[], Iterable[bytes]]) -> Frames:
    try:
        return (wire.OK, *do())
    except ParseError as error:
        return _refused(str(error), error.trouble)
    except MemoryError:
        return (wire.NO_MEMORY,)
    except Exception as error:  # noqa: BLE001 - parsers fail in any way on hostile input; one bad entry stays one
        return _refused(_trouble(error), Trouble.MALFORMED)


def _refused(why: str, trouble: Trouble) -> Frames:
    return wire.REFUSED, why.encode("utf-8", "replace"), trouble.value.encode()


def _entries(head: bytes, body: bytes) -> Frames:
    listed = reading.read(body, codec.decode(Context, head))
    found = wire.Head(
        problems=listed.problems,
        not_before=listed.not_before,
        is_whole=listed.is_whole,
        next_url=listed.next_url,
        charset=listed.charset,
    )
    pairs = ((_json(one.entry), one.raw) for one in listed.entries)
    return _json(found), *(frame for pair in pairs for frame in pair)


def _file(path: bytes, body: bytes) -> Frames:
    return (_json(folder.parse(FolderFile(path=path.decode(), body=body)).entry),)


def _document(head: bytes, entry: bytes) -> Frames:
    return (_json(making.of_entry(codec.decode(Entry, entry), codec.decode(wire.Making, head))),)


def _page(head: bytes, body: bytes) -> Frames:
    return (_json(making.of_page(codec.decode(wire.PageTask, head), body)),)


def _take(head: bytes, body: bytes) -> Frames:
    task = codec.decode(wire.TakeTask, head)
    return (_json(wire.Taken(values=taking.take(task.takes, body, content_type=task.content_type))),)


def _attachment(head: bytes, body: bytes) -> Frames:
    task = codec.decode(wire.AttachmentTask, head)
    return (_json(files.read(body, name=task.name, media_type=task.media_type)),)


def _probe(head: bytes, body: bytes) -> Frames:
    return (_json(discovery.describe(body, codec.decode(Context, head))),)


_TASKS: dict[bytes, Callable[[bytes, bytes], Frames]] = {
    wire.ENTRIES: _entries,
    wire.DOCUMENT: _page,
    wire.TAKE: _take,
    wire.ATTACHMENT: _attachment,
    wire.PROBE: _probe,
}


def _json(value: object) -> bytes:
    return codec.encode(value).encode("utf-8", "replace")


def _trouble(error: Exception) -> str:
    *_, last = traceback.extract_tb(error.__traceback__)
    what = " ".join(str(error).split())[:200]
    return f"{type(error).__name__}: {what} ({Path(last.filename).name}:{last.lineno})"


def _limit(memory: int) -> None:
    with suppress(ValueError, OSError):  # not every system knows this limit; the deadline holds everywhere
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # nothing here has a reason to write a file


if __name__ == "__main__":
    main()
