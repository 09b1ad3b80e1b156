from dataclasses import replace

import pytest

from monitor.alerts import heads
from monitor.alerts.summarise import summarise_story
from monitor.model import Document, Section, Stage, StoryState, Update, UpdateKind
from tests.alerts import bundled
from tests.alerts.samples import CHINESE, ENGLISH, found, lay_out, view
from tests.fakes import NOW

PROVINCE = Document(
    title="浙江省公布稀土试点",
    language="zh",
    sections=(Section(paragraphs=("到2027年达到12万吨。", "据悉，浙江工业和信息化厅负责。")),),
)


def head_of(document: Document, language: str = "en", *lines: str, stage: Stage | None = None) -> str:
    made = view(document, story=StoryState(id="s1", stage=stage))
    return heads.head(made, lay_out(document), "A rule", lines, language)


@pytest.mark.parametrize(
    ("language", "title", "of", "needs"),
    [
        ("en", "通知", "zh", True),
        ("en-GB", "通知", "und", True),
        ("en", "A notice", "zh", True),
        ("en", "A notice", "en", False),
        ("en", "A notice", "und", False),
        ("zh", "A notice", "en", True),
        ("zh-Hans", "通知", "zh", False),
        ("zh", "A notice", "zh", False),
        ("fr", "通知", "zh", False),
        (None, "通知", "zh", False),
    ],
)
def test_readers_need_a_head_where_they_cannot_read_the_title(
    language: str | None, title: str, of: str, needs: bool
) -> None:
    assert heads.is_foreign(Document(title=title, language=of), language) is needs


def test_a_chinese_document_is_headed_by_who_which_rule_how_much_and_its_number() -> None:
    notice = Section(paragraphs=("工业和信息化部公布名单。",))
    document = replace(CHINESE, issuer="工业和信息化部", sections=(notice, *CHINESE.sections))

    told = head_of(document, "en", "共42个项目入选。", "资金1.2亿元。", stage=Stage.LIST)

    assert told == "MIIT: A rule (list published) — CNY 120 million; 42 projects; batch 3; No. 88 of 2026"


def told_to_english_readers(title: str, *paragraphs: str) -> str:
    document = Document(title=title, language="zh", sections=(Section(paragraphs=paragraphs),))
    made = bundled.view(document)
    return summarise_story(made, lay_out(document), language="en").head


def test_a_head_glues_no_measures_together() -> None:
    told = told_to_english_readers(
        "国务院关税税则委员会公布对原产于美国的部分进口商品加征关税",
        "国务院关税税则委员会决定，自12月1日起，对煤炭加征15%关税，对原油、农业机械加征25%关税。",
        "商务部、海关总署同日发布公告，对钨、碲、铋相关物项实施出口管制，自公布之日起实施。",
        "前10个月，自美国进口同比下降12%。",
    )

    assert told.startswith("MOFCOM, GACC: ")
    assert told.endswith(" — tungsten")


def test_the_last_day_for_comments_is_not_when_a_target_is_reached() -> None:
    told = told_to_english_readers(
        "工业和信息化部科技司公开征求《稀土行业标准体系建设指南（征求意见稿）》意见",
        "如有意见或建议，请于2026年12月20日前反馈至工业和信息化部科技司。",
        "到2028年，制修订稀土领域标准50项以上，稀土材料标准覆盖率达到90%。",
    )

    assert "(draft for comment) — rare earth; 90%; by 2028" in told


@pytest.mark.parametrize(
    ("title", "head"),
    [
        ("商务部辟谣：不会对钨实施出口管制", "(denied)"),
        ("网传商务部将全面禁止锂电池正极材料技术出口", "(rumour)"),
        ("网传“中国将全面禁止锂电池正极材料技术出口”不实", "(denied)"),
        ("商务部：目前没有对石墨实施新的出口管制的计划", "(denied)"),
        ("自然资源部暂缓下达第二批稀土开采总量控制指标", "(postponed)"),
        ("商务部未将石墨列入两用物项出口管制清单", "(not done)"),
    ],
)
def test_what_is_none_is_told_as_none_and_has_no_stage(title: str, head: str) -> None:
    assert head in told_to_english_readers(title, "商务部有关出口管制的公告，自2027年1月1日起施行。")


def test_another_states_act_is_that_states() -> None:
    told = told_to_english_readers(
        "越南将禁止稀土原矿出口", "越南国会通过法案，赣州的稀土分离企业受到出口管制的影响。"
    )
    levied = told_to_english_readers(
        "美国商务部宣布对中国稀土永磁加征25%关税", "中国商务部此前对稀土实施出口管制。"
    )

    assert told.startswith("Vietnam: ")
    assert levied.startswith("US: ")


def test_a_local_body_is_told_with_its_place() -> None:
    document = replace(PROVINCE, title="浙江工业和信息化厅公布稀土试点")

    assert head_of(document, "en", "到2027年达到12万吨。") == (
        "Zhejiang Department of Industry: A rule — rare earth; 120,000 t; by 2027"
    )


def test_where_no_body_is_named_in_title_or_lines_the_place_is_told() -> None:
    assert head_of(PROVINCE) == "Zhejiang: A rule — rare earth"


def test_else_the_first_body_of_the_text_is_told() -> None:
    document = replace(PROVINCE, title="公布稀土试点")

    assert head_of(document) == "Zhejiang Department of Industry: A rule — rare earth"


def test_where_nobody_is_named_the_rule_is_told_alone() -> None:
    assert head_of(Document(title="通知")) == "A rule"


def test_an_english_document_is_headed_in_chinese_as_far_as_the_vocabularies_reach() -> None:
    document = replace(ENGLISH, title="MIIT names hydrogen corridors for 4.5 billion yuan")

    assert head_of(document, "zh", stage=Stage.NOTICE) == "工业和信息化部：A rule（通知） — 氢能；45亿元"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("工信厅联节函〔2026〕88号", "No. 88 of 2026"),
        ("商务部公告２０２５年第６１号", "No. 61 of 2025"),
        ("财建[2024]007号", "No. 7 of 2024"),
        ("通知", ""),
    ],
)
def test_a_number_is_told_as_english_has_it(text: str, said: str) -> None:
    assert heads.number(text, "en") == said
    assert not heads.number(text, "zh")


def test_a_line_is_glossed_by_what_it_names_and_how_much() -> None:
    made = view(PROVINCE, found(lay_out(PROVINCE), "试点"))

    assert heads.gloss("到2027年稀土达到12万吨，稀土，浙江", made, lay_out(PROVINCE), "en") == (
        "rare earth · Zhejiang · by 2027 · 120,000 t"
    )
    assert not heads.gloss("据悉", made, lay_out(PROVINCE), "en")


def test_a_name_inside_a_word_is_none() -> None:
    document = replace(ENGLISH, title="MIIT and rare earth firms")
    made = view(document)

    assert (
        heads.gloss("The MIIT, hydrogen; a MIITX", made, lay_out(document), "zh") == "工业和信息化部 · 氢能"
    )
    assert heads.gloss("MIITX, dehydrogenated", made, lay_out(document), "zh") == ""


def test_the_stage_that_another_document_brought_is_left_to_the_history() -> None:
    update = Update(revision=1, kind=UpdateKind.STAGE, detail="interpretation", document_id="d2", at=NOW)
    made = view(PROVINCE, story=StoryState(id="s1", stage=Stage.INTERPRETATION))

    told = heads.head(replace(made, updates=(update,)), lay_out(PROVINCE), "A rule", (), "en")

    assert told == "Zhejiang: A rule — rare earth"


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("浙江省暂停实施稀土试点", "suspension"),
        ("浙江省取消稀土试点", "ended"),
        ("浙江省延长稀土试点", "extension"),
        ("浙江省否认暂停稀土试点", "denied"),
        ("辟谣：浙江省未公布稀土试点", "denied"),
        ("专家：浙江省不应实施稀土试点", "opposed"),
        ("浙江省暂不实施稀土试点", "suspension"),
    ],
)
def test_what_becomes_of_a_measure_that_stands_is_said(title: str, said: str) -> None:
    assert head_of(replace(PROVINCE, title=title)) == f"Zhejiang: A rule ({said}) — rare earth"


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("各级自然资源部门和商务部门应当加强监管", ["natural-resource departments", "commerce departments"]),
        ("自然资源部、商务部发布公告", ["MNR", "MOFCOM"]),
        ("工信部门户网站", ["MIIT"]),
    ],
)
def test_departments_anywhere_are_not_the_ministry_whose_characters_they_begin_with(
    text: str, ids: list[str]
) -> None:
    assert [one.id for one in bundled.find(text) if one.kind == "body"] == ids


@pytest.mark.parametrize(
    ("title", "head"),
    [
        ("工业和信息化部研究院专家谈稀土", "A rule — rare earth"),
        ("工业和信息化部专家谈稀土", "A rule — rare earth"),
        ("工业和信息化部召开稀土专家座谈会", "MIIT: A rule — rare earth"),
    ],
)
def test_an_expert_of_a_ministry_is_not_the_ministry(title: str, head: str) -> None:
    document = replace(PROVINCE, title=title, sections=())

    assert head_of(document) == head


def test_without_a_rule_the_stage_alone_is_told() -> None:
    made = view(PROVINCE, story=StoryState(id="s1", stage=Stage.NOTICE))

    assert heads.head(made, lay_out(PROVINCE), "", (), "en") == "Zhejiang: notice — rare earth"
