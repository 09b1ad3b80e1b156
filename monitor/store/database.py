"""One database: opening, the lock that keeps a second program out, transactions off the event loop."""

from __future__ import annotations

import asyncio
import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import TypeVar
from urllib.parse import quote

import structlog
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import StaticPool

from monitor.errors import StoreError
from monitor.store import migrate

T = TypeVar("T")

logger = structlog.get_logger("monitor.store")

_PATIENCE = 30.0  # seconds to wait for another program, such as a command that acts, to end its transaction
# At its start a program cannot be told to stop while it waits, and is started again by whoever started it.
_FIRST_PATIENCE = 5.0
# Later it can. A copy or a repair by hand may hold the store for minutes; to end would not make it free any sooner.
_LONG_PATIENCE = 600.0
_LOOK = 0.2  # seconds that SQLite itself waits; in between one sees whether to wait any longer

_MENDS = (
    # What SQLite's messages contain, and what a person can do about it (sqlite.org/rescode.html).
    ("disk is full", "the disk is full; make room, nothing that was committed is lost"),
    ("readonly", "the database is read-only; give this user write access to the file and its folder"),
    ("unable to open", "cannot be opened; does the folder exist, and may this user write there?"),
    ("locked", "another program holds the database; stop it or wait"),
    ("not a database", "is no SQLite database; name another file under `store:`, or restore a backup"),
    ("malformed", "is damaged; restore a backup"),
    ("disk i/o", "the disk does not answer as it should; check it"),
)


class _Patience:
    """For how long to wait while another program holds the database."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def begin(self, connection: Connection, statement: str) -> None:
        """Begin a transaction as soon as nobody else has one."""
        began = monotonic()
        told = False
        while True:
            try:
                if not self.seconds:
                    connection.exec_driver_sql("PRAGMA busy_timeout = 0")
                connection.exec_driver_sql(statement)
                break
            except OperationalError as error:
                if not _is_locked(error) or monotonic() - began >= self.seconds:
                    raise
            if not told and monotonic() - began > _FIRST_PATIENCE:
                told = True
                logger.warning("another program holds the store; waiting", seconds=self.seconds)
        if told:
            logger.warning("the store is free again", waited=round(monotonic() - began))


def _is_locked(error: OperationalError) -> bool:
    return getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF == sqlite3.SQLITE_BUSY


class Database:
    """An open store. Work runs in one thread of its own, one transaction at a time, in the order asked."""

    def __init__(self, engine: Engine, lock: int | None, patience: _Patience) -> None:
        self._engine = engine
        self._lock = lock
        self._patience = patience
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction: all of it is committed, or none."""
        # Shielded: a cancelled caller (shutdown) must not leave a transaction half awaited.
        done = asyncio.get_running_loop().run_in_executor(self._thread, self.run_now, work)
        # What fails when its caller is gone is nobody's news; unasked for, it would be logged as a defect.
        done.add_done_callback(_note)
        return await asyncio.shield(done)

    def submit(self, work: Callable[[], None]) -> None:
        """Have something done in the store's thread after what was asked before; it sees to its own outcome."""
        self._thread.submit(work)

    def run_now(self, work: Callable[[Connection], T]) -> T:
        """Do the same at once, for commands that have no event loop."""
        with _explained(self._engine), self._engine.begin() as connection:
            return work(connection)

    def close(self) -> None:
        """Finish what is in hand and let go of the lock; what waits for another program fails."""
        self._patience.seconds = 0.0
        self._thread.shutdown(wait=True)
        self._engine.dispose()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None  # its number may be another file's by now


def _note(done: asyncio.Future[T]) -> None:
    if not done.cancelled():
        done.exception()


def open_to_write(path: Path | None) -> Database:
    """Open a store as its one program, migrated; a second one is refused. None is a store in memory, for tests."""
    lock = None
    if path is not None:
        lock = _take_lock(path)
        with suppress(
            OSError
        ):  # it is there; or SQLite says why it cannot be made, in words that name the mend
            make_private(path)
    patience = _Patience(_FIRST_PATIENCE)
    engine = _engine(path, patience)
    try:
        with _explained(engine):
            migrate.migrate(engine)
    except StoreError:
        if lock is not None:
            os.close(lock)
        raise
    patience.seconds = _LONG_PATIENCE
    return Database(engine, lock, patience)


def open_to_read(path: Path) -> Database:
    """Open a store beside the program that writes it; takes no lock and changes nothing."""
    return _open_beside(path, readonly=True)


def open_to_act(path: Path) -> Database:
    """Open a store beside the program that runs on it, to leave it something to do; takes no lock."""
    return _open_beside(path, readonly=False)


def make_private(path: Path) -> None:
    """Make a database's file, for SQLite to fill, that its owner alone may read; its log gets the same mode.

    Raises OSError where it is there already, be it as a link that somebody left.
    """
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))


@contextmanager
def hold(path: Path) -> Iterator[None]:
    """Keep every program off a store; refused where one runs on it."""
    lock = _take_lock(path)
    try:
        yield
    finally:
        os.close(lock)


def _open_beside(path: Path, *, readonly: bool) -> Database:
    if not path.exists():
        raise StoreError(f"{path}: no store there yet; `monitor run` makes it")
    patience = _Patience(_PATIENCE)
    engine = _engine(path, patience, readonly=readonly)
    with _explained(engine), engine.begin() as connection:
        found = migrate.current(connection)
    migrate.refuse_newer(str(path), found)
    if found != migrate.newest():
        raise StoreError(
            f"{path}: schema {found}, this program reads {migrate.newest()}; `monitor run` migrates it"
        )
    return Database(engine, None, patience)


def _take_lock(path: Path) -> int:
    """Hold `PATH.lock` for as long as the program lives; the kernel lets go when it dies."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(path.parent / f"{path.name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(
            f"{path}: cannot be opened: {error.strerror}; may this user write in {path.parent}?"
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        holder = os.read(lock, 20).decode("ascii", "replace").strip()
        os.close(lock)
        by = f" (process {holder})" if holder else ""
        raise StoreError(f"{path}: another monitor runs on this store{by}; stop it first") from error
    # The number is for people; the lock holds without it, also on a full disk.
    with suppress(OSError):
        os.ftruncate(lock, 0)
        os.write(lock, str(os.getpid()).encode("ascii"))
    return lock


def _engine(path: Path | None, patience: _Patience, *, readonly: bool = False) -> Engine:
    # The connection is made here and not from a URL, in which a path with ? or # would mean another file.
    # Read-only is SQLite's own rule: readers of a WAL still see what the writer commits.
    address = ":memory:" if path is None else f"file:{quote(str(path))}?mode={'ro' if readonly else 'rwc'}"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(address, timeout=patience.seconds, uri=True, check_same_thread=False)
        # The driver must not begin transactions by itself, or DDL would not be part of them.
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        if not readonly:
            connection.execute("PRAGMA journal_mode = WAL")
            # FULL: an intent to send must be on disk before the send, power cuts included.
            connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA busy_timeout = {_LOOK * 1000:.0f}")
        return connection

    engine = create_engine(
        URL.create("sqlite", database=str(path) if path else None), creator=connect, poolclass=StaticPool
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        patience.begin(connection, "BEGIN" if readonly else "BEGIN IMMEDIATE")

    return engine


@contextmanager
def _explained(engine: Engine) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise _explain(engine, error) from error


def _explain(engine: Engine, error: DBAPIError) -> StoreError:
    """Turn the driver's error into one line that names the store and the mend."""
    cause = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
    place = engine.url.database
    for sign, mend in _MENDS:
        if sign in cause.casefold():
            return StoreError(f"{place}: {mend} ({cause})")
    return StoreError(f"{place}: {cause}")
