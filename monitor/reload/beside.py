"""Work in a thread of its own that the end of the program does not wait for."""

from __future__ import annotations

import asyncio
import ctypes
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")

_LAST = 2.0  # seconds for a thread to end that was told to; one that a mount keeps waiting never does


async def beside(work: Callable[[], T]) -> T:
    """Return what `work` returns, run beside the event loop; where this is cancelled, the work is broken off.

    The loop's own threads are waited for at the end: twenty thousand rules, or a mount that does not answer, would
    keep a program from ending that was told to.
    """
    loop = asyncio.get_running_loop()
    made: asyncio.Future[T] = loop.create_future()

    def settle(give: Callable[[], None]) -> None:
        if not made.done():
            give()

    def run() -> None:
        try:
            value = work()
        except SystemExit:
            return  # broken off
        except Exception as error:  # noqa: BLE001  it is raised where the result is awaited
            failed = error
            _call(loop, lambda: settle(lambda: made.set_exception(failed)))
        else:
            _call(loop, lambda: settle(lambda: made.set_result(value)))

    thread = threading.Thread(target=run, name="reload", daemon=True)
    thread.start()
    try:
        return await made
    except asyncio.CancelledError:
        _break_off(thread)
        await loop.run_in_executor(None, thread.join, _LAST)
        raise


def _call(loop: asyncio.AbstractEventLoop, settle: Callable[[], None]) -> None:
    with suppress(RuntimeError):  # the loop is closed: nobody waits any more
        loop.call_soon_threadsafe(settle)


def _break_off(thread: threading.Thread) -> None:
    """Let a thread end at its next step in Python.

    Left alone it would run into the end of the interpreter, where a thread that comes back from C++ or Rust takes
    the process down. SystemExit is what a thread may end with without a word.
    """
    if thread.ident is not None:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(SystemExit))
