"""Documents that share keys, found by them: in which order, how long, and how few of a crowd."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, insert, select, update

from monitor import decide
from monitor.model import Decision, StoryKey, Version
from monitor.store import database, deciding, schema, stories
from monitor.store.database import Database
from monitor.store.deciding import Known
from monitor.store.decisions import Decisions
from monitor.stories import blocking
from tests.fakes import NOW, NoNames, console, decide_for, document, match
from tests.store.desk import Event, told
from tests.store.filling import new_version, poll

URL = StoryKey(kind="url", key="u")
PAIR, OTHER = StoryKey(kind="pair", key="MIIT|Baotou"), StoryKey(kind="pair", key="280|t")
DAY = timedelta(days=1)


def remember(connection: Connection, shared: Iterable[tuple[StoryKey, str, datetime]]) -> None:
    """Put keys of documents into a store."""
    rows = [{"kind": key.kind, "key": key.key, "document_id": id_, "seen_at": at} for key, id_, at in shared]
    documents = [
        {"id": id_, "source_id": "s", "demo": False, "first_seen_at": NOW, "digest": ""}
        for id_ in dict.fromkeys(row["document_id"] for row in rows)
    ]
    if rows:
        connection.execute(insert(schema.document), documents)
        connection.execute(insert(schema.story_key), rows)


def sharing(opened: Database, keys: Sequence[StoryKey], now: datetime = NOW) -> tuple[str, ...]:
    return opened.run_now(lambda connection: stories.sharing(connection, "new", keys, now))


def test_who_shares_the_most_telling_keys_is_first(opened: Database) -> None:
    shared = [(PAIR, "b", NOW), (URL, "c", NOW), (PAIR, "a", NOW), (OTHER, "a", NOW), (PAIR, "d", NOW)]
    opened.run_now(lambda connection: remember(connection, [*shared, (PAIR, "new", NOW)]))

    assert sharing(opened, [URL, PAIR, OTHER]) == ("c", "a", "b", "d")
    assert sharing(opened, [StoryKey(kind="demo-pair", key=PAIR.key)]) == ()
    assert sharing(opened, []) == ()


def test_a_key_is_looked_at_within_its_window_only(opened: Database) -> None:
    window = blocking.window("pair")
    shared = [
        (PAIR, "old", NOW - window - DAY),
        (PAIR, "just", NOW - window),
        (URL, "url", NOW - window - DAY),
    ]
    opened.run_now(lambda connection: remember(connection, shared))

    assert sharing(opened, [PAIR, URL]) == ("url", "just")


def test_a_key_of_a_crowd_says_nothing_and_who_left_the_window_is_no_part_of_it(opened: Database) -> None:
    crowd = [(PAIR, f"d{number:03}", NOW) for number in range(blocking.CROWD)]
    old = [(PAIR, f"old{number}", NOW - 400 * DAY) for number in range(9)]
    opened.run_now(lambda connection: remember(connection, [*crowd, *old]))
    assert len(sharing(opened, [PAIR])) == blocking.MOST

    opened.run_now(lambda connection: remember(connection, [(PAIR, "one more", NOW)]))

    assert sharing(opened, [PAIR]) == ()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sets(
        st.tuples(
            st.sampled_from([URL, PAIR, OTHER, StoryKey(kind="work", key="w")]),
            st.sampled_from("abcdefg"),
            st.integers(0, 900),
        ),
        max_size=20,
    )
)
def test_the_database_ranks_as_the_stage_does(found: set[tuple[StoryKey, str, int]]) -> None:
    opened = database.open_to_write(None)
    first = {(key, id_): days for key, id_, days in sorted(found, key=repr)}
    shared = [(key, id_, NOW - days * DAY) for (key, id_), days in first.items()]
    opened.run_now(lambda connection: remember(connection, shared))

    ranked = sharing(opened, sorted({key for key, _, _ in found}, key=repr))
    opened.close()

    within = [(key, id_) for key, id_, at in shared if at >= NOW - blocking.window(key.kind)]
    assert ranked == tuple(blocking.ranked(within))


def test_keys_that_left_their_windows_are_swept_away_bit_by_bit(opened: Database) -> None:
    keys = [
        StoryKey(kind=kind, key=f"{number}") for kind in ("demo-pair", "pair", "work") for number in range(9)
    ]
    shared = [(key, "d", NOW - 400 * DAY) for key in keys] + [(PAIR, "d", NOW)]
    opened.run_now(lambda connection: remember(connection, shared))

    place, rounds = ("", ""), 0
    while (place := sweep(opened, place)) != ("", ""):
        rounds += 1

    assert rounds == len(shared) // 5
    table = schema.story_key
    left = opened.run_now(lambda connection: connection.execute(select(table.c.kind, table.c.key)).all())
    assert {kind for kind, _ in left} == {"pair", "work"}
    assert len(left) == 10


def sweep(opened: Database, place: stories.Place) -> stories.Place:
    return opened.run_now(lambda connection: stories.sweep(connection, place, count=4, now=NOW))


async def test_decisions_sweep_as_they_go(opened: Database) -> None:
    await poll(opened, *(new_version(f"d{number}", document(f"Title {number}")) for number in range(3)))
    store = Decisions(opened)
    await decide_for(store, ())
    later = NOW + 800 * DAY

    for number in range(3):
        await poll(opened, new_version(f"e{number}", document(f"Else {number}")), now=later)
        await decide_for(store, (), later)

    table = schema.story_key
    left = opened.run_now(lambda connection: connection.execute(select(table.c.document_id)).scalars().all())
    assert {id_[0] for id_ in left} == {"e"}


async def test_a_document_of_an_earlier_release_is_found_and_described_when_it_is_compared(
    opened: Database,
) -> None:
    """It has keys, but the traits are those of another edition."""
    event = Event(opened)
    await event.report("one", matches=told())
    change = update(schema.story_trait).values(traits="[0]")
    opened.run_now(lambda connection: connection.execute(change))
    event.decisions = Decisions(opened)  # a new program

    await event.report("two")

    assert event.story().independent == 2
    table = schema.story_trait
    traits = opened.run_now(lambda connection: connection.execute(select(table.c.traits)).scalars().all())
    assert "[0]" not in traits


async def test_of_what_was_compared_only_so_much_is_kept_in_mind(opened: Database) -> None:
    event = Event(opened)
    await event.report("one")
    await poll(opened, replace(new_version("b", document("Retold")), url="https://news.example/event"))
    described = decide.describe(one_waiting := (await event.decisions.undecided(limit=1))[0], NoNames())
    memo = dict.fromkeys(range(-1_000, 0), described.traits)

    def make(version: Version, known: Known) -> Decision:
        return decide.decide(version, described, known, (), NOW, tier_of=lambda _: None)

    (decision,) = opened.run_now(
        lambda connection: deciding.decide(connection, [one_waiting], make, lambda _: described, memo)
    )

    assert decision.joined_by
    assert len(memo) == 1_000
    assert -1_000 not in memo, "the one that was there first makes room"


async def test_documents_of_an_earlier_release_are_described_by_and_by(opened: Database) -> None:
    event = Event(opened)
    for number in range(120):
        version = replace(
            new_version(f"d{number}", document(f"Event {number}")), url=f"https://news.example/{number}"
        )
        await poll(opened, version, now=NOW)
    await event.decide()
    forget(opened)
    event.decisions = Decisions(opened)

    await event.decide()
    assert described(opened) == 100
    await event.decide()

    assert described(opened) == 120
    version = replace(new_version("again", document("Retold")), url="https://news.example/7")
    await poll(opened, version, source_id="other")
    await event.decide()
    query = select(schema.story_document.c.story_id).where(schema.story_document.c.document_id == "again")
    assert opened.run_now(lambda connection: connection.execute(query).scalar_one()) == "d7"


def forget(opened: Database) -> None:
    """Leave a store as an earlier release did."""

    def work(connection: Connection) -> None:
        connection.execute(delete(schema.story_trait))
        connection.execute(delete(schema.story_key))

    opened.run_now(work)


def described(opened: Database) -> int:
    query = select(schema.story_trait.c.document_id)
    return len(opened.run_now(lambda connection: connection.execute(query).all()))


async def test_a_demo_meets_no_real_document(opened: Database) -> None:
    event = Event(opened, channels=(console(),))
    await event.report("one", matches=[match()], demo=True)

    await event.report("two", matches=[match()])

    query = select(schema.story.c.id)
    assert len(opened.run_now(lambda connection: connection.execute(query).all())) == 2
