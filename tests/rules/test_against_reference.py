"""The engine finds what the slow matcher and evaluator find; `python -m tests.rules.reference` is the long form."""

import pytest

from tests.rules.reference import Tally, compare, compare_rules


@pytest.mark.parametrize("seed", range(4))
def test_terms_stand_exactly_where_the_slow_matcher_finds_them(seed: int) -> None:
    tally = Tally()

    assert list(compare(2_000, seed, tally)) == []
    assert tally.pairs == 2_000
    assert tally.hitting > 100


@pytest.mark.parametrize("seed", range(4))
def test_rules_match_exactly_where_the_slow_evaluator_says(seed: int) -> None:
    tally = Tally()

    assert list(compare_rules(1_000, seed, tally)) == []
    assert tally.pairs == 1_000
    assert tally.hitting > 40
