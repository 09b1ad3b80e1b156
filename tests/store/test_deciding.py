from dataclasses import dataclass
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from monitor.model import Version
from monitor.store import database, schema
from monitor.store.decisions import Decisions
from tests.fakes import NOW, console, decide_for, document, match
from tests.store.filling import new_version, poll

CHANNELS = (console("desk"), console("second"))
TABLES = (
    schema.story,
    schema.story_document,
    schema.story_key,
    schema.story_trait,
    schema.story_update,
    schema.verdict,
    schema.alert,
    schema.delivery,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A version of one of few documents, with one of few texts."""

    name: str
    text: str
    is_matched: bool


class OneByOne(Decisions):
    """Gives one version at a time."""

    async def undecided(self, *, limit: int) -> tuple[Version, ...]:
        return (await super().undecided(limit=limit))[:1]


async def decided(entries: list[Entry], kind: type[Decisions]) -> tuple[int, list[list[tuple[object, ...]]]]:
    """Return how many sends there are and all that was written."""
    opened = database.open_to_write(None)

    def rows(connection: Connection) -> list[list[tuple[object, ...]]]:
        return [
            sorted((tuple(row) for row in connection.execute(select(table))), key=repr) for table in TABLES
        ]

    try:
        for entry in entries:
            matches = [match("a-rule")] if entry.is_matched else []
            made = document(f"Title of {entry.name} {entry.text}", entry.text)
            source_id = "one" if entry.name in "ab" else "other"
            await poll(opened, new_version(entry.name, made, matches=matches), source_id=source_id)
        store = kind(opened)
        sends = 0
        while await store.waits():
            sends += await decide_for(store, CHANNELS, NOW)
        return sends, opened.run_now(rows)
    finally:
        opened.close()


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.builds(
            Entry,
            name=st.sampled_from("abcd"),
            text=st.sampled_from(("One.", "Two.")),
            is_matched=st.booleans(),
        ),
        max_size=8,
    )
)
async def test_a_batch_is_decided_as_if_one_at_a_time(entries: list[Entry]) -> None:
    assert await decided(entries, Decisions) == await decided(entries, OneByOne)


async def test_more_than_a_batch_is_decided_in_one_go(tmp_path: Path) -> None:
    opened = database.open_to_write(tmp_path / "monitor.db")
    matches = [match("a-rule")]
    versions = [
        new_version(f"d{number}", document(f"Title {number}"), matches=matches) for number in range(230)
    ]
    await poll(opened, *versions)
    store = Decisions(opened)

    sends = await decide_for(store, CHANNELS[:1], NOW)

    assert sends == len(versions)
    assert not await store.waits()
    opened.close()
