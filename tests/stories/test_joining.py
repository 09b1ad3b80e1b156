"""Which story a document belongs to, and what says so; all events are invented."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.stories import joining, likeness
from monitor.stories.joining import Joined, Known
from tests.stories.making import known

TEXT = (
    "国家发展改革委、工业和信息化部近日联合印发通知，要求严格铜冶炼项目建设管理。2028年底前原则上不再新增矿铜冶炼产能，"
    "全国暂停的拟建产能超过210万吨，在建项目须落实不低于30%的自有矿山原料保障。"
)
NOTICE = known(
    "notice",
    "工业和信息化部关于公布第三批稀土中试平台名单的通知",
    "工信厅科函〔2026〕58号\n确定第三批稀土中试平台241家，包头稀土研究院等入选，总投资4.6亿元。",
)
RETOLD = known(
    "retold",
    "China adds 241 rare earth pilot platforms",
    "The industry ministry has named 241 sites to the third batch of its pilot-scale platforms for rare earths; "
    "one in Baotou cost 460 million yuan.",
    source="courier",
    day="2026-03-04",
)


def join(newcomer: Known, *candidates: Known) -> Joined:
    return joining.join(newcomer, candidates)


def test_alone_a_document_opens_a_story_named_after_it() -> None:
    assert join(NOTICE) == Joined(story_id="notice")


def test_a_retelling_in_another_language_joins_and_says_why() -> None:
    joined = join(RETOLD, NOTICE)

    assert (joined.story_id, joined.document_id) == ("notice", "notice")
    assert joined.score >= likeness.ENOUGH
    assert any("460,000,000 CNY" in reason for reason in joined.joined_by)
    assert len(joined.joined_by) <= 4


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(
            known("a", "同一文件", "工信部联原〔2026〕41号\n正文甲。"),
            known("b", "另有标题", "工信部联原〔2026〕41号\n内容乙。", source="paper"),
            id="one document number",
        ),
        pytest.param(
            known("a", "三部门严控铜冶炼", TEXT),
            known("b", "铜冶炼急刹车", TEXT, source="paper"),
            id="one text, two titles",
        ),
        pytest.param(
            known("a", "One report", "Few words.", url="https://a.example/x?utm_source=y"),
            known("b", "Its copy", "Other words.", source="paper", url="http://m.a.example/x"),
            id="one page on two hosts",
        ),
        pytest.param(
            known("a", "鹿磁新材料永磁体项目开工", "总投资53亿元。"),
            known("b", "更正", "本报《鹿磁新材料永磁体项目开工》一文有误。", day="2026-03-06"),
            id="a correction names what it corrects",
        ),
        pytest.param(
            known("a", "公开征求《动力电池回收办法（征求意见稿）》意见", "共38条。"),
            known("b", "《动力电池回收办法》公布", "共37条，自2027年1月1日起施行。", day="2026-08-20"),
            id="draft and final text, five months apart",
        ),
        pytest.param(
            known("a", "关于组织推荐2026年绿色微电网建设试点的通知", "工信厅节函〔2026〕66号\n请推荐。"),
            known(
                "b",
                "关于公布2026年绿色微电网建设试点名单的通知",
                "工信厅节函〔2026〕108号\n现予公布。",
                day="2026-04-01",
            ),
            id="call and list, with numbers of their own",
        ),
        pytest.param(
            known(
                "a",
                "三部门严控铜冶炼新增产能",
                "全国暂停的拟建铜冶炼产能超过210万吨，2028年底前不再新增，截至3月19日。",
            ),
            known(
                "b",
                "內地叫停銅冶煉新增產能",
                "三部門叫停逾210萬噸擬建銅冶煉產能，2028年底前不再新增，截至3月19日。",
                source="hk",
            ),
            id="traditional script",
        ),
        pytest.param(
            known("a", "甬芯精密获投资", "宁波甬芯精密光学注册资本增至2.6亿元，法定代表人陆承远。"),
            known(
                "b",
                "State fund buys into Yongxin",
                "Yongxin of Ningbo, founded by Lu Chengyuan, raised its capital to 260 million yuan.",
                source="notebook",
            ),
            id="names that no vocabulary has",
        ),
    ],
)
def test_one_event(one: Known, other: Known) -> None:
    assert join(other, one).story_id == "a"
    assert join(other, one).joined_by


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(
            known(
                "a",
                "关于下达2026年度钨矿指标（第一批）的通知",
                "自然资函〔2026〕412号\n江西20500吨，湖南13800吨，合计56000吨。",
            ),
            known(
                "b",
                "关于下达2026年度钨矿指标（第二批）的通知",
                "自然资函〔2026〕655号\n江西16200吨，湖南10700吨，合计44000吨。",
            ),
            id="another batch",
        ),
        pytest.param(
            known("a", "宁波市制造业2025年工作要点", "增加值增长6%，技改项目1000个，冠军8家。"),
            known("b", "宁波市制造业2026年工作要点", "增加值增长6.5%，技改项目1200个，冠军8家。"),
            id="another year",
        ),
        pytest.param(
            known(
                "a", "四川省设备更新贷款贴息实施细则", "贴息1.5个百分点，期限2年，单户3000万元，7月1日施行。"
            ),
            known(
                "b", "江西省设备更新贷款贴息实施细则", "贴息1.5个百分点，期限2年，单户2000万元，7月1日施行。"
            ),
            id="another province's copy",
        ),
        pytest.param(
            known(
                "a", "华赣稀土股份有限公司2025年年度报告", "营业收入41.3亿元，净利润2.2亿元，每10股派0.50元。"
            ),
            known(
                "b",
                "中国北方稀土股份有限公司2025年年度报告",
                "营业收入412.7亿元，净利润22.6亿元，每10股派1.05元。",
            ),
            id="another company's results",
        ),
        pytest.param(
            known("a", "商务部公告2026年第21号 对溅射靶材实施出口管制", "自2026年5月8日起实施。"),
            known("b", "商务部公告2026年第22号 对正极材料设备实施出口管制", "自2026年5月11日起实施。"),
            id="another number",
        ),
        pytest.param(
            known("a", "某县开会", "会议强调安全。", url="https://a.example/list"),
            known("b", "某县植树", "植树一百棵。", url="https://a.example/list"),
            id="one list page that a source gives all its entries",
        ),
    ],
)
def test_look_alikes(one: Known, other: Known) -> None:
    assert join(other, one) == Joined(story_id="b")


def test_a_story_that_holds_another_batch_is_not_joined_through_a_vague_member() -> None:
    first = known(
        "a", "关于下达2026年度钨矿指标（第一批）的通知", "自然资函〔2026〕412号\n合计56000吨。", story="s"
    )
    vague = known("b", "钨矿指标下达", "今年第二批钨矿指标44000吨日前下达。", story="s", source="paper")
    second = known("c", "关于下达2026年度钨矿指标（第二批）的通知", "自然资函〔2026〕655号\n合计44000吨。")

    assert join(second, vague).story_id == "s"
    assert join(second, vague, first).story_id == "c"


def test_a_newcomer_that_differs_from_the_opener_needs_more_than_a_likely_member() -> None:
    opener = known("o", "包头设立基金", "出资53.7亿元，设立公司12家。", story="o", day="2026-02-01")
    member = known("m", "又一基金设立", "宁波出资48.6亿元。", story="o", source="paper")
    newcomer = known("n", "宁波设立基金", "出资48.6亿元，7月9日开业。", source="daily")

    assert join(newcomer, member).story_id == "o"
    assert join(newcomer, member, opener).story_id == "n"


def test_the_likest_of_several_stories_is_joined() -> None:
    far = replace(
        NOTICE, document_id="far", story_id="far", traits=replace(NOTICE.traits, figures=frozenset())
    )

    assert join(RETOLD, far, NOTICE).story_id == "notice"


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_candidates_does_not_matter(dice: Random) -> None:
    candidates = [replace(NOTICE, document_id=name, story_id=name) for name in "abcd"] + [NOTICE]
    dice.shuffle(candidates)

    assert joining.join(RETOLD, candidates) == joining.join(
        RETOLD, sorted(candidates, key=lambda one: one.document_id)
    )


def test_which_of_two_came_first_does_not_matter() -> None:
    assert likeness.score(likeness.weigh(NOTICE.traits, RETOLD.traits)) == pytest.approx(
        likeness.score(likeness.weigh(RETOLD.traits, NOTICE.traits))
    )


def test_every_reason_is_a_short_phrase() -> None:
    for point in likeness.weigh(NOTICE.traits, RETOLD.traits):
        assert 5 < len(point.reason) < 100
        assert "|" not in point.reason
