from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.alerts import invention
from monitor.alerts.summarise import summarise_story
from monitor.corpus import laying_out
from monitor.model import Document, Highlight, Section
from tests.alerts import bundled
from tests.alerts.samples import lay_out, names_in

CHINESE = Document(
    title="工业和信息化部公布第三批稀土试点名单",
    language="zh",
    sections=(
        Section(
            paragraphs=(
                "2026年7月30日，工业和信息化部公布第三批试点名单，共42个项目入选。",
                "到2028年产能达到12万吨，占比60%以上，专项资金1.2亿元，用于１４纳米芯片。",
                "“不予许可”的申请由包头稀土集团公司负责，见《管理办法》。十一月起执行。",
            )
        ),
    ),
)
ENGLISH = Document(
    title="Eleven Corridors Named",
    language="en",
    sections=(
        Section(
            paragraphs=(
                "MIIT approved eleven corridors in the third batch on October 9, 2025. Hydrogen Freight Ltd runs two.",
                "Output may reach 1.2 million tonnes by 2028; exporters said “not before May”.",
            )
        ),
    ),
)


def foreign(line: str, document: Document = CHINESE) -> tuple[str, ...]:
    layout = lay_out(document)
    return invention.foreign([line], layout, names_in(layout.text), names_in)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("MIIT named 42 projects in the third batch.", id="a name and a count"),
        pytest.param(
            "Ministry of Industry and Information Technology: rare earth list", id="other names of the entry"
        ),
        pytest.param("Capacity is to reach 120,000 t by 2028.", id="tonnes of a scale"),
        pytest.param("Capacity is to reach 0.12 million tonnes.", id="the same, otherwise"),
        pytest.param("The share must exceed 60 percent.", id="a share"),
        pytest.param("RMB 120 million was set aside for 14 nm chips.", id="money and a length"),
        pytest.param("From November, after 30 July 2026.", id="dates"),
        pytest.param("Forty-two projects.", id="a number in words"),
        pytest.param("2026年7月30日公布第三批名单", id="a date in Chinese"),
        pytest.param("稀土集团公司负责“不予许可”的申请", id="a company and a quotation"),
        pytest.param("见《管理办法》", id="a law"),
        pytest.param("The Ministry said so in a Notice.", id="words that only say what kind of thing"),
        pytest.param("项目入选。到2028年", id="other words"),
        pytest.param("…", id="nothing"),
    ],
)
def test_what_the_document_says_in_other_words_is_not_foreign(line: str) -> None:
    assert not foreign(line)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        pytest.param("MIIT named 43 projects.", ("43",), id="another count"),
        pytest.param("Capacity is to reach 12 million tonnes.", ("12 million tonnes",), id="another scale"),
        pytest.param("Capacity is to reach 120,000 kg.", ("120,000 kg",), id="another unit"),
        pytest.param("The fund has 120 million.", ("120 million",), id="no unit"),
        pytest.param("From December.", ("December",), id="another month"),
        pytest.param("By 2029.", ("2029",), id="another year"),
        pytest.param("Forty-three projects.", ("Forty-three",), id="another number in words"),
        pytest.param("In the fourth batch.", ("fourth",), id="another ordinal"),
        pytest.param("Zhejiang takes part.", ("Zhejiang",), id="an entry that is not named"),
        pytest.param("Tesla takes part.", ("Tesla",), id="a name that no vocabulary has"),
        pytest.param("It was signed by Jin Zhuanglong.", ("Jin", "Zhuanglong"), id="a person"),
        pytest.param("第四批试点名单", ("四",), id="another number in numerals"),
        pytest.param("浙江参加", ("浙江",), id="an entry, in Chinese"),
        pytest.param("某科技集团负责", ("科技集团",), id="a company, in Chinese"),
        pytest.param("张三部长负责", ("张三部长",), id="a person, in Chinese"),
        pytest.param("申请“一律许可”", ("一律许可",), id="a quotation"),
        pytest.param("见《实施条例》", ("实施条例",), id="a law"),
        pytest.param("到2028年产能达到12", ("12",), id="a figure that was cut"),
    ],
)
def test_what_it_does_not_say_is_named(line: str, found: tuple[str, ...]) -> None:
    assert foreign(line) == found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("MIIT approved eleven corridors, 11 in all.", ()),
        ("Hydrogen Freight Ltd runs two corridors.", ()),
        ("Exporters said “not before May”.", ()),
        ("On 9 October the corridors were approved.", ()),
        ("Twelve corridors.", ("Twelve",)),
        ("Nine corridors.", ("Nine",)),
        ("Hydrogen Freight Inc runs two.", ("Inc",)),
        ("On 8 October.", ("8 October",)),
        ('exporters said "not before June"', ("June", "not before June")),
    ],
)
def test_an_english_document_is_held_to_as_strictly(line: str, found: tuple[str, ...]) -> None:
    assert foreign(line, ENGLISH) == found


@pytest.mark.parametrize("path", [*bundled.SEEDS, *bundled.PAGES], ids=lambda path: path.name)
def test_our_own_lines_about_every_bundled_document_say_nothing_else(path: Path) -> None:
    _hold_to_the_text(bundled.read(path))


@pytest.mark.parametrize("path", bundled.STORIES, ids=lambda path: path.name)
def test_our_own_lines_about_every_document_of_the_story_sets_say_nothing_else(path: Path) -> None:
    for document in bundled.in_lines(path):
        _hold_to_the_text(document)


_SENTENCES = (
    "工业和信息化部公布第三批稀土试点名单，共42个项目入选。",
    "到2028年产能达到30—50万吨，占比百分之六十以上",
    "专项资金1.2亿元，其中中央财政八千万元；",
    "MIIT approved 1,200 projects worth $3.2 billion, up 12.5% since Oct. 9, 2025",
    "Output of 5 to 7 million tonnes a year (2026–30) at 14 nm or below.",
    "氢能车辆4000辆，加氢站二十三座、",
    "三成五以上，两千三百家企业",
    "at least a third of 118 sites, 45 working days",
)


@settings(max_examples=60)
@given(
    st.lists(st.lists(st.sampled_from(_SENTENCES), min_size=1, max_size=40), min_size=1, max_size=4),
    st.lists(st.sampled_from(_SENTENCES), max_size=4),
    st.sampled_from(["zh", "en"]),
)
def test_our_own_lines_about_any_document_say_nothing_else(
    paragraphs: list[list[str]], highlights: list[str], language: str
) -> None:
    document = Document(
        title=paragraphs[0][0],
        language=language,
        highlights=tuple(Highlight(text=text, children=tuple(highlights[:1])) for text in highlights),
        sections=(Section(paragraphs=tuple("".join(one) for one in paragraphs)),),
    )

    _hold_to_the_text(document)


def _hold_to_the_text(document: Document) -> None:
    layout = laying_out.lay_out(document)
    view = bundled.view(document, layout)
    for language in (None, "en", "zh"):
        told = summarise_story(view, layout, language=language)
        lines = (*told.lines, *told.glosses, *((told.title,) if told.title != document.title else ()))
        assert not invention.foreign(lines, layout, view.named, bundled.find)


def test_a_line_that_was_tampered_with_is_found_out() -> None:
    document = replace(CHINESE, highlights=(Highlight(text="产能达到12万吨。"),))
    layout = lay_out(document)

    assert invention.foreign(["产能达到12万吨。"], layout, (), names_in) == ()
    assert invention.foreign(["产能达到13万吨。"], layout, (), names_in) == ("13万吨",)
