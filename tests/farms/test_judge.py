"""A judge that lets everything pass would be none: what a rude reader does is found, criterion by criterion."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.fakes import Clock
from tests.farms import judge
from tests.farms.judge import DAY, HOUR, SCENES, Criterion, Edition, Judge, Refusal, Scene

AGENT = {"user-agent": "reader/1.0 (+https://reader.example/)", "accept-encoding": "gzip"}
FIRST = {"if-none-match": '"1"', "if-modified-since": "Mon"}
SECOND = {"if-none-match": '"2"', "if-modified-since": "Tue"}
SCENE = Scene(
    editions=(
        Edition(from_hour=0, etag='"1"', last_modified="Mon"),
        Edition(from_hour=2, etag='"2"', last_modified="Tue"),
    )
)


def faults(
    scene: Scene, *visits: tuple[timedelta, dict[str, str]], target: str = "/feed.xml"
) -> set[Criterion]:
    """Return what a reader is blamed for that comes at these times with these headers."""
    clock = Clock(now=judge.start())
    sitting = Judge(clock, {"one": scene})
    for after, headers in visits:
        clock.now = judge.start() + after
        sitting.ask("one", target, AGENT | headers)
    return {criterion for criterion, found in sitting.faults().items() if found}


def test_a_polite_reader_is_blamed_for_nothing() -> None:
    assert faults(SCENE, (0 * HOUR, {}), (HOUR, FIRST), (2 * HOUR, FIRST), (3 * HOUR, SECOND)) == set()


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        pytest.param({}, {Criterion.CONDITIONAL, Criterion.ETAG, Criterion.LAST_MODIFIED}, id="nothing"),
        pytest.param(FIRST | {"if-none-match": "1"}, {Criterion.ETAG}, id="an ETag without its quotes"),
        pytest.param(FIRST | {"if-none-match": 'W/"1"'}, {Criterion.ETAG}, id="an ETag made weak"),
        pytest.param(
            FIRST | {"if-modified-since": "Mon, 01 Jan 2026"}, {Criterion.LAST_MODIFIED}, id="a date made up"
        ),
        pytest.param(FIRST | {"cookie": "a=1"}, {Criterion.CLEAN}, id="a cookie"),
        pytest.param(FIRST | {"referer": "/"}, {Criterion.CLEAN}, id="a Referer"),
        pytest.param(FIRST | {"user-agent": "python-httpx/0.28"}, {Criterion.AGENT}, id="no contact"),
        pytest.param(FIRST | {"accept-encoding": "br"}, {Criterion.AGENT}, id="no gzip"),
    ],
)
def test_the_second_visit_shows(sent: dict[str, str], expected: set[Criterion]) -> None:
    assert faults(SCENE, (0 * HOUR, {}), (HOUR, sent)) == expected


def test_validators_that_are_never_renewed_are_noticed() -> None:
    assert faults(SCENE, (0 * HOUR, {}), (2 * HOUR, FIRST), (4 * HOUR, FIRST)) == {
        Criterion.ETAG,
        Criterion.LAST_MODIFIED,
        Criterion.UPDATED,
    }


def test_fifty_nine_minutes_are_too_soon() -> None:
    assert faults(SCENE, (0 * HOUR, {}), (timedelta(minutes=59), FIRST)) == {Criterion.SPACING}


def test_an_undercut_max_age_is_noticed() -> None:
    scene = Scene(editions=SCENE.editions[:1], max_age=DAY)

    assert faults(scene, (0 * HOUR, {}), (23 * HOUR, FIRST)) == {Criterion.MAX_AGE}


@pytest.mark.parametrize("as_date", [True, False])
def test_an_undercut_retry_after_is_noticed(as_date: bool) -> None:
    scene = Scene(
        editions=SCENE.editions[:1],
        refusals=(Refusal(from_hour=1, to_hour=5, status=429, as_date=as_date),),
    )

    assert faults(scene, (0 * HOUR, {}), (HOUR, FIRST), (4 * HOUR, FIRST)) == {Criterion.RETRY_AFTER}
    assert faults(scene, (0 * HOUR, {}), (HOUR, FIRST), (5 * HOUR, FIRST)) == set()


def test_an_address_that_nobody_gave_is_noticed() -> None:
    assert Criterion.CLEAN in faults(SCENE, (0 * HOUR, {}), target="/feed.xml?nocache=1")


def test_two_requests_at_once_are_noticed() -> None:
    sitting = Judge(Clock(now=judge.start()))
    name = next(iter(SCENES))

    sitting.enter(name)
    sitting.enter(name)
    sitting.leave(name)
    sitting.leave(name)
    sitting.enter(name)

    assert sitting.faults()[Criterion.CLEAN] == [f"{name}: 1 requests while another was open"]
