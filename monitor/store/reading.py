"""Reports beside a running program: one after the other, on a connection of their own, off the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from monitor.store import database
from monitor.store.database import Database

T = TypeVar("T")


class Reading:
    """A store that is open to read; what is asked here keeps no writer waiting."""

    def __init__(self, path: Path) -> None:
        self._opened = database.open_to_read(path)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reading")

    async def ask(self, work: Callable[[Database], T]) -> T:
        """Return what a report says."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, self._opened)

    def close(self) -> None:
        """Finish what is in hand."""
        self._thread.shutdown(wait=True)
        self._opened.close()
