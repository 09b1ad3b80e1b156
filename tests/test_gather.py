import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from monitor import gather
from monitor.corpus import identity
from monitor.errors import FetchError, ParseError, StoreError
from monitor.model import (
    BacklogRule,
    Claim,
    Fetched,
    FetchState,
    KnownDocument,
    NotModified,
    Polled,
    Published,
    Reading,
    Source,
    SourceState,
)
from monitor.store import database
from monitor.store.sources import Sources
from tests.fakes import NOW, FakeFetcher, FakeReader, FakeRules, document, item, source

DAY = timedelta(days=1)
FIRST = FetchState()
LATER = FetchState(succeeded_at=NOW - timedelta(hours=1), location=source().location)


@pytest.mark.parametrize(
    ("published", "polled", "state", "expected"),
    [
        pytest.param(NOW - 3 * DAY, source(), FIRST, True, id="first poll: too old"),
        pytest.param(NOW - DAY, source(), FIRST, False, id="first poll: young enough"),
        pytest.param(None, source(), FIRST, True, id="first poll: undated"),
        pytest.param(
            date(2026, 2, 28), source(), FIRST, False, id="first poll: a bare date is its last second"
        ),
        pytest.param(date(2026, 2, 27), source(), FIRST, True, id="first poll: a bare date too old"),
        pytest.param(NOW - 99 * DAY, source(backlog=BacklogRule.ALL), FIRST, False, id="first poll: all"),
        pytest.param(None, source(backlog=BacklogRule.ALL), FIRST, False, id="first poll: all, undated"),
        pytest.param(NOW, source(backlog=BacklogRule.NONE), FIRST, True, id="first poll: none"),
        pytest.param(None, source(), LATER, False, id="later: undated is new"),
        pytest.param(NOW - DAY, source(), LATER, False, id="later: within the backlog"),
        pytest.param(NOW - 3 * DAY, source(), LATER, True, id="later: turned up late"),
        pytest.param(
            NOW - 3 * DAY,
            source(),
            FetchState(succeeded_at=NOW - 5 * DAY, location=source().location),
            False,
            id="later: published while we could not look",
        ),
        pytest.param(NOW - 3 * DAY, source(backlog=BacklogRule.ALL), LATER, False, id="later: all"),
        pytest.param(
            NOW - timedelta(minutes=30),
            source(backlog=BacklogRule.NONE),
            LATER,
            False,
            id="later: none, since the last poll",
        ),
        pytest.param(
            None,
            source(),
            FetchState(succeeded_at=NOW, location="https://example.org/old"),
            True,
            id="a changed address counts as a first poll",
        ),
    ],
)
def test_backlog_is_what_was_there_before_we_looked(
    published: Published | None, polled: Source, state: FetchState, expected: bool
) -> None:
    assert gather.is_backlog(published, polled, state, NOW) is expected


def known(guid: str, url: str) -> KnownDocument:
    found = item(guid, url=url)
    return KnownDocument(
        id=identity.document_id("miit", found.entry),
        guid=guid,
        url=identity.canonical_url(url),
        content_hashes=frozenset({identity.content_hash(found.document)}),
        is_backlog=False,
    )


def test_guids_renewed_on_the_same_urls_keep_their_documents() -> None:
    items = tuple(item(f"new-{n}", url=f"https://example.org/{n}") for n in range(3))
    before = tuple(known(f"old-{n}", f"https://example.org/{n}") for n in range(3))

    found = gather.identify("miit", items, before)

    assert [found[id(one)][0] for one in items] == [document.id for document in before]


def test_one_new_guid_on_a_known_url_is_a_document_of_its_own() -> None:
    items = (
        item("a", url="https://example.org/a"),
        item("b", url="https://example.org/b"),
        item("b-corrected", url="https://example.org/b"),
    )
    before = (known("a", "https://example.org/a"), known("b", "https://example.org/b"))

    found = gather.identify("miit", items, before)

    assert len({document_id for document_id, _ in found.values()}) == 3


class Hung(FakeReader):
    async def read(self, source: Source, fetched: Fetched, now: datetime) -> Reading:
        await asyncio.sleep(3600)
        return Reading(items=())


async def polled(
    state: FetchState,
    *,
    fetcher: FakeFetcher,
    reader: FakeReader | None = None,
    polled_source: Source | None = None,
) -> tuple[Polled, Sources]:
    store = Sources(database.open_to_write(None))
    listed = polled_source or source()
    await store.sync([listed], NOW)
    (claim,) = await store.claim_due(NOW, limit=9, lease=timedelta(minutes=2))
    made = Claim(source_id=claim.source_id, state=state, fence=claim.fence, now=NOW)
    outcome = await gather.poll(
        made, listed, fetcher=fetcher, reader=reader or FakeReader(), rules=FakeRules(), store=store
    )
    return outcome, store


async def test_a_poll_keeps_what_stops_the_next_refetch_with_what_it_found() -> None:
    fetcher = FakeFetcher({"miit": Fetched(etag='W/"1"', last_modified="Mon", not_before=timedelta(hours=3))})

    outcome, _ = await polled(FIRST, fetcher=fetcher, reader=FakeReader(items=(item("a"), item("b"))))

    assert outcome.source_state is SourceState.OK
    assert [version.guid for version in outcome.versions] == ["b", "a"], "oldest first"
    assert all(version.matches for version in outcome.versions)
    assert (outcome.state.etag, outcome.state.last_modified, outcome.state.location) == (
        'W/"1"',
        "Mon",
        source().location,
    )
    assert outcome.next_poll_at == NOW + timedelta(hours=3), "a server's hint lengthens the interval"


async def test_an_unchanged_source_keeps_its_validators() -> None:
    before = FetchState(
        etag="1", last_modified="Mon", failures=3, location=source().location, succeeded_at=NOW - DAY
    )

    outcome, _ = await polled(before, fetcher=FakeFetcher({"miit": NotModified(last_modified="Tue")}))

    assert outcome.source_state is SourceState.UNCHANGED
    assert (outcome.state.etag, outcome.state.last_modified, outcome.state.failures) == ("1", "Tue", 0)
    assert outcome.next_poll_at == NOW + timedelta(hours=1)


async def test_a_failing_source_backs_off_and_says_why() -> None:
    fetcher = FakeFetcher({"miit": FetchError("HTTP 503 Service Unavailable", status=503)})

    outcome, _ = await polled(FetchState(failures=1), fetcher=fetcher)

    assert (outcome.source_state, outcome.detail) == (SourceState.FAILED, "HTTP 503 Service Unavailable")
    assert outcome.state.failures == 2
    assert outcome.next_poll_at == NOW + timedelta(hours=4)


async def test_a_failing_source_is_asked_at_least_once_a_day() -> None:
    outcome, _ = await polled(FetchState(failures=40), fetcher=FakeFetcher({"miit": FetchError("down")}))

    assert outcome.next_poll_at == NOW + DAY


async def test_retry_after_is_obeyed() -> None:
    fetcher = FakeFetcher({"miit": FetchError("HTTP 429", status=429, retry_after=3 * 86400)})

    outcome, _ = await polled(FIRST, fetcher=fetcher)

    assert outcome.next_poll_at == NOW + 3 * DAY


async def test_a_body_that_cannot_be_read_fails_the_source_and_keeps_no_validator() -> None:
    outcome, _ = await polled(
        FIRST,
        fetcher=FakeFetcher({"miit": Fetched(etag="1")}),
        reader=FakeReader(error=ParseError("an HTML page")),
    )

    assert (outcome.detail, outcome.state.etag) == ("an HTML page", None)


async def test_a_defect_in_one_source_is_shown_and_stops_nothing_else() -> None:
    outcome, _ = await polled(FIRST, fetcher=FakeFetcher(), reader=FakeReader(error=KeyError("x")))

    assert outcome.source_state is SourceState.FAILED
    assert outcome.detail == "a defect in monitor: KeyError: 'x'"


async def test_a_poll_that_hangs_fails_its_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "DEADLINE", timedelta(milliseconds=10))

    outcome, _ = await polled(FIRST, fetcher=FakeFetcher(), reader=Hung())

    assert (outcome.source_state, outcome.detail) == (SourceState.FAILED, "took over 0 s")


async def test_a_store_that_is_gone_is_no_fault_of_the_source() -> None:
    with pytest.raises(StoreError, match="gone"):
        await polled(FIRST, fetcher=FakeFetcher(), reader=FakeReader(error=StoreError("gone")))


async def test_entries_that_could_not_be_read_are_one_line() -> None:
    reader = FakeReader(items=(item("a"),), problems=("entry 2: no title", "entry 3: no title"))

    outcome, _ = await polled(FIRST, fetcher=FakeFetcher(), reader=reader)

    assert (outcome.source_state, outcome.detail) == (SourceState.OK, "entry 2: no title (and 1 more)")


async def test_a_poll_that_left_entries_out_keeps_no_validator() -> None:
    reader = FakeReader(items=(item("a"),), is_whole=False)

    outcome, _ = await polled(
        FIRST, fetcher=FakeFetcher({"miit": Fetched(etag="1", last_modified="Mon")}), reader=reader
    )

    assert (outcome.state.etag, outcome.state.last_modified) == (None, None)


async def test_nothing_in_a_source_is_a_state_of_its_own() -> None:
    outcome, _ = await polled(FIRST, fetcher=FakeFetcher())

    assert outcome.source_state is SourceState.EMPTY


async def test_what_is_stored_already_makes_no_version() -> None:
    reader = FakeReader(items=(item("a"), item("b")))
    _, store = await polled(FIRST, fetcher=FakeFetcher(), reader=reader)
    claim = Claim(source_id="miit", state=LATER, fence=1, now=NOW)
    reader.items = (item("a", made=document(title="Title a, corrected")), item("b"))

    again = await gather.poll(
        claim, source(), fetcher=FakeFetcher(), reader=reader, rules=FakeRules(), store=store
    )

    assert [version.document.title for version in again.versions] == ["Title a, corrected"]


async def test_an_edit_of_an_undated_backlog_entry_stays_backlog() -> None:
    reader = FakeReader(items=(item("a"),))
    first, store = await polled(FIRST, fetcher=FakeFetcher(), reader=reader)
    reader.items = (item("a", made=document(title="Title a, page views 17")),)

    later = await gather.poll(
        Claim(source_id="miit", state=LATER, fence=1, now=NOW),
        source(),
        fetcher=FakeFetcher(),
        reader=reader,
        rules=FakeRules(),
        store=store,
    )

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


def test_an_instant_in_the_future_is_not_backlog() -> None:
    assert not gather.is_backlog(datetime(2026, 3, 3, tzinfo=UTC), source(), FIRST, NOW)
