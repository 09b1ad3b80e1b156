"""When a plan comes round: five cron fields, read in a zone, right where clocks are put forward and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)
_FIELDS = 5
_LIFETIME = timedelta(days=36_500)
_TIMES = 8  # that show how often a plan comes
_EXAMPLE = (
    'write minute, hour, day, month and weekday, as in "0 8 * * *" (daily at 8) or "0 9 * * 1" (Mondays at 9)'
)


def problem(cron: str) -> str | None:
    """Say what is wrong with cron fields, and the mend; None where they can be kept."""
    if len(cron.split()) != _FIELDS:
        return f"{cron!r} is no plan; {_EXAMPLE}"
    try:
        period(cron)
    except CronSimError as error:
        return f"{cron!r} is no plan: {str(error).lower()}; {_EXAMPLE}"
    return None


def following(cron: str, zone: str, moment: datetime) -> datetime:
    """Return the first time after a moment; a time that the clock skips comes right after the skip, never twice."""
    return next(CronSim(cron, moment.astimezone(ZoneInfo(zone)))).astimezone(UTC)


@lru_cache(maxsize=256)
def period(cron: str) -> timedelta:
    """Return the shortest time between two of the next few times; of what comes but once, a lifetime."""
    found = list(islice(CronSim(cron, _ANY_DAY), _TIMES))
    return min((later - earlier for earlier, later in pairwise(found)), default=_LIFETIME)
