"""Kinds of characters."""

from monitor.text.characters import is_han, is_ignorable, is_letter, is_mark


def test_only_what_a_reader_cannot_see_is_ignorable() -> None:
    assert all(map(is_ignorable, "\u00ad\u200b\ufeff\x00\x80\U000e0001"))
    assert not any(map(is_ignorable, "a \n\x85\u00a0土·"))


def test_chinese_characters_are_no_letters() -> None:
    assert all(map(is_han, "稀土〇々⼀豈𠮷"))
    assert not any(map(is_han, "a１，。カ한"))
    assert all(map(is_letter, "aéßЖカ한Ａ"))
    assert not any(map(is_letter, "稀〇𠮷1-_ "))


def test_marks_belong_to_the_letter_before() -> None:
    assert all(map(is_mark, "\u0301\ufe0f\u0e31"))
    assert not is_mark("e")
