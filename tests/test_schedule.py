import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from monitor import schedule
from monitor.errors import StoreError


async def test_it_ticks_at_once_and_again_until_told_to_stop() -> None:
    stop = asyncio.Event()
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        ticks += 1
        if ticks == 3:
            stop.set()

    await schedule.run(tick, stop, seconds=0.01)

    assert ticks == 3


async def test_what_a_tick_raises_ends_the_program() -> None:
    async def tick() -> None:
        raise StoreError("gone")

    with pytest.raises(StoreError, match="gone"):
        await schedule.run(tick, asyncio.Event(), seconds=0.01)


async def test_a_slow_tick_is_not_started_twice() -> None:
    stop = asyncio.Event()
    running = most = ended = 0

    async def tick() -> None:
        nonlocal running, most, ended
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.05)
        running -= 1
        ended += 1
        if ended == 2:
            stop.set()

    await schedule.run(tick, stop, seconds=0.01)

    assert most == 1


@pytest.mark.parametrize("step", [timedelta(days=-1), timedelta(days=365)], ids=["back", "on"])
async def test_it_ticks_on_when_the_wall_clock_is_set(step: timedelta) -> None:
    stop = asyncio.Event()
    ticks = 0

    with time_machine.travel(datetime.now(UTC), tick=True) as clock:

        async def tick() -> None:
            nonlocal ticks
            ticks += 1
            if ticks == 2:
                clock.shift(step)
            if ticks == 5:
                stop.set()

        await asyncio.wait_for(schedule.run(tick, stop, seconds=0.01), timeout=20)

    assert ticks == 5
