"""Numbers in words."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.text import numerals


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("零", 0),
        ("十", 10),
        ("十五", 15),
        ("一百二十", 120),
        ("一百零五", 105),
        ("三百五", 350),
        ("一千零一十", 1010),
        ("两千五", 2500),
        ("一万二", 12000),
        ("一万零二", 10002),
        ("两千万", 20_000_000),
        ("一亿两千万", 120_000_000),
        ("一亿二", 120_000_000),
        ("一万五千亿", 1_500_000_000_000),
        ("两万亿", 2_000_000_000_000),
        ("二〇二五", 2025),
        ("一五〇", 150),
        ("十四五", None),
        ("三五", None),
        ("百", None),
        ("千万", None),
        ("万一", None),
        ("一百千", None),
        ("一万五亿万", None),
        ("", None),
        ("一" * 40, None),
    ],
)
def test_chinese_numerals_are_read(written: str, value: int | None) -> None:
    assert numerals.han(written) == value


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("三点五", "3.5"),
        ("零点零五", "0.05"),
        ("一点二亿", "120000000"),
        ("点五", None),
        ("三点", None),
        ("三点亿", None),
        ("三点五亿六", None),
    ],
)
def test_chinese_fractions_are_read(written: str, value: str | None) -> None:
    assert numerals.han(written) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("two", 2),
        ("twenty-one", 21),
        ("two hundred and fifty", 250),
        ("one hundred and fifty million", 150_000_000),
        ("five million two hundred thousand", 5_200_000),
        ("two three", None),
        ("twenty eleven", None),
        ("twenty zero", None),
        ("hundred", None),
        ("million", None),
        ("two hundred hundred", None),
        ("one million billion", None),
    ],
)
def test_english_words_are_read(written: str, value: int | None) -> None:
    assert numerals.english(written) == value


def in_han(number: int) -> str:
    """Write a whole number below a hundred million in full."""
    if number >= 10_000:
        rest = number % 10_000
        return (
            in_han(number // 10_000)
            + "万"
            + ("零" if 0 < rest < 1000 else "")
            + (in_han(rest) if rest else "")
        )
    digits = "零一二三四五六七八九"
    made = ""
    for step, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // step % 10
        if digit:
            made += digits[digit] + sign
        elif made and number % step and not made.endswith("零"):
            made += "零"
    return made or "零"


@settings(deadline=None)
@given(st.integers(0, 99_999_999))
def test_a_number_written_in_full_is_read_as_it_was(number: int) -> None:
    assert numerals.han(in_han(number)) == number
