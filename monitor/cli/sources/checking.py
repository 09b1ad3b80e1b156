"""One look at each source, storing nothing: what came, or why nothing did and what to try.

source ─▶ requests of its recipe ─▶ entries ─▶ Checked
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from monitor.cli.sources import advice, words
from monitor.errors import FetchError, SourceError, Trouble
from monitor.gather import states
from monitor.model import Entry, Fetched, FetchState, Probe, Source, SourceKind, SourceState

_NEWEST = 3
_GONE = 410
_AT_ONCE = 16  # sources; the requests to one host wait for each other all the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What one look at a source brought."""

    entries: tuple[Entry, ...]
    problems: tuple[str, ...] = ()  # entries that could not be read
    charset: str | None = None  # None: a folder
    moved_to: str | None = None  # where it says that it has moved for good


class Looker(Protocol):
    """What a look needs of the rest of the program."""

    async def look(self, source: Source) -> Looked:
        """Read the list of a source as a poll does; raises SourceError."""
        ...

    def came(self, source: Source) -> Fetched | None:
        """Return what the list's own request brought last, although it could not be read."""
        ...

    def seconds(self, source: Source) -> float:
        """Return how long its requests took; the parsers' own start counts for none of them."""
        ...

    async def probe(self, fetched: Fetched, source: Source) -> Probe:
        """Say what an answer is; raises SourceError."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """How a source stands, seen just now."""

    source: Source
    state: SourceState
    seconds: float
    detail: str | None = None
    charset: str | None = None  # None: a folder, or nothing was read
    entries: int = 0
    newest: tuple[Entry, ...] = ()
    moved_to: str | None = None
    problems: tuple[str, ...] = ()  # entries that could not be read
    advice: tuple[str, ...] = ()

    @property
    def works(self) -> bool:
        """It was read, though there may be nothing in it."""
        return not self.state.is_trouble


async def check_all(
    sources: Sequence[Source],
    looker: Looker,
    *,
    now: datetime,
    deadline: float,
    done: Callable[[Checked], None],
) -> None:
    """Look at every source, some at once, and hand over each result as it comes."""
    slots = asyncio.Semaphore(_AT_ONCE)

    async def one(source: Source) -> None:
        async with slots:
            done(await check(source, looker, now=now, deadline=deadline))

    await asyncio.gather(*map(one, sources))


async def check(source: Source, looker: Looker, *, now: datetime, deadline: float) -> Checked:
    """Look at one source; whatever fails is a result."""
    try:
        async with asyncio.timeout(deadline):
            looked = await looker.look(source)
    except SourceError as error:
        return await _failed(source, error, looker, now)
    except TimeoutError:
        late = FetchError(f"took over {deadline:.0f} s", trouble=Trouble.SLOW)
        return await _failed(source, late, looker, now)
    except Exception as error:  # noqa: BLE001  a defect that one source brings out must not hide the others
        defect = SourceError(f"a defect in monitor: {type(error).__name__}: {error}", trouble=Trouble.DEFECT)
        return await _failed(source, defect, looker, now)
    newest = sorted(
        looked.entries, key=lambda entry: words.newness(entry.published, source.zone), reverse=True
    )
    state = SourceState.OK if looked.entries else SourceState.EMPTY
    tips = () if looked.entries else advice.empty(source)
    if looked.moved_to is not None:
        state, tips = SourceState.MOVED, (*tips, advice.moved(looked.moved_to))
    return Checked(
        source=source,
        state=state,
        seconds=looker.seconds(source),
        charset=looked.charset,
        entries=len(looked.entries),
        newest=tuple(newest[:_NEWEST]),
        moved_to=looked.moved_to,
        problems=looked.problems,
        advice=tips,
    )


async def _failed(source: Source, error: SourceError, looker: Looker, now: datetime) -> Checked:
    probe = None
    came = looker.came(source)
    if came is not None and error.trouble in {Trouble.CHANGED, Trouble.MALFORMED}:
        try:
            probe = await looker.probe(came, source)
        except SourceError:
            probe = None  # what came is beyond reading; the first error says so
    return Checked(
        source=source,
        state=states.failed(source, FetchState(), error, now).is_in,
        seconds=looker.seconds(source),
        detail=_told(source, error),
        charset=probe.charset if probe else None,
        advice=advice.advise(source, error, probe),
    )


def _told(source: Source, error: SourceError) -> str:
    """Return what went wrong; one look cannot know that an address is gone, which takes two polls in `run`."""
    is_410 = isinstance(error, FetchError) and error.status == _GONE
    once = "; 410 once: `monitor run` polls it no more when it says so a second time"
    return f"{error}{once if is_410 and source.kind is not SourceKind.FOLDER else ''}"
