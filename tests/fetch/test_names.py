import asyncio
import socket
import threading

import pytest

from monitor.fetch.names import Resolver


def threads() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.name == "look-up of names"}


async def test_every_spelling_of_an_address_is_read_as_the_system_does() -> None:
    resolver = Resolver(idle=0.01)

    found = [await resolver.look_up(host, 80) for host in ("127.0.0.1", "2130706433", "0x7f.1", "::1")]

    assert found == [("127.0.0.1",), ("127.0.0.1",), ("127.0.0.1",), ("::1",)]


@pytest.mark.parametrize("host", ["a..example", "x" * 70 + ".example", "a\0b"])
async def test_error_what_can_be_no_name_is_told(host: str) -> None:
    with pytest.raises((UnicodeError, ValueError, socket.gaierror)):
        await Resolver(idle=0.01).look_up(host, 80)


async def test_many_questions_share_a_few_threads() -> None:
    before = threads()
    resolver = Resolver(most=2, idle=0.01)

    found = await asyncio.gather(*(resolver.look_up("127.0.0.1", 80) for _ in range(50)))

    assert set(found) == {("127.0.0.1",)}
    assert len(threads() - before) <= 2


async def test_a_thread_without_work_ends_and_another_takes_its_place() -> None:
    before = threads()
    resolver = Resolver(idle=0.01)
    await resolver.look_up("127.0.0.1", 80)

    for thread in threads() - before:
        thread.join()

    assert await resolver.look_up("127.0.0.1", 80) == ("127.0.0.1",)


@pytest.mark.parametrize("host", ["127.0.0.1", "a\0b"])
async def test_a_look_up_nobody_waits_for_any_more_does_no_harm(host: str) -> None:
    resolver = Resolver(idle=0.01)
    asked = asyncio.create_task(resolver.look_up(host, 80))
    await asyncio.sleep(0)

    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked

    assert await resolver.look_up("127.0.0.1", 80) == ("127.0.0.1",)


def test_a_look_up_that_outlives_its_loop_does_no_harm() -> None:
    before = threads()
    loop = asyncio.new_event_loop()
    asked = loop.create_task(Resolver(idle=0.01).look_up("127.0.0.1", 80))

    loop.call_soon(loop.stop)
    loop.run_forever()
    asked.cancel()
    loop.run_until_complete(asyncio.gather(asked, return_exceptions=True))
    loop.close()

    for thread in threads() - before:
        thread.join()
    assert asked.cancelled()
