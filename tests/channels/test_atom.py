import asyncio
import errno
import fcntl
import os
import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest

from monitor.alerts import atom_entry
from monitor.channels.atom import AtomChannel
from monitor.model import DeliveryKind, NotSent, Outcome, Post, Sent, Suspended
from tests.alerts.stories import HTML, hook, view
from tests.fakes import Clock


def entry(number: int = 1, *, html: str = HTML) -> Post:
    story = replace(view().story, id=f"story{number}")
    text = atom_entry.render(view(story=story), hook(), kind=DeliveryKind.SEND, html=html)
    return Post(text=text, key=f"{number}:0")


def channel(path: Path, *, kept: int = 200, clock: Clock | None = None) -> AtomChannel:
    return AtomChannel(path=path, name="desk", clock=clock or Clock(), kept=kept)


def read(path: Path) -> feedparser.FeedParserDict:
    found = feedparser.parse(path.read_bytes())
    assert not found.bozo, found.bozo_exception
    return found


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def titles(path: Path) -> list[str]:
    return [one.title for one in read(path).entries]


async def test_alerts_stand_in_the_feed_newest_first(tmp_path: Path) -> None:
    path = tmp_path / "new" / "alerts.xml"
    made = channel(path)

    outcomes = [await made.send(entry(number, html=f"number {number}"), chat=None) for number in (1, 2, 3)]

    assert outcomes == [Sent(message_id=1), Sent(message_id=2), Sent(message_id=3)]
    assert titles(path) == ["number 3", "number 2", "number 1"]
    assert read(path).feed.title == "Alerts: desk"


async def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "alerts.xml"
    made = channel(path, kept=2)

    for number in range(5):
        await made.send(entry(number, html=f"number {number}"), chat=None)

    assert titles(path) == ["number 4", "number 3"]


async def test_an_edit_takes_the_place_of_its_elder_and_is_stamped(tmp_path: Path) -> None:
    path, clock = tmp_path / "alerts.xml", Clock()
    made = channel(path, clock=clock)
    await made.send(entry(1), chat=None)
    await made.send(entry(2), chat=None)
    before = read(path).entries[1]
    clock.move(timedelta(hours=1))

    outcome = await made.edit(1, entry(1, html="edited"), chat=None)

    after = read(path).entries[1]
    assert made.can_edit
    assert outcome == Sent(message_id=1)
    assert (after.id, after.published, after.title) == (before.id, before.published, "edited")
    assert after.updated > before.updated
    assert len(read(path).entries) == 2


async def test_a_repeat_leaves_one_entry(tmp_path: Path) -> None:
    path = tmp_path / "alerts.xml"

    for _ in range(3):
        await channel(path).send(entry(), chat=None)

    assert len(read(path).entries) == 1


async def test_an_edit_of_what_has_left_the_feed_stands_in_it_again(tmp_path: Path) -> None:
    path = tmp_path / "alerts.xml"
    made = channel(path, kept=1)
    await made.send(entry(1), chat=None)
    await made.send(entry(2), chat=None)

    await made.edit(1, entry(1, html="edited"), chat=None)

    assert titles(path) == ["edited"]


async def test_the_feed_keeps_its_id_over_restarts_and_moves(tmp_path: Path) -> None:
    path, moved = tmp_path / "alerts.xml", tmp_path / "moved.xml"
    await channel(path).send(entry(1), chat=None)
    first = read(path).feed.id
    path.rename(moved)

    await channel(moved).send(entry(2), chat=None)

    assert read(moved).feed.id == first
    assert len(read(moved).entries) == 2


async def test_what_an_entry_says_ends_no_feed(tmp_path: Path) -> None:
    path = tmp_path / "alerts.xml"
    trap = "&lt;/entry&gt; &lt;/feed&gt; ]]&gt; &lt;generator&gt;monitor&lt;/generator&gt;"

    for number in (1, 2):
        await channel(path).send(entry(number, html=trap), chat=None)

    assert titles(path) == ["</entry> </feed> ]]> <generator>monitor</generator>"] * 2


@pytest.mark.parametrize(
    "content",
    [b"<rss/>", b"\xff\xfe\x00", b'<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'],
)
async def test_a_file_that_is_no_feed_of_ours_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "alerts.xml"
    path.write_bytes(content)

    outcome = await channel(path).send(entry(), chat=None)

    assert isinstance(outcome, Suspended)
    assert "no feed of ours" in outcome.detail
    assert path.read_bytes() == content


async def test_a_file_too_large_to_be_a_feed_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "alerts.xml"
    with path.open("wb") as file:
        file.truncate(65 * 1024 * 1024)

    assert isinstance(await channel(path).send(entry(), chat=None), Suspended)


async def test_an_empty_file_is_filled(tmp_path: Path) -> None:
    path = tmp_path / "alerts.xml"
    path.touch()

    assert await channel(path).send(entry(), chat=None) == Sent(message_id=1)
    assert len(read(path).entries) == 1


async def test_rights_that_were_given_stay_and_others_are_the_usual(tmp_path: Path) -> None:
    path = tmp_path / "alerts.xml"
    await channel(path).send(entry(1), chat=None)
    usual = stat.S_IMODE(path.stat().st_mode)
    path.chmod(0o640)

    await channel(path).send(entry(2), chat=None)

    umask = os.umask(0)
    os.umask(umask)
    assert usual == 0o644 & ~umask
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


async def test_a_link_stays_one_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "www").mkdir()
    path, target = tmp_path / "alerts.xml", tmp_path / "www" / "feed.xml"
    path.symlink_to(target)

    await channel(path).send(entry(), chat=None)

    assert path.is_symlink()
    assert len(read(target).entries) == 1


async def test_while_another_program_writes_it_waits(tmp_path: Path) -> None:
    path = tmp_path / "alerts.xml"
    with (tmp_path / ".alerts.xml.lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        outcome = await channel(path).send(entry(), chat=None)

    assert outcome == NotSent(detail=f"another program is writing {path}")
    assert await channel(path).send(entry(), chat=None) == Sent(message_id=1)


async def test_two_feeds_in_one_folder_do_not_wait_for_each_other(tmp_path: Path) -> None:
    made = [channel(tmp_path / f"{number}.xml") for number in range(4)]

    outcomes = await asyncio.gather(*(one.send(entry(), chat=None) for one in made))

    assert outcomes == [Sent(message_id=1)] * 4


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (errno.ENOSPC, NotSent),
        (errno.EDQUOT, NotSent),
        (errno.EIO, NotSent),
        (errno.EACCES, Suspended),
        (errno.EROFS, Suspended),
    ],
)
async def test_what_a_disk_refuses_leaves_the_last_feed_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, expected: type[Outcome]
) -> None:
    path = tmp_path / "alerts.xml"
    await channel(path).send(entry(1), chat=None)
    before = path.read_bytes()

    def full(handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", full)  # the system's, not ours: a disk cannot be filled for a test
    outcome = await channel(path).send(entry(2), chat=None)

    assert isinstance(outcome, expected)
    assert f"{path} cannot be written" in str(outcome)
    assert path.read_bytes() == before
    assert names(tmp_path) == [".alerts.xml.lock", "alerts.xml"]


async def test_a_folder_that_is_a_file_is_for_an_operator(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    outcome = await channel(tmp_path / "file" / "alerts.xml").send(entry(), chat=None)

    assert isinstance(outcome, Suspended)


async def test_a_file_system_that_cannot_flush_a_folder_is_all_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flush = os.fsync

    def only_files(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "no folders")
        flush(handle)

    monkeypatch.setattr(os, "fsync", only_files)

    assert await channel(tmp_path / "alerts.xml").send(entry(), chat=None) == Sent(message_id=1)
