"""One database: opening, the lock that keeps a second program out, transactions off the event loop."""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import StaticPool

from monitor.errors import StoreError
from monitor.store import migrate

T = TypeVar("T")

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


class Database:
    """An open store. Work runs in one thread of its own, one transaction at a time, in the order asked."""

    def __init__(self, engine: Engine, lock: IO[str] | None) -> None:
        self._engine = engine
        self._lock = lock
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction: all of it is committed, or none."""
        # Shielded: a cancelled caller (shutdown) must not leave a transaction half awaited.
        return await asyncio.shield(
            asyncio.get_running_loop().run_in_executor(self._thread, self.run_now, work)
        )

    def run_now(self, work: Callable[[Connection], T]) -> T:
        """Do the same at once, for commands that have no event loop."""
        try:
            with self._engine.begin() as connection:
                return work(connection)
        except DBAPIError as error:
            raise _explain(self._engine, error) from error

    def close(self) -> None:
        """Finish what is in hand and let go of the lock."""
        self._thread.shutdown(wait=True)
        self._engine.dispose()
        if self._lock is not None:
            self._lock.close()


def open_to_write(location: str) -> Database:
    """Open a store as its one program, migrated; a second one is refused. ":memory:" is for tests."""
    if location == ":memory:":
        engine = _engine("sqlite://")
        migrate.migrate(engine)
        return Database(engine, None)
    url = _url(location)
    lock = _take_lock(_path(url))
    engine = _engine(url)
    try:
        migrate.migrate(engine)
    except DBAPIError as error:
        lock.close()
        raise _explain(engine, error) from error
    except StoreError:
        lock.close()
        raise
    return Database(engine, lock)


def open_to_read(location: str) -> Database:
    """Open a store beside the program that writes it; takes no lock and changes nothing."""
    url = _url(location)
    path = _path(url)
    if not path.exists():
        raise StoreError(f"{path}: no store there yet; `monitor run` makes it")
    # Read-only by SQLite's own rule: WAL readers still see what the writer commits.
    engine = _engine(f"sqlite:///file:{path}?mode=ro&uri=true")
    try:
        with engine.begin() as connection:
            found = migrate.current(connection)
    except DBAPIError as error:
        raise _explain(engine, error) from error
    if found != migrate.newest():
        raise StoreError(
            f"{path}: schema {found}, this program reads {migrate.newest()}; `monitor run` migrates it"
        )
    return Database(engine, None)


def _url(location: str) -> str:
    """Return the address of a store given as a path or as a `sqlite:///` address."""
    if "://" not in location:
        return f"sqlite:///{Path(location)}"
    try:
        url = make_url(location)
    except ArgumentError as error:
        raise StoreError(
            f"{location}: no path and no database address; write store: data/monitor.db"
        ) from error
    if url.get_backend_name() != "sqlite" or not url.database:
        raise StoreError(
            f"{url.render_as_string()}: this version keeps its store in SQLite; write a path, as in store: data/monitor.db"
        )
    return f"sqlite:///{url.database}"


def _path(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def _take_lock(path: Path) -> IO[str]:
    """Hold `PATH.lock` for as long as the program lives; the kernel lets go when it dies."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = (path.parent / f"{path.name}.lock").open("a+", encoding="ascii")
    except OSError as error:
        raise StoreError(
            f"{path}: cannot be opened: {error.strerror}; may this user write in {path.parent}?"
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.seek(0)
        holder = lock.read(20).strip()
        lock.close()
        by = f" (process {holder})" if holder else ""
        raise StoreError(f"{path}: another monitor runs on this store{by}; stop it first") from error
    try:
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
    except OSError:
        pass  # the number is for people; the lock holds without it, also on a full disk
    return lock


def _engine(url: str) -> Engine:
    memory = url == "sqlite://"
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False, "timeout": 5.0},
        **({"poolclass": StaticPool} if memory else {}),
    )
    readonly = "mode=ro" in url

    @event.listens_for(engine, "connect")
    def _configure(connection: object, _record: object) -> None:
        # The driver must not begin transactions by itself, or DDL would not be part of them.
        connection.isolation_level = None  # type: ignore[attr-defined]
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute("PRAGMA foreign_keys = ON")
        if not readonly:
            cursor.execute("PRAGMA journal_mode = WAL")
            # FULL: an intent to send must be on disk before the send, power cuts included.
            cursor.execute("PRAGMA synchronous = FULL")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")

    return engine


def _explain(engine: Engine, error: DBAPIError) -> StoreError:
    """Turn the driver's error into one line that names the store and the mend."""
    cause = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
    place = (engine.url.database or "").removeprefix("file:")
    for sign, mend in _MENDS:
        if sign in cause.casefold():
            return StoreError(f"{place}: {mend} ({cause})")
    return StoreError(f"{place}: {cause}")
