"""What was there long before we looked: stored and matched, but not told."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.model import BacklogRule, FetchState, Horizon, Published, Source

_LATE = timedelta(
    days=2
)  # between the date of an entry and its turning up, where `backlog: none` says no length
_FAR_AHEAD = datetime(9999, 1, 1, tzinfo=UTC)


def is_first(source: Source, state: FetchState) -> bool:
    """Say whether no poll of this address was successful and complete yet."""
    return state.succeeded_at is None or state.location != source.location


def horizon(source: Source, state: FetchState, now: datetime) -> Horizon:
    """Return what is backlog at a poll.

    At a source's first successful poll, or after its address changed: what is older than `backlog`, and
    what is undated. Later undated means new; what is dated before the last success, and older than
    `backlog`, turned up late and is backlog too.
    """
    if source.backlog is BacklogRule.ALL:
        return Horizon(oldest=None)
    # `none` speaks of the first poll; later, entries turn up minutes or a day after the time they bear.
    allowed = _LATE if source.backlog is BacklogRule.NONE else source.backlog
    if is_first(source, state):
        if source.backlog is BacklogRule.NONE:
            return Horizon(oldest=_FAR_AHEAD, hides_undated=True)
        return Horizon(oldest=now - allowed, hides_undated=True)
    assert state.succeeded_at is not None
    return Horizon(oldest=min(now - allowed, state.succeeded_at))


def hides(horizon: Horizon, published: Published | None, zone: str) -> bool:
    """Say whether something published then is backlog."""
    if published is None:
        return horizon.hides_undated
    return horizon.oldest is not None and latest(published, zone) < horizon.oldest


def latest(published: Published, zone: str) -> datetime:
    """Return the latest instant a publication can have been at: of a bare date, its end."""
    if isinstance(published, datetime):
        return published
    end = datetime.combine(published + timedelta(days=1), time(), ZoneInfo(zone))
    return end.astimezone(UTC)


def age(published: Published, zone: str, now: datetime) -> timedelta:
    """Return the least age a publication can have."""
    return now - latest(published, zone)
