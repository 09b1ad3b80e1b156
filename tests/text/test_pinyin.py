"""How Chinese characters read."""

import pytest

from monitor.text import pinyin


@pytest.mark.parametrize(
    ("character", "syllable"), [("甬", "yong"), ("芯", "xin"), ("重", "chong"), ("重", "zhong"), ("绿", "lv")]
)
def test_a_character_has_its_readings(character: str, syllable: str) -> None:
    assert syllable in pinyin.readings()[character]


def test_what_is_no_character_has_none() -> None:
    assert "a" not in pinyin.readings()


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("yongxin", {("yong", "xin")}),
        ("xian", {("xian",), ("xi", "an")}),
        ("magnet", set()),
        ("", {()}),
    ],
)
def test_a_word_is_read_in_every_way(word: str, expected: set[tuple[str, ...]]) -> None:
    assert set(pinyin.syllables(word)) == expected


def test_a_long_word_is_not_read_in_thousands_of_ways() -> None:
    assert len(pinyin.syllables("xian" * 30)) <= 8
