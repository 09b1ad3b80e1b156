import asyncio
import threading
from collections.abc import Sequence

import pytest
from sqlalchemy import Connection, func, select

from monitor.store import database, schema
from monitor.store.together import Together


class Writer:
    """Writes each piece into the table of single facts, and remembers what was written together."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []

    def __call__(self, connection: Connection, pieces: Sequence[str]) -> list[int]:
        self.batches.append(list(pieces))
        for piece in pieces:
            connection.execute(schema.meta.insert().values(key=piece, value=piece))
            if piece == "bad":
                raise ValueError("a bad piece")
        return [len(piece) for piece in pieces]


def count(opened: database.Database) -> int:
    query = select(func.count()).select_from(schema.meta).where(schema.meta.c.key != "schema")
    found: int = opened.run_now(lambda connection: connection.execute(query).scalar_one())
    return found


def hold(opened: database.Database) -> threading.Event:
    """Keep the store's thread busy until the event is set."""
    free = threading.Event()
    opened.submit(lambda: assert_set(free))
    return free


def assert_set(event: threading.Event) -> None:
    assert event.wait(10)


async def test_what_comes_while_the_store_is_busy_is_committed_together(opened: database.Database) -> None:
    writer = Writer()
    together = Together(opened, writer)
    free = hold(opened)
    pieces = [asyncio.create_task(together.do("x" * n)) for n in (1, 2, 3)]
    await asyncio.sleep(0)

    free.set()

    assert await asyncio.gather(*pieces) == [1, 2, 3]
    assert writer.batches == [["x", "xx", "xxx"]]
    assert await together.do("y") == 1


async def test_a_bad_piece_takes_no_other_with_it(opened: database.Database) -> None:
    together = Together(opened, Writer())
    free = hold(opened)
    pieces = [asyncio.create_task(together.do(piece)) for piece in ("a", "bad", "c")]
    await asyncio.sleep(0)

    free.set()
    ended = await asyncio.gather(*pieces, return_exceptions=True)

    assert (ended[0], ended[2], count(opened)) == (1, 1, 2)
    with pytest.raises(ValueError, match="a bad piece"):
        raise ended[1]  # type: ignore[misc]  # it is the exception


async def test_a_piece_whose_caller_was_cancelled_is_committed_all_the_same(
    opened: database.Database,
) -> None:
    together = Together(opened, Writer())
    free = hold(opened)
    left = asyncio.create_task(together.do("a"))
    stays = asyncio.create_task(together.do("b"))
    await asyncio.sleep(0)
    left.cancel()

    free.set()
    await stays

    assert count(opened) == 2


def test_a_loop_that_is_closed_is_told_nothing(opened: database.Database) -> None:
    together = Together(opened, Writer())
    free = hold(opened)

    async def leave() -> None:
        task = asyncio.create_task(together.do("a"))
        await asyncio.sleep(0)
        task.cancel()

    asyncio.run(leave())
    free.set()
    opened.close()

    assert count(opened) == 1
