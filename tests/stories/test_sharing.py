"""What two documents have in common in both languages, and what sets them apart there."""

import pytest

from monitor.stories import likeness, sharing
from monitor.stories.traits import Traits
from tests.stories.making import traits_of


def kinds(one: Traits, other: Traits) -> dict[str, float]:
    return {point.kind: point.weight for point in likeness.weigh(one, other)}


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ("53700000|CNY", "50000000|CNY"),
        ("12600|tonnes", "12600|"),
        ("26.5|%", "30|%"),
        ("5370000000|CNY", "5.37|CNY"),
    ],
)
def test_a_figure_of_more_digits_with_a_unit_tells_more(more: str, less: str) -> None:
    assert sharing.worth(more) > sharing.worth(less)


def test_a_name_tells_most_in_both_titles_and_least_far_below() -> None:
    titled = kinds(traits_of("包头开工", "甲。"), traits_of("包头投产", "乙。"))
    below = kinds(traits_of("开工", "包头。"), traits_of("投产", "包头。"))
    far = kinds(traits_of("开工", "长" * 400 + "包头。"), traits_of("投产", "包头。"))

    assert titled["names"] > below["names"] > far["names"] > 0


def test_titles_about_places_that_the_other_never_names_speak_against() -> None:
    assert kinds(traits_of("包头开工"), traits_of("宁波开工"))["other matter"] < 0
    assert "other matter" not in kinds(traits_of("包头开工", "宁波。"), traits_of("宁波开工"))


def test_other_years_in_titles_speak_against() -> None:
    assert kinds(traits_of("2025年工作"), traits_of("2026年工作"))["other year"] < 0


def test_figures_that_are_all_others_speak_against() -> None:
    one, other = traits_of("甲", "53.7亿元，1.26万吨。"), traits_of("乙", "48.9亿元，2.37万吨。")

    assert kinds(one, other)["other figures"] < 0


def test_the_day_of_publication_tells_less_than_another() -> None:
    today = kinds(traits_of("甲", "3月2日。"), traits_of("乙", "3月2日。"))
    later = kinds(traits_of("甲", "6月20日。"), traits_of("乙", "6月20日。"))

    assert later["days"] > today["days"] > 0


def test_a_month_is_told_where_no_day_is() -> None:
    assert kinds(traits_of("甲", "6月20日前。"), traits_of("A plan", "It starts in June."))["months"] > 0


def test_a_name_in_pinyin_is_heard_and_one_that_is_not_speaks_against() -> None:
    english = traits_of("Yongxin builds lenses", "It does.")

    assert kinds(english, traits_of("投资", "宁波甬芯精密获投资。"))["spoken"] > 0
    assert kinds(english, traits_of("投资", "合肥量子公司获投资。"))["other name"] < 0
    assert kinds(english, traits_of("Yongxin grows", "So it is."))["spoken"] > 0
    assert kinds(english, traits_of("Henghao stops", "So it is."))["other name"] < 0


def test_latin_words_that_both_write_count_in_chinese_texts() -> None:
    assert kinds(traits_of("甲", "采用TOPCon路线。"), traits_of("乙", "指TOPCon电池。"))["latin"] > 0
    assert kinds(traits_of("甲", "采用TOPCon路线。"), traits_of("Cells", "The TOPCon lines."))["latin"] > 0


def test_firms_that_only_one_title_names_speak_against() -> None:
    one, other = (
        traits_of("金澜磁业取得许可", "赣州金澜磁业。"),
        traits_of("甬磁高科获得许可", "宁波甬磁高科。"),
    )

    assert kinds(one, other)["other firm"] < 0
    assert "other firm" not in kinds(one, traits_of("甬磁高科获得许可", "继金澜磁业之后。"))


def test_titles_neither_of_which_the_other_text_says_speak_against() -> None:
    assert (
        kinds(traits_of("城市更新稳步前行", "甲乙。"), traits_of("海洋牧场初见规模", "丙丁。"))["untold"] < 0
    )


def test_words_that_many_documents_share_must_be_many() -> None:
    one = traits_of("通知", "企业、项目、园区、政府、支持、创新、技术、设备、产品、质量。")

    points = likeness.weigh(
        one, traits_of("公告", "企业、项目、园区、政府、支持、创新、技术、设备、产品、质量。")
    )

    assert not likeness.enough(points)
