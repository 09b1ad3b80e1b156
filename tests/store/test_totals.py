"""How a store stands in figures, of a store in which everything has happened."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Update, insert, update

from monitor.model import ChannelState, DeliveryState, Match, SourceState
from monitor.store import schema, totals
from monitor.store.database import Database
from monitor.store.decisions import Decisions
from monitor.store.deliveries import Deliveries
from monitor.store.notices import CHANNEL as OPS
from monitor.store.notices import Notices
from monitor.store.sources import Sources
from monitor.store.totals import Lag, Totals
from tests.fakes import NOW, console, decide_for, document, match, source
from tests.store.filling import new_version, poll

HOUR = timedelta(hours=1)
CHANNELS = ("desk", "other")


async def found(opened: Database, name: str, *matches: Match, published_ago: timedelta | None = None) -> None:
    published = NOW - published_ago if published_ago is not None else None
    made = document(f"Title {name}", f"The text of {name}.", published=published)
    await poll(opened, new_version(name, made, matches=matches))


async def sent(opened: Database, channel: str, *, after: timedelta = timedelta()) -> int:
    """Let the next delivery of a channel go out; return it."""
    outbox = Deliveries(opened)
    delivery = await outbox.next_delivery(channel)
    assert delivery is not None
    await outbox.intend(replace(delivery, state=DeliveryState.SENDING), NOW + after)
    await outbox.conclude(replace(delivery, state=DeliveryState.SENT), ChannelState(), NOW + after)
    return delivery.id


def run(opened: Database, change: Update) -> None:
    opened.run_now(lambda connection: connection.execute(change))


def test_an_empty_store_holds_nothing_and_names_every_channel(opened: Database) -> None:
    assert totals.totals(opened, CHANNELS, NOW) == Totals(
        sources={},
        in_trouble=0,
        trouble_since=None,
        overdue=None,
        documents=0,
        undecided=0,
        owed={("desk", "pending"): 0, ("other", "pending"): 0},
        oldest_due={},
        suspended={("desk",): 0, ("other",): 0},
        failures={("desk",): 0, ("other",): 0},
        refused=frozenset(),
    )
    assert totals.shut(opened, CHANNELS) == {}
    assert totals.lags(opened, ()) == ()


async def test_documents_count_once_and_what_is_undecided_is_told(opened: Database) -> None:
    await found(opened, "a")
    await poll(opened, new_version("a", document("Title a", "Another text of a.")))
    await found(opened, "b")

    counted = totals.totals(opened, CHANNELS, NOW)

    assert (counted.documents, counted.undecided) == (2, 3)
    await decide_for(Decisions(opened), [console("desk")])
    assert totals.totals(opened, CHANNELS, NOW).undecided == 0


async def test_what_is_owed_is_counted_by_channel_and_is_as_old_as_the_first_that_is_due(
    opened: Database,
) -> None:
    for name in "abc":
        await found(opened, name, match())
    await decide_for(Decisions(opened), [console("desk"), console("other"), console("of other settings")])
    await sent(opened, "desk")
    table = schema.delivery
    changes = (
        update(table)
        .where(table.c.channel == "desk", table.c.version_id == 2)
        .values(due_at=NOW - HOUR, state=DeliveryState.UNCERTAIN),
        update(table).where(table.c.channel == "other").values(due_at=NOW + HOUR),
    )
    for change in changes:
        run(opened, change)
    await Notices(opened, has_chat=True).tell("rules", "bad", NOW - 2 * HOUR)

    counted = totals.totals(opened, CHANNELS, NOW)

    assert counted.owed == {
        ("desk", "uncertain"): 1,
        ("desk", "pending"): 1,
        ("other", "pending"): 3,
        (OPS, "pending"): 1,
    }
    assert counted.oldest_due == {("desk",): NOW - HOUR, (OPS,): NOW - 2 * HOUR}


async def test_sources_are_counted_by_state_and_the_longest_troubles_and_waits_are_told(
    opened: Database,
) -> None:
    store = Sources(opened)
    listed = [source(id=name, location=f"https://{name}.example/") for name in ("s1", "s2", "s3", "gone")]
    await store.sync(listed, NOW, spread=False)
    table = schema.source
    trouble = next(state for state in SourceState if state.is_trouble)
    for name, since in (("s1", 3 * HOUR), ("s2", 2 * HOUR), ("gone", 9 * HOUR)):
        values = {"state": trouble, "trouble_since": NOW - since, "next_poll_at": NOW - since / 2}
        change = update(table).where(table.c.id == name).values(**values)
        run(opened, change)
    await store.sync(listed[:3], NOW, edited=(), spread=False)

    counted = totals.totals(opened, CHANNELS, NOW)

    assert counted.sources == {(trouble,): 2, ("new",): 1}, "what is listed no longer counts no more"
    assert (counted.in_trouble, counted.trouble_since) == (2, NOW - 3 * HOUR)
    assert counted.overdue == NOW - 1.5 * HOUR
    await store.claim_due(NOW, limit=9, lease=HOUR)
    assert totals.totals(opened, CHANNELS, NOW).overdue is None, "they are being polled"


@pytest.mark.parametrize(
    ("suspended", "failures", "why"),
    [
        ("the bot is not there", 1, "the bot is not there"),
        (None, 3, "no answer, 3 times in a row"),
        (None, 2, None),
    ],
)
def test_a_channel_that_is_shut_says_why(
    opened: Database, suspended: str | None, failures: int, why: str | None
) -> None:
    rows = [
        {"id": name, "suspended": suspended, "failures": failures} for name in ("desk", "of other settings")
    ]
    opened.run_now(lambda connection: connection.execute(insert(schema.channel), rows))

    assert totals.shut(opened, CHANNELS) == ({"desk": why} if why else {})
    counted = totals.totals(opened, CHANNELS, NOW)
    assert counted.suspended == {("desk",): int(suspended is not None), ("other",): 0}
    assert counted.failures == {("desk",): failures, ("other",): 0}


async def test_what_is_refused_is_named_and_what_is_in_force_is_not(opened: Database) -> None:
    rows = [{"key": key, "since": NOW, "detail": "{}"} for key in ("in force", "rules", "bot")]
    opened.run_now(lambda connection: connection.execute(insert(schema.standing), rows))

    assert totals.totals(opened, CHANNELS, NOW).refused == {"rules", "bot"}


async def test_a_lag_is_from_publication_and_from_first_sight_to_the_message(opened: Database) -> None:
    await found(opened, "timed", match(), published_ago=HOUR)
    await found(opened, "ahead", match(), published_ago=-3 * HOUR)
    await found(opened, "undated", match())
    await decide_for(Decisions(opened), [console("desk")])
    ids = [await sent(opened, "desk", after=HOUR) for _ in range(3)]

    assert set(totals.lags(opened, ids)) == {
        Lag(of_publishing=2 * HOUR, of_ours=HOUR),
        Lag(of_publishing=timedelta(), of_ours=HOUR),
        Lag(of_publishing=None, of_ours=HOUR),
    }


async def test_what_is_late_on_purpose_has_no_lag(opened: Database) -> None:
    await poll(opened, new_version("a", document("Title a", "A demo."), matches=[match()]), demo=True)
    await found(opened, "b", match())
    await decide_for(Decisions(opened), [console("desk")])
    ids = [await sent(opened, "desk") for _ in range(2)]
    backlog = update(schema.version).where(schema.version.c.document_id == "b").values(is_backlog=True)

    opened.run_now(lambda connection: connection.execute(backlog))

    assert totals.lags(opened, ids) == ()
