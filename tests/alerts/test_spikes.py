"""A topic well above its own usual, and what is none."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts import spikes
from monitor.model.digesting import Spike, TopicDay

TODAY = date(2026, 3, 2)  # a Monday
FIRST = date(2026, 1, 1)


def is_weekday(day: date) -> bool:
    return day.weekday() < 5


def found(
    past: dict[date, int] | int, now: int, first: date = FIRST, today: date = TODAY
) -> tuple[Spike, ...]:
    days = [first + timedelta(days=step) for step in range((today - first).days)]
    counts = dict.fromkeys(days, past) if isinstance(past, int) else past
    told = [TopicDay(topic="rare-earth", day=day, stories=count) for day, count in counts.items() if count]
    told.append(TopicDay(topic="rare-earth", day=today, stories=now))
    return tuple(spikes.found(told, today=today, first=first, is_working=is_weekday))


def test_far_above_the_usual_is_a_spike_and_says_by_what() -> None:
    assert found(2, 9) == (
        Spike(
            topic="rare-earth",
            day=TODAY,
            stories=9,
            usual=2.0,
            most=2,
            days=40,
            is_working_day=True,
            weekday_usual=2.0,
        ),
    )


def test_from_one_to_three_is_none() -> None:
    assert found(1, 3) == ()
    assert found(0, 4) == ()


def test_from_nothing_to_many_is_one() -> None:
    (spike,) = found(0, 6)

    assert (spike.usual, spike.most) == (0.0, 0)


def test_a_single_busy_day_in_the_past_does_not_hide_the_next() -> None:
    quiet = {FIRST + timedelta(days=step): 2 for step in range(60)}

    (spike,) = found(quiet | {date(2026, 2, 11): 80}, 12)

    assert spike.most == 80


def test_what_scatters_widely_needs_more() -> None:
    wild = {FIRST + timedelta(days=step): (step * 7) % 23 for step in range(60)}

    assert found(wild, 30) == ()


def test_mondays_that_are_always_busy_are_no_spike() -> None:
    days = [FIRST + timedelta(days=step) for step in range(60)]
    mondays = {day: 20 if day.weekday() == 0 else 2 for day in days}

    assert found(mondays, 24) == ()
    (spike,) = found(mondays, 60)
    assert spike.weekday_usual == 20.0


def test_a_day_off_is_measured_against_days_off() -> None:
    days = [FIRST + timedelta(days=step) for step in range(60)]
    working = {day: 12 if is_weekday(day) else 0 for day in days}
    saturday = TODAY - timedelta(days=2)

    (spike,) = found(working, 8, today=saturday)

    assert (spike.usual, spike.is_working_day) == (0.0, False)


def test_without_a_history_there_is_no_spike() -> None:
    assert found(0, 50, first=TODAY - timedelta(days=9)) == ()
    assert found(0, 50, first=TODAY + timedelta(days=1)) == ()


def test_with_a_short_history_the_weekday_alone_is_not_asked() -> None:
    (spike,) = found(1, 20, first=TODAY - timedelta(days=14))

    assert spike.weekday_usual is None


@given(st.lists(st.integers(0, 40), min_size=60, max_size=60), st.integers(0, 200))
def test_more_stories_never_make_less_of_a_spike(past: list[int], now: int) -> None:
    counts = {FIRST + timedelta(days=step): count for step, count in enumerate(past)}

    assert not found(counts, now) or found(counts, now + 1)
    assert now >= spikes.LEAST_STORIES or not found(counts, now)
