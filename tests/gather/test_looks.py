"""The page of a document that was told is looked at again, a few times and no more."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from monitor.errors import FetchError, Trouble
from monitor.gather.gathering import Limits
from monitor.model import (
    Attachment,
    AttachmentRule,
    Fetched,
    FullText,
    Listed,
    NotModified,
    Recipe,
)
from tests.fakes import NOW, FakeReader, document, linked
from tests.gather.desk import PAGE, URL, Desk, listing, texts

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
FILE = "https://example.org/list.xlsx"


async def told(recipe: Recipe | None = None) -> Desk:
    """Return a desk whose one entry matched and was told, its list never due again in the time of a test."""
    desk = listing(linked("a"), rechecks=True, every=30 * DAY, recipe=recipe)
    desk.fetcher.answers[PAGE] = Fetched(etag='"1"', last_modified="yesterday")
    desk.reader.pages[PAGE] = document(title="Title a", text="The first text.")
    await desk.poll()
    return desk


def asked(desk: Desk) -> int:
    return desk.fetcher.urls.count(PAGE)


async def test_an_edit_is_a_version_like_any_other_and_the_list_is_not_asked_for_it() -> None:
    desk = await told()
    desk.reader.pages[PAGE] = document(title="Title a", text="The edited text.")

    polled = await desk.poll(HOUR)

    assert texts(polled) == ["The edited text."]
    assert polled.versions[0].matches
    assert not polled.versions[0].is_backlog
    assert (polled.next_poll_at, polled.why) == (NOW + 6 * HOUR, "a page that was told is looked at again")
    assert desk.fetcher.urls == [URL, PAGE, PAGE]


async def test_it_is_looked_at_four_times_in_three_days_and_then_no_more() -> None:
    desk = await told()

    polls = [await desk.poll(after) for after in (HOUR, 6 * HOUR, DAY, 3 * DAY)]

    assert [poll.versions for poll in polls] == [(), (), (), ()]
    assert polls[-1].owed_due_at is None
    assert (await desk.store.owed("miit"), asked(desk)) == ((), 5)


async def test_a_page_that_always_changes_is_not_followed_for_ever() -> None:
    desk = await told()

    for number, after in enumerate((HOUR, 6 * HOUR, DAY, 3 * DAY)):
        desk.reader.pages[PAGE] = document(title="Title a", text=f"Edition {number}.")
        assert len((await desk.poll(after)).versions) == 1

    assert await desk.store.owed("miit") == ()


async def test_what_was_slept_through_is_made_up_for_once() -> None:
    desk = await told()

    polled = await desk.poll(2 * DAY)

    assert (polled.owed_due_at, asked(desk)) == (NOW + 3 * DAY, 2)


async def test_the_server_is_asked_what_changed_since() -> None:
    desk = await told()
    desk.fetcher.answers[PAGE] = NotModified()

    polled = await desk.poll(HOUR)

    ask = desk.fetcher.asked[-1]
    assert (ask.etag, ask.last_modified, ask.obeys_robots) == ('"1"', "yesterday", True)
    assert (polled.versions, polled.owed_due_at) == ((), NOW + 6 * HOUR)


async def test_new_validators_are_sent_the_next_time() -> None:
    desk = await told()
    desk.fetcher.answers[PAGE] = Fetched(etag='"2"')

    await desk.poll(HOUR)
    await desk.poll(6 * HOUR)

    assert (desk.fetcher.asked[-1].etag, desk.fetcher.asked[-1].last_modified) == ('"2"', None)


async def test_a_failure_is_no_news_and_waits_for_the_next_time() -> None:
    desk = await told()
    desk.fetcher.answers[PAGE] = FetchError("HTTP 503", status=503)

    polled = await desk.poll(HOUR)

    assert (polled.versions, polled.detail, polled.owed_due_at) == ((), None, NOW + 6 * HOUR)


async def test_a_page_that_is_gone_for_good_is_left_alone() -> None:
    desk = await told()
    desk.fetcher.answers[PAGE] = FetchError("HTTP 410", status=410, trouble=Trouble.GONE)

    assert (await desk.poll(HOUR)).owed_due_at is None


async def test_without_time_it_is_looked_at_soon() -> None:
    desk = await told()

    polled = await desk.poll(HOUR, limits=Limits(following=0.0))

    assert (polled.owed_due_at, asked(desk)) == (NOW + HOUR + MINUTE, 1)


async def test_what_takes_too_long_waits_for_the_next_time() -> None:
    class Slow(FakeReader):
        async def document(self, *args: Any) -> Any:
            await asyncio.sleep(3600)

    desk = await told()
    desk.reader = Slow(listed=desk.reader.listed)

    polled = await desk.poll(HOUR, limits=Limits(deadline=0.5))

    assert (polled.versions, polled.owed_due_at) == ((), NOW + 6 * HOUR)


@pytest.mark.parametrize(
    "recipe", [Recipe(rechecks=False), Recipe(fulltext=FullText.NEVER)], ids=["switched off", "no page"]
)
async def test_where_it_is_switched_off_meanwhile_nothing_is_asked(recipe: Recipe) -> None:
    desk = await told()
    desk.source = replace(desk.source, recipe=recipe)

    polled = await desk.poll(HOUR)

    assert (polled.owed_due_at, asked(desk)) == (None, 1)


async def test_what_does_not_match_is_not_looked_at_again() -> None:
    desk = listing(linked("a", title="Nothing"), rechecks=True)

    polled = await desk.poll()

    assert (len(polled.versions), polled.owes) == (1, ())


async def test_what_needs_no_page_is_not_looked_at_again() -> None:
    desk = listing(linked("a", needs_page=False), rechecks=True)

    polled = await desk.poll()

    assert (len(polled.versions), polled.owes) == (1, ())


async def test_of_many_documents_a_hundred_are_looked_at() -> None:
    desk = listing(*(linked(f"{n:03}") for n in range(130)), rechecks=True, every=30 * DAY)

    await desk.poll(limits=Limits(pages=130))

    assert len(await desk.store.owed("miit")) == 100


async def test_an_entry_that_the_list_corrects_goes_on_being_looked_at_as_it_is_now() -> None:
    desk = listing(linked("a"), rechecks=True, every=2 * HOUR)
    desk.fetcher.answers[URL] = Fetched(final_url=URL)
    await desk.poll()
    await desk.poll(HOUR)
    desk.reader.listed[URL] = Listed(entries=(linked("a", title="Title a, corrected"),))

    corrected = await desk.poll(3 * HOUR)
    (owed,) = await desk.store.owed("miit")

    assert [version.document.title for version in corrected.versions] == ["Title a, corrected"]
    assert (owed.found.entry.title, owed.due_at) == ("Title a, corrected", NOW + 6 * HOUR)


async def test_one_that_the_list_corrects_when_it_is_due_is_asked_for_once() -> None:
    desk = listing(linked("a"), rechecks=True, every=HOUR)
    desk.fetcher.answers[URL] = Fetched(final_url=URL)
    await desk.poll()
    desk.reader.listed[URL] = Listed(entries=(linked("a", title="Title a, corrected"),))

    corrected = await desk.poll(6 * HOUR)

    assert len(corrected.versions) == 1
    assert (asked(desk), corrected.owed_due_at) == (2, NOW + DAY)


async def test_one_that_the_list_corrects_after_the_last_time_begins_no_new_round() -> None:
    desk = listing(linked("a"), rechecks=True, every=30 * DAY)
    desk.fetcher.answers[URL] = Fetched(final_url=URL)
    await desk.poll()
    desk.source = replace(desk.source, every=HOUR)
    desk.reader.listed[URL] = Listed(entries=(linked("a", title="Title a, corrected"),))

    corrected = await desk.poll(4 * DAY)

    assert (len(corrected.versions), corrected.owed_due_at) == (1, None)


async def test_while_a_file_is_owed_the_page_is_read_for_that_alone() -> None:
    desk = listing(linked("a"), rechecks=True, recipe=Recipe(attachments=AttachmentRule.TEXT))
    attached = (Attachment(url=FILE, name="list.xlsx"),)
    desk.reader.pages[PAGE] = replace(document(title="Title a"), attachments=attached)
    desk.fetcher.answers[FILE] = [FetchError("HTTP 503", status=503), Fetched()]

    first = await desk.poll()
    second = await desk.poll(2 * MINUTE)

    assert [(owed.look, owed.due_at) for owed in first.owes] == [(None, NOW + 2 * MINUTE)]
    assert len(second.versions) == 1
    assert second.owed_due_at == NOW + 2 * MINUTE + HOUR


async def test_the_files_of_an_edited_page_are_read_anew() -> None:
    desk = await told(Recipe(attachments=AttachmentRule.TEXT))
    attached = (Attachment(url=FILE, name="list.xlsx"),)
    desk.reader.pages[PAGE] = replace(
        document(title="Title a", text="The edited text."), attachments=attached
    )

    polled = await desk.poll(HOUR)

    (version,) = polled.versions
    assert version.document.sections[-1].paragraphs == ("A row.",)
    assert desk.fetcher.urls[-1] == FILE


async def test_an_edited_page_whose_file_is_missing_now_is_no_version_without_it() -> None:
    desk = await told(Recipe(attachments=AttachmentRule.TEXT))
    attached = (Attachment(url=FILE, name="list.xlsx"),)
    desk.reader.pages[PAGE] = replace(
        document(title="Title a", text="The edited text."), attachments=attached
    )
    desk.fetcher.answers[FILE] = FetchError("HTTP 503", status=503)

    polled = await desk.poll(HOUR)
    desk.fetcher.answers[FILE] = Fetched()
    later = await desk.poll(6 * HOUR)

    assert (polled.versions, polled.owed_due_at) == ((), NOW + 6 * HOUR)
    assert len(later.versions) == 1


async def test_two_pages_that_fail_hold_up_no_page_of_another_host() -> None:
    healthy = replace(linked("z"), entry=replace(linked("z").entry, url="https://elsewhere.example/z"))
    desk = listing(linked("a"), linked("b"), linked("c"), healthy)
    for name in "abc":
        desk.fetcher.answers[f"https://example.org/{name}"] = FetchError("HTTP 403", trouble=Trouble.BLOCKED)

    polled = await desk.poll()

    assert [version.document.title for version in polled.versions] == ["Title z"]
    assert len(polled.owes) == 3


async def test_pages_that_were_never_tried_come_before_those_that_failed() -> None:
    desk = listing(linked("a"), linked("b"))
    desk.fetcher.answers[URL] = Fetched(final_url=URL)
    for name in "ab":
        desk.fetcher.answers[f"https://example.org/{name}"] = FetchError("HTTP 403", trouble=Trouble.BLOCKED)
    await desk.poll()
    desk.reader.listed[URL] = Listed(entries=(linked("c"), linked("a"), linked("b")))

    polled = await desk.poll(2 * HOUR)

    assert [version.document.title for version in polled.versions] == ["Title c"]
