import asyncio
from datetime import timedelta
from typing import Any

import pytest

from monitor.errors import FetchError, ParseError, Trouble
from monitor.gather.gathering import Limits
from monitor.model import (
    Fetched,
    FullText,
    Listed,
    NotModified,
    Purpose,
    Recipe,
    RobotsRule,
)
from tests.fakes import NOW, FakeReader, document, linked
from tests.gather.desk import PAGE, URL, listing, texts

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


async def test_the_page_of_a_new_entry_is_its_text() -> None:
    desk = listing(linked("a"))
    desk.reader.pages[PAGE] = document(text="The whole text.")

    polled = await desk.poll()

    assert texts(polled) == ["The whole text."]
    assert [(ask.purpose, ask.obeys_robots) for ask in desk.fetcher.asked] == [
        (Purpose.SOURCE, True),
        (Purpose.PAGE, True),
    ]
    assert polled.state.etag == "1"


async def test_what_is_known_is_not_fetched_again() -> None:
    desk = listing(linked("a"))
    desk.fetcher.answers[URL] = Fetched(final_url=URL)
    await desk.poll()

    again = await desk.poll(2 * HOUR)

    assert (again.versions, desk.fetcher.urls.count(PAGE)) == ((), 1)


async def test_an_entry_that_says_something_new_is_fetched_again() -> None:
    desk = listing(linked("a"))
    desk.fetcher.answers[URL] = Fetched(final_url=URL)
    await desk.poll()
    desk.reader.listed[URL] = Listed(entries=(linked("a", title="Title a, corrected"),))

    again = await desk.poll(2 * HOUR)

    assert [version.document.title for version in again.versions] == ["Title a, corrected"]
    assert desk.fetcher.urls.count(PAGE) == 2


@pytest.mark.parametrize(
    ("rule", "needs_page", "expected"),
    [
        (FullText.AUTO, True, True),
        (FullText.AUTO, False, False),
        (FullText.ALWAYS, False, True),
        (FullText.NEVER, True, False),
    ],
)
async def test_the_rule_says_whether_a_page_is_fetched(
    rule: FullText, needs_page: bool, expected: bool
) -> None:
    desk = listing(linked("a", needs_page=needs_page), recipe=Recipe(fulltext=rule))

    polled = await desk.poll()

    assert (PAGE in desk.fetcher.urls, len(polled.versions)) == (expected, 1)


async def test_robots_may_be_overridden() -> None:
    desk = listing(linked("a"), recipe=Recipe(robots=RobotsRule.IGNORE))

    await desk.poll()

    assert not desk.fetcher.asked[1].obeys_robots


async def test_at_the_first_poll_old_entries_are_told_from_the_list() -> None:
    old, new = linked("old", published=NOW - 9 * DAY), linked("new", published=NOW - HOUR)
    desk = listing(new, old, backlog=2 * DAY)

    polled = await desk.poll()

    assert [version.is_backlog for version in polled.versions] == [True, False]
    assert desk.fetcher.urls == [URL, "https://example.org/new"]


async def test_what_a_poll_has_no_room_for_is_fetched_soon_and_the_list_is_not_asked_for_it() -> None:
    desk = listing(*(linked(f"{n:02}") for n in range(25)))

    first = await desk.poll()
    second = await desk.poll(MINUTE)

    assert (len(first.versions), len(first.owes)) == (20, 5)
    assert (first.next_poll_at, first.why) == (NOW + MINUTE, "pages of its entries are owed")
    assert first.list_due_at is not None
    assert first.list_due_at >= NOW + HOUR
    assert (len(second.versions), len(second.paid)) == (5, 5)
    assert (second.next_poll_at, second.why) == (first.list_due_at, "every 1 h")
    assert desk.fetcher.urls.count(URL) == 1
    assert await desk.try_poll(NOW + 2 * MINUTE) is None


async def test_undated_entries_that_the_first_poll_has_no_room_for_stay_backlog() -> None:
    desk = listing(*(linked(f"{n:02}") for n in range(25)), backlog=2 * DAY)

    polled = await desk.poll()

    assert (len(polled.versions), polled.owes) == (25, ())
    assert all(version.is_backlog for version in polled.versions)


async def test_thousands_of_entries_do_not_become_thousands_of_pages() -> None:
    desk = listing(*(linked(f"{n:03}") for n in range(250)))

    polled = await desk.poll()

    assert (len(polled.versions), len(polled.owes)) == (20 + 50, 180)


async def test_a_page_that_fails_is_tried_again_though_it_left_the_list() -> None:
    desk = listing(linked("a"))
    desk.fetcher.answers[PAGE] = [FetchError("HTTP 503", status=503), Fetched()]
    desk.reader.pages[PAGE] = document(text="The whole text.")

    first = await desk.poll()
    second = await desk.poll(2 * MINUTE)

    assert (first.versions, first.detail) == ((), "page of Title a: HTTP 503; it is tried again")
    assert first.next_poll_at == NOW + 2 * MINUTE
    assert texts(second) == ["The whole text."]
    assert not second.versions[0].is_backlog
    assert second.owed_due_at is None


async def test_after_three_tries_it_is_told_from_the_list_alone() -> None:
    desk = listing(linked("a", body="The teaser."))
    desk.fetcher.answers[PAGE] = FetchError("HTTP 503", status=503)

    ends = [await desk.poll(after) for after in (timedelta(), 2 * MINUTE, 17 * MINUTE)]

    assert [len(end.versions) for end in ends] == [0, 0, 1]
    assert ends[2].detail == "page of Title a: HTTP 503; it is told from the list alone"
    assert await desk.store.owed("miit") == ()


@pytest.mark.parametrize(
    "error",
    [
        FetchError("robots.txt forbids it", trouble=Trouble.REFUSED),
        FetchError("HTTP 410", trouble=Trouble.GONE, status=410),
        FetchError("larger than 10 MiB", trouble=Trouble.TOO_LARGE),
    ],
)
async def test_what_another_try_would_not_change_is_told_from_the_list_at_once(error: FetchError) -> None:
    desk = listing(linked("a"))
    desk.fetcher.answers[PAGE] = error

    polled = await desk.poll()

    assert len(polled.versions) == 1
    assert polled.detail == f"page of Title a: {error}; it is told from the list alone"


async def test_a_page_that_cannot_be_read_counts_as_a_try() -> None:
    desk = listing(linked("a"))
    desk.reader.pages[PAGE] = ParseError("a captcha", trouble=Trouble.BLOCKED)

    polled = await desk.poll()

    assert [(owed.tries, owed.error) for owed in polled.owes] == [(1, "a captcha")]


async def test_a_page_without_title_is_given_up_and_not_asked_for_again() -> None:
    desk = listing(linked("a", title=None))
    desk.fetcher.answers[URL] = Fetched(final_url=URL)
    desk.fetcher.answers[PAGE] = FetchError("HTTP 410", status=410)

    first = await desk.poll()
    second = await desk.poll(2 * HOUR)

    assert first.detail == f"page of {PAGE}: HTTP 410; nothing is known of it"
    assert (first.owed_due_at, second.owed_due_at) == (None, None)
    assert (second.versions, desk.fetcher.urls.count(PAGE)) == ((), 1)


async def test_a_known_document_whose_page_is_gone_stays_as_it_is() -> None:
    desk = listing(linked("a"))
    desk.fetcher.answers |= {URL: Fetched(final_url=URL), PAGE: [Fetched(), FetchError("x", status=410)]}
    await desk.poll()
    desk.reader.listed[URL] = Listed(entries=(linked("a", title="Title a, corrected"),))

    second = await desk.poll(2 * HOUR)
    third = await desk.poll(4 * HOUR)

    assert (second.versions, second.detail) == (
        (),
        "page of Title a, corrected: x; what is stored of it stays",
    )
    assert (third.versions, desk.fetcher.urls.count(PAGE)) == ((), 2)


async def test_a_host_that_fails_is_left_in_peace() -> None:
    desk = listing(*(linked(name) for name in "abcd"))
    for name in "abcd":
        desk.fetcher.answers[f"https://example.org/{name}"] = FetchError("no route")

    polled = await desk.poll()

    assert len(desk.fetcher.asked) == 3
    assert [(owed.tries, owed.due_at) for owed in polled.owes] == [
        (1, NOW + 2 * MINUTE),
        (1, NOW + 2 * MINUTE),
        (0, NOW + 2 * MINUTE),
        (0, NOW + 2 * MINUTE),
    ]


async def test_a_host_that_names_a_time_is_asked_no_earlier() -> None:
    desk = listing(linked("a"), linked("b"))
    desk.fetcher.answers[PAGE] = FetchError("HTTP 429", trouble=Trouble.BLOCKED, status=429, retry_after=3600)

    polled = await desk.poll()

    assert [owed.due_at for owed in polled.owes] == [NOW + HOUR, NOW + HOUR]


async def test_no_page_is_begun_when_the_time_is_up() -> None:
    desk = listing(linked("a"))

    polled = await desk.poll(limits=Limits(following=0.0))

    assert (polled.versions, len(polled.owes), desk.fetcher.urls) == ((), 1, [URL])


async def test_a_page_that_takes_too_long_is_owed_and_the_rest_is_kept() -> None:
    class Slow(FakeReader):
        async def document(self, *args: Any) -> Any:
            await asyncio.sleep(3600)

    desk = listing(linked("a"), linked("b", needs_page=False))
    desk.reader = Slow(listed=desk.reader.listed)

    polled = await desk.poll(limits=Limits(deadline=2.0))

    assert [version.document.title for version in polled.versions] == ["Title b"]
    assert [owed.tries for owed in polled.owes] == [0]


async def test_an_answer_that_is_none_counts_as_a_failure() -> None:
    desk = listing(linked("a"))
    desk.fetcher.answers[PAGE] = NotModified()

    polled = await desk.poll()

    assert [owed.tries for owed in polled.owes] == [1]


async def test_a_source_that_fails_still_gives_what_it_owes() -> None:
    desk = listing(linked("a"))
    desk.fetcher.answers |= {
        URL: [Fetched(final_url=URL), FetchError("down")],
        PAGE: [FetchError("HTTP 503", status=503), FetchError("HTTP 503", status=503), Fetched()],
    }
    await desk.poll()
    await desk.poll(2 * MINUTE)

    failed = await desk.poll(2 * HOUR)
    paid = await desk.poll(2 * HOUR + MINUTE) if not failed.source_state.is_trouble else None

    assert failed.source_state.is_trouble
    assert (failed.next_poll_at, failed.why) == (NOW + 2 * HOUR + MINUTE, "pages of its entries are owed")
    assert paid is None
    later = await desk.poll(2 * HOUR + MINUTE)
    assert (len(later.versions), later.source_state) == (1, failed.source_state)
    assert later.next_poll_at == failed.list_due_at


async def test_a_corrected_teaser_whose_page_is_gone_is_a_version_of_its_own() -> None:
    desk = listing(linked("a", body="The teaser."))
    desk.fetcher.answers |= {URL: Fetched(final_url=URL), PAGE: FetchError("x", status=410)}
    await desk.poll()
    desk.reader.listed[URL] = Listed(
        entries=(linked("a", title="Title a, corrected", body="The corrected teaser."),)
    )

    again = await desk.poll(2 * HOUR)

    assert texts(again) == ["The corrected teaser."]
