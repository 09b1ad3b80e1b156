"""Whether two Chinese titles are of one matter."""

import pytest

from monitor.stories import titles


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("关于组织推荐2026年工业绿色微电网建设试点的通知", "关于公布2026年工业绿色微电网建设试点名单的通知"),
        ("关于开展2026年工业节能监察工作的通知", "部署2026年工业节能监察"),
    ],
)
def test_steps_of_one_matter_say_nothing_in_the_place_of_the_other(one: str, other: str) -> None:
    alike, mine, theirs = titles.compare(titles.matter(one), titles.matter(other))

    assert alike > 0.9
    assert not (mine and theirs)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("四川省设备更新贷款贴息实施细则", "江西省设备更新贷款贴息实施细则", ("四川", "江西")),
        ("2026年度钨矿开采指标(第一批)", "2026年度钨矿开采指标(第二批)", ("一", "二")),
        ("宁波市制造业2026年工作要点", "宁波市制造业2025年工作要点", ("6", "5")),
    ],
)
def test_what_stands_in_the_place_of_the_other_is_told(
    one: str, other: str, expected: tuple[str, str]
) -> None:
    alike, mine, theirs = titles.compare(titles.matter(one), titles.matter(other))

    assert alike > 0.7
    assert (mine, theirs) == expected


def test_a_title_that_only_says_more_sets_nothing_apart() -> None:
    assert titles.compare("光伏制造行业规范条件", "光伏制造行业规范条件新规")[1:] == ("", "新规")
    assert not titles.narrows("新规")


def test_a_short_title_says_nothing() -> None:
    assert titles.compare("更正", "更正") == (0.0, "", "")


@pytest.mark.parametrize("more", ["第二批", "2026年", "江西省"])
def test_a_batch_a_year_or_a_place_more_makes_it_one_of_several(more: str) -> None:
    assert titles.narrows(more)


def test_meetings_and_what_is_done_once_more() -> None:
    assert titles.is_occasion("三部门召开铸造行业座谈会")
    assert titles.is_again("三部门再次约谈企业")
    assert not titles.is_occasion("三部门印发通知")
    assert not titles.is_again("三部门印发通知")


def test_offices_fill_in_forms_and_papers_do_not() -> None:
    assert titles.is_form("关于公布试点名单的通知")
    assert not titles.is_form("三部门严控铜冶炼")
