"""Whether a text reads as Chinese."""

import pytest

from monitor.text import common_han


@pytest.mark.parametrize(
    "text",
    ["试点名单", "縣裡發布了新的管理辦法。", "<p>关于公布名单的通知</p>", "1 | 赣州某某新材料公司 | 江西"],
)
def test_chinese_is_told_by_its_common_characters(text: str) -> None:
    assert common_han.is_chinese(text)


@pytest.mark.parametrize(
    "text", ["", "plain", "，。", "的", "洁芩", "魑魅魍魉饕餮蟠螭", "桿듐츰데무꼈", "déjà vu"]
)
def test_what_a_wrong_decoder_makes_of_bytes_is_not(text: str) -> None:
    assert not common_han.is_chinese(text)


def test_a_judgement_may_ask_for_more_characters() -> None:
    assert common_han.is_chinese("名单公布")
    assert not common_han.is_chinese("名单公布", least=5)


def test_characters_of_private_use_count_against_a_text() -> None:
    assert common_han.share("名单\ue00d\ufffd") == 0.5
