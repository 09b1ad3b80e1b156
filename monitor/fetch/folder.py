"""The documents of a folder on disk, read when something in it changed."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path

from monitor.errors import FetchError
from monitor.model import Fetched, FolderFile, NotModified

SUFFIXES = frozenset({".txt", ".html", ".htm"})
MAX_FILES = 5_000
MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_BYTES = 64 * 1024 * 1024  # of the whole folder: it is held in memory for one poll


def read(
    root: Path, *, etag: str | None, load: Callable[[Path], bytes] = Path.read_bytes
) -> Fetched | NotModified:
    """Read every document under `root`; one that cannot be read is a problem, and the rest is read.

    Raises FetchError where the folder itself cannot be read or holds more than can be taken in.
    """
    problems: list[str] = []
    found = _listing(root, problems)
    fingerprint = _fingerprint(found, problems)
    if fingerprint == etag:
        return NotModified(etag=etag)
    files: list[FolderFile] = []
    for path, _ in found:
        try:
            files.append(FolderFile(path=_name(path, root), body=load(path)))
        except OSError as error:
            problems.append(f"{_name(path, root)}: cannot be read: {error.strerror}")
            fingerprint = ""  # it may be readable at the next poll with nothing to show for it
    return Fetched(files=tuple(files), etag=fingerprint or None, problems=tuple(problems))


def _listing(root: Path, problems: list[str]) -> list[tuple[Path, os.stat_result]]:
    found: list[tuple[Path, os.stat_result]] = []
    total = 0
    for folder, folders, names in os.walk(root, onerror=_refuser(root, problems)):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            if not _is_document(path) or (status := _status(path, root, problems)) is None:
                continue
            found.append((path, status))
            total += status.st_size
            if len(found) > MAX_FILES or total > MAX_BYTES:
                raise FetchError(
                    f"folder holds over {MAX_FILES:,} documents or {MAX_BYTES // 1024 // 1024} MiB: {root}; split it"
                )
    return found


def _refuser(root: Path, problems: list[str]) -> Callable[[OSError], None]:
    def refuse(error: OSError) -> None:
        if error.filename == os.fspath(root):
            raise FetchError(f"folder cannot be read: {root}: {error.strerror}") from error
        problems.append(f"{_name(Path(error.filename), root)}: cannot be read: {error.strerror}")

    return refuse


def _is_document(path: Path) -> bool:
    name = path.name
    return (
        path.suffix.lower() in SUFFIXES and not name.startswith(".") and not name.upper().startswith("README")
    )


def _status(path: Path, root: Path, problems: list[str]) -> os.stat_result | None:
    name = _name(path, root)
    try:
        if path.is_symlink() and not path.resolve().is_relative_to(root.resolve()):
            problems.append(f"{name}: leads out of the folder, not followed")
            return None
        status = path.stat()
    except (OSError, RuntimeError) as error:  # RuntimeError: a link that leads to itself
        problems.append(f"{name}: cannot be read: {getattr(error, 'strerror', None) or 'a link to itself'}")
        return None
    if not stat.S_ISREG(status.st_mode):
        problems.append(f"{name}: is no file")  # reading a pipe would wait for ever
        return None
    if status.st_size > MAX_FILE_BYTES:
        problems.append(f"{name}: larger than {MAX_FILE_BYTES // 1024 // 1024} MiB, not read")
        return None
    return status


def _name(path: Path, root: Path) -> str:
    # A name that is not UTF-8 has surrogates here, which neither JSON nor a database takes.
    return path.relative_to(root).as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _fingerprint(found: list[tuple[Path, os.stat_result]], problems: list[str]) -> str:
    digest = hashlib.sha256()
    for path, status in found:
        digest.update(f"{os.fspath(path)!r} {status.st_size} {status.st_mtime_ns}\n".encode())
    digest.update("\n".join(problems).encode())
    return digest.hexdigest()
