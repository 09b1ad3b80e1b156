"""Backups: whole while the program writes, refused where they would lose something."""

from __future__ import annotations

import resource
import signal
import sqlite3
import stat
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.errors import StoreError
from monitor.store import backup, database, migrate

_NOW = datetime(2026, 11, 22, 4, 15, tzinfo=UTC)


def _store(path: Path, rows: int = 1) -> Path:
    opened = database.open_to_write(path)
    opened.close()
    _write(path, rows)
    return path


def _write(path: Path, rows: int) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)",
            [(f"row {number}", "x" * 500) for number in range(rows)],
        )


def _rows(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM meta WHERE key LIKE 'row %'").fetchone()[0])


def test_a_store_in_use_is_copied_whole_with_what_its_log_still_holds(tmp_path: Path) -> None:
    store = _store(tmp_path / "monitor.db")
    opened = database.open_to_write(store)
    _write(store, 7)
    size = backup.back_up(store, tmp_path / "copy.db")
    opened.close()
    assert _rows(tmp_path / "copy.db") == 7
    assert size == (tmp_path / "copy.db").stat().st_size
    assert sorted(path.name for path in tmp_path.glob("*copy*")) == ["copy.db"]


def test_a_copy_taken_while_another_thread_writes_is_one_moment_of_the_store(tmp_path: Path) -> None:
    store = _store(tmp_path / "monitor.db", rows=2_000)
    stop = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(store, timeout=30)) as connection:
            number = 0
            while not stop.is_set():
                number += 1
                with connection:
                    # Two rows that are always the same: a torn copy would tell.
                    connection.execute("INSERT OR REPLACE INTO meta VALUES ('row 0', ?)", (str(number),))
                    connection.execute("INSERT OR REPLACE INTO meta VALUES ('row 1999', ?)", (str(number),))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        backup.back_up(store, tmp_path / "copy.db")
    finally:
        stop.set()
        writer.join()
    with closing(sqlite3.connect(tmp_path / "copy.db")) as connection:
        found = connection.execute("SELECT value FROM meta WHERE key IN ('row 0', 'row 1999')").fetchall()
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert found[0] == found[1]


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    store, target = _store(tmp_path / "monitor.db"), tmp_path / "copy.db"
    target.write_text("precious")
    with pytest.raises(StoreError, match="is there already"):
        backup.back_up(store, target)
    assert target.read_text() == "precious"


def test_a_folder_that_is_not_there_is_named_with_the_mend(tmp_path: Path) -> None:
    store = _store(tmp_path / "monitor.db")
    with pytest.raises(StoreError, match="not written"):
        backup.back_up(store, tmp_path / "nowhere" / "copy.db")


def test_there_is_nothing_to_copy_before_the_first_run(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="`monitor run` makes it"):
        backup.back_up(tmp_path / "monitor.db", tmp_path / "copy.db")


def test_what_stood_there_is_kept_and_the_backup_is_in_its_place(tmp_path: Path) -> None:
    store = _store(tmp_path / "monitor.db", rows=3)
    backup.back_up(store, tmp_path / "copy.db")
    _write(store, 9)
    kept = backup.restore(tmp_path / "copy.db", store, _NOW)
    assert kept == tmp_path / "monitor.db.before-20261122T041500Z"
    assert (_rows(store), _rows(kept)) == (3, 9)
    again = backup.restore(tmp_path / "copy.db", store, _NOW)
    assert again == tmp_path / "monitor.db.before-20261122T041500.2Z"
    assert (_rows(kept), _rows(again)) == (9, 3)
    database.open_to_write(store).close()


def test_a_backup_is_restored_where_no_store_is(tmp_path: Path) -> None:
    store = _store(tmp_path / "monitor.db", rows=3)
    backup.back_up(store, tmp_path / "copy.db")
    assert backup.restore(tmp_path / "copy.db", tmp_path / "new" / "monitor.db", _NOW) is None
    assert _rows(tmp_path / "new" / "monitor.db") == 3


def test_nothing_is_restored_under_a_running_program(tmp_path: Path) -> None:
    store = _store(tmp_path / "monitor.db", rows=3)
    backup.back_up(store, tmp_path / "copy.db")
    opened = database.open_to_write(store)
    with pytest.raises(StoreError, match="another monitor runs on this store"):
        backup.restore(tmp_path / "copy.db", store, _NOW)
    opened.close()


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00" + b"\xff" * 5_000])
def test_what_is_no_backup_is_refused_and_the_store_stays(tmp_path: Path, content: bytes) -> None:
    store = _store(tmp_path / "monitor.db", rows=3)
    (tmp_path / "copy.db").write_bytes(content)
    with pytest.raises(StoreError, match=r"is no store of monitor|is damaged"):
        backup.restore(tmp_path / "copy.db", store, _NOW)
    assert _rows(store) == 3


def test_a_store_without_its_version_is_refused(tmp_path: Path) -> None:
    store = _store(tmp_path / "monitor.db")
    backup.back_up(store, tmp_path / "copy.db")
    with closing(sqlite3.connect(tmp_path / "copy.db")) as connection, connection:
        connection.execute("DELETE FROM meta WHERE key = 'schema'")
    with pytest.raises(StoreError, match="is no store of monitor"):
        backup.restore(tmp_path / "copy.db", store, _NOW)


def test_a_backup_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    store = _store(tmp_path / "monitor.db")
    backup.back_up(store, tmp_path / "copy.db")
    with closing(sqlite3.connect(tmp_path / "copy.db")) as connection, connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'schema'", (str(migrate.newest() + 1),))
    with pytest.raises(StoreError, match="made by a newer monitor"):
        backup.restore(tmp_path / "copy.db", store, _NOW)


def test_a_backup_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such file"):
        backup.restore(tmp_path / "copy.db", tmp_path / "monitor.db", _NOW)


def test_a_backup_and_what_is_restored_are_for_their_owner_alone(tmp_path: Path) -> None:
    store = _store(tmp_path / "monitor.db")
    store.chmod(0o644)  # as versions before made it
    copy = tmp_path / "copy.db"

    backup.back_up(store, copy)
    kept = backup.restore(copy, store, _NOW)

    assert kept is not None
    assert [stat.S_IMODE(path.stat().st_mode) for path in (copy, store, kept)] == [0o600] * 3


def test_a_link_that_a_neighbour_left_where_the_backup_is_made_is_not_followed(tmp_path: Path) -> None:
    store = _store(tmp_path / "monitor.db")
    prey = tmp_path / "prey"
    prey.write_text("what stood there", encoding="utf-8")
    (tmp_path / ".copy.db.part").symlink_to(prey)

    backup.back_up(store, tmp_path / "copy.db")

    assert prey.read_text(encoding="utf-8") == "what stood there"
    assert not (tmp_path / "copy.db").is_symlink()


def test_a_store_that_is_written_to_all_the_time_is_copied_in_the_end(tmp_path: Path) -> None:
    """A commit of another connection between any two steps: a copy that is begun anew at each never ends."""
    store, steps = _store(tmp_path / "monitor.db", rows=9_000), 0

    def write(left: int, every: int) -> None:
        nonlocal steps
        steps += 1
        assert steps <= every
        _write(store, 1)

    backup.back_up(store, tmp_path / "copy.db", progress=write)

    assert steps > 2
    assert _rows(tmp_path / "copy.db") == 9_000


def test_a_backup_on_a_full_disk_says_so_and_leaves_nothing_behind(tmp_path: Path) -> None:
    store = _store(tmp_path / "monitor.db", rows=9_000)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    # What no file may outgrow is as good as a disk that is full.
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, before[1]))
    try:
        with pytest.raises(StoreError, match=r"not written: .*; is there room"):
            backup.back_up(store, tmp_path / "copy.db")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)

    assert [path.name for path in tmp_path.glob("*copy*")] == []
    assert _rows(store) == 9_000


def test_a_store_of_a_newer_program_is_not_copied(tmp_path: Path) -> None:
    store = _store(tmp_path / "monitor.db")
    with closing(sqlite3.connect(store)) as connection, connection:
        connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    with pytest.raises(StoreError, match=r"monitor\.db: made by a newer monitor"):
        backup.back_up(store, tmp_path / "copy.db")
