"""What the running program counts of itself."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.pulse import Counts, Lengths, Pulse


def test_beyond_the_bound_different_labels_count_as_one() -> None:
    counts = Counts(most=2)
    for rule in ("a", "b", "c", "d", "a"):
        counts.add(rule, "high")

    assert counts.by_labels() == {("a", "high"): 2, ("b", "high"): 1, ("other", "other"): 2}


def test_what_is_counted_later_does_not_change_what_was_given_out() -> None:
    counts = Counts()
    before = counts.by_labels()
    counts.add("a")

    assert before == {}


@given(st.lists(st.floats(min_value=0, max_value=100)))
def test_a_length_counts_under_each_bound_that_it_does_not_exceed(lengths: list[float]) -> None:
    bounds = (0.5, 1.0, 10.0)
    made = Lengths(bounds)
    for length in lengths:
        made.add(length)

    assert made.up_to() == (*(sum(one <= bound for one in lengths) for bound in bounds), len(lengths))


def test_the_longest_lag_is_kept_and_what_was_told_is_bounded() -> None:
    pulse = Pulse(began_at=0.0)
    pulse.woken(1.0, late=3.0)
    pulse.woken(1.0, late=1.0)
    pulse.told.extend(range(10_001))

    assert pulse.longest_lag == 3.0
    assert (len(pulse.told), pulse.told[0]) == (10_000, 1)
