import asyncio
import logging
from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs

from monitor import gather
from monitor.corpus import identity
from monitor.errors import FetchError, ParseError, StoreError, Trouble
from monitor.gather.gathering import Limits
from monitor.model import (
    Claim,
    Fetched,
    FetchState,
    Listed,
    NotModified,
    Polled,
    Source,
    SourceKind,
    SourceState,
)
from monitor.store import database
from monitor.store.sources import Sources
from tests.fakes import NOW, FakeFetcher, FakeReader, FakeRules, document, item, source
from tests.gather.desk import Desk

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
URL = source().location


async def test_a_poll_keeps_what_stops_the_next_refetch_with_what_it_found() -> None:
    fetcher = FakeFetcher({URL: Fetched(etag='W/"1"', last_modified="Mon", not_before=3 * HOUR)})
    desk = Desk(fetcher=fetcher, reader=FakeReader(items=(item("a"), item("b"))))

    outcome = await desk.poll()

    assert outcome.source_state is SourceState.OK
    assert [version.guid for version in outcome.versions] == ["b", "a"], "oldest first"
    assert all(version.matches for version in outcome.versions)
    assert (outcome.state.etag, outcome.state.last_modified, outcome.state.location) == ('W/"1"', "Mon", URL)
    assert 3 * HOUR <= outcome.next_poll_at - NOW <= 3.3 * HOUR, "a server's hint lengthens the interval"
    assert outcome.why == "the server asks for 3 h"


async def test_the_next_poll_sends_back_exactly_what_came() -> None:
    desk = Desk(fetcher=FakeFetcher({URL: [Fetched(etag='W/"1"', last_modified="Mon"), NotModified()]}))
    await desk.poll()

    await desk.poll(2 * HOUR)

    assert [(ask.etag, ask.last_modified) for ask in desk.fetcher.asked] == [(None, None), ('W/"1"', "Mon")]


async def test_an_unchanged_source_keeps_its_validators() -> None:
    answers: list[Fetched | NotModified | Exception] = [
        Fetched(etag="1", last_modified="Mon"),
        NotModified(last_modified="Tue"),
    ]
    desk = Desk(fetcher=FakeFetcher({URL: answers}), reader=FakeReader(items=(item("a"),)))
    await desk.poll()

    outcome = await desk.poll(2 * HOUR)

    assert outcome.source_state is SourceState.UNCHANGED
    assert (outcome.state.etag, outcome.state.last_modified, outcome.state.failures) == ("1", "Tue", 0)
    assert HOUR <= outcome.next_poll_at - NOW - 2 * HOUR <= 1.1 * HOUR


async def test_a_failing_source_backs_off_and_says_why() -> None:
    fetcher = FakeFetcher({URL: FetchError("HTTP 503 Service Unavailable", status=503)})
    desk = Desk(fetcher=fetcher)
    await desk.poll()

    outcome = await desk.poll(3 * HOUR)

    assert outcome.source_state is SourceState.UNREACHABLE
    assert (outcome.detail, outcome.why) == ("HTTP 503 Service Unavailable", "it failed 2 times in a row")
    assert outcome.state.failures == 2
    assert 4 * HOUR <= outcome.next_poll_at - NOW - 3 * HOUR <= 4.4 * HOUR


async def test_retry_after_is_obeyed() -> None:
    fetcher = FakeFetcher({URL: FetchError("HTTP 429", status=429, retry_after=3 * 86400)})

    outcome = await Desk(fetcher=fetcher).poll()

    assert (outcome.next_poll_at, outcome.why) == (NOW + 3 * DAY, "the server asks for 3 d")


async def test_a_body_that_cannot_be_read_fails_the_source_and_keeps_no_validator() -> None:
    desk = Desk(
        fetcher=FakeFetcher({URL: Fetched(etag="1")}),
        reader=FakeReader(error=ParseError("an HTML page", trouble=Trouble.BLOCKED)),
    )

    outcome = await desk.poll()

    assert (outcome.source_state, outcome.detail, outcome.state.etag) == (
        SourceState.BLOCKED,
        "an HTML page",
        None,
    )


async def test_a_defect_in_one_source_is_shown_and_stops_nothing_else() -> None:
    with capture_logs() as logged:
        outcome = await Desk(reader=FakeReader(error=KeyError("x"))).poll()

    assert outcome.source_state is SourceState.FAILED
    assert outcome.detail == "a defect in monitor: KeyError: 'x'"
    assert logged[0]["event"] == "poll failed on a defect"


async def test_a_defect_that_shows_at_the_commit_is_the_source_s_too() -> None:
    class Spoilt(Sources):
        async def finish(self, polled: Polled) -> bool:
            if polled.versions:
                raise UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed")
            return await super().finish(polled)

    store = Spoilt(database.open_to_write(None))
    await store.sync([source()], NOW)
    (claim,) = await store.claim_due(NOW, limit=1, lease=HOUR)
    reader = FakeReader(items=(item("a"),))

    outcome = await gather.poll(
        claim, source(), fetcher=FakeFetcher(), reader=reader, rules=FakeRules(), store=store
    )

    assert outcome.source_state is SourceState.FAILED
    assert outcome.detail is not None
    assert "surrogates" in outcome.detail


class Hung(FakeReader):
    async def entries(self, source: Source, fetched: Fetched, now: datetime) -> Listed:
        await asyncio.sleep(3600)
        return Listed()


@pytest.mark.parametrize("limits", [Limits(listing=0.01), Limits(deadline=0.01)])
async def test_a_poll_that_hangs_fails_its_source(limits: Limits) -> None:
    outcome = await Desk(reader=Hung()).poll(limits=limits)

    assert (outcome.source_state, outcome.detail) == (SourceState.SLOW, "took over 0 s")


async def test_a_store_that_is_gone_is_no_fault_of_the_source() -> None:
    with pytest.raises(StoreError, match="gone"):
        await Desk(reader=FakeReader(error=StoreError("gone"))).poll()


async def test_entries_that_could_not_be_read_are_one_line() -> None:
    reader = FakeReader(items=(item("a"),), problems=("entry 2: no title", "entry 3: no title"))

    outcome = await Desk(reader=reader).poll()

    assert (outcome.source_state, outcome.detail) == (SourceState.OK, "entry 2: no title (and 1 more)")


async def test_a_poll_that_left_entries_out_keeps_no_validator() -> None:
    desk = Desk(
        fetcher=FakeFetcher({URL: Fetched(etag="1", last_modified="Mon")}),
        reader=FakeReader(items=(item("a"),), is_whole=False),
    )

    outcome = await desk.poll()

    assert (outcome.state.etag, outcome.state.last_modified) == (None, None)


async def test_nothing_in_a_source_is_a_state_of_its_own() -> None:
    assert (await Desk().poll()).source_state is SourceState.EMPTY


async def test_what_says_the_same_is_not_even_read_again() -> None:
    desk = Desk(reader=FakeReader(items=(item("a"), item("b"))))
    await desk.poll()
    desk.reader.items = (item("a", made=document(title="Title a, corrected")), item("b"))
    desk.reader.made.clear()

    again = await desk.poll(2 * HOUR)

    assert [version.document.title for version in again.versions] == ["Title a, corrected"]
    assert desk.reader.made == ["Title a, corrected"]


async def test_an_edit_of_an_undated_backlog_entry_stays_backlog() -> None:
    desk = Desk(reader=FakeReader(items=(item("a"),)))
    first = await desk.poll()
    desk.reader.items = (item("a", made=document(title="Title a, page views 17")),)

    later = await desk.poll(2 * HOUR)

    assert [version.is_backlog for version in (*first.versions, *later.versions)] == [True, True]


async def test_a_poll_whose_lease_was_lost_commits_nothing() -> None:
    store = Sources(database.open_to_write(None))
    await store.sync([source()], NOW)
    (old,) = await store.claim_due(NOW, limit=1, lease=timedelta(minutes=2))
    (new,) = await store.claim_due(NOW + timedelta(minutes=3), limit=1, lease=timedelta(minutes=2))
    reader = FakeReader(items=(item("a"),))

    for claim in (old, new):
        await gather.poll(
            claim, source(), fetcher=FakeFetcher(), reader=reader, rules=FakeRules(), store=store
        )
        ids = [identity.document_id("miit", one.entry) for one in reader.items]
        found = await store.known("miit", ids=ids, urls=())
        assert len(found) == (claim is new)


async def test_a_folder_is_read_as_files() -> None:
    desk = Desk(source=source(kind=SourceKind.FOLDER, location="/seeds", every=timedelta(seconds=10)))
    desk.fetcher.answers["/seeds"] = [Fetched(final_url="/seeds", etag="1"), NotModified(etag="1")]
    desk.reader.items = (item("b.txt"), item("a.txt"))

    first = await desk.poll()
    second = await desk.poll(timedelta(seconds=10))

    assert [version.guid for version in first.versions] == ["b.txt", "a.txt"], "a folder goes by name"
    assert first.next_poll_at == NOW + timedelta(seconds=10), "on the beat"
    assert second.source_state is SourceState.UNCHANGED


async def test_each_poll_is_a_line_of_the_log_but_one_that_changed_nothing() -> None:
    desk = Desk(
        fetcher=FakeFetcher(
            {URL: [Fetched(body=b"12345"), NotModified(), FetchError("down"), FetchError("down")]}
        ),
        reader=FakeReader(items=(item("a"),)),
    )
    with capture_logs() as logged:
        for hours in (0, 2, 4, 8):
            await desk.poll(hours * HOUR)

    assert [line["state"] for line in logged] == ["ok", "unreachable", "unreachable"]
    first = logged[0]
    due = (NOW + HOUR).isoformat(timespec="minutes")[:13]
    assert (first["source"], first["entries"], first["new"], first["matched"]) == ("miit", 1, 1, 1)
    assert first["due"].startswith(due)
    assert first["seconds"] >= 0
    assert first["bytes"] == 5


async def test_every_poll_is_a_line_for_who_wants_to_see_all(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="monitor.gather")
    desk = Desk(fetcher=FakeFetcher({URL: NotModified()}))

    with capture_logs() as logged:
        await desk.poll()
        await desk.poll(2 * HOUR)

    assert [(line["log_level"], line["state"]) for line in logged] == [
        ("info", "unchanged"),  # it was new
        ("debug", "unchanged"),
    ]


async def test_a_poll_that_came_too_late_says_so() -> None:
    store = Sources(database.open_to_write(None))
    await store.sync([source()], NOW)
    (claim,) = await store.claim_due(NOW, limit=1, lease=HOUR)
    late = Claim(source_id="miit", state=FetchState(), fence=claim.fence - 1, now=NOW)

    with capture_logs() as logged:
        await gather.poll(
            late, source(), fetcher=FakeFetcher(), reader=FakeReader(), rules=FakeRules(), store=store
        )

    assert logged[0]["reason"] == "its lease had ended; another run has it"
