import asyncio
from collections.abc import AsyncIterator

import pytest

from monitor.fetch.pool import Pool
from monitor.fetch.urls import Origin
from monitor.fetch.wire import Connection
from tests.fetch.raw_server import RawServer, reply


def origin(number: int = 0) -> Origin:
    return "http", f"h{number}", 80


@pytest.fixture
async def server() -> AsyncIterator[RawServer]:
    async with RawServer(lambda got: reply(b"x")) as running:
        yield running


class Watched(Connection):
    """A connection that tells when it ends."""

    def __init__(self) -> None:
        super().__init__("h", silence=5)
        self.lost = asyncio.Event()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.lost.set()


async def answered(server: RawServer) -> Watched:
    """Return a connection that has had a whole answer."""
    loop = asyncio.get_running_loop()
    _, connection = await loop.create_connection(Watched, "127.0.0.1", server.port)
    await connection.ask("GET", "/", [(b"Host", b"h")], b"", until=loop.time() + 5)
    while await connection.part(loop.time() + 5):
        pass
    return connection


def is_open(connection: Connection) -> bool:
    return connection.is_idle


async def test_a_connection_is_given_to_its_own_origin_and_once(server: RawServer) -> None:
    pool = Pool()
    connection = await answered(server)
    pool.put(origin(1), connection)

    assert pool.take(origin(2)) is None
    assert pool.take(origin(1)) is connection
    assert pool.take(origin(1)) is None
    pool.close()
    connection.close()


async def test_a_connection_with_its_answer_unread_is_closed(server: RawServer) -> None:
    pool = Pool()
    loop = asyncio.get_running_loop()
    _, connection = await loop.create_connection(Watched, "127.0.0.1", server.port)
    await connection.ask("GET", "/", [(b"Host", b"h")], b"", until=loop.time() + 5)

    pool.put(origin(), connection)

    assert pool.take(origin()) is None
    assert not is_open(connection)


async def test_a_connection_that_has_ended_is_not_given_out(server: RawServer) -> None:
    pool = Pool()
    connection = await answered(server)
    pool.put(origin(), connection)

    connection.eof_received()

    assert pool.take(origin()) is None
    pool.close()


async def test_of_two_connections_to_one_origin_the_newer_is_kept(server: RawServer) -> None:
    pool = Pool()
    older, newer = await answered(server), await answered(server)

    pool.put(origin(), older)
    pool.put(origin(), newer)

    assert not is_open(older)
    assert pool.take(origin()) is newer
    pool.close()
    newer.close()


async def test_the_oldest_gives_way_where_there_are_too_many(server: RawServer) -> None:
    pool = Pool(most=2)
    connections = [await answered(server) for _ in range(3)]

    for number, connection in enumerate(connections):
        pool.put(origin(number), connection)

    assert [is_open(connection) for connection in connections] == [False, True, True]
    pool.close()
    assert not any(is_open(connection) for connection in connections)


async def test_a_connection_is_closed_when_its_time_is_over(server: RawServer) -> None:
    pool = Pool(seconds=0.02)
    first = await answered(server)
    pool.put(origin(1), first)
    second = await answered(server)
    pool.put(origin(2), second)

    async with asyncio.timeout(5):
        await first.lost.wait()
        await second.lost.wait()

    third = await answered(server)
    pool.put(origin(3), third)
    assert pool.take(origin(3)) is third
    pool.close()
    third.close()


async def test_a_sweep_that_comes_early_leaves_everything(server: RawServer) -> None:
    pool = Pool()
    connection = await answered(server)
    pool.put(origin(), connection)

    pool._sweep()

    assert pool.take(origin()) is connection
    pool.close()
    connection.close()
