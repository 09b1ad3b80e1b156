from datetime import UTC, date, datetime, timedelta

import pytest

from monitor import gather
from monitor.gather import backlog
from monitor.model import BacklogRule, FetchState, Published, Source
from tests.fakes import NOW, source

DAY = timedelta(days=1)
FIRST = FetchState()
LATER = FetchState(succeeded_at=NOW - timedelta(hours=1), location=source().location)


def is_backlog(published: Published | None, polled: Source, state: FetchState, now: datetime) -> bool:
    return backlog.hides(backlog.horizon(polled, state, now), published, polled.zone)


@pytest.mark.parametrize(
    ("published", "polled", "state", "expected"),
    [
        pytest.param(NOW - 3 * DAY, source(), FIRST, True, id="first poll: too old"),
        pytest.param(NOW - DAY, source(), FIRST, False, id="first poll: young enough"),
        pytest.param(None, source(), FIRST, True, id="first poll: undated"),
        pytest.param(
            date(2026, 2, 28), source(), FIRST, False, id="first poll: a bare date is its last second"
        ),
        pytest.param(date(2026, 2, 27), source(), FIRST, True, id="first poll: a bare date too old"),
        pytest.param(NOW - 99 * DAY, source(backlog=BacklogRule.ALL), FIRST, False, id="first poll: all"),
        pytest.param(None, source(backlog=BacklogRule.ALL), FIRST, False, id="first poll: all, undated"),
        pytest.param(NOW, source(backlog=BacklogRule.NONE), FIRST, True, id="first poll: none"),
        pytest.param(None, source(), LATER, False, id="later: undated is new"),
        pytest.param(NOW - DAY, source(), LATER, False, id="later: within the backlog"),
        pytest.param(NOW - 3 * DAY, source(), LATER, True, id="later: turned up late"),
        pytest.param(
            NOW - 3 * DAY,
            source(),
            FetchState(succeeded_at=NOW - 5 * DAY, location=source().location),
            False,
            id="later: published while we could not look",
        ),
        pytest.param(NOW - 3 * DAY, source(backlog=BacklogRule.ALL), LATER, False, id="later: all"),
        pytest.param(
            NOW - DAY, source(backlog=BacklogRule.NONE), LATER, False, id="later: none, a little late"
        ),
        pytest.param(
            NOW - 3 * DAY, source(backlog=BacklogRule.NONE), LATER, True, id="later: none, too late"
        ),
        pytest.param(
            NOW - timedelta(minutes=30),
            source(backlog=BacklogRule.NONE),
            LATER,
            False,
            id="later: none, since the last poll",
        ),
        pytest.param(
            None,
            source(),
            FetchState(succeeded_at=NOW, location="https://example.org/old"),
            True,
            id="a changed address counts as a first poll",
        ),
    ],
)
def test_backlog_is_what_was_there_before_we_looked(
    published: Published | None, polled: Source, state: FetchState, expected: bool
) -> None:
    assert is_backlog(published, polled, state, NOW) is expected


def test_an_instant_in_the_future_is_not_backlog() -> None:
    assert not is_backlog(datetime(2026, 3, 3, tzinfo=UTC), source(), FIRST, NOW)


def test_a_bare_date_is_as_young_as_its_last_second() -> None:
    assert gather.age(date(2026, 3, 2), "Asia/Shanghai", NOW) == timedelta(hours=-4)
    assert gather.age(NOW - DAY, "Asia/Shanghai", NOW) == DAY
