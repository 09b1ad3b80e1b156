"""When a channel may be disturbed: quiet hours and working days, in a zone of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.alerts import working_days
from monitor.model import Hours, Quiet

_FARTHEST = timedelta(
    days=60
)  # no country rests for longer; hours that never open do not hold an alert for ever


def opening(hours: Hours, now: datetime) -> datetime:
    """Return the first instant from `now` on that is not quiet."""
    zone = ZoneInfo(hours.zone)
    moment = now
    while moment - now < _FARTHEST:
        ends = [end for end in _ends(hours, moment, zone) if end > moment]
        if not ends:
            return moment
        moment = min(ends)
    return now


def is_quiet(hours: Hours, moment: datetime) -> bool:
    """Say whether a moment is in the quiet hours or on a day that is no working day."""
    return any(True for _ in _ends(hours, moment, ZoneInfo(hours.zone)))


def _ends(hours: Hours, moment: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """Yield when each rest that holds at the moment ends; a time that the clock shows twice is given twice."""
    local = moment.astimezone(zone)
    if hours.working_days is not None and not working_days.is_working(hours.working_days, local.date()):
        yield from _instants(local.date() + timedelta(days=1), time(), zone)
    for quiet in hours.quiet:
        end = _end(quiet, local)
        if end is not None:
            yield from _instants(end, quiet.end, zone)


def _end(quiet: Quiet, local: datetime) -> date | None:
    """Return the day on which the stretch ends that holds at a local time, None where it does not hold."""
    clock, today = local.time(), local.date()
    if quiet.start < quiet.end:
        return today if quiet.start <= clock < quiet.end else None
    if clock >= quiet.start:
        return today + timedelta(days=1)
    return today if clock < quiet.end else None


def _instants(day: date, clock: time, zone: ZoneInfo) -> Iterator[datetime]:
    for fold in (0, 1):
        yield datetime.combine(day, clock, tzinfo=zone).replace(fold=fold).astimezone(UTC)
