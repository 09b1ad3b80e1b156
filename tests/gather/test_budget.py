import asyncio
from datetime import timedelta

import pytest

from monitor.errors import FetchError, SourceError, Trouble
from monitor.gather.budget import SOON, Budget

DEAD, HEALTHY = "https://dead.example/a", "https://healthy.example/b"
BLOCKED = FetchError("HTTP 403", status=403, trouble=Trouble.BLOCKED)


def budget(pages: int = 5, seconds: float = 60) -> Budget:
    now = asyncio.get_running_loop().time()
    return Budget(pages=pages, until=now + seconds, ends_at=now + seconds)


async def test_a_host_that_fails_twice_in_a_row_is_left_in_peace_and_another_is_not() -> None:
    made = budget()

    made.note(DEAD, BLOCKED)
    made.note(HEALTHY, None)
    made.note("https://DEAD.example/other", BLOCKED)

    assert (made.is_open(DEAD), made.is_open(HEALTHY)) == (False, True)
    assert (made.wait(DEAD), made.wait(HEALTHY)) == (timedelta(minutes=2), SOON)


async def test_an_answer_between_two_failures_clears_the_host() -> None:
    made = budget()

    for error in (BLOCKED, None, BLOCKED):
        made.note(DEAD, error)

    assert made.is_open(DEAD)


async def test_a_page_that_fails_by_itself_says_nothing_of_its_host() -> None:
    made = budget()

    for _ in range(5):
        made.note(DEAD, SourceError("too large", trouble=Trouble.TOO_LARGE))

    assert made.is_open(DEAD)


async def test_a_host_that_names_a_time_is_left_in_peace_at_once_and_for_so_long() -> None:
    made = budget()

    made.note(DEAD, FetchError("HTTP 429", status=429, trouble=Trouble.BLOCKED, retry_after=600))

    assert (made.is_open(DEAD), made.wait(DEAD)) == (False, timedelta(minutes=10))


@pytest.mark.parametrize(("pages", "seconds"), [(0, 60), (5, -1)])
async def test_without_pages_or_time_nothing_is_begun(pages: int, seconds: float) -> None:
    assert not budget(pages, seconds).is_open(HEALTHY)


async def test_an_address_that_is_none_is_the_fetchers_to_refuse() -> None:
    assert budget().is_open("http://[")
    assert budget().is_open(None)
