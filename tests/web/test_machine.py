"""What the program takes of the machine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from monitor.web import machine


def test_the_room_of_a_store_is_that_of_its_files_and_its_disk(tmp_path: Path) -> None:
    store = tmp_path / "monitor.db"
    store.write_bytes(b"x" * 100)
    (tmp_path / "monitor.db-wal").write_bytes(b"x" * 20)

    found = machine.room(store)

    assert found is not None
    assert found.store == 120
    assert 0 < found.free <= found.size


def test_a_folder_that_is_not_there_has_no_room(tmp_path: Path) -> None:
    assert machine.room(tmp_path / "none" / "monitor.db") is None


def test_a_process_that_was_started_is_counted_with_its_memory() -> None:
    before, _ = machine.children()
    command = [sys.executable, "-c", "print(1, flush=True); input()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        count, held = machine.children()
        child.communicate(b"\n")

    assert count == before + 1
    assert held > 100_000


def test_a_process_that_has_ended_meanwhile_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()
    (tmp_path / "1" / "children").write_text(
        "4194999 ", encoding="ascii"
    )  # above any number the kernel gives

    assert machine.children(tmp_path) == (1, 0)
    assert machine.children(tmp_path / "none") == (0, 0)
