from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from monitor.errors import FetchError
from monitor.gather.gathering import Limits
from monitor.model import Fetched, Listed, NotModified, Reading, Recipe, Source
from tests.fakes import NOW, FakeReader, document, found, item, linked
from tests.gather.desk import PAGE, URL, Desk, listing

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Cut(FakeReader):
    """Reads so many entries at a time and no more."""

    most = 0

    async def documents(self, source: Source, found: Any, now: datetime) -> Reading:
        reading = await super().documents(source, found[: self.most], now)
        return replace(reading, is_whole=self.most >= len(found))


async def test_what_there_was_no_time_to_read_is_read_at_the_next_poll_as_of_the_first() -> None:
    desk = Desk(reader=Cut(items=(item("a"), item("b"))))
    desk.fetcher.answers[URL] = Fetched(final_url=URL, etag="1")
    desk.reader.most = 1  # type: ignore[attr-defined]  # it is a Cut

    first = await desk.poll()
    desk.reader.most = 9  # type: ignore[attr-defined]  # as above
    second = await desk.poll(2 * HOUR)

    assert (first.state.etag, first.state.is_behind, first.state.location) == (None, True, None)
    assert [version.is_backlog for version in (*first.versions, *second.versions)] == [True, True]
    assert (second.state.etag, second.state.is_behind, second.state.location) == ("1", False, URL)


async def test_a_list_of_thousands_is_read_for_as_long_as_there_is_time() -> None:
    desk = Desk(reader=FakeReader(items=tuple(item(f"{n:03}") for n in range(150))))
    desk.fetcher.answers[URL] = Fetched(final_url=URL)

    first = await desk.poll(limits=Limits(following=0.0))
    second = await desk.poll(2 * HOUR)

    assert (len(first.versions), len(second.versions)) == (100, 50)


async def test_a_new_form_of_the_same_text_is_remembered_and_read_once() -> None:
    same = item("a")
    desk = Desk(reader=FakeReader(items=(same,)))
    desk.fetcher.answers[URL] = Fetched(final_url=URL)
    await desk.poll()
    desk.reader.listed[URL] = Listed(entries=(replace(found(same), digest="another"),))
    desk.reader.made.clear()

    again = [await desk.poll(hours * HOUR) for hours in (2, 4)]

    assert [end.versions for end in again] == [(), ()]
    assert (again[0].seen, desk.reader.made) == (((desk_id(again), "another"),), ["Title a"])


def desk_id(ends: list[Any]) -> str:
    key: str = ends[0].seen[0][0]
    return key


async def test_further_pages_of_a_list_are_read_until_one_is_known() -> None:
    desk = listing(recipe=Recipe(pages=3))
    desk.fetcher.answers[URL] = Fetched(final_url=URL)
    second_page = "https://example.org/2"
    desk.reader.listed = {
        URL: Listed(entries=(linked("a"),), next_url=second_page),
        second_page: Listed(entries=(linked("b"),)),
    }

    first = await desk.poll()
    await desk.poll(2 * HOUR)

    assert len(first.versions) == 2
    assert desk.fetcher.urls.count(second_page) == 1


async def test_what_is_owed_counts_as_known() -> None:
    desk = listing(recipe=Recipe(pages=3))
    desk.fetcher.answers |= {
        URL: Fetched(final_url=URL),
        PAGE: [FetchError("HTTP 503", status=503), Fetched()],
    }
    second_page = "https://example.org/2"
    desk.reader.listed = {
        URL: Listed(entries=(linked("a"),), next_url=second_page),
        second_page: Listed(),
    }
    await desk.poll()

    again = await desk.poll(2 * HOUR)

    assert (len(again.versions), desk.fetcher.urls.count(second_page)) == (1, 1)


async def test_an_unchanged_list_still_pays_what_it_owes() -> None:
    desk = listing(linked("a"))
    desk.fetcher.answers[PAGE] = [FetchError("HTTP 503", status=503), Fetched()]
    await desk.poll()

    paid = await desk.poll(2 * HOUR)

    assert (paid.source_state, len(paid.versions), paid.owed_due_at) == ("unchanged", 1, None)
    assert isinstance(desk.fetcher.answers[URL], list)
    assert desk.fetcher.answers[URL] == [NotModified()]


async def test_what_is_given_up_and_cannot_be_made_of_the_list_is_kept_as_a_mark() -> None:
    desk = listing(linked("a"))
    desk.fetcher.answers[PAGE] = FetchError("HTTP 503", status=503)
    desk.reader = Cut(listed=desk.reader.listed)

    ends = [await desk.poll(after) for after in (timedelta(), 2 * MINUTE, 17 * MINUTE)]
    (owed,) = await desk.store.owed("miit")

    assert ends[-1].versions == ()
    assert owed.due_at == NOW + 18 * MINUTE, "there was no time to make it"


async def test_documents_are_stored_in_the_order_they_were_published() -> None:
    dated = [
        item(name, made=document(f"Title {name}", published=NOW - hours * HOUR))
        for name, hours in (("b", 2), ("a", 3), ("c", 1))
    ]

    polled = await Desk(reader=FakeReader(items=tuple(dated))).poll()

    assert [version.guid for version in polled.versions] == ["a", "b", "c"]
