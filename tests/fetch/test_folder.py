import os
from pathlib import Path

import pytest

from monitor.errors import FetchError
from monitor.fetch import folder
from monitor.model import Fetched, FolderFile, NotModified


def read(root: Path, etag: str | None = None) -> Fetched:
    result = folder.read(root, etag=etag)
    assert isinstance(result, Fetched)
    return result


def test_documents_are_read_at_any_depth_in_order_and_nothing_else(tmp_path: Path) -> None:
    for name in (
        "b.txt",
        "a.HTML",
        "deep/er/c.htm",
        "README.txt",
        "readme.html",
        ".hidden.txt",
        ".git/d.txt",
        "e.yaml",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())

    fetched = read(tmp_path)

    assert fetched.files == tuple(
        FolderFile(path=name, body=name.encode()) for name in ("a.HTML", "b.txt", "deep/er/c.htm")
    )
    assert fetched.problems == ()


def test_a_folder_that_did_not_change_is_not_read_again(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A")
    etag = read(tmp_path).etag

    assert folder.read(tmp_path, etag=etag) == NotModified(etag=etag)


@pytest.mark.parametrize("change", ["added", "removed", "renamed", "longer", "touched"])
def test_a_folder_that_changed_is_read_again(tmp_path: Path, change: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text("A")
    (tmp_path / "b.txt").write_text("B")
    etag = read(tmp_path).etag

    match change:
        case "added":
            (tmp_path / "c.txt").write_text("C")
        case "removed":
            path.unlink()
        case "renamed":
            path.rename(tmp_path / "z.txt")
        case "longer":
            path.write_text("AA")
        case _:
            os.utime(path, ns=(1, 1))

    assert read(tmp_path, etag).etag != etag


def test_an_empty_folder_is_an_empty_poll(tmp_path: Path) -> None:
    assert read(tmp_path).files == ()


@pytest.mark.parametrize("name", ["nothing", "file.txt"])
def test_a_folder_that_is_none_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "file.txt").write_text("A")

    with pytest.raises(FetchError, match=f"folder cannot be read: .*{name}"):
        read(tmp_path / name)


def test_one_file_that_cannot_be_read_does_not_lose_the_rest(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A")
    (tmp_path / "b.txt").write_text("B")

    def load(path: Path) -> bytes:
        if path.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return path.read_bytes()

    result = folder.read(tmp_path, etag=None, load=load)

    assert result == Fetched(
        files=(FolderFile(path="b.txt", body=b"B"),),
        etag=None,
        problems=("a.txt: cannot be read: Permission denied",),
    )


def test_what_leads_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("S")
    root = tmp_path / "root"
    root.mkdir()
    (root / "a.txt").write_text("A")
    (root / "inside.txt").symlink_to(root / "a.txt")
    (root / "leak.txt").symlink_to(outside / "secret.txt")
    (root / "dir").symlink_to(outside, target_is_directory=True)

    fetched = read(root)

    assert [file.path for file in fetched.files] == ["a.txt", "inside.txt"]
    assert fetched.problems == ("leak.txt: leads out of the folder, not followed",)


def test_what_is_no_readable_file_is_a_problem(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "nowhere.txt")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(folder.MAX_FILE_BYTES + 1)

    assert read(tmp_path).problems == (
        "dangling.txt: cannot be read: No such file or directory",
        "huge.txt: larger than 10 MiB, not read",
        "loop.txt: cannot be read: a link to itself",
        "pipe.txt: is no file",
    )


def test_a_subfolder_that_vanishes_is_a_problem(tmp_path: Path) -> None:
    problems: list[str] = []
    refuse = folder._refuser(tmp_path, problems)

    refuse(PermissionError(13, "Permission denied", str(tmp_path / "locked")))

    assert problems == ["locked: cannot be read: Permission denied"]


def test_a_folder_too_large_for_memory_is_refused(tmp_path: Path) -> None:
    for number in range(8):
        with (tmp_path / f"{number}.txt").open("wb") as file:
            file.truncate(folder.MAX_FILE_BYTES)

    with pytest.raises(FetchError, match=r"folder holds over 5,000 documents or 64 MiB: .*; split it"):
        read(tmp_path)


def test_a_name_that_is_no_utf8_can_still_be_stored(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("A")

    assert read(tmp_path).files[0].path == "caf\ufffd.txt"
