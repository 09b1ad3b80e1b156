"""Days and months of the year."""

import pytest

from monitor.stories import days


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("请于3月20日前报送", {"03-20"}),
        ("公示时间为7月30日至8月5日", {"07-30", "08-05"}),
        ("3月23-27日", {"03-23", "03-27"}),
        ("by March 20 and 4 April", {"03-20", "04-04"}),
        ("on the 8th of May", {"05-08"}),
        ("2026-05-08", {"05-08"}),
        ("13月40日", set()),
        ("3月底", set()),
    ],
)
def test_days(text: str, expected: set[str]) -> None:
    assert days.days(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("自2026年6月1日起施行，5月中旬截止", {"05", "06"}),
        ("from June; comments close in mid-May", {"05", "06"}),
        ("They may march in January", {"01"}),
        ("in March, by May", {"03", "05"}),
        ("3个月内", set()),
    ],
)
def test_months(text: str, expected: set[str]) -> None:
    assert days.months(text) == expected
