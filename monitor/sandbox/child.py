"""The child: reads tasks from its standard input, does one at a time within its limits, answers, never outlives its parent."""

from __future__ import annotations

import os
import resource
import signal
import socket
import sys
import traceback
from contextlib import suppress
from pathlib import Path

from monitor import clock
from monitor.corpus import codec
from monitor.corpus.normalise import normalise
from monitor.errors import ParseError
from monitor.model import BodyFormat, Entry, FolderFile, Outlet
from monitor.sandbox import wire
from monitor.sources import feed, folder


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
    with socket.socket(fileno=os.dup(0)) as pipe:
        serve(pipe, alarm=alarm)


def _warm_up() -> None:
    """Load the tables of characters and words now, while the parent still loads its rules."""
    entry = Entry(title="試點", body="It takes astronger role.\n\n試點名單。", body_format=BodyFormat.SEED)
    normalise(entry, outlet=Outlet(name=""), zone="UTC", language=None, now=clock.now())


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
            pipe.sendall(wire.pack(answer(frames)))
            signal.alarm(0)


def answer(frames: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """Do one task, and return the frames of its answer."""
    try:
        return (wire.OK, *_do(*frames))
    except ParseError as error:
        return wire.REFUSED, str(error).encode("utf-8", "replace")
    except MemoryError:
        return (wire.NO_MEMORY,)
    except Exception as error:  # noqa: BLE001 - parsers fail in any way on hostile input; one bad entry stays one
        return wire.REFUSED, _trouble(error).encode("utf-8", "replace")


def _do(kind: bytes, head: bytes, body: bytes) -> tuple[bytes, ...]:
    if kind == wire.FEED:
        task = codec.decode(wire.FeedTask, head)
        parsed = feed.parse(body, content_type=task.content_type, url=task.url, zone=task.zone, now=task.now)
        found = wire.Found(problems=parsed.problems, not_before=parsed.not_before)
        pairs = ((_json(item.entry), item.raw) for item in parsed.entries)
        return _json(found), *(frame for pair in pairs for frame in pair)
    if kind == wire.FILE:
        item = folder.parse(FolderFile(path=head.decode(), body=body))
        return (_json(item.entry),)
    making = codec.decode(wire.EntryTask, head)
    entry = codec.decode(Entry, body)
    document = normalise(
        entry,
        outlet=making.outlet,
        zone=making.zone,
        language=making.language,
        now=making.now,
    )
    return (_json(document),)


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
