import pytest

from monitor.corpus.pinyin import is_pinyin, is_syllable


@pytest.mark.parametrize("word", ["baotou", "xian", "zhuangzu", "lvliang", "shijiazhuang", "nve"])
def test_pinyin_is_known(word: str) -> None:
    assert is_pinyin(word)


@pytest.mark.parametrize("word", ["china", "astronger", "beijingx", "thing"])
def test_other_words_are_not_pinyin(word: str) -> None:
    assert is_pinyin(word) == (word == "china")  # chi-na is pinyin too


def test_a_syllable_is_one() -> None:
    assert is_syllable("zhuang")
    assert not is_syllable("baotou")
