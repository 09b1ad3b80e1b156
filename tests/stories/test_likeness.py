"""Titles, numbers, works and texts of two documents."""

import pytest

from monitor.stories import likeness
from monitor.stories.points import Point
from tests.stories.making import traits_of

FORM = (
    "宁波市金属材料研究与应用联合中心建设方案由有关单位按照程序办理并定期报告进展情况，各单位要加强组织领导，落实责任，"
    * 2
)


def kinds(one: tuple[str, ...], other: tuple[str, ...], day: str = "2026-03-02") -> dict[str, float]:
    return {point.kind: point.weight for point in likeness.weigh(traits_of(*one), traits_of(*other, day=day))}


def test_a_form_with_other_figures_is_no_copy() -> None:
    one, other = (
        f"{FORM}投资{figures}。" for figures in ("12.5亿元，共34家，占56%", "78.1亿元，共91家，占23%")
    )

    assert kinds(("一则消息", one), ("另一则消息", other))["form"] < 0


def test_a_form_with_few_figures_shows_nothing() -> None:
    found = kinds(("一则消息", f"{FORM}投资12.5亿元。"), ("另一则消息", f"{FORM}投资78.1亿元。"))

    assert "form" not in found
    assert "text" not in found


def test_a_column_has_one_title_every_week() -> None:
    weekly = "稀土市场每周观察与点评"

    assert "titles" not in kinds(
        (weekly, FORM), (weekly, "完全不同的内容，" * 3 + "讲的是另外一件事情和另外一些人，" * 4)
    )
    assert kinds((weekly, FORM), (weekly, FORM))["titles"] > 0


def test_two_english_titles_with_the_same_words_count_little() -> None:
    found = kinds(
        ("Beijing raises tungsten mining quota", "a"), ("Tungsten mining quota raised by Beijing", "b")
    )

    assert 0 < found["titles"] < 2


def test_a_number_that_only_one_has_and_the_other_cites() -> None:
    cites = ("某县安排工作", f"{'前言。' * 20}依据工信厅节函〔2026〕83号办理。")

    assert kinds(("通知", "工信厅节函〔2026〕83号\n照办。"), cites)["cited number"] > 0


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("工信厅节函〔2026〕83号", "工信厅节函〔2026〕83号"),
        ("商务部公告2026年第21号", "No. 21 of 2026"),
        ("商务部令第21号", "No. 21"),
    ],
)
def test_the_reason_names_the_document_number(number: str, told: str) -> None:
    points = likeness.weigh(traits_of("甲", f"{number}\n一。"), traits_of("乙", f"{number}\n二。"))

    assert f"same document number {told}" in [point.reason for point in points]


def test_a_work_in_a_text_counts_less_than_in_both_titles() -> None:
    titled = kinds(("《磁材能耗限额》公布", "甲。"), ("《磁材能耗限额》解读", "乙。"))
    told = kinds(("《磁材能耗限额》公布", "甲。"), ("新规来了", "有《磁材能耗限额》。"))
    others = kinds(("《磁材能耗限额》公布", "甲。"), ("《分离能耗限额》公布", "乙。"))

    assert titled["title works"] > told["works"] > 0 > others["other works"]


def test_codes_of_standards() -> None:
    assert kinds(("甲", "见GB 43854-2026。"), ("A test", "GB 43854 adds one."))["codes"] > 0


def test_days_apart_speak_against_but_for_steps_of_one_measure() -> None:
    assert kinds(("甲", "一。"), ("乙", "二。"), day="2026-06-02")["apart"] < 0
    assert "apart" not in kinds(
        ("《磁材能耗限额》公布", "甲。"), ("《磁材能耗限额》解读", "乙。"), day="2026-06-02"
    )


def test_batches_that_agree_and_those_that_do_not() -> None:
    assert kinds(("甲", "第二批。"), ("A list", "The second batch is out."))["serial"] > 0
    assert kinds(("甲", "第二批。"), ("A list", "The third batch is out."))["other serial"] < 0
    assert kinds(("第二批", "继第一批之后。"), ("第一批", "另有第二批。"))["other serial"] < 0


def test_an_edition_of_another_year_is_another_work() -> None:
    one = ("《节能装备推荐目录（2025年版）》公布", "甲。")

    assert kinds(one, ("《节能装备推荐目录（2026年版）》公示", "乙。"))["other edition"] < -4
    assert "other edition" not in kinds(one, ("《节能装备推荐目录（2025年版）》解读", "乙。"))
    assert "other edition" not in kinds(one, ("《风机推荐目录（2026年版）》公示", "乙。"))


def test_a_list_that_names_the_edition_before_it_is_not_taken_for_it() -> None:
    both = ("《节能装备推荐目录（2026年版）》公示", "它代替《节能装备推荐目录（2025年版）》。")

    assert "other edition" not in kinds(("《节能装备推荐目录（2026年版）》公布", "甲。"), both)


def test_an_act_that_stands_on_another_is_no_step_of_it() -> None:
    national = ("国务院办公厅关于深化成果赋权改革的意见", "国办发〔2026〕17号\n深化改革。")
    local = (
        "某省印发《关于拓展三项改革的若干措施》",
        f"{'前言。' * 20}为落实《国务院办公厅关于深化成果赋权改革的意见》（国办发〔2026〕17号），现提出措施。",
    )
    paper = (
        "国办发文谈改革",
        f"{'前言。' * 20}《国务院办公厅关于深化成果赋权改革的意见》（国办发〔2026〕17号）印发。",
    )

    assert kinds(national, local)["other works"] < 0
    assert "quoted" not in kinds(local, national)
    assert kinds(national, paper)["quoted"] > 0


def test_a_meeting_of_another_day_and_one_more_meeting_are_other_events() -> None:
    one = ("三部门联合召开铸造和锻造行业座谈会", "甲。")

    assert kinds(one, ("三部门召开铸造和锻造行业座谈会", "乙。"), day="2026-03-20")["other title"] < 0
    assert kinds(one, ("三部门再次召开铸造和锻造行业座谈会", "乙。"))["other title"] < 0
    assert kinds(one, ("三部门召开铸造和锻造行业座谈会", "乙。"))["same matter"] > 0


NAMES = (Point(4.5, "both name Baotou", "names"), Point(3.0, "both name magnets", "subjects"))
TOGETHER = Point(2.0, "published together", "together")


@pytest.mark.parametrize(
    ("more", "is_enough"),
    [
        ((), False),
        ((Point(0.5, "both say 1 years", "figures"),), False),
        ((Point(1.2, "both name products", "words"),), False),
        ((Point(2.0, "both name notice", "words"),), True),
        ((Point(1.6, "both say batch 2", "serial"),), True),
        ((Point(2.4, "both name 06-01", "days"),), True),
    ],
)
def test_names_of_a_place_and_a_subject_want_something_else_beside_them(
    more: tuple[Point, ...], *, is_enough: bool
) -> None:
    assert likeness.enough((*NAMES, TOGETHER, *more)) is is_enough


def test_two_short_reports_of_one_form_about_other_things_are_no_copies() -> None:
    form = "China on Friday announced export controls on {} items, effective immediately, the commerce ministry said."
    one = traits_of("China imposes export controls on samarium, terbium", form.format("samarium and terbium"))
    other = traits_of(
        "China imposes export controls on lithium batteries, graphite anodes",
        form.format("lithium batteries and graphite anode"),
    )

    assert not likeness.enough(likeness.weigh(one, other))
    assert likeness.enough(
        likeness.weigh(one, traits_of("Samarium, terbium under control", form.format("samarium and terbium")))
    )


def test_a_few_words_that_all_pages_of_a_site_have_join_nothing() -> None:
    pages = (
        "Read more on our site, where all of our reports, charts and letters stand for those who have paid."
    )

    points = likeness.weigh(
        traits_of("Antimony ban suspended", pages), traits_of("Tungsten quota is set", pages)
    )

    assert "text" not in {point.kind for point in points}
