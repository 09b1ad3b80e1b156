"""How far apart things are said to stand is how far `near` reaches."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.rules.explaining.explain import explain
from monitor.rules.rule import Near
from tests.rules.making import any_of, document, rule, rule_set

FILLING = st.lists(
    st.sampled_from(["word", "字", "12.5", ",", "(x)", "pilot", "另一"]), min_size=1, max_size=6
)


def near(within: float) -> Near:
    return Near(members=any_of("pilot", any_of("名单", "list"), "zone").members, within=within)


@settings(deadline=None)  # the first text folded waits for the table
@given(
    st.permutations(["pilot", "名单", "zone"]),
    FILLING,
    FILLING,
    st.sampled_from(["", "list ", "zone 一 二 三 "]),
)
def test_the_distance_told_is_the_least_that_matches(
    members: list[str], first: list[str], second: list[str], head: str
) -> None:
    one, two, three = members
    layout = document(head + " ".join([one, "and", *first, two, *second, "or", three]))
    made = rule(near(0))

    told = re.search(r"stand ([\d.]+) words? apart, `within` is 0\Z", explain(made, rule_set(made), layout))

    assert told is not None
    assert rule_set(rule(near(float(told[1])))).match(layout)
    assert not rule_set(rule(near(float(told[1]) - 0.5))).match(layout)
