"""The short form of `python -m tests.acceptance.soak`: each fault once, and some kills."""

from pathlib import Path

import pytest

from tests.acceptance.soak.faults import FAULTS
from tests.acceptance.soak.run import Plan, run
from tests.acceptance.soak.world import Conditions

GROUPS = (
    (
        "network",
        "hanging",
        "refusals",
        "feeds",
        "dns",
        "quiet-hours",
        "clock-summer",
        "clock-back",
        "clock-on",
    ),
    ("kill", "term", "disk-full", "read-only", "locked", "locked-term", "clock-down"),
)


@pytest.mark.parametrize("only", GROUPS, ids=["while it runs", "over its end"])
def test_whatever_is_done_to_it_nothing_is_lost_and_nothing_stands_twice(
    tmp_path: Path, only: tuple[str, ...]
) -> None:
    said: list[str] = []
    conditions = Conditions(seed=1, every=0.5, ahead=10, length=0.2)

    result = run(Plan(conditions=conditions, kills=1, only=only), tmp_path, say=said.append)

    assert result.is_good, "\n".join((*said, str(result)))
    assert set(result.faults) == set(only)


def test_the_short_form_leaves_no_fault_out() -> None:
    assert {name for group in GROUPS for name in group} == set(FAULTS)
