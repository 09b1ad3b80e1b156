"""What measures and sums up beside the loops."""

from __future__ import annotations

import asyncio
import time

from structlog.testing import capture_logs

from monitor.pulse import Pulse
from monitor.watch.hourly import Hourly
from monitor.watch.loop_lag import LoopLag


async def test_what_holds_the_event_loop_is_seen() -> None:
    pulse, stop = Pulse(began_at=0.0), asyncio.Event()
    running = asyncio.create_task(LoopLag(pulse).run(stop))
    await asyncio.sleep(0)
    time.sleep(0.8)  # noqa: ASYNC251  this is what is to be seen
    async with asyncio.timeout(20):
        while pulse.woken_at is None:  # noqa: ASYNC110  nobody is told
            await asyncio.sleep(0.01)
    stop.set()
    await running

    assert 0.25 <= pulse.longest_lag < 20


async def test_an_hour_of_work_is_one_line_with_what_was_done_in_it() -> None:
    pulse, stop = Pulse(began_at=0.0), asyncio.Event()
    pulse.poll("ok", 1.0, size=1)
    with capture_logs() as logged:
        running = asyncio.create_task(Hourly(pulse, seconds=0.01).run(stop))
        await asyncio.sleep(0)
        pulse.poll("blocked", 1.0, size=1)
        pulse.poll("unchanged", 1.0, size=1)
        pulse.versions += 4
        pulse.deliveries.add("desk", "send", "sent")
        pulse.deliveries.add("desk", "send", "refused")
        async with asyncio.timeout(20):
            while len(logged) < 2:  # noqa: ASYNC110  nobody is told
                await asyncio.sleep(0.005)
        stop.set()
        await running

    facts = [
        {key: line[key] for key in ("event", "polls", "troubled", "versions", "sent")} for line in logged
    ]
    assert facts[0] == {"event": "an hour of work", "polls": 2, "troubled": 1, "versions": 4, "sent": 1}
    assert facts[1] == {"event": "an hour of work", "polls": 0, "troubled": 0, "versions": 0, "sent": 0}
