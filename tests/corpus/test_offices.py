"""Names of offices told from other words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.corpus import offices


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("工业和信息化部", "工业和信息化部"),
        ("内蒙古自治区人民政府办公厅", "内蒙古自治区人民政府办公厅"),
        ("国家税务总局（青石分局）", "国家税务总局（青石分局）"),
        ("中共中央办公厅 国务院办公厅", "中共中央办公厅、国务院办公厅"),
        ("商务部、海关总署，商务部", "商务部、海关总署"),
        ("商 务 部", "商务部"),
        ("商务部等三部门", "商务部等三部门"),
        ("北方稀土（集团）公司", "北方稀土（集团）公司"),
        ("中国工业报社", None),
        ("新华社", None),
        ("张三", None),
        ("部", None),
        ("", None),
        ("商务部说", None),
        ("商务部" * 200, None),
    ],
)
def test_a_text_of_nothing_but_offices_names_them(text: str, named: str | None) -> None:
    assert offices.named_in(text) == named


@pytest.mark.parametrize(
    ("site", "office"),
    [("商务部网站", "商务部"), ("商务部官网", "商务部"), ("商务部门户网站", "商务部"), ("商务部", "商务部")],
)
def test_a_site_is_its_offices(site: str, office: str) -> None:
    assert offices.behind_site(site) == office


@given(st.text(alphabet="商务部海关总署等七门 、，（）x"))
def test_what_is_named_names_the_same_again(text: str) -> None:
    named = offices.named_in(text)

    assert named is None or offices.named_in(named) == named
