import asyncio

import pytest

from monitor.fetch.pace import Pace


class Time:
    """A clock that sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds


def pace(time: Time) -> Pace:
    return Pace(spacing=2, clock=time.clock, sleep=time.sleep)


async def test_a_host_is_left_alone_for_two_seconds_after_a_request() -> None:
    time = Time()
    subject = pace(time)

    async with subject.turn("a", is_spaced=True):
        time.now += 5
    time.now += 0.5
    async with subject.turn("a", is_spaced=True):
        pass

    assert time.slept == [1.5]


async def test_another_host_does_not_wait() -> None:
    time = Time()
    subject = pace(time)

    for host in ("a", "b", "c"):
        async with subject.turn(host, is_spaced=True):
            pass

    assert time.slept == []


async def most_at_once(subject: Pace, *, is_spaced: bool) -> int:
    active = most = 0

    async def request() -> None:
        nonlocal active, most
        async with subject.turn("a", is_spaced=is_spaced):
            active += 1
            most = max(most, active)
            await asyncio.sleep(0)
            active -= 1

    await asyncio.gather(*(request() for _ in range(12)))
    return most


async def test_one_request_at_a_time_goes_to_a_host() -> None:
    assert await most_at_once(pace(Time()), is_spaced=True) == 1


async def test_an_allowed_host_takes_four_at_once_without_pause() -> None:
    time = Time()

    assert await most_at_once(pace(time), is_spaced=False) == 4
    assert time.slept == []


async def fail(subject: Pace) -> None:
    async with subject.turn("a", is_spaced=True):
        raise ConnectionError


async def test_a_request_that_failed_counts_for_the_pause() -> None:
    time = Time()
    subject = pace(time)

    for _ in range(2):
        with pytest.raises(ConnectionError):
            await fail(subject)

    assert time.slept == [2]


async def test_a_host_in_use_is_not_forgotten_among_many() -> None:
    time = Time()
    subject = pace(time)
    entered: list[str] = []

    async def enter(name: str) -> None:
        async with subject.turn("held", is_spaced=True):
            entered.append(name)

    async with subject.turn("held", is_spaced=True):
        for number in range(300):
            async with subject.turn(f"h{number}", is_spaced=True):
                time.now += 5
        second = asyncio.create_task(enter("second"))
        await asyncio.sleep(0)
        entered.append("first")
    await second

    assert entered == ["first", "second"]
