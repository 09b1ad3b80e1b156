import asyncio

import pytest

from monitor.errors import FetchError, Trouble
from monitor.fetch.pace import Host, Pace

A: Host = ("a.example", 0)
B: Host = ("b.example", 0)
BUSY = FetchError("HTTP 429; ask later", trouble=Trouble.BLOCKED, status=429, retry_after=60)


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
    return Pace(clock=time.clock, sleep=time.sleep)


async def visit(subject: Pace, host: Host = A, *, spacing: float | None = 2) -> None:
    async with subject.turn(host, spacing=spacing):
        pass


async def test_a_host_is_left_alone_for_its_spacing_after_a_request() -> None:
    time = Time()
    subject = pace(time)

    async with subject.turn(A, spacing=2):
        time.now += 5
    time.now += 0.5
    await visit(subject, spacing=7)
    await visit(subject)

    assert time.slept == [1.5, 7]


async def test_another_host_does_not_wait() -> None:
    time = Time()
    subject = pace(time)

    for number in range(3):
        await visit(subject, (f"h{number}", 0))

    assert time.slept == []


async def most_at_once(subject: Pace, *, spacing: float | None) -> int:
    active = most = 0

    async def request() -> None:
        nonlocal active, most
        async with subject.turn(A, spacing=spacing):
            active += 1
            most = max(most, active)
            await asyncio.sleep(0)
            active -= 1

    await asyncio.gather(*(request() for _ in range(12)))
    return most


async def test_one_request_at_a_time_goes_to_a_host() -> None:
    assert await most_at_once(pace(Time()), spacing=2) == 1


async def test_a_host_without_spacing_takes_four_at_once_without_pause() -> None:
    time = Time()

    assert await most_at_once(pace(time), spacing=None) == 4
    assert time.slept == []


async def fail(subject: Pace) -> None:
    async with subject.turn(A, spacing=2):
        raise ConnectionError


async def test_a_request_that_failed_counts_for_the_pause() -> None:
    time = Time()
    subject = pace(time)

    for _ in range(2):
        with pytest.raises(ConnectionError):
            await fail(subject)

    assert time.slept == [2]


async def test_error_a_closed_host_is_not_asked_and_says_for_how_long() -> None:
    time = Time()
    subject = pace(time)
    await visit(subject)
    subject.close(A, 60, BUSY)
    time.now += 15

    with pytest.raises(FetchError) as caught:
        await visit(subject)

    assert str(caught.value) == (
        "not asked: a.example answered HTTP 429 Too Many Requests and wants no request for another 45 s"
    )
    assert (caught.value.trouble, caught.value.status, caught.value.retry_after) == (Trouble.BLOCKED, 429, 45)
    await visit(subject, B)


async def test_a_closed_host_opens_when_its_time_is_over() -> None:
    time = Time()
    subject = pace(time)
    subject.close(A, 60, BUSY)
    subject.close(A, 30, BUSY)  # a shorter wait takes nothing back

    time.now += 59
    with pytest.raises(FetchError):
        await visit(subject)
    time.now += 1
    await visit(subject)
    await visit(subject)

    assert time.slept == [2]


async def test_error_who_waits_for_a_turn_is_sent_away_when_the_host_closes() -> None:
    time = Time()
    subject = pace(time)

    async with subject.turn(A, spacing=2):
        waiting = asyncio.create_task(visit(subject))
        await asyncio.sleep(0)
        subject.close(A, 60, BUSY)

    with pytest.raises(FetchError, match="not asked"):
        await waiting
    assert time.slept == []


async def test_hosts_in_use_paused_or_closed_are_not_forgotten_among_many() -> None:
    time = Time()
    subject = pace(time)
    entered: list[str] = []

    async def enter(name: str) -> None:
        async with subject.turn(A, spacing=2):
            entered.append(name)

    await visit(subject, ("paused", 0), spacing=10_000)
    subject.close(B, 10_000, BUSY)
    async with subject.turn(A, spacing=2):
        for number in range(2000):
            await visit(subject, (f"h{number}", 0))
            time.now += 1
        second = asyncio.create_task(enter("second"))
        await asyncio.sleep(0)
        entered.append("first")
    await second

    assert entered == ["first", "second"]
    assert len(subject._hosts) < 600
    with pytest.raises(FetchError):
        await visit(subject, B)
    await visit(subject, ("paused", 0))
    assert time.slept == [2, 10_000 - 2002]


async def test_what_a_server_asks_for_holds_for_the_rest_of_its_host_an_hour_at_most() -> None:
    time = Time()
    subject = pace(time)
    subject.close(B, 600_000, BUSY)

    with pytest.raises(FetchError, match="for another 3600 s"):
        await visit(subject, B)
    time.now += 3600
    await visit(subject, B)
