"""When a source is polled next, and why then: never earlier than the settings, the source or its server want."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.gather import backlog
from monitor.model import FetchState, Published, Source, SourceKind

LONGEST = timedelta(days=7)  # no server silences a source for longer
_LONGEST_BACK_OFF = timedelta(days=1)  # a failing source is asked at least once a day
_STEADY = timedelta(minutes=1)  # whoever polls more often than that wants the beat
_MOST_JITTER = 0.1
_FEWEST = 5  # publications that show how often there is one
_MOST = 20
_INNER = 0.75  # of them: what is pinned to the head of a list is older than the rest
_WEIGHT = 0.3  # of the newest gap, where only arrivals are known


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When, and why then in a few words."""

    at: datetime
    why: str


def after_success(
    source: Source, state: FetchState, *, fresh: timedelta | None, now: datetime, fence: int
) -> Due:
    """Return when a source that was read is polled next; `fresh` is how long its server calls the answer so."""
    wait, why = source.every, f"every {length(source.every)}"
    if source.at_most is not None and state.usual_gap is not None:
        adapted = min(max(state.usual_gap / 2, source.every), max(source.at_most, source.every))
        if adapted > wait:
            wait, why = adapted, f"it publishes every {length(state.usual_gap)} or so"
    for hint, told in ((state.hint, "the source asks for"), (fresh, "the server asks for")):
        longer = min(hint or timedelta(), LONGEST)
        if longer > wait:
            wait, why = longer, f"{told} {length(longer)}"
    return Due(at=now + _jittered(source, wait, fence), why=why)


def after_failure(
    source: Source, state: FetchState, *, retry_after: float | None, now: datetime, fence: int
) -> Due:
    """Return when a source that failed is asked again: each time twice as late, for a day at most."""
    wait = min(source.every * (1 << min(state.failures, 20)), max(_LONGEST_BACK_OFF, source.every))
    times = "once" if state.failures == 1 else f"{state.failures} times in a row"
    due = Due(at=now + _jittered(source, wait, fence), why=f"it failed {times}")
    asked = min(timedelta(seconds=retry_after or 0), LONGEST)
    if now + asked > due.at:
        return Due(at=now + asked, why=f"the server asks for {length(asked)}")
    return due


def at_gone(now: datetime) -> Due:
    """Return when a source that is gone is looked at once more."""
    return Due(at=now + LONGEST, why="it is gone; a look once a week")


def usual_gap(state: FetchState, published: Iterable[Published], zone: str) -> timedelta | None:
    """Return the time between two publications that a list shows, else what is known of it."""
    instants = sorted({backlog.latest(one, zone) for one in published}, reverse=True)[:_MOST]
    if len(instants) < _FEWEST:
        return state.usual_gap
    inner = instants[: max(_FEWEST, int(len(instants) * _INNER))]
    return (inner[0] - inner[-1]) / (len(inner) - 1)


def arrived(state: FetchState, now: datetime) -> timedelta | None:
    """Return the same where entries have no dates and something new has come."""
    if state.newest_at is None:
        return state.usual_gap
    gap = max(now - state.newest_at, timedelta())
    return gap if state.usual_gap is None else state.usual_gap * (1 - _WEIGHT) + gap * _WEIGHT


def length(duration: timedelta) -> str:
    """Return a length of time as people say it."""
    seconds = duration.total_seconds()
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * size or (seconds >= size and seconds % size == 0):
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds:.3g} s"


def _jittered(source: Source, wait: timedelta, fence: int) -> timedelta:
    """Return the wait, up to a tenth longer: what began at one moment parts; the same poll always gets the same."""
    if wait < _STEADY or source.kind is SourceKind.FOLDER:
        return wait
    digest = hashlib.blake2b(f"{source.id}\0{fence}".encode(), digest_size=4).digest()
    return wait * (1 + _MOST_JITTER * int.from_bytes(digest) / 2**32)
