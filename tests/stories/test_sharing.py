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


def test_a_batch_sets_a_title_apart_as_a_place_does_unless_a_telling_figure_is_shared() -> None:
    batch = traits_of("第二批试点公布", "甲。")

    assert kinds(batch, traits_of("宁波开工", "乙。"))["other matter"] < 0
    assert "other matter" not in kinds(
        traits_of("第二批试点公布", "共2137家。"), traits_of("宁波入选", "全国2137家。")
    )


def test_titles_about_two_places_speak_against_though_one_names_the_other_in_passing() -> None:
    one, other = traits_of("成都基金设立", "此前宁波基金已设立。"), traits_of("宁波基金设立", "甲。")

    assert kinds(one, other)["other place"] < 0
    assert "other place" not in kinds(one, traits_of("宁波基金设立", "成都也有。"))
    assert "other place" not in kinds(one, traits_of("基金设立", "甲。"))


@pytest.mark.parametrize(
    ("one", "other", "weight"),
    [
        pytest.param(
            "下达56300吨。", "下达44700吨，此前已下达56300吨。", None, id="one tells both in its first lines"
        ),
        pytest.param(
            "下达56300吨。",
            f"下达44700吨。{'其他。' * 60}此前56300吨。",
            -3.0,
            id="one measure, one told below",
        ),
        pytest.param("下达56300吨。", "下达44700吨。", -3.0, id="one measure"),
        pytest.param("下达56300吨。", "投资44.7亿元。", -2.0, id="other measures"),
        pytest.param(
            "下达56300吨。",
            f"投资44.7亿元。{'其他。' * 60}此前56300吨。",
            None,
            id="other measures, one told below",
        ),
        pytest.param("下达56300吨。", "下达2吨。", None, id="a figure that tells nothing"),
        pytest.param(
            f"下达56300吨。{'其他。' * 60}另有44700吨。",
            f"下达44700吨。{'其他。' * 60}另有56300吨。",
            None,
            id="each tells the other's below",
        ),
    ],
)
def test_other_figures_in_the_first_lines_speak_against(one: str, other: str, weight: float | None) -> None:
    assert kinds(traits_of("甲", one), traits_of("乙", other)).get("other main figure") == weight


def test_the_name_of_a_model_tells_more_than_another_latin_word() -> None:
    model = kinds(traits_of("甲", "一架YL-5。"), traits_of("乙", "两架YL-5。"))
    word = kinds(traits_of("甲", "一种ArF。"), traits_of("乙", "两种ArF。"))

    assert model["latin"] > word["latin"] > 0


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


def test_two_months_are_a_round_figure_though_they_are_no_round_part_of_a_year() -> None:
    assert sharing.worth("0.166667|years") == sharing.worth("2|years")


def test_a_rare_name_that_both_write_tells_more_than_a_common_word() -> None:
    rare = kinds(
        traits_of("Veridon gets its nod", "It may buy."), traits_of("A nod for Veridon", "So it is.")
    )

    assert rare["latin"] == 1.5
    assert "latin" not in kinds(traits_of("Monday report", "Sales."), traits_of("The Monday show", "Films."))


def test_a_figure_that_a_retelling_in_the_other_language_rounds_counts_a_little() -> None:
    exact = traits_of("收储竞价公告", "收储电解钴8800吨。")

    assert 0 < kinds(exact, traits_of("Cobalt tender", "About 9,000 tonnes."))["figures"] <= 1.5
    assert "figures" not in kinds(exact, traits_of("Cobalt tender", "About 8,000 tonnes."))
    assert "figures" not in kinds(exact, traits_of("钴收储", "约9000吨。"))


def test_a_day_that_a_rule_takes_force_tells_less_weeks_later() -> None:
    then, now = traits_of("甲", "6月1日起施行。"), traits_of("乙", "6月1日起施行。", day="2026-03-30")

    assert kinds(then, now)["days"] == 0.5 * kinds(then, traits_of("乙", "6月1日起施行。"))["days"]
