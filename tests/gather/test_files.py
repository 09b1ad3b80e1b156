import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from monitor.errors import FetchError, ParseError, Trouble
from monitor.gather.gathering import Limits
from monitor.model import Attachment, AttachmentRule, Fetched, Purpose, Recipe, Source
from tests.fakes import FakeReader, document, linked
from tests.gather.desk import PAGE, URL, Desk, listing

MINUTE = timedelta(minutes=1)
FILE = Attachment(url="https://example.org/list.pdf", name="名单.pdf", media_type="application/pdf")


def with_files(*files: Attachment) -> Desk:
    desk = listing(linked("a"), recipe=Recipe(attachments=AttachmentRule.TEXT))
    desk.reader.pages[PAGE] = document(attachments=files)
    return desk


async def test_the_text_of_files_is_part_of_the_document() -> None:
    desk = with_files(FILE, Attachment(url="https://example.org/x", media_type="image/png"))
    desk.fetcher.answers[FILE.url] = Fetched(body=b"%PDF-1.7", content_type="application/octet-stream")

    polled = await desk.poll()

    (version,) = polled.versions
    assert version.document.sections[-1].paragraphs == ("A row.",)
    assert version.document.attachments[0] == replace(FILE, size=8)
    assert desk.fetcher.urls == [URL, PAGE, FILE.url]
    assert desk.fetcher.asked[2].purpose is Purpose.FILE


async def test_at_most_five_files_are_read() -> None:
    desk = with_files(*(replace(FILE, url=f"https://example.org/{n}.pdf") for n in range(7)))

    await desk.poll()

    assert len(desk.fetcher.asked) == 2 + 5


async def test_files_are_only_named_where_nothing_else_is_asked() -> None:
    desk = with_files(FILE)
    desk.source = replace(desk.source, recipe=Recipe())

    polled = await desk.poll()

    assert polled.versions[0].document.attachments == (FILE,)
    assert desk.fetcher.urls == [URL, PAGE]


async def test_a_file_that_cannot_be_read_is_a_problem_and_the_document_is_told() -> None:
    desk = with_files(FILE)
    desk.reader.files[FILE.url] = ParseError("cannot be read: encrypted")

    polled = await desk.poll()

    assert (len(polled.versions), polled.owes) == (1, ())
    assert polled.detail == "名单.pdf: cannot be read: encrypted"
    assert polled.versions[0].document.attachments == (replace(FILE, unread="encrypted"),)


async def test_a_file_that_cannot_be_had_comes_later_as_a_new_version() -> None:
    desk = with_files(FILE)
    desk.fetcher.answers[FILE.url] = [FetchError("HTTP 503", status=503), Fetched(body=b"%PDF")]

    first = await desk.poll()
    second = await desk.poll(2 * MINUTE)

    assert [len(end.versions) for end in (first, second)] == [1, 1]
    assert first.versions[0].document_id == second.versions[0].document_id
    assert second.versions[0].document.sections[-1].paragraphs == ("A row.",)
    assert await desk.store.owed("miit") == ()


async def test_a_file_that_is_refused_is_not_tried_again() -> None:
    desk = with_files(FILE)
    desk.fetcher.answers[FILE.url] = FetchError("robots.txt forbids it", trouble=Trouble.REFUSED)

    polled = await desk.poll()

    assert (len(polled.versions), polled.owes) == (1, ())


async def test_a_file_that_is_not_there_is_said_to_be_unread() -> None:
    desk = with_files(FILE)
    desk.fetcher.answers[FILE.url] = FetchError("HTTP 410 Gone", status=410)

    polled = await desk.poll()

    assert polled.versions[0].document.attachments == (replace(FILE, unread="HTTP 410 Gone"),)


async def test_files_beyond_the_time_of_a_poll_are_owed() -> None:
    desk = with_files(FILE)

    polled = await desk.poll(limits=Limits(pages=1))

    assert (len(polled.versions), len(polled.owes)) == (1, 1)


async def test_the_files_of_a_feed_s_entry_are_owed_without_its_page() -> None:
    entry = linked("a", needs_page=False)
    desk = listing(entry, recipe=Recipe(attachments=AttachmentRule.TEXT))
    made = document(title="Title a", attachments=(FILE,))
    desk.reader.pages[PAGE] = made
    desk.reader.items = ()
    desk.fetcher.answers[FILE.url] = [FetchError("HTTP 503", status=503), Fetched(body=b"%PDF")]

    class Enclosing(FakeReader):
        async def documents(self, source: Source, found: Any, now: datetime) -> Any:
            reading = await super().documents(source, found, now)
            return replace(reading, items=tuple(replace(one, document=made) for one in reading.items))

    desk.reader = Enclosing(listed=desk.reader.listed, pages=desk.reader.pages)

    first = await desk.poll()
    second = await desk.poll(2 * MINUTE)

    assert (len(first.versions), len(second.versions)) == (1, 1)
    assert PAGE not in desk.fetcher.urls


async def test_a_file_that_takes_too_long_is_owed_and_the_document_is_told() -> None:
    class Slow(FakeReader):
        async def attachment(self, *args: Any) -> Any:
            await asyncio.sleep(3600)

    desk = with_files(FILE)
    desk.reader = Slow(listed=desk.reader.listed, pages=desk.reader.pages)

    polled = await desk.poll(limits=Limits(deadline=0.2))

    assert (len(polled.versions), [owed.tries for owed in polled.owes]) == (1, [0])


async def test_the_last_try_for_a_file_ends_the_debt() -> None:
    desk = with_files(FILE)
    desk.fetcher.answers[FILE.url] = FetchError("HTTP 503", status=503)

    ends = [await desk.poll(after) for after in (timedelta(), 2 * MINUTE, 17 * MINUTE)]

    assert [len(end.versions) for end in ends] == [1, 0, 0]
    assert await desk.store.owed("miit") == ()
