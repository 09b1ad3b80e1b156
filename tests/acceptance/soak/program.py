"""The program under test: a process in a folder of its own, with the disk it writes on."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.acceptance import harness

_INSIDE = Path(__file__).parent / "inside"
_ROOM = 192  # MiB of a disk of its own
_LETTING_GO = 30.0  # seconds
_LITTLE = 1 << 16  # bytes: less than a store has, more than a log


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One process, from its start to its end; seconds are the steady clock's."""

    began: float
    ended: float
    code: int
    said: str  # what it wrote on stderr

    @property
    def lines(self) -> tuple[str, ...]:
        """What it said to whoever started it, beside its log, whose lines are JSON."""
        return tuple(line for line in self.said.splitlines() if not line.startswith("{"))

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it ended, as it said itself."""
        given = (
            str(line.get("reason", line["event"]))
            for line in self._logged()
            if line.get("level") == "critical"
        )
        return (*self.lines, *given)

    @property
    def tracebacks(self) -> tuple[str, ...]:
        """What no reader of a log should ever see."""
        plain = "\n".join(self.lines)
        at = plain.find("Traceback (most recent call last)")
        found = [plain[at:]] if at >= 0 else []
        logged = self._logged()
        return (*found, *(f"{one['event']}\n{one['exception']}" for one in logged if "exception" in one))

    def _logged(self) -> Iterator[dict[str, Any]]:
        """Yield its log; a process that was killed may have written half of its last line."""
        for line in self.said.splitlines():
            if line.startswith("{") and line.endswith("}"):
                yield json.loads(line)


class Disk:
    """Where the store is: a file system of its own where we may mount one, so that it can be full and read-only.

    Elsewhere the process may write no further bytes into its files, and the permissions are taken away.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._filler = folder / "filler"
        self._is_mounted = False

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True)
        mount = ["mount", "-t", "tmpfs", "-o", f"size={_ROOM}m", "soak", str(self._folder)]
        if os.geteuid() == 0 and shutil.which("mount"):
            self._is_mounted = subprocess.run(mount, check=False, capture_output=True).returncode == 0
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._is_mounted:
            subprocess.run(["umount", "--lazy", str(self._folder)], check=True)

    def fill(self, process: subprocess.Popen[bytes]) -> None:
        """Leave no room, until `empty`."""
        if not self._is_mounted:
            room = (_LITTLE, resource.RLIM_INFINITY)
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, room)
            return
        with self._filler.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(1 << 18))
            except OSError:
                pass
        # The last pages: what is left of the room is less than a block of the filler.
        with self._filler.open("ab", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                return

    def empty(self, process: subprocess.Popen[bytes] | None) -> None:
        """Make room again."""
        if self._is_mounted:
            self._filler.unlink()
        elif process is not None and process.poll() is None:
            room = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, room)

    def protect(self, *, is_on: bool) -> None:
        """Let nothing be written by a process that is started from now on, or let it again."""
        if self._is_mounted:
            way = ["mount", "-o", "remount,ro" if is_on else "remount,rw", str(self._folder)]
            deadline = time.monotonic() + _LETTING_GO
            # Children of a program that was killed let go of its files a moment after it.
            while subprocess.run(way, check=False, capture_output=True).returncode:
                assert time.monotonic() < deadline, "somebody still writes on the disk"
                time.sleep(0.1)
            return
        for path in (*self._folder.iterdir(), self._folder):
            path.chmod(path.stat().st_mode & ~0o222 if is_on else path.stat().st_mode | 0o200)


class Program:
    """Starts the program as a user does, ends it in any way, and keeps what it said."""

    def __init__(self, folder: Path, environment: dict[str, str], *, settling: float) -> None:
        self.folder = folder
        self.store = folder / "data" / "monitor.db"
        self.lives: list[Life] = []
        self.unsaved: list[Life] = []  # those that ended while nothing could be written
        path = os.pathsep.join((str(_INSIDE), str(Path(__file__).parents[3])))
        shared = {"SOAK_FOLDER": str(folder), "SOAK_SETTLING": str(settling), "PYTHONPATH": path}
        self.environment = environment | shared
        self.process: subprocess.Popen[bytes] | None = None
        self._began = 0.0
        self._log = folder / "stderr.log"

    def start(self) -> subprocess.Popen[bytes]:
        """Start it, where it does not run."""
        if self.process is not None:
            return self.process
        self._began = time.monotonic()
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("TELEGRAM", "MONITOR")) and not name.lower().endswith("_proxy")
        }
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "monitor", "run"],
                cwd=self.folder,
                env=kept | self.environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        return self.process

    def kill(self) -> Life:
        """Kill it, and give what was its life."""
        assert self.process is not None
        self.process.kill()
        return self.wait(10)

    def terminate(self, *, patience: float) -> Life:
        """Ask it to end."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.wait(patience)

    def wait(self, seconds: float) -> Life:
        """Wait until it has ended; raises TimeoutExpired."""
        assert self.process is not None
        code = self.process.wait(seconds)
        self.process = None
        life = Life(
            began=self._began,
            ended=time.monotonic(),
            code=code,
            said=self._log.read_text(encoding="utf-8", errors="replace"),
        )
        self.lives.append(life)
        return life

    @property
    def is_running(self) -> bool:
        """Whether it was started and has not ended."""
        return self.process is not None and self.process.poll() is None

    def ask(self, *arguments: str) -> harness.Ended:
        """Run another command beside it."""
        return harness.run(self.folder, self.environment, *arguments)

    def damage(self) -> str | None:
        """Return what is wrong with the store, None where nothing is."""
        if not self.store.exists():
            return None
        with closing(sqlite3.connect(f"file:{self.store}?mode=ro", uri=True, timeout=30)) as opened:
            found: list[Any] = opened.execute("PRAGMA integrity_check").fetchall()
        return None if found == [("ok",)] else str(found)
