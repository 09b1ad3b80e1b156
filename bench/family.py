"""What a process and its children use, as the kernel counts it: processor time and memory. Linux alone."""

from __future__ import annotations

import os
import re
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_EVERY = 0.05  # seconds between two looks at the memory


def members(process: int) -> Iterator[int]:
    """Return a process and all below it that live now."""
    yield process
    try:
        tasks = list(Path(f"/proc/{process}/task").iterdir())
        children = [child for task in tasks for child in (task / "children").read_text("ascii").split()]
    except OSError:
        return
    for child in children:
        yield from members(int(child))


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to end, and kill it where it does not."""
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()


def processor_seconds(process: int) -> tuple[float, float]:
    """Return what a process itself has used, and what its children have, those that ended included."""
    own, below = _times(process)
    living = sum(sum(_times(child)) for child in members(process) if child != process)
    return own, below + living


def _times(process: int) -> tuple[float, float]:
    try:
        stat = Path(f"/proc/{process}/stat").read_text("ascii", errors="replace")
    except OSError:
        return 0.0, 0.0
    fields = stat.rpartition(")")[2].split()  # the name before it may hold anything
    user, system, ended_user, ended_system = map(int, fields[11:15])
    return (user + system) / _TICKS, (ended_user + ended_system) / _TICKS


def resident(process: int) -> int:
    """Return the bytes of memory a process holds now; 0 where it has ended."""
    return _kilobytes(process, "VmRSS") * 1024


def peak_resident(process: int) -> int:
    """Return the most bytes of memory a living process has held, as the kernel remembers it."""
    return _kilobytes(process, "VmHWM") * 1024


def proportional(process: int) -> int:
    """Return the bytes a process and all below it hold now; what several of them share counts once."""
    return sum(_proportional(member) for member in members(process))


def _proportional(process: int) -> int:
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text("ascii", errors="replace")
    except OSError:
        return 0
    found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def _kilobytes(process: int, name: str) -> int:
    try:
        status = Path(f"/proc/{process}/status").read_text("ascii", errors="replace")
    except OSError:
        return 0
    found = re.search(rf"{name}:\s+(\d+) kB", status)
    return int(found[1]) if found else 0


class Watch:
    """Looks at a process and its children for as long as the `with` block lasts, and keeps the most it saw."""

    def __init__(self, process: int) -> None:
        self._process = process
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.own = 0  # bytes of the process itself
        self.child = 0  # of its largest child
        self.all = 0  # of all together

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(_EVERY):
            own, *children = map(resident, members(self._process))
            self.own = max(self.own, own, peak_resident(self._process))
            # The kernel's own record also counts what came and went between two looks.
            peaks = [peak_resident(child) for child in members(self._process) if child != self._process]
            self.child = max([self.child, *peaks])
            self.all = max(self.all, own + sum(children))
