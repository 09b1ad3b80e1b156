"""The short form of `python -m tests.acceptance.ninety_days`: a few sources over the days on which clocks are changed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.acceptance.ninety_days.run import Plan, run


@pytest.mark.parametrize(
    "begin",
    [
        pytest.param(datetime(2026, 3, 7, tzinfo=UTC), id="New York in spring"),
        pytest.param(datetime(2026, 10, 24, tzinfo=UTC), id="Berlin in autumn"),
    ],
)
def test_nothing_is_forgotten_told_twice_or_told_late(tmp_path: Path, begin: datetime) -> None:
    result = run(Plan(begin=begin, days=2, sources=5), tmp_path)

    assert result.violations == ()
    assert result.rows[-1].told > 0
    assert result.rows[-1].digests >= 2
