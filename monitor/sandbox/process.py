"""One child process and our end of the socket to it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Self

from monitor.sandbox import wire


class Child:
    """A process that parses. What it answers is judged, and it is ended at the first doubt."""

    def __init__(
        self, process: subprocess.Popen[bytes], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._process = process
        self._reader = reader
        self._writer = writer
        self.calls = 0

    @classmethod
    async def spawn(cls, *, memory: int, alarm: int) -> Self:
        """Start a process; raises OSError where the system cannot."""
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-P", "-Wignore", "-m", "monitor.sandbox.child", str(memory), str(alarm)]
        try:
            process = subprocess.Popen(  # noqa: S603, ASYNC220 - nothing of it comes from outside; starting takes 2 ms
                command,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,  # for a start that fails; after it, the child writes none
                env=_environment(),
                start_new_session=True,  # a Ctrl-C on the terminal is not for it
            )
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
        reader, writer = await asyncio.open_connection(sock=ours, limit=1024 * 1024)
        return cls(process, reader, writer)

    @property
    def is_alive(self) -> bool:
        """It has not ended by itself."""
        return self._process.poll() is None

    async def ready(self) -> None:
        """Wait until everything it needs is imported."""
        if await self._receive() != (wire.READY,):
            raise wire.MessageError("no greeting")
        assert self._process.stderr
        self._process.stderr.close()

    async def send(self, frames: tuple[bytes, ...]) -> None:
        """Send a task."""
        self.calls += 1
        self._writer.write(wire.pack(frames))
        await self._writer.drain()

    async def receive(self) -> tuple[bytes, ...]:
        """Wait for the next answer, which has at least one frame."""
        answer = await self._receive()
        if not answer:
            raise wire.MessageError("an empty answer")
        return answer

    async def end(self) -> str:
        """Kill the process, whatever it does, and say how it ended where it had ended by itself."""
        self._writer.transport.abort()
        self._process.kill()
        # Killed means gone within a moment: a process that parses has no business in the kernel.
        code = await asyncio.shield(asyncio.to_thread(self._process.wait))
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        assert self._process.stderr
        if not self._process.stderr.closed:
            words = self._process.stderr.read().decode("utf-8", "replace").strip().rsplit("\n", 1)[-1]
            self._process.stderr.close()
            how = f"{how}: {words}" if words else how
        return how

    async def _receive(self) -> tuple[bytes, ...]:
        room = wire.MAX_MESSAGE
        frames: list[bytes] = []
        for _ in range(wire.count(await self._reader.readexactly(wire.NUMBER_SIZE))):
            size = wire.length(await self._reader.readexactly(wire.NUMBER_SIZE), room=room)
            frames.append(await self._reader.readexactly(size))
            room -= size
        return tuple(frames)


def _environment() -> dict[str, str]:
    # Nothing of ours is for the child: the token stands in the environment.
    return {
        "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path),
        "PYTHONUTF8": "1",
        "OPENBLAS_NUM_THREADS": "1",  # each thread would take its share of the address space
        "OMP_NUM_THREADS": "1",
        **{name: os.environ[name] for name in ("LD_LIBRARY_PATH", "PATH") if name in os.environ},
    }
