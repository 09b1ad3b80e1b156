"""When a channel may be disturbed, whatever the host, the zone and the season."""

import time as clock
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts import hours, working_days
from monitor.model import Hours, Quiet

NIGHT = Hours(quiet=(Quiet(start=time(22), end=time(7)),))
SHANGHAI = ZoneInfo("Asia/Shanghai")
ZONES = (
    "Asia/Shanghai",
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "UTC",
)


def opening(hours_: Hours, moment: str) -> str:
    local = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(hours_.zone))
    return (
        hours.opening(hours_, local.astimezone(UTC)).astimezone(ZoneInfo(hours_.zone)).strftime("%m-%d %H:%M")
    )


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-03-02T21:59", "03-02 21:59"),
        ("2026-03-02T22:00", "03-03 07:00"),
        ("2026-03-03T00:00", "03-03 07:00"),
        ("2026-03-03T06:59", "03-03 07:00"),
        ("2026-03-03T07:00", "03-03 07:00"),
    ],
)
def test_quiet_hours_reach_across_midnight(moment: str, expected: str) -> None:
    assert opening(NIGHT, moment) == expected


def test_a_stretch_of_the_day_and_one_that_follows_it_are_one_rest() -> None:
    noon = Quiet(start=time(12), end=time(13))
    nap = Quiet(start=time(13), end=time(13, 30))

    assert opening(Hours(quiet=(noon, nap)), "2026-03-02T12:30") == "03-02 13:30"


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param("2026-10-01T10:00", "10-08 00:00", id="National Day, a week"),
        pytest.param("2026-10-10T10:00", "10-10 10:00", id="a Saturday that is worked in exchange"),
        pytest.param("2026-09-20T10:00", "09-20 10:00", id="a Sunday that is"),
        pytest.param("2026-10-17T10:00", "10-19 00:00", id="an ordinary weekend"),
        pytest.param("2026-02-13T23:00", "02-13 23:00", id="before the Spring Festival"),
        pytest.param("2026-02-15T09:00", "02-24 00:00", id="the Spring Festival"),
        pytest.param("2030-06-15T09:00", "06-17 00:00", id="beyond what is published, weekends rest"),
        pytest.param("2030-10-02T09:00", "10-04 00:00", id="and statutory holidays"),
    ],
)
def test_the_working_days_of_china(moment: str, expected: str) -> None:
    assert opening(Hours(working_days="CN"), moment) == expected


def test_a_rest_at_night_and_a_free_day_add_up() -> None:
    assert opening(Hours(quiet=NIGHT.quiet, working_days="CN"), "2026-10-09T22:30") == "10-10 07:00"
    assert opening(Hours(quiet=NIGHT.quiet, working_days="CN"), "2026-10-16T23:00") == "10-19 07:00"


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param("2026-03-08T05:00+00:00", "2026-03-08T11:00+00:00", id="the night that loses an hour"),
        pytest.param("2026-11-01T04:00+00:00", "2026-11-01T12:00+00:00", id="the night that has one more"),
    ],
)
def test_seven_in_the_morning_is_seven_whenever_clocks_change(moment: str, expected: str) -> None:
    night = Hours(zone="America/New_York", quiet=NIGHT.quiet)

    assert hours.opening(night, datetime.fromisoformat(moment)) == datetime.fromisoformat(expected)


def test_an_hour_that_comes_twice_is_quiet_twice() -> None:
    early = Hours(zone="America/New_York", quiet=(Quiet(start=time(1), end=time(1, 30)),))
    second = datetime(2026, 11, 1, 6, 10, tzinfo=UTC)  # 01:10, after the clock was put back

    assert hours.opening(early, second) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert hours.opening(early, second - timedelta(hours=1)) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_hours_that_never_open_do_not_hold_an_alert_for_ever() -> None:
    always = Hours(quiet=(Quiet(start=time(0), end=time(12)), Quiet(start=time(12), end=time(0))))
    now = datetime(2026, 3, 2, tzinfo=UTC)

    assert hours.opening(always, now) == now


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati", "UTC"])
def test_the_zone_of_the_host_does_not_matter(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    clock.tzset()
    try:
        assert opening(NIGHT, "2026-03-02T23:00") == "03-03 07:00"
        assert opening(Hours(working_days="CN"), "2026-10-07T23:59") == "10-08 00:00"
    finally:
        monkeypatch.undo()
        clock.tzset()


minutes = st.integers(0, 24 * 60 - 1).map(lambda minute: time(*divmod(minute, 60)))
stretches = st.tuples(minutes, minutes).filter(lambda pair: pair[0] != pair[1])


@given(
    zone=st.sampled_from(ZONES),
    quiet=st.lists(stretches, max_size=3),
    days=st.sampled_from([None, "CN"]),
    moment=st.integers(0, 8 * 365 * 24 * 60).map(
        lambda minute: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    ),
)
def test_no_opening_is_quiet_and_none_is_later_than_it_must_be(
    zone: str, quiet: list[tuple[time, time]], days: str | None, moment: datetime
) -> None:
    """Read by the wall clock alone, minute by minute."""
    kept = Hours(
        zone=zone, quiet=tuple(Quiet(start=start, end=end) for start, end in quiet), working_days=days
    )

    def rests(instant: datetime) -> bool:
        local = instant.astimezone(ZoneInfo(zone))
        at = local.time()
        holds = (start <= at < end if start < end else not end <= at < start for start, end in quiet)
        return any(holds) or (days is not None and not working_days.is_working(days, local.date()))

    found = hours.opening(kept, moment)

    if not any(not rests(moment + timedelta(minutes=step)) for step in range(0, 60 * 24 * 21, 7)):
        return  # quiet all day
    assert found >= moment
    assert not rests(found)
    assert hours.is_quiet(kept, moment) is rests(moment)
    # An end inside an hour that the clock skips may be taken an hour late.
    waited = int((found - moment).total_seconds() // 60)
    awake = [step for step in range(0, waited, 7) if not rests(moment + timedelta(minutes=step))]
    assert not awake or max(awake) >= waited - 61


def test_what_is_known_of_a_calendar() -> None:
    assert working_days.known_to("CN", date(2026, 12, 31)) is None
    assert working_days.known_to("CN", date(2035, 1, 1)) is not None
    assert working_days.known_to("DE", date(2035, 1, 1)) is None
    assert {"CN", "US"} <= set(working_days.countries())
