"""What a source is remembered as after a poll, and the state it is in with the reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.errors import FetchError, SourceError, Trouble
from monitor.gather import backlog, intervals, moves
from monitor.model import (
    Fetched,
    FetchState,
    NotModified,
    Published,
    Source,
    SourceKind,
    SourceState,
)

_STALE_AFTER = timedelta(days=7)  # at the least
_STALE_GAPS = 6
_GONE, _NOT_FOUND = 410, 404
_GONE_TIMES = 2
_MISSING_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A source after a poll."""

    state: FetchState
    is_in: SourceState
    detail: str | None
    is_sure: bool = True  # False: it may be a passing fault, and is no news before it stays


def of(source: Source, state: FetchState) -> FetchState:
    """Return what is remembered of this address; what belongs to another one would be made up for it."""
    return state if state.location in {None, source.location} else FetchState()


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A list that was read, and what became of its entries."""

    answer: Fetched
    published: tuple[Published | None, ...]  # of every entry
    problems: tuple[str, ...] = ()
    hint: timedelta | None = None
    is_whole: bool = True
    is_first_done: bool = True  # False: what is left counts as there from the first
    is_behind: bool = False
    has_new: bool = False


def read(source: Source, before: FetchState, found: Read, now: datetime) -> Standing:
    """Return how a source stands whose list was read."""
    known, answer = of(source, before), found.answer
    newest_at, usual_gap = _publishing(source, known, found, now)
    state = replace(
        known,
        # Without its validators the source answers in full again, and what was left out is read then.
        etag=answer.etag if found.is_whole else None,
        last_modified=answer.last_modified if found.is_whole else None,
        hint=found.hint,
        is_behind=found.is_behind,
        location=source.location if found.is_first_done else known.location,
        newest_at=newest_at,
        usual_gap=usual_gap,
    )
    if found.published:
        state = moves.heard(source, state, answer, now)
    is_in = SourceState.OK if found.published else SourceState.EMPTY
    return _sound(source, state, is_in, _problem_line(found.problems), now)


def unchanged(
    source: Source,
    before: FetchState,
    answer: NotModified,
    *,
    was: SourceState,
    detail: str | None,
    now: datetime,
) -> Standing:
    """Return how a source stands that says nothing changed."""
    state = before
    if answer.etag is not None or answer.last_modified is not None:
        # A 304 may carry newer validators (RFC 9111, section 4.3.4); without any the old ones stay.
        state = replace(
            state,
            etag=answer.etag or state.etag,
            last_modified=answer.last_modified or state.last_modified,
        )
    state = moves.heard(source, state, answer, now)
    if was is SourceState.EMPTY:
        return _sound(source, state, SourceState.EMPTY, detail, now)
    # What could not be read of an unchanged source still cannot.
    kept = detail if was in {SourceState.OK, SourceState.UNCHANGED} else None
    return _sound(source, state, SourceState.UNCHANGED, kept, now)


def failed(source: Source, before: FetchState, error: SourceError, now: datetime) -> Standing:
    """Return how a source stands that could not be read."""
    known = of(source, before)
    status = error.status if isinstance(error, FetchError) else None
    state = moves.failed(
        replace(
            known,
            failures=before.failures + 1,
            polled_at=now,
            gone_times=known.gone_times + 1 if status == _GONE else 0,
            missing_since=(known.missing_since or now) if status == _NOT_FOUND else None,
        )
    )
    if is_gone(state, now):
        return Standing(state=state, is_in=SourceState.GONE, detail=str(error))
    if status == _NOT_FOUND:
        # The address is not there any more, or a wall says so to whom it does not like.
        return Standing(state=state, is_in=SourceState.CHANGED, detail=str(error), is_sure=False)
    is_sure = error.trouble not in {Trouble.BLOCKED, Trouble.UNREACHABLE, Trouble.SLOW, Trouble.GONE}
    return Standing(state=state, is_in=SourceState(error.trouble), detail=str(error), is_sure=is_sure)


def is_gone(state: FetchState, now: datetime) -> bool:
    """Say whether a source has said often or long enough that it is no more."""
    is_missing = state.missing_since is not None and now - state.missing_since >= _MISSING_FOR
    return is_missing or state.gone_times >= _GONE_TIMES


def _sound(
    source: Source, state: FetchState, is_in: SourceState, detail: str | None, now: datetime
) -> Standing:
    state = replace(state, failures=0, gone_times=0, missing_since=None, polled_at=now, succeeded_at=now)
    if is_in is not SourceState.EMPTY:
        if told := _stale(source, state, now):
            return Standing(state=state, is_in=SourceState.STALE, detail=_joined(told, detail))
        if (target := moves.address(source, state)) != source.location:
            told = f"it has moved for good; write `url: {target}` for it in monitor.yaml"
            return Standing(state=state, is_in=SourceState.MOVED, detail=_joined(told, detail))
    return Standing(state=state, is_in=is_in, detail=detail)


def _stale(source: Source, state: FetchState, now: datetime) -> str | None:
    """Return since when a source has nothing new, where that is far longer than is usual for it."""
    if state.newest_at is None or state.usual_gap is None:
        return None
    if source.demo or source.kind is SourceKind.FOLDER:
        return None
    if now - state.newest_at <= max(_STALE_AFTER, state.usual_gap * _STALE_GAPS):
        return None
    usual = intervals.length(state.usual_gap)
    return f"nothing new since {state.newest_at:%Y-%m-%d}; it used to publish every {usual} or so"


def _publishing(
    source: Source, known: FetchState, found: Read, now: datetime
) -> tuple[datetime | None, timedelta | None]:
    """Return when the newest entry came out and how often one does, from dates, else from arrivals."""
    dates = [one for one in found.published if one is not None]
    if dates:
        newest = min(max(backlog.latest(one, source.zone) for one in dates), now)
        gap = intervals.usual_gap(known, dates, source.zone)
        return max(newest, known.newest_at or newest), gap
    if found.has_new:
        return now, intervals.arrived(known, now)
    return known.newest_at, known.usual_gap


def _problem_line(problems: tuple[str, ...]) -> str | None:
    if not problems:
        return None
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return problems[0] + more


def _joined(told: str, detail: str | None) -> str:
    return told if detail is None or detail.startswith(told[:20]) else f"{told}; {detail}"
