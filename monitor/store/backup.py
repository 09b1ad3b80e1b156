"""A copy of a store that is whole, taken while the program writes to it, and the way back."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime
from itertools import chain, count
from pathlib import Path
from urllib.parse import quote

from monitor.errors import StoreError
from monitor.store import migrate
from monitor.store.database import hold, make_private

_PAGES = 256  # copied at once; between two steps the program has its turn
_PAUSE = 0.005  # seconds of that

Progress = Callable[[int, int], None]
"""Is told how many pages are still to be copied, and of how many."""


def back_up(store: Path, target: Path, *, progress: Progress = lambda _left, _all: None) -> int:
    """Copy a store as it stands at one moment to a file that is not there yet; return its size in bytes.

    The file appears whole or not at all. Raises StoreError.
    """
    if not store.exists():
        raise StoreError(f"{store}: no store there yet; `monitor run` makes it")
    if target.exists():
        raise StoreError(f"{target}: is there already; name a new file")
    part = target.with_name(f".{target.name}.part")
    try:
        _refuse_newer(store)
        part.unlink(missing_ok=True)
        _copy(store, part, progress)
        _check(part)
        _settle(part, target)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            f"{target}: not written: {_told(error)}; is there room, and may this user write there?"
        ) from error
    finally:
        _drop(part)
    return target.stat().st_size


def restore(source: Path, store: Path, now: datetime) -> Path | None:
    """Put a backup in the place of the store; return where the store that stood there is kept, None if none did.

    Refused while a program runs on the store, and for what is no backup or one of a newer program: StoreError.
    """
    _check(source)
    with hold(store):
        part = store.with_name(f".{store.name}.part")
        kept = _kept(store, now) if store.exists() else None
        try:
            part.unlink(missing_ok=True)
            _copy(source, part, lambda _left, _all: None)
            _check(part)
            if kept is not None:
                # What is still in the write-ahead log belongs to it, and must not be replayed into the backup.
                _copy(store, kept, lambda _left, _all: None)
                _drop_logs(store)
            _settle(part, store)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(
                f"{store}: not restored: {_told(error)}; is there room, and may this user write there?"
            ) from error
        finally:
            _drop(part)
    return kept


def _kept(store: Path, now: datetime) -> Path:
    """Return a name that is free for the store that is replaced: two restores may come within a second."""
    name = f"{store.name}.before-{now:%Y%m%dT%H%M%S}"
    names = chain((f"{name}Z",), (f"{name}.{number}Z" for number in count(2)))
    return next(path for path in map(store.with_name, names) if not path.exists())


def _copy(source: Path, target: Path, progress: Progress) -> None:
    make_private(target)
    with (
        closing(sqlite3.connect(f"file:{quote(str(source))}?mode=ro", uri=True)) as there,
        closing(sqlite3.connect(target)) as here,
    ):
        # Read from one moment on: a copy of what goes on changing is begun anew at every commit, and never ends.
        there.execute("BEGIN")
        there.execute("SELECT count(*) FROM sqlite_master").fetchone()
        there.backup(
            here, pages=_PAGES, progress=lambda _status, left, every: progress(left, every), sleep=_PAUSE
        )
        # One file and no log beside it: a backup is copied about.
        here.execute("PRAGMA journal_mode = DELETE")


def _refuse_newer(store: Path) -> None:
    """Refuse at once what would be refused once it is copied; what is no store at all is told of the copy."""
    with closing(sqlite3.connect(f"file:{quote(str(store))}?mode=ro", uri=True)) as connection:
        found = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    migrate.refuse_newer(str(store), int(found[0]) if found else 0)


def _check(path: Path) -> None:
    """Refuse what is no store, is damaged, or was made by a newer program."""
    if not path.is_file():
        raise StoreError(f"{path}: no such file; name a backup made by `monitor backup`")
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as connection:
            damage = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            found = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    except sqlite3.Error as error:
        raise StoreError(
            f"{path}: is no store of monitor ({_told(error)}); name a backup made by `monitor backup`"
        ) from error
    if damage != "ok":
        raise StoreError(f"{path}: is damaged ({damage}); name another backup")
    if found is None:
        raise StoreError(f"{path}: is no store of monitor; name a backup made by `monitor backup`")
    migrate.refuse_newer(str(path), int(found[0]))


def _settle(part: Path, target: Path) -> None:
    """Give a file its name once every byte of it is on the disk."""
    descriptor = os.open(part, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    part.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _drop(part: Path) -> None:
    """Leave nothing of a copy that came to nothing, nor the journal of one that a full disk broke off."""
    with suppress(OSError):
        part.unlink(missing_ok=True)
        part.with_name(part.name + "-journal").unlink(missing_ok=True)


def _drop_logs(store: Path) -> None:
    for ending in ("-wal", "-shm"):
        store.with_name(store.name + ending).unlink(missing_ok=True)


def _told(error: OSError | sqlite3.Error) -> str:
    told = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(told.split()) or type(error).__name__
