"""Foreign names that Chinese titles write as they sound."""

import pytest

from monitor.stories import foreign, likeness
from tests.stories.making import traits_of


@pytest.mark.parametrize(
    ("word", "han"),
    [
        ("honeywell", "霍尼韦尔"),
        ("palantir", "帕兰提尔"),
        ("caterpillar", "卡特彼勒"),
        ("emerson", "艾默生"),
        ("teledyne", "特利丹"),
        ("solvay", "索尔维"),
    ],
)
def test_a_name_is_known_by_its_consonants(word: str, han: str) -> None:
    assert foreign.same([word], f"商务部就{han}公司发布公告") == ((word, han),)


@pytest.mark.parametrize(
    ("word", "title"),
    [
        ("palantir", "商务部就霍尼韦尔公司发布公告"),  # other consonants
        ("telford", "商务部就阿尔特诺公司发布公告"),  # one of the two begins with a vowel
        ("delphi", "德国公司尔后表示"),  # two characters of a name, not three
        ("tesla", "特斯拉发布公告"),  # too short to be sure of
        ("e-tron2", "特斯拉发布公告"),
        ("ionia", "埃尼亚公司"),  # too few consonants
    ],
)
def test_what_only_sounds_a_little_like_a_name_is_none(word: str, title: str) -> None:
    assert foreign.same([word], title) == ()


def kinds(english: str, chinese: str, body: str = "") -> dict[str, float]:
    points = likeness.weigh(traits_of(english, "It said so."), traits_of(chinese, f"{chinese}。{body}"))
    return {point.kind: point.weight for point in points}


def test_it_counts_in_both_titles_only_and_a_longer_name_counts_more() -> None:
    longer = kinds("Regulator opens case against Caterpillar", "监管部门对卡特彼勒公司立案")
    shorter = kinds("Regulator opens case against Emerson", "监管部门对艾默生公司立案")

    assert longer["foreign"] > shorter["foreign"] > 0
    assert "foreign" not in kinds("Regulator opens case", "监管部门对艾默生公司立案")
    assert "foreign" not in kinds("Regulator opens case against Emerson", "监管部门立案", "艾默生公司")


def test_a_name_alone_makes_no_story() -> None:
    one = traits_of("Caterpillar names a finance chief", "It said so.")
    other = traits_of("监管部门对卡特彼勒公司立案", "监管部门对该公司立案。")

    assert not likeness.enough(likeness.weigh(one, other))
