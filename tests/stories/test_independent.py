"""How many sources do not rest on each other."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Outlet, OutletKind
from monitor.stories import independent
from monitor.stories.independent import Rest
from tests.fakes import document

RELEASE, OFFICIAL = OutletKind.STATE_COMPANY.value, OutletKind.OFFICIAL.value


@pytest.mark.parametrize(
    ("rests", "expected"),
    [
        pytest.param((), 1, id="nothing known is one"),
        pytest.param(
            (Rest("a", RELEASE), Rest("b", RELEASE), Rest("c", RELEASE)), 1, id="one release, retold"
        ),
        pytest.param((Rest("a", "a"), Rest("b", "b")), 2, id="two with reports of their own"),
        pytest.param((Rest("a", "a"), Rest("a", OFFICIAL)), 1, id="one outlet, twice"),
        pytest.param(
            (Rest("a", OFFICIAL), Rest("b", OFFICIAL), Rest("b", "b")), 2, id="either may stand for both"
        ),
        pytest.param(
            (Rest("a", OFFICIAL), Rest("a", RELEASE), Rest("b", OFFICIAL)), 2, id="the other way round"
        ),
    ],
)
def test_no_two_that_count_share_an_outlet_or_an_origin(rests: tuple[Rest, ...], expected: int) -> None:
    assert independent.count(rests) == expected


def test_a_report_of_its_own_rests_on_its_outlet() -> None:
    paper = replace(document(), outlet=Outlet(name="Paper"), origin=(OutletKind.INDEPENDENT,))

    assert independent.of(paper) == Rest("Paper", "Paper")


def test_a_report_of_another_rests_on_the_least_independent() -> None:
    paper = replace(
        document(), outlet=Outlet(name="Paper"), origin=(OutletKind.INDEPENDENT, OutletKind.STATE_COMPANY)
    )

    assert independent.of(paper) == Rest("Paper", RELEASE)


@given(st.lists(st.builds(Rest, st.sampled_from("abc"), st.sampled_from("xyz"))))
def test_the_order_does_not_matter_and_more_never_make_fewer(rests: list[Rest]) -> None:
    assert independent.count(rests) == independent.count(reversed(rests))
    assert independent.count(rests) >= independent.count(rests[:-1])
