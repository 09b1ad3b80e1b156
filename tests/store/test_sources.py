import asyncio
from dataclasses import replace
from datetime import timedelta

from monitor.model import Alarm, Claim, FetchState, Polled, Recipe, SourceState
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


def failed(claim: Claim) -> Polled:
    return replace(
        ended(claim),
        source_state=SourceState.CHANGED,
        state=FetchState(polled_at=NOW, failures=4, location=A.location, etag="1"),
        next_poll_at=NOW + timedelta(hours=9),
    )


async def test_a_source_in_trouble_that_is_edited_is_tried_at_once(opened: database.Database) -> None:
    store = Sources(opened)
    await store.sync([A], NOW)
    (claim,) = await store.claim_due(NOW, limit=9, lease=2 * MINUTE)
    await store.finish(failed(claim))

    await store.sync([source(id="a", zone="UTC")], NOW, edited={"a"})

    assert await claimed(store) == ["a"]


async def test_another_recipe_forgets_the_validators_and_asks_no_sooner(opened: database.Database) -> None:
    store = Sources(opened)
    await store.sync([A], NOW)
    (claim,) = await store.claim_due(NOW, limit=9, lease=2 * MINUTE)
    await store.finish(failed(claim))

    await store.sync([source(id="a", recipe=Recipe(only="notice"))], NOW)

    assert await claimed(store) == []
    (again,) = await store.claim_due(NOW + timedelta(hours=9), limit=9, lease=2 * MINUTE)
    assert (again.state.etag, again.state.failures) == (None, 4)


async def test_what_was_due_at_a_moment_is_claimed_by_it(opened: database.Database) -> None:
    store = Sources(opened)
    await store.sync([A], NOW + MINUTE)

    assert await store.claim_due(NOW + 2 * MINUTE, limit=9, lease=MINUTE, due_by=NOW) == ()
    assert len(await store.claim_due(NOW + 2 * MINUTE, limit=9, lease=MINUTE, due_by=NOW + MINUTE)) == 1


async def test_one_pass_begins_with_all_new_sources_at_once(opened: database.Database) -> None:
    store = Sources(opened)
    many = [source(id=f"s{n}", location=f"https://h{n}/") for n in range(20)]
    await store.sync(many, NOW)

    by_and_by = len(await store.claim_due(NOW, limit=99, lease=MINUTE))
    await store.sync(many, NOW, spread=False)

    assert by_and_by == 8
    assert len(await store.claim_due(NOW, limit=99, lease=MINUTE)) == 20


async def test_many_polls_end_together_and_a_late_one_writes_nothing(opened: database.Database) -> None:
    store = Sources(opened)
    await store.sync([A, B], NOW)
    first, second = await store.claim_due(NOW, limit=9, lease=MINUTE)
    await store.sync([A, B], NOW, edited={"b"})

    committed = await asyncio.gather(store.finish(ended(first)), store.finish(ended(second)))

    assert tuple(committed) == (True, False)
    states = {report.id: report.state for report in Reports(opened).sources()}
    assert states == {"a": "empty", "b": "new"}


async def test_a_claim_knows_what_the_last_poll_remembered(opened: database.Database) -> None:
    store = Sources(opened)
    await store.sync([A], NOW)
    (claim,) = await store.claim_due(NOW, limit=9, lease=MINUTE)
    state = FetchState(
        etag='W/"1"',
        last_modified="Mon",
        failures=2,
        polled_at=NOW,
        succeeded_at=NOW - MINUTE,
        location=A.location,
        moved_to="https://new/",
        moved_times=2,
        moved_since=NOW,
        gone_times=1,
        missing_since=NOW,
        newest_at=NOW,
        usual_gap=timedelta(hours=3),
        hint=timedelta(hours=2),
        is_behind=True,
    )
    alarm = Alarm(
        since=NOW,
        trouble=SourceState.TLS,
        trouble_since=NOW,
        trouble_detail="x",
        told=SourceState.TLS,
        told_at=NOW,
        told_alone=True,
        owed=SourceState.OK,
        owed_since=NOW,
    )
    await store.finish(
        replace(
            ended(claim),
            state=state,
            alarm=alarm,
            detail="d",
            list_due_at=NOW + MINUTE,
            list_why="w",
            owed_due_at=NOW,
        )
    )

    (again,) = await store.claim_due(NOW + MINUTE, limit=9, lease=MINUTE)

    assert again == Claim(
        source_id="a",
        state=state,
        fence=claim.fence + 1,
        now=NOW + MINUTE,
        source_state=SourceState.EMPTY,
        detail="d",
        alarm=alarm,
        list_due_at=NOW + MINUTE,
        list_why="w",
        owed_due_at=NOW,
    )
