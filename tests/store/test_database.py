import asyncio
import gc
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import Connection, inspect, text

from monitor.errors import StoreError
from monitor.store import database, migrate, schema


def test_a_migrated_database_has_the_tables_and_columns_of_the_schema(opened: database.Database) -> None:
    def columns(connection: Connection) -> dict[str, set[str]]:
        found = inspect(connection)
        return {
            name: {column["name"] for column in found.get_columns(name)}
            for name in found.get_table_names()
            if not name.startswith("search")
        }

    expected = {table.name: set(table.columns.keys()) for table in schema.metadata.sorted_tables}

    assert opened.run_now(columns) == expected


def test_a_second_program_on_one_store_is_refused_in_one_line(
    opened: database.Database, location: Path
) -> None:
    with pytest.raises(StoreError, match="another monitor runs on this store") as caught:
        database.open_to_write(location)

    assert "\n" not in str(caught.value)


def test_the_lock_goes_with_its_holder(location: Path) -> None:
    database.open_to_write(location).close()

    database.open_to_write(location).close()


def test_a_reader_takes_no_lock_and_cannot_write(opened: database.Database, location: Path) -> None:
    reader = database.open_to_read(location)

    with pytest.raises(StoreError, match="read-only"):
        reader.run_now(lambda connection: connection.execute(text("DELETE FROM meta")))
    reader.close()


def test_error_reading_a_store_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store there yet; `monitor run` makes it"):
        database.open_to_read(tmp_path / "none.db")


def test_error_a_newer_database_is_refused(opened: database.Database, location: Path) -> None:
    opened.run_now(
        lambda connection: connection.execute(text("UPDATE meta SET value = '99' WHERE key = 'schema'"))
    )
    opened.close()

    with pytest.raises(StoreError, match="made by a newer monitor"):
        database.open_to_write(location)
    with pytest.raises(StoreError, match="schema 99"):
        database.open_to_read(location)
    assert migrate.newest() < 99


def test_error_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear reader, " * 100)

    for opener in (database.open_to_write, database.open_to_read):
        with pytest.raises(StoreError, match="no SQLite database"):
            opener(path)


def test_error_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(StoreError, match="may this user write in"):
        database.open_to_write(tmp_path / "file" / "monitor.db")


def test_error_a_full_disk_says_so_and_keeps_what_was_committed(opened: database.Database) -> None:
    opened.run_now(lambda connection: connection.execute(text("INSERT INTO meta VALUES ('kept', 'yes')")))

    def overflow(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
        connection.execute(text("INSERT INTO meta VALUES ('big', :value)"), {"value": "x" * 10_000_000})

    with pytest.raises(StoreError, match="the disk is full; make room"):
        opened.run_now(overflow)

    opened.run_now(lambda connection: connection.exec_driver_sql("PRAGMA max_page_count = 1000000"))
    kept = opened.run_now(lambda connection: connection.execute(text("SELECT key FROM meta")).scalars().all())
    assert "kept" in kept
    assert "big" not in kept


def test_a_reader_reads_while_another_program_writes(location: Path, opened: database.Database) -> None:
    other = sqlite3.connect(location, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    reader = database.open_to_read(location)

    assert reader.run_now(lambda connection: connection.execute(text("SELECT 1")).scalar()) == 1

    reader.close()
    other.close()


def test_a_name_that_would_mean_something_in_an_address_is_a_name(tmp_path: Path) -> None:
    path = tmp_path / "d a?x#y%20z.db"

    database.open_to_write(path).close()
    database.open_to_read(path).close()

    assert sorted(
        found.name for found in tmp_path.iterdir() if not found.name.endswith(("-wal", "-shm"))
    ) == [
        "d a?x#y%20z.db",
        "d a?x#y%20z.db.lock",
    ]


async def test_a_cancelled_caller_leaves_a_whole_transaction(opened: database.Database) -> None:
    started = asyncio.Event()
    loop = asyncio.get_running_loop()

    def work(connection: Connection) -> None:
        loop.call_soon_threadsafe(started.set)
        connection.execute(text("INSERT INTO meta VALUES ('whole', 'yes')"))

    task = asyncio.create_task(opened.run(work))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    kept = await opened.run(
        lambda connection: connection.execute(text("SELECT key FROM meta")).scalars().all()
    )
    assert "whole" in kept


def _modes(folder: Path) -> dict[str, str]:
    return {path.name: f"{stat.S_IMODE(path.stat().st_mode):o}" for path in (folder, *folder.iterdir())}


def test_a_store_is_for_its_owner_alone_with_all_that_stands_beside_it(tmp_path: Path) -> None:
    location = tmp_path / "data" / "monitor.db"
    opened = database.open_to_write(location)

    assert _modes(location.parent) == {
        "data": "700",
        "monitor.db": "600",
        "monitor.db-wal": "600",
        "monitor.db-shm": "600",
        "monitor.db.lock": "600",
    }
    opened.close()


def test_a_store_that_was_opened_to_a_group_stays_as_its_operator_wants_it(tmp_path: Path) -> None:
    location = tmp_path / "monitor.db"
    database.open_to_write(location).close()
    location.chmod(0o640)

    opened = database.open_to_write(location)

    assert _modes(tmp_path)["monitor.db"] == "640"
    assert _modes(tmp_path)["monitor.db-wal"] == "640"
    opened.close()


async def test_while_another_program_holds_the_store_work_waits(
    opened: database.Database, location: Path
) -> None:
    with closing(sqlite3.connect(location, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        waits = asyncio.create_task(
            opened.run(lambda connection: connection.execute(text("SELECT 1")).scalar())
        )
        done, _ = await asyncio.wait({waits}, timeout=0.5)
        other.execute("ROLLBACK")

    assert not done
    assert await waits == 1


async def test_closing_a_store_that_another_program_holds_does_not_wait_for_it(
    location: Path, caplog: pytest.LogCaptureFixture
) -> None:
    opened = database.open_to_write(location)
    with closing(sqlite3.connect(location, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        gone = [asyncio.create_task(opened.run(lambda _connection: None)) for _ in range(30)]
        await asyncio.sleep(0)
        for task in gone:
            task.cancel()
        await asyncio.gather(*gone, return_exceptions=True)
        began = monotonic()
        opened.close()

    assert monotonic() - began < 5
    await asyncio.sleep(0.05)  # the loop hears of what the store's thread did
    del gone
    gc.collect()
    assert "never retrieved" not in caplog.text
