"""Chinese names in pinyin."""

from monitor.stories import spoken


def test_names_are_words_with_a_capital_that_read_as_pinyin() -> None:
    assert set(spoken.names_in("Founder Lu Chengyuan of Yongxin Optics and Henghao's mine")) >= {
        "chengyuan",
        "luchengyuan",
        "yongxin",
        "henghao",
    }


def test_common_words_and_small_letters_are_no_names() -> None:
    assert set(spoken.names_in("China said yongxin. Chinese makers; Mining in Canada")) == set()


def test_a_name_is_heard_in_chinese_text_with_its_length() -> None:
    assert spoken.said_in("yongxin henghao", "宁波甬芯精密光学") == (("yongxin", 2),)


def test_a_part_of_a_longer_name_is_no_other_name() -> None:
    assert spoken.said_in("chengyuan luchengyuan", "法定代表人为陆承远") == (("luchengyuan", 3),)


def test_a_name_that_ends_behind_the_text_is_not_heard() -> None:
    assert spoken.said_in("yongxin", "宁波甬") == ()


def test_nothing_is_heard_in_nothing() -> None:
    assert spoken.said_in("", "宁波甬芯") == ()
