"""Say that something may have changed, soon after it did; the only importer of watchfiles.

Nothing is missed for good where the system announces no changes (network file systems, some mounts of containers)
or no longer does (a limit reached, a folder replaced): the files are also read every few seconds, whatever is said here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from contextlib import aclosing
from pathlib import Path

import structlog
from watchfiles import Change, awatch
from watchfiles._rust_notify import WatchfilesRustInternalError

from monitor.waiting import pause

logger = structlog.get_logger("monitor.reload")

_STEP = 100  # milliseconds between two looks whether more has changed, or the program is to end
_TOGETHER = 400  # milliseconds of changes that are announced as one
_RETRY = 30.0  # seconds until watching is tried again where it failed, and set anew where it did not
_SWAPPED = "..data"  # the link that Kubernetes turns from one state of a mounted folder to the next


async def watch(
    targets: Collection[Path], changed: Callable[[], None], stop: asyncio.Event, *, retry: float = _RETRY
) -> None:
    """Call `changed` whenever something happens to one of the files, or in one of the folders, until told to stop."""
    wanted = {target.absolute() for target in targets}
    reason = None
    while not stop.is_set():
        try:
            await _watch_once(wanted, changed, stop, retry)
            reason = None
        except (OSError, WatchfilesRustInternalError) as error:
            if str(error) != reason:
                reason = str(error)
                logger.warning(
                    "edits are not announced by the system, the files are read every two seconds instead",
                    reason=reason,
                )
            await pause(stop, retry)


async def _watch_once(
    wanted: set[Path], changed: Callable[[], None], stop: asyncio.Event, patience: float
) -> None:
    """Wait a while for one change. A watch is on what a path led to when it was set: it may lead elsewhere since."""
    folders = {target for target in wanted if target.is_dir()}
    # The folder around sees a file or folder replaced by another of its name.
    around = {target.parent for target in wanted if target.parent.is_dir()}
    if not folders | around:
        raise FileNotFoundError(f"there is no {min(wanted).parent}")

    def concerns(_change: Change, path: str) -> bool:
        found = Path(path)
        return found in wanted or found.parent in folders or found.name == _SWAPPED

    changes = awatch(
        *(folders | around),
        watch_filter=concerns,
        debounce=_TOGETHER,
        step=_STEP,
        rust_timeout=round(patience * 1000),
        yield_on_timeout=True,
        recursive=False,
        ignore_permission_denied=True,
        stop_event=stop,
    )
    async with aclosing(changes):
        async for found in changes:
            if found:
                changed()
            return
