from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.gather import moves
from monitor.model import Fetched, FetchState, Recipe
from tests.fakes import NOW, source

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NEW, NEWER = "https://new.example.org/", "https://newer.example.org/"
MOVED = FetchState(polled_at=NOW, moved_to=NEW, moved_times=3, moved_since=NOW - DAY)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        pytest.param(FetchState(), source().location, id="never heard of a move"),
        pytest.param(MOVED, NEW, id="said three times within a day"),
        pytest.param(replace(MOVED, moved_times=2), source().location, id="said twice"),
        pytest.param(replace(MOVED, moved_since=NOW - 23 * HOUR), source().location, id="within hours"),
        pytest.param(replace(MOVED, polled_at=None), source().location, id="never polled"),
    ],
)
def test_a_source_is_asked_where_it_says_it_is_for_good(state: FetchState, expected: str) -> None:
    assert moves.address(source(), state) == expected


def test_a_redirect_that_says_the_same_is_counted() -> None:
    first = moves.heard(source(), FetchState(), Fetched(moved_to=NEW), NOW)
    second = moves.heard(source(), first, Fetched(moved_to=NEW), NOW + HOUR)

    assert second == FetchState(moved_to=NEW, moved_times=2, moved_since=NOW)


def test_a_redirect_that_says_something_else_begins_anew() -> None:
    first = moves.heard(source(), FetchState(), Fetched(moved_to=NEW), NOW)

    assert moves.heard(source(), first, Fetched(moved_to=NEWER), NOW + HOUR) == FetchState(
        moved_to=NEWER, moved_times=1, moved_since=NOW + HOUR
    )
    assert moves.heard(source(), first, Fetched(), NOW + HOUR) == FetchState()
    assert moves.heard(source(), FetchState(), Fetched(), NOW) == FetchState()


def test_the_new_address_is_kept_while_it_answers() -> None:
    assert moves.heard(source(), MOVED, Fetched(), NOW) == MOVED


def test_a_new_address_that_moves_on_is_forgotten() -> None:
    moved = moves.heard(source(), MOVED, Fetched(moved_to=NEWER), NOW)

    assert (moved.moved_to, moves.address(source(), moved)) == (NEWER, source().location)


def test_a_new_address_that_fails_is_forgotten_after_the_third_time() -> None:
    assert moves.failed(replace(MOVED, failures=2)).moved_to == NEW
    assert moves.failed(replace(MOVED, failures=3)).moved_to is None


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(method="POST"),
        Recipe(params=(("q", "x"),)),
        Recipe(headers=(("Authorization", "secret"),)),
    ],
)
def test_what_is_more_than_an_address_is_asked_where_the_settings_say(recipe: Recipe) -> None:
    assert moves.heard(source(recipe=recipe), FetchState(), Fetched(moved_to=NEW), NOW) == FetchState()
