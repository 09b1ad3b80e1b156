"""How much two texts have in common."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.stories import sketch

ONE = "国家发展改革委工业和信息化部生态环境部近日联合印发通知要求严格铜冶炼项目建设管理二〇二八年底前原则上不再新增矿铜冶炼产能"
OTHER = "宁波市人民政府近日印发新材料产业集群发展规划提出到二〇三〇年规模突破五千亿元建设三个国家级创新平台磁性材料产能达到二十五万吨"
LATIN = "shipmentsofantimonyfellafterchinaimposedexportcontrols"


def alike(one: str, other: str, *, is_latin: bool = False) -> float:
    return sketch.resemblance(*(sketch.sketch(text, is_latin=is_latin)[0] for text in (one, other)))


def test_one_text_is_all_alike_and_another_not_at_all() -> None:
    assert alike(ONE, ONE) == 1.0
    assert alike(ONE, OTHER) == 0.0


def test_two_short_sentences_that_share_a_phrase_are_not_alike() -> None:
    assert alike(LATIN, "mofcomaddedfivetaiwanesebodiestoitsexportcontrollist", is_latin=True) < 0.15


def test_what_is_estimated_is_the_share_of_grams_in_common() -> None:
    one, other = ONE + OTHER, OTHER
    grams = [{text[at : at + 5] for at in range(len(text) - 4)} for text in (one, other)]
    share = len(grams[0] & grams[1]) / len(grams[0] | grams[1])

    assert alike(one, other) == pytest.approx(share, abs=0.18)


def test_an_excerpt_is_contained() -> None:
    (whole, grams), (part, fewer) = (sketch.sketch(text, is_latin=False) for text in (ONE + OTHER, OTHER))

    assert sketch.contained(sketch.resemblance(whole, part), grams, fewer) > 0.7
    assert sketch.contained(0.0, grams, fewer) == 0.0
    assert sketch.contained(1.0, 0, 0) == 0.0


def test_a_text_that_is_too_short_has_no_sketch() -> None:
    assert sketch.sketch("短文", is_latin=False) == ((), 0)
    assert sketch.resemblance((), (1,)) == 0.0
    assert sketch.bands(()) == ()


def test_texts_much_alike_share_a_band() -> None:
    one, other = (
        sketch.sketch(text, is_latin=False)[0] for text in (ONE + OTHER, ONE + OTHER + "来源综合媒体")
    )

    assert set(sketch.bands(one)) & set(sketch.bands(other))


@given(st.text(max_size=300), st.booleans())
def test_any_text_has_the_same_sketch_each_time(text: str, is_latin: bool) -> None:
    assert sketch.sketch(text, is_latin=is_latin) == sketch.sketch(text, is_latin=is_latin)
