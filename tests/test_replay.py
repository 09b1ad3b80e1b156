"""Stored documents asked by processes of their own; two are started for over 500 documents."""

import os
import signal
from pathlib import Path

import pytest

from monitor import replay
from monitor.errors import MonitorError, StoreError
from monitor.model import RuleStatus, Severity
from monitor.rules.compare import Found, Question
from monitor.store import database
from monitor.store.archive import Archive
from tests.fakes import NOW
from tests.rules.making import rule
from tests.store.filling import poll, texts

GALLIUM = Question(always=(rule("gallium"),))
HIT = (Found("the-rule", Severity.HIGH, RuleStatus.STABLE),)
SOME, MANY = 3, 700


async def fill(path: Path, count: int) -> tuple[int, ...]:
    """Make a store in which every third document speaks of gallium; return its versions."""
    opened = database.open_to_write(path)
    await poll(opened, *texts(*(f"No. {n}: {'gallium' if n % 3 == 0 else 'iron'}." for n in range(count))))
    ids = Archive(opened).newest(NOW)
    opened.close()
    return ids


@pytest.mark.parametrize("count", [SOME, MANY])
async def test_answers_come_in_the_order_of_the_ids(tmp_path: Path, count: int) -> None:
    ids = await fill(tmp_path / "monitor.db", count)
    done: list[int] = []

    answers = list(replay.replay(tmp_path / "monitor.db", ids, GALLIUM, processes=2, advance=done.append))

    assert answers == [(id_, HIT) for id_ in ids if id_ % 3 == 1]
    assert sum(done) == count


async def test_no_documents_are_no_answers(tmp_path: Path) -> None:
    await fill(tmp_path / "monitor.db", SOME)

    assert list(replay.replay(tmp_path / "monitor.db", (), GALLIUM)) == []


async def test_a_process_that_is_killed_ends_the_replay_in_one_line(tmp_path: Path) -> None:
    ids = await fill(tmp_path / "monitor.db", MANY)
    answers = replay.replay(tmp_path / "monitor.db", ids, GALLIUM, processes=2, advance=lambda _: kill())

    def kill() -> None:
        for child in children():
            os.kill(child, signal.SIGKILL)

    with pytest.raises(MonitorError, match="ended before it was done"):
        list(answers)
    assert children() == []


def children() -> list[int]:
    """Return the processes that match documents; the one that watches over them stays."""
    found = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return [int(child) for child in found if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


async def test_what_a_process_cannot_read_is_told_as_here(tmp_path: Path) -> None:
    ids = await fill(tmp_path / "monitor.db", MANY)

    with pytest.raises(StoreError, match="no store there yet"):
        list(replay.replay(tmp_path / "other.db", ids, GALLIUM, processes=2))
    assert children() == []


async def test_who_stops_listening_stops_the_processes(tmp_path: Path) -> None:
    ids = await fill(tmp_path / "monitor.db", MANY)
    answers = replay.replay(tmp_path / "monitor.db", ids, GALLIUM, processes=2)
    next(answers)
    assert len(children()) == 2

    answers.close()

    assert children() == []


def test_there_is_a_worker_for_each_processor_up_to_eight() -> None:
    assert 1 <= replay.workers() <= min(8, os.cpu_count() or 1)
