"""The Atom channel: a feed file of alerts, rewritten as a whole, so that a reader never sees half of it.

The file is its own memory: what it holds is read, an entry goes in or in the place of its elder, and the newest
are written back. Doing that twice changes nothing, so a repeat after a crash leaves one entry.
"""

from __future__ import annotations

import asyncio
import errno
import fcntl
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from monitor.alerts import atom_entry
from monitor.channels.webhook import delivery_of
from monitor.model import NotSent, Outcome, Post, Sent, Suspended

KEPT = 200  # entries, the newest
_MAX_BYTES = 64 * 1024 * 1024  # a larger file is none of ours
_MODE = 0o644  # less the umask: a web server is to read it
_ENTRY = re.compile(r"<entry[ >].*?</entry>", re.DOTALL)
_WHOLE = re.compile(
    r'<\?xml [^>]*\?>\n<feed xmlns="http://www\.w3\.org/2005/Atom">\n<id>(?P<id>[^<]+)</id>\n'
    r".*<generator>monitor</generator>\n(?P<entries>.*)</feed>\n",
    re.DOTALL,
)
# Room and healthy disks come back by themselves; anything else is for a person to mend.
_PASSING = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM})


class AtomChannel:
    """Keeps a feed of the newest entries in a file."""

    can_edit: ClassVar[bool] = True

    def __init__(self, *, path: Path, name: str, clock: Callable[[], datetime], kept: int = KEPT) -> None:
        self._path = path
        self._name = name
        self._clock = clock
        self._kept = kept

    async def send(self, post: Post, *, chat: str | None) -> Outcome:  # noqa: ARG002  a file does not move
        """Put an entry into the feed."""
        return await asyncio.to_thread(self._put, post)

    async def edit(self, message_id: int, post: Post, *, chat: str | None) -> Outcome:  # noqa: ARG002  the entry has its id in it
        """Put an entry into the place of the one with its id."""
        return await asyncio.to_thread(self._put, post)

    def _put(self, post: Post) -> Outcome:
        try:
            # Where the file is a link, what it leads to is written; a feed must not fall off its own web server.
            path = self._path.resolve()
            path.parent.mkdir(parents=True, exist_ok=True)
            with _locked(path):
                self._write(path, post.text)
        except BlockingIOError:
            return NotSent(detail=f"another program is writing {self._path}")
        except _ForeignError:
            return Suspended(
                detail=f"{self._path} is no feed of ours, or is damaged: move it away, or name another path"
            )
        except OSError as error:
            detail = f"{self._path} cannot be written: {error.strerror or error}"
            return NotSent(detail=detail) if error.errno in _PASSING else Suspended(detail=detail)
        return Sent(message_id=delivery_of(post))

    def _write(self, path: Path, entry: str) -> None:
        feed_id, entries = _read(path)
        now = self._clock()
        new = atom_entry.stamped(entry, now)
        place = {atom_entry.id_of(one): index for index, one in enumerate(entries)}.get(atom_entry.id_of(new))
        if place is None:
            entries.insert(0, new)
        else:
            entries[place] = new
        text = atom_entry.feed(
            entries[: self._kept],
            id_=feed_id or atom_entry.feed_id(f"{self._name} {self._path}"),
            title=f"Alerts: {self._name}",
            updated=now,
        )
        _replace(path, text.encode("utf-8"))


class _ForeignError(Exception):
    """The file holds something that must not be written over."""


def _read(path: Path) -> tuple[str | None, list[str]]:
    """Return the id and the entries of a feed; none where there is no file, or an empty one."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise _ForeignError
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None, []
    except UnicodeDecodeError as error:
        raise _ForeignError from error
    if not text.strip():
        return None, []
    found = _WHOLE.fullmatch(text)
    if found is None:
        raise _ForeignError
    return found["id"], _ENTRY.findall(found["entries"])


def _replace(path: Path, content: bytes) -> None:
    """Write the file beside itself, see it to the disk, and let it take its place in one step."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MODE), "wb") as file:
            with suppress(FileNotFoundError):
                os.fchmod(file.fileno(), path.stat().st_mode & 0o777)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    _flush(path.parent)


def _flush(folder: Path) -> None:
    """See the new name to the disk; a file system that cannot do that for a folder has its own ways."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Keep a second program, such as a test message's, from writing at once; the kernel lets go when we die."""
    handle = os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)
