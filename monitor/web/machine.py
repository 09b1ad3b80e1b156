"""What the program takes of the machine it runs on, as the kernel counts it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc/self/task")
_BESIDE = ("", "-wal", "-shm")  # the files that are one SQLite database


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Bytes of the store, and of the disk it is on."""

    store: int
    free: int  # for this user
    size: int


def room(store: Path) -> Room | None:
    """Return what the store takes, and what is left; None where the disk does not say."""
    try:
        disk = os.statvfs(store.parent)
    except OSError:
        return None
    return Room(
        store=sum(_size(store.with_name(store.name + end)) for end in _BESIDE),
        free=disk.f_bavail * disk.f_frsize,
        size=disk.f_blocks * disk.f_frsize,
    )


def children(tasks: Path = _PROC) -> tuple[int, int]:
    """Return how many processes we have started that live, and the memory they hold in bytes."""
    held = [_resident(child) for child in _children(tasks)]
    return len(held), sum(held)


def _children(tasks: Path) -> Iterator[str]:
    with suppress(OSError):  # a thread that ends meanwhile, or a kernel that does not say
        for task in tasks.iterdir():
            yield from (task / "children").read_text(encoding="ascii").split()


def _resident(process: str) -> int:
    try:
        pages = Path("/proc", process, "statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGESIZE")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
