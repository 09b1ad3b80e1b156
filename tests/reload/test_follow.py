import asyncio
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import pytest

from monitor.errors import ConfigError, Problem, StoreError
from monitor.reload.follow import Follower, Patience, Reloading

NOWHERE = Path("/no/where")  # nothing is announced there
QUICK = Patience(look=0.02, quiet=0.01, longest=0.05, stands=0.05, again=0.01)


class Note:
    """What somebody edits: numbers are right, words are wrong; `reads` change it while it is looked at."""

    name = "note"

    def __init__(self, content: str = "1") -> None:
        self.content = content
        self.reads: list[str | Exception] = []
        self.accepted: list[int] = []
        self.refused: list[str] = []
        self.loads = 0
        self.before_accept: Callable[[], None] = lambda: None
        self.happened = asyncio.Event()
        self.loop = asyncio.get_running_loop()

    def read(self) -> str:
        if self.reads:
            found = self.reads.pop(0)
            self.loop.call_soon_threadsafe(self.happened.set)
            if isinstance(found, Exception):
                raise found
            self.content = found
        return self.content

    def load(self, content: str) -> int:
        self.loads += 1
        if content == "defect":
            raise ZeroDivisionError("by zero")
        try:
            return int(content)
        except ValueError:
            raise ConfigError((Problem(path="note", message=content),)) from None

    async def accept(self, loaded: int) -> None:
        self.before_accept()
        self.accepted.append(loaded)
        self.happened.set()

    async def refuse(self, problems: tuple[Problem, ...]) -> None:
        self.refused += [problem.message for problem in problems]
        self.happened.set()


async def followed(note: Note, until: Callable[[], object], known: str | None = "1", **patience: Any) -> None:
    """Follow until something holds, and for a few looks more."""
    follower = Follower(note, known, Patience(**{**vars_of(QUICK), **patience}))
    stop = asyncio.Event()
    task = asyncio.create_task(Reloading((follower,), (NOWHERE,), patience=QUICK).run(stop))
    task.add_done_callback(lambda _: note.happened.set())
    async with asyncio.timeout(20):
        while not until() and not task.done():
            await note.happened.wait()
            note.happened.clear()
        await asyncio.sleep(0.1)
    stop.set()
    await task


def vars_of(patience: Patience) -> dict[str, float]:
    return {name: getattr(patience, name) for name in Patience.__slots__}


async def test_what_nobody_edits_is_not_loaded() -> None:
    note = Note()

    await followed(note, lambda: True)

    assert note.loads == 0


async def test_before_the_first_look_nothing_is_known() -> None:
    note = Note()

    await followed(note, lambda: note.accepted, known=None)

    assert (note.accepted, note.loads) == ([1], 1)


async def test_a_good_edit_is_accepted_once() -> None:
    note = Note("2")

    await followed(note, lambda: note.accepted)

    assert (note.accepted, note.refused, note.loads) == ([2], [], 1)


async def test_a_bad_edit_is_refused_once_and_its_mending_accepted() -> None:
    note = Note("two")
    await followed(note, lambda: note.refused)
    note.content = "2"

    await followed(note, lambda: note.accepted, known="two")

    assert (note.refused, note.accepted) == (["two"], [2])


async def test_a_save_of_several_writes_is_one_edit() -> None:
    note = Note()
    note.reads = ["", "2", "23", "23"]

    await followed(note, lambda: note.accepted, longest=20.0)  # for a machine that is busy

    assert (note.accepted, note.refused, note.loads) == ([23], [], 1)


async def test_what_is_wrong_for_a_moment_is_a_save_under_way() -> None:
    note = Note()
    note.reads = ["tw", "tw", "2"]

    await followed(note, lambda: note.accepted)

    assert (note.accepted, note.refused) == ([2], [])


async def test_what_is_again_as_it_was_is_no_edit() -> None:
    note = Note()
    note.reads = ["", "1"]

    await followed(note, lambda: not note.reads)

    assert note.loads == 0


async def test_what_was_wrong_and_is_again_as_it_was_is_no_edit() -> None:
    note = Note()
    note.reads = ["tw", "tw", "1"]

    await followed(note, lambda: not note.reads)

    assert (note.accepted, note.refused) == ([], [])


async def test_who_never_stops_writing_is_read_all_the_same() -> None:
    note = Note()
    note.reads = [str(number) for number in range(2, 500)]

    await followed(note, lambda: note.accepted)

    assert note.accepted[0] < 500


async def test_a_look_is_not_waited_for_where_a_change_is_announced() -> None:
    note = Note("2")
    follower = Follower(note, "1", Patience(look=3600, quiet=0.01))
    task = asyncio.create_task(follower.run())

    follower.look()
    async with asyncio.timeout(20):
        await note.happened.wait()
    task.cancel()

    assert note.accepted == [2]


async def test_an_edit_that_brings_out_a_defect_is_refused_like_a_bad_one() -> None:
    note = Note("defect")

    await followed(note, lambda: note.refused)

    assert note.refused == ["a defect in monitor: ZeroDivisionError: by zero; report it, and undo the edit"]
    assert note.loads == 1


async def test_a_defect_in_looking_does_not_end_the_looking() -> None:
    note = Note("2")
    note.reads = [ZeroDivisionError()]

    await followed(note, lambda: note.accepted)

    assert note.accepted == [2]


async def test_a_store_that_is_gone_ends_it() -> None:
    note = Note("2")

    def gone() -> None:
        raise StoreError("the disk is full")

    note.before_accept = gone

    with pytest.raises(StoreError, match="disk is full"):
        await followed(note, lambda: False)


async def test_a_file_that_is_watched_is_looked_at_at_once(tmp_path: Path) -> None:
    path = tmp_path / "note"
    path.write_text("1")

    class File(Note):
        def read(self) -> str:
            return path.read_text()

    note = File()
    slow = Patience(look=3600, quiet=0.01)
    stop = asyncio.Event()
    task = asyncio.create_task(Reloading((Follower(note, "1", slow),), (path,), patience=slow).run(stop))
    number = 1
    async with asyncio.timeout(20):
        while not note.accepted:
            number += 1
            path.write_text(str(number))
            await asyncio.sleep(0.2)
    stop.set()
    await task

    assert note.accepted


async def test_a_watch_that_dies_is_begun_again() -> None:
    note, stop, begun = Note("2"), asyncio.Event(), 0

    async def announce(targets: Collection[Path], changed: Callable[[], None], stop: asyncio.Event) -> None:
        nonlocal begun
        begun += 1
        if begun == 1:
            raise ZeroDivisionError
        changed()
        await stop.wait()

    slow = Patience(look=3600, quiet=0.01, again=0.01)
    reloading = Reloading((Follower(note, "1", slow),), (NOWHERE,), patience=slow, announce=announce)
    task = asyncio.create_task(reloading.run(stop))
    async with asyncio.timeout(20):
        await note.happened.wait()
    stop.set()
    await task

    assert (begun, note.accepted) == (2, [2])


async def test_who_asks_for_a_look_is_answered_when_it_is_done_whatever_came_of_it() -> None:
    note = Note("2")
    slow = Patience(look=60.0, quiet=0.01, longest=0.05, stands=0.01, again=60.0)
    stop = asyncio.Event()
    reloading = Reloading((Follower(note, "1", slow),), (NOWHERE,), patience=slow)
    task = asyncio.create_task(reloading.run(stop))

    async with asyncio.timeout(20):
        await reloading.look()
        accepted = list(note.accepted)
        note.content = "two"
        await reloading.look()
        refused = list(note.refused)

        def fail() -> None:
            raise ZeroDivisionError

        note.content, note.before_accept = "3", fail
        await reloading.look()
    stop.set()
    await task

    assert (accepted, refused, note.accepted) == ([2], ["two"], [2])
