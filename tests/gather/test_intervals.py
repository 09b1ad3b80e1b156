from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.gather import intervals
from monitor.model import FetchState, Published, Source, SourceKind
from tests.fakes import NOW, source

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
BEAT = timedelta(seconds=10)


def success(
    polled: Source, state: FetchState, fresh: timedelta | None = None, fence: int = 1
) -> intervals.Due:
    return intervals.after_success(polled, state, fresh=fresh, now=NOW, fence=fence)


def failure(polled: Source, failures: int, retry_after: float | None = None) -> intervals.Due:
    state = FetchState(failures=failures)
    return intervals.after_failure(polled, state, retry_after=retry_after, now=NOW, fence=1)


@pytest.mark.parametrize(
    ("polled", "state", "fresh", "expected", "why"),
    [
        pytest.param(source(), FetchState(), None, HOUR, "every 1 h", id="the settings"),
        pytest.param(
            source(),
            FetchState(),
            3 * HOUR,
            3 * HOUR,
            "the server asks for 3 h",
            id="the server asks for longer",
        ),
        pytest.param(source(), FetchState(), MINUTE, HOUR, "every 1 h", id="nothing shortens it"),
        pytest.param(
            source(),
            FetchState(hint=12 * HOUR),
            3 * HOUR,
            12 * HOUR,
            "the source asks for 12 h",
            id="the source's own hint, which a 304 does not repeat",
        ),
        pytest.param(
            source(),
            FetchState(),
            99 * DAY,
            7 * DAY,
            "the server asks for 7 d",
            id="no server silences a source for longer than a week",
        ),
        pytest.param(
            source(every=30 * DAY), FetchState(), 9 * DAY, 30 * DAY, "every 30 d", id="settings may"
        ),
        pytest.param(
            source(at_most=DAY),
            FetchState(usual_gap=10 * HOUR),
            None,
            5 * HOUR,
            "it publishes every 10 h or so",
            id="half of the usual gap",
        ),
        pytest.param(
            source(at_most=DAY),
            FetchState(usual_gap=30 * DAY),
            None,
            DAY,
            "it publishes every 30 d or so",
            id="at_most at the most",
        ),
        pytest.param(
            source(at_most=DAY),
            FetchState(usual_gap=MINUTE),
            None,
            HOUR,
            "every 1 h",
            id="every at the least",
        ),
        pytest.param(source(at_most=DAY), FetchState(), None, HOUR, "every 1 h", id="too little is known"),
        pytest.param(
            source(), FetchState(usual_gap=10 * HOUR), None, HOUR, "every 1 h", id="not asked to adapt"
        ),
    ],
)
def test_the_longest_wish_counts(
    polled: Source, state: FetchState, fresh: timedelta | None, expected: timedelta, why: str
) -> None:
    due = success(polled, state, fresh)

    assert due.why == why
    assert expected <= due.at - NOW <= expected * 1.1


@pytest.mark.parametrize(
    "polled", [source(every=BEAT), source(kind=SourceKind.FOLDER, every=HOUR)], ids=["fast", "folder"]
)
def test_some_are_polled_on_the_beat(polled: Source) -> None:
    assert success(polled, FetchState()).at == NOW + polled.every


@given(st.text(), st.integers(min_value=0, max_value=10**9), st.integers(min_value=60, max_value=10**6))
def test_jitter_is_never_early_and_at_most_a_tenth_and_always_the_same(
    key: str, fence: int, seconds: int
) -> None:
    polled = source(id=key, every=timedelta(seconds=seconds))

    due = success(polled, FetchState(), fence=fence)

    assert NOW + polled.every <= due.at <= NOW + polled.every * 1.1
    assert due == success(polled, FetchState(), fence=fence)


def test_sources_that_began_at_one_moment_part() -> None:
    assert len({success(source(id=str(n)), FetchState()).at for n in range(50)}) == 50


@pytest.mark.parametrize(
    ("failures", "expected", "why"),
    [
        (1, 2 * HOUR, "it failed once"),
        (2, 4 * HOUR, "it failed 2 times in a row"),
        (40, DAY, "it failed 40 times in a row"),
    ],
)
def test_a_failing_source_is_asked_less_and_less_but_once_a_day(
    failures: int, expected: timedelta, why: str
) -> None:
    due = failure(source(), failures)

    assert due.why == why
    assert expected <= due.at - NOW <= expected * 1.1


def test_a_failing_source_is_asked_no_oftener_than_the_settings_say() -> None:
    assert failure(source(every=3 * DAY), 1).at >= NOW + 3 * DAY


def test_retry_after_counts_where_it_is_longer() -> None:
    assert failure(source(), 1, retry_after=60).why == "it failed once"
    assert failure(source(), 1, retry_after=86400) == intervals.Due(
        at=NOW + DAY, why="the server asks for 1 d"
    )
    assert failure(source(), 1, retry_after=1e9).at == NOW + 7 * DAY


def test_what_is_gone_is_looked_at_once_a_week() -> None:
    assert intervals.at_gone(NOW).at == NOW + 7 * DAY


def days(*numbers: int) -> list[Published]:
    return [datetime(2026, 3, number, tzinfo=UTC) for number in numbers]


def test_the_usual_gap_is_what_the_dates_of_a_list_show() -> None:
    assert intervals.usual_gap(FetchState(), days(1, 2, 3, 4, 5), "UTC") == DAY
    assert intervals.usual_gap(FetchState(), [date(2026, 3, n) for n in (1, 3, 5, 7, 9)], "UTC") == 2 * DAY


def test_what_is_pinned_to_the_head_of_a_list_counts_for_nothing() -> None:
    pinned: list[Published] = [datetime(2012, 1, 1, tzinfo=UTC), datetime(2014, 1, 1, tzinfo=UTC)]

    assert intervals.usual_gap(FetchState(), [*pinned, *days(1, 2, 3, 4, 5, 6)], "UTC") == DAY


def test_too_few_dates_leave_what_was_known() -> None:
    assert intervals.usual_gap(FetchState(usual_gap=HOUR), days(1, 2), "UTC") == HOUR


def test_without_dates_arrivals_show_the_gap() -> None:
    assert intervals.arrived(FetchState(), NOW) is None
    assert intervals.arrived(FetchState(newest_at=NOW - DAY), NOW) == DAY
    known = FetchState(newest_at=NOW - 2 * DAY, usual_gap=DAY)
    assert intervals.arrived(known, NOW) == DAY * 0.7 + 2 * DAY * 0.3


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (timedelta(seconds=1), "1 s"),
        (timedelta(seconds=90), "90 s"),
        (timedelta(minutes=1), "1 min"),
        (timedelta(minutes=90), "90 min"),
        (HOUR, "1 h"),
        (timedelta(hours=36), "36 h"),
        (timedelta(days=2.5), "2.5 d"),
    ],
)
def test_lengths_are_told_as_people_say_them(length: timedelta, expected: str) -> None:
    assert intervals.length(length) == expected
