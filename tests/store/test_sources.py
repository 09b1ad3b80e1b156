from datetime import timedelta

from monitor.model import Claim, FetchState, Polled, SourceState
from monitor.store import database
from monitor.store.reports import Reports
from monitor.store.sources import Sources
from tests.fakes import NOW, source

MINUTE = timedelta(minutes=1)
A, B = source(id="a"), source(id="b")


async def claimed(store: Sources, *, after: timedelta = timedelta()) -> list[str]:
    return [claim.source_id for claim in await store.claim_due(NOW + after, limit=9, lease=2 * MINUTE)]


async def test_a_new_source_is_due_at_once_and_a_claimed_one_is_not(opened: database.Database) -> None:
    store = Sources(opened)
    await store.sync([A, B], NOW)

    assert await claimed(store) == ["a", "b"]
    assert await claimed(store) == []


async def test_a_lease_that_ended_is_claimed_again(opened: database.Database) -> None:
    store = Sources(opened)
    await store.sync([A], NOW)
    await claimed(store)

    assert await claimed(store, after=3 * MINUTE) == ["a"]


async def test_a_restart_clears_leases(opened: database.Database) -> None:
    store = Sources(opened)
    await store.sync([A], NOW)
    await claimed(store)

    await store.sync([A], NOW)

    assert await claimed(store) == ["a"]


async def test_a_source_that_left_the_settings_is_kept_but_not_polled(opened: database.Database) -> None:
    store = Sources(opened)
    await store.sync([A, B], NOW)

    await store.sync([B], NOW)

    assert await claimed(store) == ["b"]
    assert [report.id for report in Reports(opened).sources()] == ["b"]


async def test_due_times_out_of_reach_are_pulled_back(opened: database.Database) -> None:
    store = Sources(opened)
    await store.sync([A], NOW + timedelta(days=365))

    await store.pull_back(NOW)

    assert await claimed(store) == ["a"]


async def test_a_report_shows_a_source_that_was_never_polled(opened: database.Database) -> None:
    store = Sources(opened)
    await store.sync([A], NOW)

    (report,) = Reports(opened).sources()

    assert (report.state, report.last_success, report.documents) == (SourceState.NEW, None, 0)


async def test_a_source_whose_interval_was_shortened_is_due_by_the_new_one(opened: database.Database) -> None:
    store = Sources(opened)
    await store.sync([A], NOW)
    (claim,) = await store.claim_due(NOW, limit=1, lease=MINUTE)
    await store.finish(
        Polled(
            claim=claim,
            state=FetchState(polled_at=NOW, succeeded_at=NOW, location=A.location),
            source_state=SourceState.OK,
            detail=None,
            next_poll_at=NOW + timedelta(hours=1),
        )
    )

    await store.sync([A], NOW)
    assert await claimed(store, after=10 * MINUTE) == []
    await store.sync([source(id="a", every=5 * MINUTE)], NOW)
    assert await claimed(store, after=10 * MINUTE) == ["a"]


async def test_an_edit_while_it_runs_leaves_polls_under_way_alone(opened: database.Database) -> None:
    store = Sources(opened)
    await store.sync([A], NOW)
    (claim,) = await store.claim_due(NOW, limit=9, lease=2 * MINUTE)

    await store.sync([A, B], NOW, edited={"b"})

    assert await claimed(store) == ["b"]
    assert await store.finish(ended(claim))


async def test_a_poll_by_settings_that_were_edited_is_not_committed_and_the_source_polled_anew(
    opened: database.Database,
) -> None:
    store = Sources(opened)
    await store.sync([A], NOW)
    (claim,) = await store.claim_due(NOW, limit=9, lease=2 * MINUTE)

    await store.sync([source(id="a", location="https://elsewhere/")], NOW, edited={"a"})

    assert not await store.finish(ended(claim))
    assert await claimed(store) == ["a"]


def ended(claim: Claim) -> Polled:
    return Polled(
        claim=claim,
        state=FetchState(polled_at=NOW, succeeded_at=NOW, location="https://a/"),
        source_state=SourceState.EMPTY,
        detail=None,
        next_poll_at=NOW + MINUTE,
    )
