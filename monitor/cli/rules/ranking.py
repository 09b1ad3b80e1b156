"""Counts of rules in the order an analyst wants them: never-matching ones, then the noisiest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from monitor.model import RuleStatus
from monitor.store.counts import RuleCount

GONE = "gone"  # no rule of the folder is called so
BROKEN = "broken"  # it stands in the folder and cannot be read
_BARS = "▁▂▃▄▅▆▇█"
_NONE = "·"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A rule of the folder."""

    rule: str
    topic: str
    status: str
    severity: str | None = None  # None: it cannot be read


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A rule of the folder, of the store, or of both."""

    known: Known
    count: RuleCount | None  # None: never matched in this time
    weeks: tuple[int, ...]  # documents matched a week, the oldest first

    @property
    def matched(self) -> int:
        """Documents it matched."""
        return self.count.matched if self.count else 0

    @property
    def told(self) -> int:
        """Documents that were told with it."""
        return self.count.told if self.count else 0

    @property
    def together(self) -> float | None:
        """The share of its documents that another rule matched too; None where it matched nothing."""
        return self.count.together / self.count.matched if self.count else None

    @property
    def spark(self) -> str:
        """The weeks as bars, each against the rule's best week; a dot for nothing."""
        most = max(self.weeks, default=0)
        return "".join(_BARS[(count * len(_BARS) - 1) // most] if count else _NONE for count in self.weeks)


def rank(known: Iterable[Known], counts: Iterable[RuleCount], now: datetime, since: timedelta) -> list[Row]:
    """Join the rules of the folder with those of the store, the ones that need work first."""
    by_id = {count.rule: count for count in counts}
    of_folder = {one.rule: one for one in known}
    gone = (
        Known(rule=one.rule, topic=one.topic, status=GONE)
        for one in by_id.values()
        if one.rule not in of_folder
    )
    rows = [
        Row(known=one, count=by_id.get(one.rule), weeks=_weeks(by_id.get(one.rule), now, since))
        for one in (*of_folder.values(), *gone)
    ]
    return sorted(rows, key=_order)


def _order(row: Row) -> tuple[int, int, int, str]:
    """Put rules nobody can edit any more last; a draft is as noisy as it would be."""
    place = 2 if row.known.status in {GONE, RuleStatus.RETIRED} else 1 if row.matched else 0
    noise = row.matched if row.known.status == RuleStatus.DRAFT else row.told
    return place, -noise, -row.matched, row.known.rule


def _weeks(count: RuleCount | None, now: datetime, since: timedelta) -> tuple[int, ...]:
    """Count by weeks back from today, the last of them seven days up to now."""
    weeks = [0] * max(1, -(-since // timedelta(weeks=1)))
    for day, matched in (count.by_day if count else {}).items():
        ago = _days_between(day, now.date()) // 7
        weeks[-1 - min(ago, len(weeks) - 1)] += matched
    return tuple(weeks)


def _days_between(day: date, today: date) -> int:
    return max(0, (today - day).days)
