from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from monitor.model import SourceKind
from monitor.store.spread import first_polls
from tests.fakes import source

HOUR = timedelta(hours=1)


def named(count: int, *, host: str = "h{}") -> list[str]:
    return [f"https://{host.format(n)}.example.org/" for n in range(count)]


def test_a_handful_begins_at_once() -> None:
    waits = first_polls([source(id=url, location=url) for url in named(8)])

    assert set(waits.values()) == {timedelta()}


def test_thousands_begin_by_and_by_within_a_quarter_of_an_hour() -> None:
    waits = first_polls([source(id=url, location=url) for url in named(10_000)])

    in_a_second = [wait for wait in waits.values() if timedelta(seconds=60) <= wait < timedelta(seconds=61)]
    assert max(waits.values()) <= timedelta(minutes=15)
    assert 10 <= len(in_a_second) <= 12


def test_sources_of_one_host_begin_seconds_apart() -> None:
    waits = first_polls([source(id=f"{n}", location=f"https://h/{n}") for n in range(20)])

    begun = sorted(wait for wait in waits.values() if wait)
    assert all(later - earlier >= timedelta(seconds=5) for earlier, later in pairwise(begun))


def test_the_demo_and_folders_wait_for_nobody() -> None:
    feeds = [source(id=url, location=url) for url in named(50)]
    demo = source(id="demo", demo=True)
    folder = source(id="folder", kind=SourceKind.FOLDER, location="/seeds")

    waits = first_polls([*feeds, demo, folder])

    assert (waits["demo"], waits["folder"]) == (timedelta(), timedelta())


@given(st.lists(st.text(), max_size=30), st.integers(min_value=1, max_value=100_000))
def test_none_waits_longer_than_its_interval(locations: list[str], seconds: int) -> None:
    every = timedelta(seconds=seconds)

    waits = first_polls([source(id=str(n), location=url, every=every) for n, url in enumerate(locations)])

    assert all(timedelta() <= wait <= every for wait in waits.values())


def test_an_address_that_is_none_is_no_defect() -> None:
    broken = [source(id=str(n), location="http://[broken") for n in range(9)]

    assert len(first_polls(broken)) == 9
