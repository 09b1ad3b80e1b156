from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from monitor.errors import FetchError, ParseError, SourceError, Trouble
from monitor.gather import states
from monitor.model import Fetched, FetchState, NotModified, Published, Source, SourceKind, SourceState
from tests.fakes import NOW, source

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
URL = source().location
NEW_URL = "https://new.example.org/feed"
KNOWN = FetchState(location=URL, succeeded_at=NOW - HOUR, polled_at=NOW - HOUR)


def read(
    *published: Published | None, before: FetchState = KNOWN, polled: Source | None = None, **changes: Any
) -> states.Standing:
    answer = changes.pop("answer", Fetched(etag="1"))
    now = changes.pop("now", NOW)
    found = states.Read(answer=answer, published=published, **changes)
    return states.read(polled or source(), before, found, now)


def failed(error: SourceError, before: FetchState = KNOWN, now: datetime = NOW) -> states.Standing:
    return states.failed(source(), before, error, now)


def test_a_list_with_entries_is_ok_and_one_without_is_empty() -> None:
    assert read(None).is_in is SourceState.OK
    assert read().is_in is SourceState.EMPTY


def test_what_was_unread_is_read_again() -> None:
    standing = read(None, is_whole=False, is_first_done=False, is_behind=True, before=FetchState())

    assert (standing.state.etag, standing.state.location, standing.state.is_behind) == (None, None, True)


def test_another_address_is_another_source() -> None:
    before = replace(KNOWN, location="https://old/", newest_at=NOW, usual_gap=DAY, moved_to="https://x/")

    assert read(None, before=before).state == FetchState(
        etag="1", location=URL, polled_at=NOW, succeeded_at=NOW
    )


def test_the_newest_entry_and_the_usual_gap_are_remembered() -> None:
    dates = tuple(NOW - n * DAY for n in range(1, 7))

    state = read(*dates).state

    assert (state.newest_at, state.usual_gap) == (NOW - DAY, DAY)


def test_what_is_dated_ahead_is_as_new_as_now() -> None:
    assert read(date(2026, 3, 2), None).state.newest_at == NOW
    assert read(NOW - 9 * DAY, before=replace(KNOWN, newest_at=NOW - DAY)).state.newest_at == NOW - DAY


def test_without_dates_what_arrives_is_new() -> None:
    before = replace(KNOWN, newest_at=NOW - DAY)

    assert read(None, before=before, has_new=True).state.newest_at == NOW
    assert read(None, before=before, has_new=True).state.usual_gap == DAY
    assert read(None, before=before).state.newest_at == NOW - DAY


@pytest.mark.parametrize(
    ("gap", "silence", "polled", "expected"),
    [
        pytest.param(DAY, 8 * DAY, source(), SourceState.STALE, id="a daily source silent for a week"),
        pytest.param(DAY, 6 * DAY, source(), SourceState.OK, id="holidays are no trouble"),
        pytest.param(7 * DAY, 41 * DAY, source(), SourceState.OK, id="a weekly source may be late"),
        pytest.param(7 * DAY, 43 * DAY, source(), SourceState.STALE, id="but not six weeks"),
        pytest.param(None, 400 * DAY, source(), SourceState.OK, id="too little is known"),
        pytest.param(DAY, 400 * DAY, source(demo=True), SourceState.OK, id="a demo is never stale"),
        pytest.param(DAY, 400 * DAY, source(kind=SourceKind.FOLDER), SourceState.OK, id="nor is a folder"),
    ],
)
def test_a_source_is_stale_when_it_is_silent_far_longer_than_usual(
    gap: timedelta | None, silence: timedelta, polled: Source, expected: SourceState
) -> None:
    before = replace(KNOWN, newest_at=NOW - silence, usual_gap=gap)

    assert read(None, before=before, polled=polled).is_in is expected


def test_a_stale_source_says_since_when_and_what_else_is_wrong() -> None:
    before = replace(KNOWN, newest_at=NOW - 20 * DAY, usual_gap=DAY)

    standing = read(None, before=before, problems=("entry 2: no link",))

    assert standing.detail == (
        "nothing new since 2026-02-10; it used to publish every 1 d or so; entry 2: no link"
    )


def unchanged(before: FetchState, **changes: Any) -> states.Standing:
    made: dict[str, Any] = {"was": SourceState.OK, "detail": None}
    answer = changes.pop("answer", NotModified())
    return states.unchanged(source(), before, answer, now=NOW, **{**made, **changes})


def test_what_could_not_be_read_of_an_unchanged_source_still_cannot() -> None:
    standing = unchanged(KNOWN, detail="entry 2: no link")

    assert (standing.is_in, standing.detail) == (SourceState.UNCHANGED, "entry 2: no link")


def test_an_error_is_over_when_the_source_answers() -> None:
    before = replace(KNOWN, failures=3, gone_times=1, missing_since=NOW)

    standing = unchanged(before, was=SourceState.BLOCKED, detail="HTTP 403")

    assert standing.detail is None
    assert standing.state == replace(KNOWN, polled_at=NOW, succeeded_at=NOW)


def test_an_empty_list_that_is_unchanged_is_empty() -> None:
    assert unchanged(KNOWN, was=SourceState.EMPTY).is_in is SourceState.EMPTY


def test_an_unchanged_source_may_be_stale() -> None:
    assert unchanged(replace(KNOWN, newest_at=NOW - 20 * DAY, usual_gap=DAY)).is_in is SourceState.STALE


def test_a_move_is_adopted_after_three_polls_over_a_day() -> None:
    state, seen = KNOWN, []
    for hours in (0, 1, 2, 25, 26):
        moved = NotModified(moved_to=NEW_URL) if hours < 26 else NotModified()
        standing = states.unchanged(
            source(), state, moved, was=SourceState.OK, detail=None, now=NOW + hours * HOUR
        )
        state = standing.state
        seen.append(standing.is_in)

    assert seen == [*[SourceState.UNCHANGED] * 3, SourceState.MOVED, SourceState.MOVED]
    assert standing.detail == f"it has moved for good; write `url: {NEW_URL}` for it in monitor.yaml"


@pytest.mark.parametrize(
    ("error", "expected", "is_sure"),
    [
        (FetchError("HTTP 403", trouble=Trouble.BLOCKED, status=403), SourceState.BLOCKED, False),
        (FetchError("no route"), SourceState.UNREACHABLE, False),
        (FetchError("slow", trouble=Trouble.SLOW), SourceState.SLOW, False),
        (FetchError("TLS", trouble=Trouble.TLS), SourceState.TLS, True),
        (ParseError("no feed"), SourceState.MALFORMED, True),
        (ParseError("no entries", trouble=Trouble.CHANGED), SourceState.CHANGED, True),
        (FetchError("HTTP 404", trouble=Trouble.GONE, status=404), SourceState.CHANGED, False),
        (FetchError("HTTP 410", trouble=Trouble.GONE, status=410), SourceState.GONE, False),
    ],
)
def test_a_failure_is_the_state_that_its_trouble_names(
    error: SourceError, expected: SourceState, is_sure: bool
) -> None:
    standing = failed(error)

    assert (standing.is_in, standing.is_sure, standing.detail) == (expected, is_sure, str(error))
    assert (standing.state.failures, standing.state.polled_at) == (1, NOW)


def test_410_twice_in_a_row_is_the_end() -> None:
    error = FetchError("HTTP 410 Gone", trouble=Trouble.GONE, status=410)
    once = failed(error)
    between = failed(FetchError("no route"), once.state)
    twice = failed(error, once.state)

    assert not states.is_gone(failed(error, between.state).state, NOW)
    assert (twice.is_in, twice.is_sure, states.is_gone(twice.state, NOW)) == (SourceState.GONE, True, True)


def test_404_for_a_week_is_the_end() -> None:
    error = FetchError("HTTP 404 Not Found", trouble=Trouble.GONE, status=404)
    first = failed(error)
    later = failed(error, first.state, NOW + 6 * DAY)
    end = failed(error, later.state, NOW + 7 * DAY)

    assert [one.is_in for one in (first, later, end)] == [
        SourceState.CHANGED,
        SourceState.CHANGED,
        SourceState.GONE,
    ]


def test_another_failure_between_two_404_begins_the_week_anew() -> None:
    first = failed(FetchError("HTTP 404", status=404))
    between = failed(FetchError("no route"), first.state, NOW + 3 * DAY)
    again = failed(FetchError("HTTP 404", status=404), between.state, NOW + 8 * DAY)

    assert again.is_in is SourceState.CHANGED
