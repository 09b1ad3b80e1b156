import asyncio

import pytest

from monitor.sandbox.turns import Turns


class Work:
    """What holds a turn until it is told to end, and notes when it began."""

    def __init__(self, turns: Turns, name: str, *, is_slow: bool, begun: list[str]) -> None:
        self.ends = asyncio.Event()
        self._begun = begun
        self._name = name
        self.task = asyncio.create_task(self._do(turns, is_slow=is_slow))

    async def _do(self, turns: Turns, *, is_slow: bool) -> None:
        async with turns.turn(is_slow=is_slow):
            self._begun.append(self._name)
            await self.ends.wait()

    async def end(self) -> None:
        self.ends.set()
        await self.task


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_slow_work_never_has_all_turns() -> None:
    turns, begun = Turns(2), list[str]()
    slow = [Work(turns, f"slow {number}", is_slow=True, begun=begun) for number in range(2)]
    await settle()

    quick = Work(turns, "quick", is_slow=False, begun=begun)
    await settle()

    assert begun == ["slow 0", "quick"]
    await quick.end()
    await settle()
    assert begun == ["slow 0", "quick"]
    for work in slow:
        await work.end()
    assert begun == ["slow 0", "quick", "slow 1"]


async def test_quick_work_goes_before_slow_work_that_waits_longer() -> None:
    turns, begun = Turns(1), list[str]()
    first = Work(turns, "first", is_slow=False, begun=begun)
    await settle()
    rest = [Work(turns, name, is_slow=name == "slow", begun=begun) for name in ("slow", "quick")]
    await settle()

    for work in (first, rest[1], rest[0]):
        await work.end()

    assert begun == ["first", "quick", "slow"]


@pytest.mark.parametrize("is_slow", [True, False])
async def test_a_turn_that_is_cancelled_is_free_again(*, is_slow: bool) -> None:
    turns, begun = Turns(1), list[str]()
    holding = Work(turns, "holding", is_slow=is_slow, begun=begun)
    await settle()
    waiting = Work(turns, "waiting", is_slow=is_slow, begun=begun)
    await settle()

    waiting.task.cancel()
    await settle()
    holding.task.cancel()
    await settle()
    next_one = Work(turns, "next", is_slow=is_slow, begun=begun)
    await next_one.end()

    assert begun == ["holding", "next"]
