"""Room for large bodies, over all who ask at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import FetchError
from monitor.fetch.fetcher import Fetcher
from monitor.fetch.limits import Limits
from monitor.fetch.room import Room
from monitor.model import Ask, Fetched, Request
from tests.fetch.raw_server import RawServer, reply

MIB = 1024 * 1024


async def settle() -> None:
    for _ in range(8):
        await asyncio.sleep(0)


@asynccontextmanager
async def holding(room: Room, *sizes: int) -> AsyncIterator[asyncio.Task[None]]:
    """Have a task hold one size after the other, as far as it gets."""

    async def hold() -> None:
        for size in sizes:
            await room.hold(size)
        await asyncio.Event().wait()

    task = asyncio.create_task(hold())
    await settle()
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await settle()


async def test_what_a_task_holds_is_free_again_when_it_ends() -> None:
    room = Room(100)

    async with holding(room, 70):
        assert room.free == 30

    assert room.free == 100


async def test_who_asks_for_more_than_there_is_waits_until_another_lets_go() -> None:
    room = Room(100)

    async with holding(room, 70) as first, holding(room, 60):
        assert room.free == 30
        first.cancel()
        await settle()
        assert room.free == 40


async def test_who_has_held_longest_never_waits() -> None:
    room = Room(100)

    async with holding(room, 50, 200):
        assert room.free == -100


async def test_of_two_who_wait_for_each_other_the_first_goes_on() -> None:
    room = Room(100)
    go = asyncio.Event()

    async def grow() -> str:
        await room.hold(50)
        await go.wait()
        await room.hold(90)
        return "done"

    tasks = [asyncio.create_task(grow()) for _ in range(2)]
    await settle()
    go.set()

    assert await asyncio.gather(*tasks) == ["done", "done"]


async def test_who_gives_up_waiting_takes_no_room() -> None:
    room = Room(100)

    async with holding(room, 70):
        async with holding(room, 60):
            pass
        assert room.free == 30


async def test_to_hold_less_lets_another_in() -> None:
    room = Room(100)
    go = asyncio.Event()

    async def shrink() -> None:
        await room.hold(90)
        await go.wait()
        await room.hold(10)
        await asyncio.Event().wait()

    first = asyncio.create_task(shrink())
    await settle()
    async with holding(room, 60):
        assert room.free == 10
        go.set()
        await settle()
        assert room.free == 30
        first.cancel()


async def test_to_let_go_of_nothing_is_nothing() -> None:
    room = Room(100)

    room.let_go()

    assert room.free == 100


@given(st.lists(st.lists(st.integers(0, 300), max_size=5), max_size=8))
def test_everybody_gets_through_and_no_byte_is_lost(wanted: list[list[int]]) -> None:
    async def run() -> int:
        room = Room(200)

        async def hold(sizes: list[int]) -> None:
            for size in sizes:
                await room.hold(size)
                await asyncio.sleep(0)

        async with asyncio.timeout(10):
            await asyncio.gather(*map(hold, wanted))
        await settle()
        return room.free

    assert asyncio.run(run()) == 200


async def test_large_answers_of_many_servers_are_not_all_in_memory_at_once() -> None:
    in_hand = most = 0

    async with AsyncExitStack() as stack:
        servers = [
            await stack.enter_async_context(RawServer(lambda _: reply(b"x" * (2 * MIB)))) for _ in range(8)
        ]
        fetcher = Fetcher(
            user_agent="monitor/1.0",
            allow_private=frozenset({"127.0.0.1"}),
            limits=Limits(room=8 * MIB),
        )

        async def poll(server: RawServer) -> None:
            nonlocal in_hand, most
            answered = await fetcher.ask(Ask(request=Request(url=f"http://127.0.0.1:{server.port}/")))
            assert isinstance(answered, Fetched)
            in_hand += len(answered.body)
            most = max(most, in_hand)
            await asyncio.sleep(0.01)  # in the parser's queue
            in_hand -= len(answered.body)

        await asyncio.gather(*(poll(server) for server in servers for _ in range(2)))
        await fetcher.close()

    assert 2 * MIB < most <= 8 * MIB


async def test_an_answer_has_its_room_until_the_next_is_asked_for_or_fails() -> None:
    answers = {"/large": reply(b"x" * MIB), "/gone": reply(status=404)}

    async with RawServer(lambda got: answers[got.path]) as server:
        fetcher = Fetcher(
            user_agent="monitor/1.0", allow_private=frozenset({"127.0.0.1"}), limits=Limits(room=MIB)
        )
        url = f"http://127.0.0.1:{server.port}/large"

        is_done = asyncio.Barrier(4)

        async def poll() -> None:
            for _ in range(3):
                await fetcher.ask(Ask(request=Request(url=url)))
            with suppress(FetchError):
                await fetcher.ask(Ask(request=Request(url=url.replace("large", "gone"))))
            await is_done.wait()

        async with asyncio.timeout(10):
            polls = [asyncio.create_task(poll()) for _ in range(3)]
            await is_done.wait()
            await asyncio.gather(*polls)
        await fetcher.close()
