import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from monitor.reload.watch import watch


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/a.yaml").write_text("a")
    (tmp_path / "monitor.yaml").write_text("m")
    return tmp_path


async def announced(folder: Path, edit: Callable[[int], object]) -> bool:
    """Say whether one of some edits is announced."""
    told, stop = asyncio.Event(), asyncio.Event()
    targets = (folder / "rules", folder / "monitor.yaml")
    task = asyncio.create_task(watch(targets, told.set, stop))
    for number in range(12):
        await asyncio.sleep(0.25)  # the watch is set in a thread, at no time that could be waited for
        edit(number)
        if told.is_set():
            break
    stop.set()
    await asyncio.wait_for(task, timeout=10)
    return told.is_set()


def rename(path: Path, number: int) -> None:
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text(str(number))
    fresh.replace(path)


async def test_a_write_in_place_is_announced(folder: Path) -> None:
    assert await announced(folder, lambda number: (folder / "rules/a.yaml").write_text(str(number)))


async def test_a_file_put_in_place_of_another_is_announced(folder: Path) -> None:
    assert await announced(folder, lambda number: rename(folder / "monitor.yaml", number))


async def test_a_folder_put_in_place_of_another_is_announced(folder: Path) -> None:
    def replace(number: int) -> None:
        (folder / "rules").rename(folder / f"old-{number}")
        (folder / "rules").mkdir()

    assert await announced(folder, replace)


async def test_a_mounted_folder_turned_to_its_next_state_is_announced(folder: Path) -> None:
    def turn(number: int) -> None:
        (folder / f"..{number}").mkdir()
        (folder / "..data_tmp").symlink_to(f"..{number}")
        (folder / "..data_tmp").replace(folder / "..data")

    assert await announced(folder, turn)


async def test_what_happens_beside_is_not(folder: Path) -> None:
    assert not await announced(folder, lambda number: (folder / "monitor.db").write_text(str(number)))


async def test_after_a_change_it_watches_what_stands_there_now(folder: Path) -> None:
    count = 0
    stop = asyncio.Event()

    def changed() -> None:
        nonlocal count
        count += 1

    task = asyncio.create_task(watch((folder / "rules",), changed, stop))
    async with asyncio.timeout(20):
        for number in range(100):
            if count >= 3:
                break
            (folder / "rules").rename(folder / f"old-{number}")
            (folder / "rules").mkdir()
            await asyncio.sleep(0.3)
            (folder / "rules/a.yaml").write_text(str(number))
            await asyncio.sleep(0.3)
    stop.set()
    await task

    assert count >= 3


async def test_where_nothing_can_be_watched_it_says_so_once_and_tries_again(
    tmp_path: Path,
) -> None:
    stop = asyncio.Event()
    with capture_logs() as logs:
        task = asyncio.create_task(watch((tmp_path / "no/where",), stop.set, stop, retry=0.01))
        await asyncio.sleep(0.3)
        stop.set()
        await asyncio.wait_for(task, timeout=10)

    assert [line["reason"] for line in logs] == [f"there is no {tmp_path}/no"]


async def test_a_folder_that_comes_later_is_watched_then(tmp_path: Path) -> None:
    told, stop = asyncio.Event(), asyncio.Event()
    folder = tmp_path / "later/rules"
    task = asyncio.create_task(watch((folder,), told.set, stop, retry=0.05))
    await asyncio.sleep(0.2)
    folder.mkdir(parents=True)
    async with asyncio.timeout(20):
        number = 0
        while not told.is_set():
            await asyncio.sleep(0.02)
            number += 1
            (folder / "a.yaml").write_text(str(number))
    stop.set()
    await task

    assert told.is_set()
