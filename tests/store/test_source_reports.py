from datetime import date, timedelta

from sqlalchemy import Connection, select, update

from monitor.model import (
    Alarm,
    DeliveryState,
    Effort,
    FetchState,
    Found,
    Horizon,
    Owed,
    Polled,
    SourceState,
)
from monitor.store import database, schema
from monitor.store.decisions import Decisions
from monitor.store.source_reports import LatencyReport, RunReport, SourceReports
from monitor.store.sources import Sources
from tests.fakes import NOW, console, decide_for, document, linked, match, source
from tests.store.filling import new_version, poll

SECOND, MINUTE, HOUR, DAY = (
    timedelta(seconds=1),
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
)


def owed(found: Found, **changes: object) -> Owed:
    made: dict[str, object] = {
        "document_id": found.entry.title,
        "found": found,
        "found_at": NOW,
        "horizon": Horizon(oldest=NOW - DAY, hides_undated=True),
        "due_at": NOW + MINUTE,
    }
    return Owed(**{**made, **changes})  # type: ignore[arg-type]


async def polled(opened: database.Database, times: int = 1, **changes: object) -> None:
    store = Sources(opened)
    await store.sync([source()], NOW)
    for time in range(times):
        now = NOW + time * HOUR
        (claim,) = await store.claim_due(now, limit=1, lease=MINUTE)
        made: dict[str, object] = {
            "claim": claim,
            "state": FetchState(
                etag='W/"1"',
                last_modified="Mon",
                polled_at=now,
                succeeded_at=now,
                location="https://example.org/feed",
                moved_to="https://new/",
                moved_times=4,
                moved_since=NOW,
                newest_at=NOW,
                usual_gap=DAY,
            ),
            "source_state": SourceState.MOVED,
            "detail": "it has moved",
            "next_poll_at": now + HOUR,
            "why": "every 1 h",
            "effort": Effort(requests=2, spent=timedelta(milliseconds=1500), size=99, entries=time),
            "alarm": Alarm(since=NOW, trouble=SourceState.SLOW, trouble_since=NOW, trouble_detail="30 s"),
        }
        assert await store.finish(Polled(**{**made, **changes}))  # type: ignore[arg-type]


async def test_a_row_holds_everything_the_store_remembers(opened: database.Database) -> None:
    debts = (owed(linked("a")), owed(linked("b"), due_at=None))
    await polled(opened, owes=debts, list_due_at=NOW + 2 * HOUR, owed_due_at=NOW + MINUTE)

    row = SourceReports(opened).source_row("miit")

    assert row is not None
    assert (row.state, row.since, row.detail, row.is_moved, row.moved_to) == (
        "moved",
        NOW,
        "it has moved",
        True,
        "https://new/",
    )
    assert (row.etag, row.last_modified, row.usual_gap, row.newest_at) == ('W/"1"', "Mon", DAY, NOW)
    assert (row.next_due, row.why, row.list_due) == (NOW + HOUR, "every 1 h", NOW + 2 * HOUR)
    assert (row.pages_owed, row.is_polled_now, row.is_listed) == (1, False, True)
    assert (row.trouble, row.trouble_since, row.trouble_detail, row.told) == ("slow", NOW, "30 s", None)


async def test_a_source_nobody_heard_of_has_no_row(opened: database.Database) -> None:
    assert SourceReports(opened).source_row("nobody") is None


async def test_a_source_that_was_never_polled_is_due(opened: database.Database) -> None:
    await Sources(opened).sync([source()], NOW)

    row = SourceReports(opened).source_row("miit")

    assert row is not None
    assert (row.state, row.since, row.list_due, row.why) == ("new", None, NOW, "it is new")


async def test_the_last_ten_runs_are_kept_the_newest_first(opened: database.Database) -> None:
    await polled(opened, times=13)

    runs = SourceReports(opened).runs("miit")

    assert [run.entries for run in runs] == list(range(12, 2, -1))
    assert runs[0] == RunReport(
        at=NOW + 12 * HOUR,
        state="moved",
        detail="it has moved",
        requests=2,
        ms=1500,
        size=99,
        entries=12,
        new=0,
        next_due=NOW + 13 * HOUR,
        why="every 1 h",
    )


async def test_what_is_owed_comes_back_as_it_was(opened: database.Database) -> None:
    later = owed(linked("a", published=date(2026, 3, 1)), due_at=NOW + HOUR, tries=2, error="HTTP 503")
    sooner = owed(linked("b"), horizon=Horizon(oldest=None))
    given_up = owed(linked("c"), due_at=None)
    await polled(opened, owes=(later, sooner, given_up))

    assert set(await Sources(opened).owed("miit")) == {given_up, sooner, later}
    assert await Sources(opened).owed("other") == ()


async def test_what_was_given_up_long_ago_may_be_tried_anew(opened: database.Database) -> None:
    old = owed(linked("a"), due_at=None, found_at=NOW - 31 * DAY)

    await polled(opened, owes=(old, owed(linked("b"))))

    assert [one.document_id for one in await Sources(opened).owed("miit")] == ["Title b"]


async def told(opened: database.Database, after: timedelta) -> None:
    """Decide what waits, and say that everything was sent so long after NOW."""
    await decide_for(Decisions(opened), [console()], NOW)

    def work(connection: Connection) -> None:
        unsent = schema.delivery.c.sent_at.is_(None)
        values = {"state": DeliveryState.SENT, "sent_at": NOW + after}
        connection.execute(update(schema.delivery).where(unsent).values(**values))

    await opened.run(work)


async def test_latencies_are_counted_by_source(opened: database.Database) -> None:
    for n in range(20):
        made = document(f"Title {n}", f"Text {n}.", published=NOW - (n + 1) * MINUTE)
        await poll(opened, new_version(f"d{n}", made, matches=[match()]))
    dated = document("Title day", "Of a day.", published=date(2026, 3, 1))
    await poll(opened, new_version("day", dated), source_id="other")
    await told(opened, 5 * SECOND)

    miit, other = SourceReports(opened).latencies(NOW - DAY)

    assert miit == LatencyReport(
        source_id="miit",
        documents=20,
        timed=20,
        told=20,
        seen_p50=10 * MINUTE,
        seen_p95=19 * MINUTE,
        told_p50=5 * SECOND,
        told_p95=5 * SECOND,
        total_p50=10 * MINUTE + 5 * SECOND,
        total_p95=19 * MINUTE + 5 * SECOND,
    )
    assert (other.source_id, other.documents, other.timed, other.told) == ("other", 1, 0, 0)
    assert (other.seen_p50, other.told_p95, other.total_p50) == (None, None, None)


async def test_what_a_source_dates_ahead_was_seen_at_once(opened: database.Database) -> None:
    ahead = document("Title", "Text.", published=NOW + HOUR)
    await poll(opened, new_version("d", ahead, matches=[match()]))
    await told(opened, SECOND)

    (report,) = SourceReports(opened).latencies(NOW - DAY)

    assert (report.seen_p50, report.total_p50) == (timedelta(), timedelta())


async def test_backlog_and_demo_and_what_is_old_count_for_nothing(opened: database.Database) -> None:
    made = document("Title", "Text.", published=NOW - DAY)
    await poll(opened, new_version("old", made), now=NOW - 40 * DAY)
    await poll(opened, new_version("backlog", made, is_backlog=True))
    await poll(opened, new_version("demo", made), demo=True)

    assert SourceReports(opened).latencies(NOW - 30 * DAY) == ()


async def test_a_document_remembers_when_its_first_version_said_it_was_published(
    opened: database.Database,
) -> None:
    await poll(opened, new_version("d", document("Title", "One.", published=date(2026, 3, 1))))
    await poll(opened, new_version("d", document("Title", "Two.", published=date(2026, 3, 2))))

    published = opened.run_now(
        lambda connection: connection.execute(select(schema.document.c.published)).scalar_one()
    )
    assert published == "2026-03-01"
