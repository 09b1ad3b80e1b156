"""Topics well above their own baseline: medians of days like this one, which a single busy day does not move."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from math import sqrt
from statistics import median

from monitor.model.digesting import Spike, TopicDay

DAYS = 56  # that the baseline looks back
LEAST_STORIES = 5  # from one to three is no spike, whatever the statistic says
LEAST_DAYS = 8  # like today, or there is no baseline yet
LEAST_WEEKDAYS = 4
TIMES = 2.0  # the usual
DEVIATIONS = 4.0
_NORMAL = 1.4826  # a median absolute deviation as the standard deviation of a normal distribution


def found(
    counts: Iterable[TopicDay], *, today: date, first: date, is_working: Callable[[date], bool]
) -> Iterator[Spike]:
    """Yield the topics that have far more stories today than on days like it; `first` is the first whole day known.

    Days are like today where people work, or do not, as they do today; and a weekday that is always busier, as
    Monday may be, is measured against itself as well.
    """
    begin = max(first, today - timedelta(days=DAYS))
    days = [begin + timedelta(days=step) for step in range((today - begin).days)]
    alike = [day for day in days if is_working(day) == is_working(today)]
    if len(alike) < LEAST_DAYS:
        return
    weekdays = [day for day in days if day.weekday() == today.weekday()]
    by_topic: dict[str, dict[date, int]] = {}
    for one in counts:
        by_topic.setdefault(one.topic, {})[one.day] = one.stories
    for topic, on in sorted(by_topic.items()):
        stories = on.get(today, 0)
        compared = [alike, weekdays] if len(weekdays) >= LEAST_WEEKDAYS else [alike]
        if stories < LEAST_STORIES or not all(_is_far_above(stories, on, group) for group in compared):
            continue
        yield Spike(
            topic=topic,
            day=today,
            stories=stories,
            usual=_usual(on, alike),
            most=max(on.get(day, 0) for day in alike),
            days=len(alike),
            is_working_day=is_working(today),
            weekday_usual=_usual(on, weekdays) if len(compared) > 1 else None,
        )


def _is_far_above(stories: int, on: Mapping[date, int], days: Sequence[date]) -> bool:
    usual = _usual(on, days)
    spread = _NORMAL * median(abs(on.get(day, 0) - usual) for day in days)
    # Counts scatter by their root even where the days seen so far were all the same.
    scale = max(spread, sqrt(usual), 1.0)
    return stories > usual + DEVIATIONS * scale and stories >= TIMES * usual


def _usual(on: Mapping[date, int], days: Sequence[date]) -> float:
    return float(median(on.get(day, 0) for day in days))
