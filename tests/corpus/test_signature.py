"""What a document's own words say of it."""

from datetime import date

import pytest

from monitor.corpus import signature
from monitor.corpus.facts import Facts
from monitor.model import Section

_TEXT = "现将有关事项通知如下，请认真贯彻落实。"


def _implied(title: str, *paragraphs: str) -> Facts:
    return signature.implied(title=title, sections=(Section(paragraphs=paragraphs),))


@pytest.mark.parametrize(
    ("lines", "issuer"),
    [
        (("工业和信息化部", "2026年11月3日"), "工业和信息化部"),
        (("工业和信息化部", "二〇二六年十一月三日"), "工业和信息化部"),
        (("工业和信息化部\n2026年11月3日",), "工业和信息化部"),
        (
            ("工业和信息化部　财政部", "商务部", "2026年11月3日", "（此件公开发布）"),
            "工业和信息化部、财政部、商务部",
        ),
        (("工业和信息化部办公厅 2026年11月3日", "附件：1.名单.pdf", "2.申报表.docx"), "工业和信息化部办公厅"),
        (("财 政 部", "（2026年11月3日）"), "财政部"),
        (("财政部", "商务部 2026年11月3日"), "财政部、商务部"),
        (("青石磁材股份有限公司董事会", "2026年11月3日"), "青石磁材股份有限公司董事会"),
        (("青石县人民政府", "2026年11月3日", "联系人：张三", "2026年12月1日"), "青石县人民政府"),
    ],
)
def test_a_document_is_signed_and_dated_under_its_text(lines: tuple[str, ...], issuer: str) -> None:
    assert _implied("通知", _TEXT, *lines) == Facts(issuer=issuer, written_on=date(2026, 11, 3))


@pytest.mark.parametrize(
    "lines",
    [
        ("2026年11月3日",),
        ("张三", "2026年11月3日"),
        ("青石日报", "2026年11月3日"),
        ("工业和信息化部", "2026年11月3日 10:30"),
        ("工业和信息化部", "2026年13月3日"),
        ("据工业和信息化部2026年11月3日消息",),
        ("工业和信息化部", "2026年11月3日", *["下一条消息说了别的事情。"] * 30),
        ("部" * 200, "2026年11月3日"),
    ],
)
def test_what_only_looks_like_a_signature_is_none(lines: tuple[str, ...]) -> None:
    assert _implied("通知", _TEXT, *lines) == Facts()


def test_a_signature_may_stand_under_a_later_heading() -> None:
    sections = (
        Section(paragraphs=(_TEXT,)),
        Section(heading="青石县人民政府", paragraphs=("2026年11月3日",)),
    )

    assert signature.implied(title="通知", sections=sections).issuer == "青石县人民政府"


@pytest.mark.parametrize(
    ("title", "issuer"),
    [
        ("工业和信息化部关于公布名单的通知", "工业和信息化部"),
        ("工业和信息化部等七部门关于印发方案的通知", "工业和信息化部等七部门"),
        ("工业和信息化部 财政部关于公布名单的通知（第二批）", "工业和信息化部、财政部"),
        ("商务部 海关总署公告2026年第 18 号", "商务部、海关总署"),
        ("国务院令第792号", "国务院"),
        ("关于公布名单的通知", None),
        ("工业和信息化部发布新名单", None),
        ("商务部新闻发言人就关于出口的通知答记者问", None),
        ("石板矿重新开放", None),
    ],
)
def test_a_title_may_begin_with_the_office(title: str, issuer: str | None) -> None:
    assert _implied(title, _TEXT).issuer == issuer


def test_the_number_line_is_found_beside_the_rest() -> None:
    assert _implied("通知", "青政办发〔2026〕3号", _TEXT) == Facts(document_number="青政办发〔2026〕3号")
