"""How far a measure has come."""

import pytest

from monitor.model import Stage
from monitor.stories import stages
from tests.stories.making import document


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("公开征求《管理办法（征求意见稿）》意见", "", Stage.DRAFT),
        ("China drafts binding power limit", "", Stage.DRAFT),
        ("关于组织推荐试点的通知", "", Stage.NOTICE),
        ("Beijing issues second quota", "", Stage.NOTICE),
        ("关于公布试点名单的通知", "", Stage.LIST),
        ("赣州入选试点城市", "", Stage.LIST),
        ("关于试点名单的公示", "", Stage.PROPOSED),
        ("工信部拟认定38家数据中心", "", Stage.PROPOSED),
        ("关于公布试点名单的通知", "经网上公示，现予以公布。", Stage.LIST),
        ("Ministry puts 38 data centres on shortlist", "", Stage.PROPOSED),
        ("数据中心又有新面孔", "经评审，38家入列，现予以公示。", Stage.PROPOSED),
        ("Ministry names 52 parks", "", Stage.LIST),
        ("新规今日起施行", "", Stage.IN_FORCE),
        ("Controls take effect", "", Stage.IN_FORCE),
        ("《管理办法》解读", "", Stage.INTERPRETATION),
        ("商务部新闻发言人就公布名单答记者问", "", Stage.INTERPRETATION),
        ("Spokesperson answers questions on the list", "", Stage.INTERPRETATION),
        ("A hard year for magnets", "The ministry is seeking comments until June.", Stage.DRAFT),
        ("A hard year for magnets", "Fifty projects were selected for the first batch.", Stage.LIST),
        ("A hard year for magnets", "The rules took effect on Monday.", Stage.IN_FORCE),
        ("A hard year for magnets", "It follows from a circular released on Tuesday.", Stage.NOTICE),
        ("A hard year for magnets", "Prices fell.", None),
    ],
)
def test_the_stage_is_read_from_title_and_head(title: str, text: str, expected: Stage | None) -> None:
    assert stages.stage_of(document(title, text)) is expected


def test_a_document_with_a_number_is_at_least_a_notice() -> None:
    assert stages.stage_of(document("某事", "工信部联科〔2026〕12号\n各地：请照办。")) is Stage.NOTICE


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("更正", "本报有误。", True),
        ("勘误", "", True),
        ("Correction: magnet plant to cost 3.5 bn yuan", "", True),
        ("Magnet plant", "An earlier version of this article misstated the cost.", True),
        ("磁体项目开工", "此前报道数字有误，特此更正。", True),
        ("磁体项目开工", "总投资35亿元。", False),
        ("Price correction in lithium", "Prices fell.", False),
        ("政治方向正确", "", False),
    ],
)
def test_a_correction_says_that_it_is_one(title: str, text: str, *, expected: bool) -> None:
    assert stages.is_correction(document(title, text)) is expected


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("更正", "通知中，“产量达到32万吨”应为“30万吨”。特此更正。", "产量达到32万吨 → 30万吨"),
        ("更正启事", "日期“11月27日”更正为：“11月10日”。", "11月27日 → 11月10日"),
        ("Correction", "The plant is to cost 38m yuan, not 380m yuan.", "380m yuan → 38m yuan"),
        ("Correction: the plant costs less", "We regret the error.", "the plant costs less"),
        ("更正：第71号公告", "日期有误。", "第71号公告"),
        ("更正", "日期有误。", "更正"),
    ],
)
def test_a_correction_is_told_as_what_takes_the_place_of_what(title: str, text: str, expected: str) -> None:
    assert stages.correction(document(title, text)) == expected
