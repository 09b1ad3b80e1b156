"""What works beside the loops: the bot, and the index that catches up."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from monitor import work
from monitor.store import database
from tests.test_work import parts


@pytest.fixture
def opened() -> Iterator[database.Database]:
    made = database.open_to_write(None)
    yield made
    made.close()


class Behind:
    """An index that is so many steps behind."""

    def __init__(self, steps: int) -> None:
        self.steps = steps

    async def catch_up(self) -> bool:
        self.steps -= 1
        return self.steps > 0


class Beside:
    """Works until told to stop."""

    is_over = False

    async def run(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self.is_over = True


async def test_what_works_beside_the_loops_ends_with_them_and_the_index_catches_up(
    opened: database.Database,
) -> None:
    stop, beside, index = asyncio.Event(), Beside(), Behind(2)
    running = asyncio.create_task(work.run(parts(opened, beside=(beside,), index=index), stop))
    async with asyncio.timeout(20):
        while index.steps > 0:  # noqa: ASYNC110  the index tells nobody
            await asyncio.sleep(0.01)
    stop.set()
    await running

    assert beside.is_over


async def test_told_to_stop_it_leaves_the_rest_of_the_index_to_the_next_run(
    opened: database.Database,
) -> None:
    stop, index = asyncio.Event(), Behind(1000)
    running = asyncio.create_task(work.run(parts(opened, index=index), stop))
    async with asyncio.timeout(20):
        while index.steps == 1000:  # noqa: ASYNC110  the index tells nobody
            await asyncio.sleep(0.01)
    stop.set()
    await running

    assert index.steps > 900


async def test_one_pass_brings_older_documents_into_the_index(opened: database.Database) -> None:
    index = Behind(5)

    await work.once(parts(opened, index=index), asyncio.Event(), wait=timedelta(seconds=20))

    assert index.steps == 0
