"""From a change of files to what it means: content decides, and what heals by itself is no news.

look ─▶ read: other content? ─▶ still the same a moment later? ─▶ load ─▶ accept, or still so after a second: refuse
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any, Generic, Protocol, TypeVar

import structlog

from monitor.errors import ConfigError, Problem, StoreError
from monitor.reload.beside import beside
from monitor.reload.watch import watch

logger = structlog.get_logger("monitor.reload")

Content = TypeVar("Content")
Loaded = TypeVar("Loaded")

# What calls back whenever something happens to files, until told to stop.
Announce = Callable[[Collection[Path], Callable[[], None], asyncio.Event], Awaitable[None]]


class Edited(Protocol[Content, Loaded]):
    """Files that a person edits as one thing."""

    @property
    def name(self) -> str:
        """What they are called in a log line."""
        ...

    def read(self) -> Content:
        """Return what the files hold, or why they cannot be read; equal where nothing was edited."""
        ...

    def load(self, content: Content) -> Loaded:
        """Check it and make of it what the program runs on; ConfigError has every problem."""
        ...

    async def accept(self, loaded: Loaded) -> None:
        """Let it run from now on."""
        ...

    async def refuse(self, problems: tuple[Problem, ...]) -> None:
        """Say what is wrong; what ran before runs on."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait, in seconds."""

    look: float = 2.0  # between two looks where the system announces nothing
    quiet: float = 0.2  # within which the writes of one save follow each other
    longest: float = 1.0  # for a save to come to rest
    stands: float = 1.0  # what is wrong for shorter is a save under way
    again: float = 60.0  # after a defect of ours


class Follower(Generic[Content, Loaded]):
    """Follows the edits of one thing."""

    def __init__(self, edited: Edited[Content, Loaded], known: Content | None, patience: Patience) -> None:
        self._edited = edited
        self._known = known  # what was accepted or refused last; None before the first look
        self._patience = patience
        self._look = asyncio.Event()
        self._awaited: list[asyncio.Future[None]] = []  # by who asked to look

    def look(self) -> None:
        """Look at once."""
        self._look.set()

    async def looked(self) -> None:
        """Look at once, and return when what was found is in force, or refused."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._awaited.append(done)
        self.look()
        await done

    async def run(self) -> None:
        """Follow for ever; a defect of ours in one edit does not keep the next from being seen."""
        while True:
            # Not wait_for, which in Python 3.11 may forget that it was cancelled.
            with suppress(TimeoutError):
                async with asyncio.timeout(self._patience.look):
                    await self._look.wait()
            self._look.clear()
            awaited, self._awaited = self._awaited, []
            try:
                await self._turn()
            except StoreError:
                raise
            except Exception:
                logger.exception("reloading failed on a defect, it is tried again", what=self._edited.name)
                _settle(awaited)
                await asyncio.sleep(self._patience.again)
            _settle(awaited)

    async def _turn(self) -> None:
        content = await beside(self._edited.read)
        if content != self._known:
            content = await self._at_rest(content)
        while content != self._known:
            seen_at = monotonic()
            try:
                loaded = await beside(partial(self._edited.load, content))
            except ConfigError as error:
                problems = error.problems
            except Exception as error:
                logger.exception("an edit brings out a defect", what=self._edited.name)
                told = f"a defect in monitor: {type(error).__name__}: {error}; report it, and undo the edit"
                problems = (Problem(path=self._edited.name, message=told),)
            else:
                await self._edited.accept(loaded)
                self._known = content
                return
            await asyncio.sleep(max(0.0, seen_at + self._patience.stands - monotonic()))
            now = await beside(self._edited.read)
            if now == content:
                await self._edited.refuse(problems)
                self._known = content
            content = now

    async def _at_rest(self, content: Content) -> Content:
        """Return what the files hold when nothing is written for a moment: one save may be many writes."""
        last = monotonic() + self._patience.longest
        while monotonic() < last:
            await asyncio.sleep(self._patience.quiet)
            now = await beside(self._edited.read)
            if now == content:
                break
            content = now
        return content


def _settle(awaited: Collection[asyncio.Future[None]]) -> None:
    for done in awaited:
        if not done.done():
            done.set_result(None)


class Reloading:
    """Follows several things at once, and looks at them when the system says that something changed."""

    def __init__(
        self,
        followers: Sequence[Follower[Any, Any]],
        targets: Collection[Path],
        *,
        patience: Patience,
        announce: Announce = watch,
    ) -> None:
        self._announce = announce
        self._followers = followers
        self._targets = targets
        self._patience = patience

    async def run(self, stop: asyncio.Event) -> None:
        """Follow until told to stop, and then end at once; raises StoreError."""
        following = {asyncio.create_task(follower.run()) for follower in self._followers}
        stopped = asyncio.create_task(stop.wait())
        everything = {*following, asyncio.create_task(self._hear(stop)), stopped}
        try:
            await asyncio.wait({*following, stopped}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in everything:
                task.cancel()
            await asyncio.gather(*everything, return_exceptions=True)
        for task in following:
            if not task.cancelled():
                task.result()

    async def look(self) -> None:
        """Look at everything now, and return when what was found is in force, or refused."""
        await asyncio.gather(*(follower.looked() for follower in self._followers))

    async def _hear(self, stop: asyncio.Event) -> None:
        while True:
            try:
                await self._announce(self._targets, self._look, stop)
            except Exception:
                logger.exception("watching for edits failed on a defect, it begins again")
            await asyncio.sleep(self._patience.again)

    def _look(self) -> None:
        for follower in self._followers:
            follower.look()
