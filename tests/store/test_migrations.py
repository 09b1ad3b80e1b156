"""Stores of every earlier release, opened by this one: what was known is known, and nothing is told again."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from monitor import work
from monitor.errors import StoreError
from monitor.model import DeliveryState
from monitor.reload.live import Live
from monitor.store import backup, database, migrate, schema
from monitor.store.database import Database
from monitor.store.reports import Reports
from monitor.store.search import Search
from tests.fakes import NOW, FakeChannel, FakeFetcher, FakeReader, FakeRules, item, source
from tests.store import earlier
from tests.test_work import parts


async def run(opened: Database, channel: FakeChannel) -> FakeFetcher:
    """Let the program pass over the store once; the source lists what it did, and something new."""
    reader = FakeReader(items=(item(earlier.TOLD), item(earlier.UNDECIDED), item("new")))
    live = Live(rules=FakeRules(), sources={"miit": source(every=timedelta(hours=1))})
    fetcher = FakeFetcher()
    made = parts(
        opened, live=live, fetcher=fetcher, reader=reader, senders={"console": channel}, index=Search(opened)
    )
    assert await work.once(made, asyncio.Event(), wait=timedelta(seconds=5)) == work.Report()
    return fetcher


@pytest.mark.parametrize("number", earlier.NUMBERS)
async def test_a_store_of_an_earlier_release_is_gone_on_with(location: Path, number: int) -> None:
    earlier.make(location, number)
    opened = database.open_to_write(location)
    channel = FakeChannel()

    fetcher = await run(opened, channel)

    owed = ["Title owed"] if number >= 4 else []
    assert sorted(channel.texts) == sorted(["Title new", "Title undecided", *owed])
    assert fetcher.asked[0].etag == '"v1"', "the source is asked for what is new only"
    (report,) = Reports(opened).find(earlier.TOLD, None)
    assert [(one.verdict, one.delivery, one.message_ids) for one in report.verdicts] == [
        ("send", DeliveryState.SENT, (7,))
    ]
    assert {hit.title for hit in Search(opened).find("Title", NOW, limit=9).hits} == {
        "Title told",
        *channel.texts,
    }
    assert (
        opened.run_now(lambda connection: connection.exec_driver_sql("PRAGMA foreign_key_check").all()) == []
    )
    await run(opened, channel)
    assert len(channel.texts) == 2 + len(owed), "nothing is told again"
    opened.close()


@pytest.mark.parametrize("number", earlier.NUMBERS)
def test_a_migrated_store_is_like_a_new_one(location: Path, tmp_path: Path, number: int) -> None:
    earlier.make(location, number)
    database.open_to_write(location).close()
    database.open_to_write(tmp_path / "new.db").close()

    def described(path: Path) -> dict[str, list[tuple[object, ...]]]:
        with closing(sqlite3.connect(path)) as connection:
            names = [
                row[0]
                for row in connection.execute(
                    "SELECT name FROM sqlite_master WHERE type IN ('table', 'index')"
                )
            ]
            return {
                name: sorted(
                    (row[1:] for row in connection.execute(f'PRAGMA table_xinfo("{name}")')), key=str
                )
                for name in names
            }

    assert described(location) == described(tmp_path / "new.db")


def test_what_has_no_row_of_an_earlier_release_is_known_here(location: Path) -> None:
    """A table that a migration adds must be filled by the stores these tests open, or be named here with the reason."""
    earlier.make(location, migrate.newest())
    opened = database.open_to_write(location)

    def empty(name: str) -> bool:
        table = schema.metadata.tables[name]
        query = select(func.count()).select_from(table)
        return bool(opened.run_now(lambda connection: connection.execute(query).scalar_one()) == 0)

    left_out = {
        "story_trait": "made anew of the text where it is missing",
        "story_update": "written by the release that has it, for what is decided then",
        "spike": "says only what was told today",
    }
    assert {name for name in schema.metadata.tables if empty(name)} == set(left_out)
    opened.close()


def test_a_backup_of_an_earlier_release_is_restored_and_migrated(location: Path, tmp_path: Path) -> None:
    earlier.make(tmp_path / "old.db", 1)
    backup.back_up(tmp_path / "old.db", tmp_path / "copy.db")

    assert backup.restore(tmp_path / "copy.db", location, NOW) is None

    opened = database.open_to_write(location)
    assert len(Reports(opened).find(earlier.TOLD, None)) == 1
    opened.close()


def test_error_a_reader_does_not_migrate(location: Path) -> None:
    earlier.make(location, migrate.newest() - 1)

    with pytest.raises(StoreError, match="`monitor run` migrates it"):
        database.open_to_read(location)
