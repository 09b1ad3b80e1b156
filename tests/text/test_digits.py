from decimal import Decimal

import pytest

from monitor.text import digits


@pytest.mark.parametrize(
    ("written", "is_measured", "expected"),
    [
        ("1,234.5", False, ("1234.5", 7)),
        ("10 000", False, ("10000", 6)),
        ("12.5", False, ("12.5", 4)),
        ("1.234.567,89", False, ("1234567.89", 12)),
        ("1 000,5", False, ("1000.5", 7)),
        ("12,5", True, ("12.5", 4)),
        ("12,50", True, ("12.50", 5)),
        ("12,5", False, None),
        ("2025,10", True, None),
        ("12,3456", True, None),
        ("12.5,3", True, None),
        ("10,20,30", True, ("10", 2)),
        ("1.2.3", False, None),
        ("1.2.3,4,5", False, None),
        ("10:30", False, None),
        ("3/4", False, None),
        ("9" * 31, False, None),
    ],
)
def test_a_comma_parts_thousands_decimals_or_a_list_and_what_may_be_either_is_none(
    written: str, *, is_measured: bool, expected: tuple[str, int] | None
) -> None:
    read = digits.read(written, is_next=False, is_measured=is_measured)

    assert read == ((None, len(written)) if expected is None else (Decimal(expected[0]), expected[1]))


def test_behind_a_number_of_a_list_a_comma_parts_the_next_one() -> None:
    assert digits.read("20,30", is_next=True, is_measured=True) == (Decimal(20), 2)
