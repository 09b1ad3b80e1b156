import asyncio
import threading

import pytest

from monitor.reload.beside import beside


async def test_what_the_work_returns_is_returned() -> None:
    assert await beside(lambda: threading.current_thread().name) == "reload"


async def test_what_the_work_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        await beside(lambda: 1 // 0)


async def test_cancelled_the_work_is_broken_off() -> None:
    begun, ended = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        try:
            while True:
                pass
        finally:
            ended.set()

    task = asyncio.create_task(beside(work))
    await asyncio.to_thread(begun.wait, 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert ended.is_set()


def test_a_loop_that_has_ended_is_nothing_to_wait_for() -> None:
    go, came = threading.Event(), threading.Event()

    def work() -> None:
        go.wait(10)
        came.set()

    async def begin_and_leave() -> threading.Thread:
        task = asyncio.create_task(beside(work))
        await asyncio.sleep(0)
        (thread,) = (one for one in threading.enumerate() if one.name == "reload")
        del task
        return thread

    loop = asyncio.new_event_loop()
    thread = loop.run_until_complete(begin_and_leave())
    pending = asyncio.all_tasks(loop)
    loop.close()
    go.set()
    thread.join(10)

    assert came.is_set()
    assert not thread.is_alive()
    assert len(pending) == 1
    for task in pending:
        task._log_destroy_pending = False  # type: ignore[attr-defined]  # it is what this test is about
