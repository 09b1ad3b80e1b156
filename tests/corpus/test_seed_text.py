"""The seed form, read from texts in the two styles of paragraphing and in both scripts."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from monitor.corpus import laying_out, seed_text
from monitor.corpus.laying_out import SeedText
from monitor.model import Block, BlockKind, Document, Highlight, Section

_A = "The county reopened its slate quarry on Monday, and forty people went back to work there."
_B = "Slate from the quarry goes to roofers in three counties, who had waited for it since spring."
_C = "The council wants twice as many workers by next year, though nobody has said who will pay."


def test_blank_lines_part_the_blocks_of_one_style() -> None:
    text = f"""Slate Quarry Reopens: A Turning Point?

Jun 4, 2026

Highlights

  • The quarry is open again.
  • It feeds three trades such as:
  • Roofing
  • Paving
  • Nobody knows who pays.

{_A}

Why this matters to the county

{_B}

  • First reason.
  • Second reason.

{_C}

Disclaimer: This rests on what the quarry says.
"""

    assert seed_text.parse(text) == SeedText(
        title="Slate Quarry Reopens: A Turning Point?",
        published=date(2026, 6, 4),
        highlights=(
            Highlight(text="The quarry is open again."),
            Highlight(text="It feeds three trades such as:", children=("Roofing", "Paving")),
            Highlight(text="Nobody knows who pays."),
        ),
        sections=(
            Section(paragraphs=(_A,)),
            Section(
                heading="Why this matters to the county",
                paragraphs=(_B, "- First reason.", "- Second reason.", _C),
            ),
        ),
        disclaimer="Disclaimer: This rests on what the quarry says.",
    )


def test_single_newlines_part_the_paragraphs_of_the_other_style() -> None:
    text = f"Highlights\n- The quarry is open.\n{_A}\n{_B}\nThe Road Ahead\n{_C}\nDisclaimer: Not checked.\n0 Comments"

    assert seed_text.parse(text) == SeedText(
        highlights=(Highlight(text="The quarry is open."),),
        sections=(Section(paragraphs=(_A, _B)), Section(heading="The Road Ahead", paragraphs=(_C,))),
        disclaimer="Disclaimer: Not checked.",
    )


def test_a_wrapped_line_stays_inside_its_paragraph() -> None:
    text = "The county reopened its quarry on Monday. Forty\nPeople of the village went. It was\nraining.\n\nThe end came soon."

    assert seed_text.parse(text).sections == (
        Section(
            paragraphs=(
                "The county reopened its quarry on Monday. Forty\nPeople of the village went. It was\nraining.",
                "The end came soon.",
            )
        ),
    )


def test_a_line_that_goes_on_is_a_wrap_where_newlines_part_paragraphs() -> None:
    text = f"{_A}\n{_B}\nThe council wants twice as many workers by next year, though\nnobody has said who will pay.\n{_A}"

    assert seed_text.parse(text).sections[0].paragraphs == (
        _A,
        _B,
        "The council wants twice as many workers by next year, though\nnobody has said who will pay.",
        _A,
    )


def test_a_chinese_notice_is_read_with_its_headings_and_its_date() -> None:
    text = """关于加强石板矿山管理的通知
发布时间：2026-03-02 09:05 来源：某某省矿业厅 字体：大 中 小
各市州矿业局：
为加强石板矿山管理，现就有关事项通知如下。
一、总体要求
坚持安全第一，统筹开采与保护，到2030年建成三座示范矿山。
（一）健全制度。各地要明确责任，
落实到人。
（二）强化监管。对违规企业依法处置。
第二章 附则
第九条 本通知自发布之日起施行。
某某省矿业厅
2026年3月1日
"""

    assert seed_text.parse(text) == SeedText(
        title="关于加强石板矿山管理的通知",
        published=datetime(2026, 3, 2, 9, 5, tzinfo=timezone(timedelta(hours=8))),
        credit="某某省矿业厅",
        sections=(
            Section(paragraphs=("各市州矿业局：", "为加强石板矿山管理，现就有关事项通知如下。")),
            Section(
                heading="一、总体要求",
                paragraphs=(
                    "坚持安全第一，统筹开采与保护，到2030年建成三座示范矿山。",
                    "（一）健全制度。各地要明确责任，",
                    "落实到人。",
                    "（二）强化监管。对违规企业依法处置。",
                ),
            ),
            Section(
                heading="第二章 附则",
                paragraphs=("第九条 本通知自发布之日起施行。", "某某省矿业厅", "2026年3月1日"),
            ),
        ),
    )


def test_a_long_chinese_line_that_breaks_off_goes_on_in_the_next() -> None:
    first = "各地要加强统筹协调，健全工作机制，落实工作责任，形成工作合力，确保各项任务"

    parsed = seed_text.parse(f"{first}\n落到实处。\n县里已经派出工作组。\n村里也表示欢迎。")

    assert parsed.sections[0].paragraphs == (
        f"{first}\n落到实处。",
        "县里已经派出工作组。",
        "村里也表示欢迎。",
    )


def test_an_indented_chinese_line_opens_a_paragraph() -> None:
    text = "　　县里派出了工作组，\n　　村里表示欢迎。\n\n　　大家都去看了。"

    assert seed_text.parse(text).sections[0].paragraphs == (
        "县里派出了工作组，",
        "村里表示欢迎。",
        "大家都去看了。",
    )


def test_a_list_of_names_is_no_row_of_headings() -> None:
    parsed = seed_text.parse("第三批示范矿山\n东河石板矿\n西岭石板矿\n南坡石板矿\n名单由矿业厅公布。")

    assert parsed == SeedText(
        title="第三批示范矿山",
        sections=(Section(paragraphs=("东河石板矿", "西岭石板矿", "南坡石板矿", "名单由矿业厅公布。")),),
    )


@pytest.mark.parametrize(
    "head",
    [
        "Slate Rises\nJun 4, 2026\n\n", "Jun 4, 2026\n\nSlate Rises\n\n", "Slate Rises\n\nBy Ann Lee\n\nPublished: 4 June 2026\n\n",
        "Slate Rises\n2026年6月4日\n\n", "Slate Rises\n\nBy Ann Lee | June 4, 2026\n\n", "Slate Rises\n\nJune 4, 2026 | By Ann Lee | 3 min read\n\n", "Slate Rises\n\n日期：2026-06-04 点击：12\n\n",
    ],
)  # fmt: skip
def test_the_date_line_stands_under_or_above_the_title(head: str) -> None:
    parsed = seed_text.parse(f"{head}{_A}\n\n{_B}")

    assert parsed == SeedText(
        title="Slate Rises", published=date(2026, 6, 4), sections=(Section(paragraphs=(_A, _B)),)
    )


def test_a_date_to_come_is_left_as_text() -> None:
    parsed = seed_text.parse(f"Slate Rises\n\nJun 4, 2030\n\n{_A}", now=datetime(2026, 11, 1, tzinfo=UTC))

    assert parsed.sections == (Section(paragraphs=("Jun 4, 2030", _A)),)


@pytest.mark.parametrize(
    "label",
    [
        "Highlights",
        "KEY TAKEAWAYS:",
        "Key Points",
        "要点",
        "【摘要】",
        "要點",
        "亮点",
        "核心要点：",
        "内容提要",
    ],
)
def test_highlights_go_by_many_names(label: str) -> None:
    parsed = seed_text.parse(f"Slate Rises\n\n{label}\n\n- One.\n\n- Two.\n\n{_A}")

    assert parsed.highlights == (Highlight(text="One."), Highlight(text="Two."))
    assert parsed.sections == (Section(paragraphs=(_A,)),)


def test_a_paragraph_between_title_and_highlights_goes_behind_them() -> None:
    parsed = seed_text.parse(f"Slate Rises\n\n{_A}\n\nHighlights\n- One.\n\n{_B}")

    assert (parsed.highlights, parsed.sections) == (
        (Highlight(text="One."),),
        (Section(paragraphs=(_A, _B)),),
    )


@pytest.mark.parametrize(
    "middle",
    [
        f"{_A}\n\nHighlights\n- One.",
        f"Highlights\n\n{_A}",
        f"{_A}\n\n{_B}\n\n{_C}\n\nHighlights\n- One.\n\n{_A}",
    ],
)
def test_highlights_without_bullets_or_deep_in_the_text_are_a_section(middle: str) -> None:
    parsed = seed_text.parse(f"Slate Rises\n\n{middle}")

    assert parsed.highlights == ()
    assert parsed.sections[-1].heading == "Highlights"


@pytest.mark.parametrize(
    "first",
    [
        "Slate exports to the U.S.", "Will slate rise?", "Slate rises, “and soon”", "石板价格上涨", "石板价格为何上涨？", "Slate rises…",
        "Slate Rises Again at Quarry Partners Ltd.",
    ],
)  # fmt: skip
def test_a_short_line_that_is_no_sentence_is_a_title(first: str) -> None:
    assert seed_text.parse(f"{first}\n\n{_A}").title == first


@pytest.mark.parametrize(
    "first",
    [
        _A, "Slate rises.", "She said “it rises.”", "一、总体要求", "各有关单位：", "By Ann Lee", "某矿发〔2026〕3号", "***", "x" * 300,
        "- a bullet", "免责声明：仅供参考。",
    ],
)  # fmt: skip
def test_a_first_line_that_is_something_else_is_no_title(first: str) -> None:
    assert seed_text.parse(f"{first}\n\n{_A}\n\n{_B}").title is None


@pytest.mark.parametrize(
    "heading",
    [
        "How it works",
        "Is it enough?",
        "Next steps:",
        "What Comes Next for All the County:",
        "背景情况",
        "2. The mine",
    ],
)
def test_a_short_line_alone_heads_the_text_after_it(heading: str) -> None:
    assert seed_text.parse(f"Slate Rises\n\n{_A}\n\n{heading}\n\n{_B}").sections[1] == Section(
        heading=heading, paragraphs=(_B,)
    )


@pytest.mark.parametrize(
    "line",
    [
        "It rose!", "and then it rose", "The council now wants the following of its workers:", "某矿发〔2026〕3号", "石板，矿山", "联系人：张三",
        "it", "某报记者 张三", "编辑 张三 校对 李四", "1.2", "word " * 30, "石" * 60, "By Ann Lee", "—",
    ],
)  # fmt: skip
def test_a_line_that_does_not_look_like_a_heading_stays_a_paragraph(line: str) -> None:
    assert [
        section.heading for section in seed_text.parse(f"Slate Rises\n\n{_A}\n\n{line}\n\n{_B}").sections
    ] == [None]


def test_a_lone_last_line_heads_nothing() -> None:
    assert seed_text.parse(f"Slate Rises\n\n{_A}\n\nThe Road Ahead").sections == (
        Section(paragraphs=(_A, "The Road Ahead")),
    )


def test_a_heading_right_above_its_paragraph_is_parted_from_it() -> None:
    parsed = seed_text.parse(f"Slate Rises\n{_A}\n\nHow it works\n{_B}\n\n{_C}")

    assert parsed == SeedText(
        title="Slate Rises",
        sections=(Section(paragraphs=(_A,)), Section(heading="How it works", paragraphs=(_B, _C))),
    )


def test_headings_may_follow_each_other() -> None:
    parsed = seed_text.parse(f"{_A}\n\n第一章 总则\n\n第一节 目的\n\n第一条 适用\n\n{_B}")

    assert [(section.heading, len(section.paragraphs)) for section in parsed.sections] == [
        (None, 1), ("第一章 总则", 0), ("第一节 目的", 0), ("第一条 适用", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "Disclaimer: x.",
        "免责声明：仅供参考。",
        "【免责声明】：仅供参考。",
        "声明：本文转载自某网。",
        "特别声明：以上内容仅供参考。",
    ],
)
def test_disclaimers_are_known_by_their_first_word(line: str) -> None:
    parsed = seed_text.parse(f"Slate Rises\n\n{_A}\n\n{line}\n\n{_B}")

    assert (parsed.disclaimer, parsed.sections) == (line, (Section(paragraphs=(_A, _B)),))


def test_a_declaration_of_somebody_is_no_disclaimer() -> None:
    assert seed_text.parse(f"Slate Rises\n\n{_A}\n\n声明：双方同意扩大石板贸易。").disclaimer is None


def test_a_title_known_already_takes_the_place_of_the_texts_own() -> None:
    same = seed_text.parse(
        f"Slate rises  again in the hills\n\n{_A}", title="“Slate Rises Again in the Hills”"
    )
    cut = seed_text.parse(
        f"Slate rises again in the\nnorthern hills\n\n{_A}", title="Slate rises again in the northern hi…"
    )
    other = seed_text.parse(f"How it began\n\n{_A}", title="Slate Rises")
    none = seed_text.parse(_A, title="Slate Rises")
    below = seed_text.parse(f"Valley\n\nSlate Rises\n\n{_A}", title="Slate Rises")

    assert same == SeedText(title="“Slate Rises Again in the Hills”", sections=(Section(paragraphs=(_A,)),))
    assert cut.sections == (Section(paragraphs=(_A,)),)
    assert other == SeedText(
        title="Slate Rises", sections=(Section(heading="How it began", paragraphs=(_A,)),)
    )
    assert none == SeedText(title="Slate Rises", sections=(Section(paragraphs=(_A,)),))
    assert below.sections == (Section(heading="Valley", paragraphs=(_A,)),)


def test_the_layout_names_every_stretch_of_the_text() -> None:
    document = Document(
        title="Slate Rises",
        published=date(2026, 6, 4),
        credit="Xinhua",
        highlights=(Highlight(text="One:", children=("two",)),),
        sections=(Section(heading="How", paragraphs=("- a bullet", "A paragraph.")),),
        disclaimer="Disclaimer: x.",
    )

    layout = laying_out.lay_out(document)

    assert layout.text == (
        "Slate Rises\n\nJun 4, 2026\n\nSource: Xinhua\n\nHighlights\n\n- One:\n  - two\n\nHow\n\n- a bullet\n\nA paragraph.\n\nDisclaimer: x."
    )
    assert laying_out.render(document) == layout.text + "\n"
    assert layout.title_derived is False
    assert [(block.kind.value, layout.text[block.start : block.end]) for block in layout.blocks] == [
        ("title", "Slate Rises"), ("date", "Jun 4, 2026"), ("date", "Source: Xinhua"), ("label", "Highlights"), ("highlight", "One:"), ("highlight", "two"),
        ("heading", "How"), ("bullet", "a bullet"), ("paragraph", "A paragraph."), ("disclaimer", "Disclaimer: x."),
    ]  # fmt: skip


def test_a_derived_title_is_no_part_of_the_text() -> None:
    layout = laying_out.lay_out(
        Document(title="One", title_derived=True, sections=(Section(paragraphs=("One.",)),))
    )

    assert (layout.text, layout.title_derived) == ("One.", True)
    assert layout.blocks == (Block(kind=BlockKind.PARAGRAPH, start=0, end=4),)


@pytest.mark.parametrize(
    ("published", "text"),
    [
        (date(2026, 6, 4), "Jun 4, 2026"),
        (datetime(2026, 6, 4, 7, 30, tzinfo=timezone(timedelta(hours=8))), "Jun 4, 2026 07:30 +0800"),
        (datetime(2026, 6, 4, 7, 30, 5, tzinfo=UTC), "Jun 4, 2026 07:30:05 +0000"),
    ],
)
def test_a_date_is_written_so_that_it_is_read_again(published: date, text: str) -> None:
    assert laying_out.written(published) == text
    assert seed_text.parse(f"Slate Rises\n\n{text}\n\n{_A}").published == published


def test_nothing_makes_nothing() -> None:
    assert seed_text.parse(" \n\u3000\n") == SeedText()
    assert laying_out.lay_out_text(SeedText()).text == ""
