"""The number under which an office issued a document."""

import pytest

from monitor.corpus import document_number


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("工信部联科〔2025〕12号", "工信部联科〔2025〕12号"),
        ("关于印发矿山规划的通知（工信部规[2021]188号）", "工信部规〔2021〕188号"),
        ("某某厅关于矿山的通知 某矿发【2026】 3 号", "某矿发〔2026〕3号"),
        ("商务部公告2025年第61号", "商务部公告2025年第61号"),
        ("商务部 海关总署公告 2025年第18号 公布管制决定", "商务部海关总署公告2025年第18号"),
        ("国务院令第792号", "国务院令第792号"),
        ("海关总署2025年第18号公告", "海关总署公告2025年第18号"),
        ("财建〔２０２５〕第 ５ 号", "财建〔2025〕5号"),
        ("国办发〖2026年〗3号", "国办发〔2026〕3号"),
        ("中国人民银行公告〔2025〕第5号", "中国人民银行公告〔2025〕5号"),
        ("关于转发国发〔2024〕3号的通知", None),
        ("矿山安全第一号", None),
        ("第5国发〔2024〕3号", None),
        ("Slate Rises", None),
    ],
)
def test_a_title_may_carry_the_number(title: str, number: str | None) -> None:
    assert document_number.find(title=title, paragraphs=()) == number


@pytest.mark.parametrize(
    ("paragraphs", "number"),
    [
        (("财税[2025]7号", "各市州："), "财税〔2025〕7号"),
        (("某某厅文件\n某矿发〔2026〕3号",), "某矿发〔2026〕3号"),
        (("索引号 | 000014 | 发文字号：国发〔2024〕3号 | 主题分类 | " + "矿" * 80,), "国发〔2024〕3号"),
        (("中华人民共和国商务部公告", "2025年第 61 号"), "中华人民共和国商务部公告2025年第61号"),
        (("中华人民共和国国务院令", "第792号"), "中华人民共和国国务院令第792号"),
        (("根据商务部公告", "2025年第61号"), None),
        (("石板矿", "2025年第61号"), None),
        (("文号：无",), None),
        (("按照国发〔2024〕3号",), None),
        (("根据国发〔2024〕3号文件要求，现通知如下。",), None),
        (("石" * 90 + "。 国发〔2024〕3号",), None),
        (("第一段。",) * 5 + ("国发〔2024〕3号",), None),
    ],
)
def test_a_number_alone_near_the_top_is_the_documents_own(
    paragraphs: tuple[str, ...], number: str | None
) -> None:
    assert document_number.find(title="关于矿山的通知", paragraphs=paragraphs) == number


def test_a_number_beside_the_title_comes_before_the_text() -> None:
    found = document_number.find(
        title="通知", beside=("文号：国发〔2024〕3号",), paragraphs=("财税[2025]7号",)
    )

    assert found == "国发〔2024〕3号"


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("工信部联科[2025] 12号", "工信部联科〔2025〕12号"),
        ("商务部、海关总署公告2025年第18号", "商务部、海关总署公告2025年第18号"),
        ("2025年第 61 号", "2025年第61号"),
        ("第 5 号令", "第5号令"),
        ("见附件", None),
        ("", None),
    ],
)
def test_what_stands_behind_the_label_is_the_number(value: str, number: str | None) -> None:
    assert document_number.labelled(value) == number
