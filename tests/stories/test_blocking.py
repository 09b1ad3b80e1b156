"""Typed keys of a document."""

from datetime import timedelta

import pytest

from monitor.model import StoryKey
from monitor.stories import blocking
from monitor.stories.traits import Traits
from tests.stories.making import traits_of

CHINESE = traits_of("包头获批稀土试点基地", "总投资4.6亿元，年产12万吨。", day="2026-03-01")
ENGLISH = traits_of("Baotou gets rare earth pilot base", "The 460 million yuan site makes 120,000 tonnes.")


def keys(kind: str, **changes: object) -> set[str]:
    made = blocking.keys(**{"traits": CHINESE, "url": None, "text_hash": "", **changes})  # type: ignore[arg-type]
    return {key.key for key in made if key.kind == kind}


def test_retellings_in_two_languages_share_keys() -> None:
    assert keys("pair") & keys("pair", traits=ENGLISH)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/x", "https://m.a.example/x"),
        ("https://www.a.example/x/", "https://a.example/x"),
        ("https://a.example/x?id=1", "https://wap.a.example/x?id=1"),
        ("https://a.example/x/amp", "https://amp.a.example/x"),
    ],
)
def test_one_page_has_one_key_whatever_host_serves_it(one: str, other: str) -> None:
    assert keys("url", url=one) == keys("url", url=other) != set()


@pytest.mark.parametrize("url", ["https://a.example", "https://a.example/", None])
def test_a_front_page_is_no_page(url: str | None) -> None:
    assert keys("url", url=url) == set()


def test_pages_with_other_parameters_are_others() -> None:
    assert keys("url", url="https://a.example/x?id=1") != keys("url", url="https://a.example/x?id=2")


def test_numbers_go_without_year_and_office_and_cited_ones_count() -> None:
    cited = traits_of("有关工作", f"{'前言。' * 20}根据工信部联科〔2026〕12号执行。")

    assert keys("number", traits=cited) == {"12"}


def test_texts_much_alike_share_a_band() -> None:
    text = (
        "国家发展改革委等三部门联合印发通知，要求严格铜冶炼项目建设管理，原则上不再新增产能，并按月调度。" * 2
    )

    assert keys("band", traits=traits_of("甲", text)) & keys(
        "band", traits=traits_of("乙", f"{text}来源：综合。")
    )


def test_a_short_text_has_no_bands_and_a_short_title_no_key() -> None:
    short = traits_of("更正", "有误。")

    assert keys("band", traits=short) == keys("title", traits=short) == set()


def test_works_and_codes_are_keys_of_one_kind() -> None:
    made = traits_of("征求《电动自行车电池规范》意见", "见GB 43854。")

    assert len(keys("work", traits=made)) == 2


def test_a_demo_meets_no_real_document() -> None:
    real = blocking.keys(CHINESE, url="https://a.example/x", text_hash="t")
    demo = blocking.keys(CHINESE, url="https://a.example/x", text_hash="t", is_demo=True)

    assert {key.kind for key in demo} == {f"demo-{key.kind}" for key in real}
    assert blocking.window("demo-pair") == blocking.window("pair") == blocking.WINDOWS["pair"]
    assert blocking.window("number") == timedelta(days=730)


def test_keys_are_few_and_short() -> None:
    long = traits_of(
        "包头宁波赣州稀土试点",
        "".join(
            f"{number}万吨，{number + 3}亿元，{number % 12 + 1}月{number}日，《文件{number}》。"
            for number in range(1, 28)
        ),
    )

    made = blocking.keys(long, url="https://a.example/x", text_hash="t" * 64)

    assert len(made) <= 90
    assert max(len(key.key) for key in made) <= 40


def test_those_that_share_the_most_telling_keys_come_first() -> None:
    shared = [
        (StoryKey(kind="pair", key="1"), "c"),
        (StoryKey(kind="pair", key="2"), "b"),
        (StoryKey(kind="number", key="3"), "a"),
        (StoryKey(kind="demo-pair", key="2"), "b"),
    ]

    assert blocking.ranked(shared) == ("a", "b", "c")


def test_of_very_many_only_the_best_are_compared() -> None:
    shared = [(StoryKey(kind="pair", key="1"), f"{number:03d}") for number in range(150)]

    assert blocking.ranked(shared) == tuple(f"{number:03d}" for number in range(blocking.MOST))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(
            traits_of("并购过关", "昨日有58.3亿美元的交易过关。"),
            traits_of("A deal is done", "The $5.83 billion deal is done."),
            id="a telling figure",
        ),
        pytest.param(
            traits_of("维瑞登（Veridon）收购案过关", "甲。"),
            traits_of("Veridon gets its nod", "It may buy."),
            id="a rare name that both write",
        ),
        pytest.param(
            traits_of("阿尔特诺撤回申请", "甲。"),
            traits_of("Altenor withdraws", "It gave up."),
            id="a foreign name by its sound",
        ),
    ],
)
def test_what_few_texts_have_is_a_key_alone(one: Traits, other: Traits) -> None:
    assert keys("pair", traits=one) & keys("pair", traits=other)


def test_what_all_texts_have_is_none() -> None:
    one = traits_of("Plans", "It grew by 5% in 3 years, the company said on Monday.")
    other = traits_of("Results", "It fell by 5% in 3 years, the ministry said on Monday.")

    assert not keys("pair", traits=one) & keys("pair", traits=other)
