"""Traditional Chinese in simplified characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.simplify import simplify, traditional


@pytest.mark.parametrize(
    ("text", "simplified"),
    [("責任編輯：發布時間", "责任编辑：发布时间"), ("石板矿", "石板矿"), ("slate", "slate"), ("", "")],
)
def test_traditional_characters_become_simplified(text: str, simplified: str) -> None:
    assert simplify(text) == simplified


@given(st.text())
def test_the_length_stays(text: str) -> None:
    assert len(simplify(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "written"),
    [("关键核心技术", "關鍵核心技術"), ("頭髮", "頭髮"), ("chip", "chip"), ("", "")],
)
def test_simplified_characters_become_traditional(text: str, written: str) -> None:
    assert traditional(text) == written
