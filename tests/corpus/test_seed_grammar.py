"""The heads of texts: titles of several shapes, with their dates and credits around them."""

from datetime import date

import pytest

from monitor.corpus import laying_out, seed_text
from monitor.corpus.laying_out import SeedText
from monitor.model import Highlight, Section

_A = "The county reopened its slate quarry on Monday, and forty people went back to work there."
_B = "Slate from the quarry goes to roofers in three counties, who had waited for it since spring."
_DECK = "The quarry had stood empty for nine years, and nobody says who pays for it now."
_DAY = date(2026, 3, 3)


def _parse(text: str) -> SeedText:
    """Read a text, and make sure that what is written of it is read as the same."""
    parsed = seed_text.parse(text)
    assert seed_text.parse(laying_out.lay_out_text(parsed).text + "\n") == parsed
    return parsed


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("title", ["The county wins a slate prize.", "Slate wins!", "县里石板矿获奖。"])
def test_a_short_line_right_above_a_date_is_the_title_whatever_it_ends_in(title: str, gap: str) -> None:
    assert _parse(f"{title}{gap}March 3, 2026\n\n{_A}\n\n{_B}") == SeedText(
        title=title, published=_DAY, sections=(Section(paragraphs=(_A, _B)),)
    )


def test_a_byline_may_stand_between_such_a_title_and_its_date() -> None:
    parsed = _parse(f"Slate wins a prize.\n\nBy Ann Lee\n\nMarch 3, 2026\n\n{_A}")

    assert (parsed.title, parsed.published) == ("Slate wins a prize.", _DAY)
    assert parsed.sections == (Section(paragraphs=("By Ann Lee", _A)),)


@pytest.mark.parametrize("first", ["It rose. It fell.", "一、总体要求", "word " * 40 + "end."])
def test_what_is_no_one_sentence_is_no_title_above_a_date_either(first: str) -> None:
    assert _parse(f"{first}\n\nMarch 3, 2026\n\n{_A}").title is None


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_deck_may_stand_between_the_title_and_the_date(gap: str) -> None:
    assert _parse(f"Slate Wins a Prize{gap}{_DECK}{gap}March 3, 2026\n\n{_A}\n\n{_B}") == SeedText(
        title="Slate Wins a Prize", published=_DAY, sections=(Section(paragraphs=(_DECK, _A, _B)),)
    )


def test_a_deck_above_the_date_goes_behind_the_highlights() -> None:
    assert _parse(
        f"Slate Wins a Prize\n\n{_DECK}\n\nMarch 3, 2026\n\nHighlights\n- One.\n\n{_A}"
    ) == SeedText(
        title="Slate Wins a Prize",
        published=_DAY,
        highlights=(Highlight(text="One."),),
        sections=(Section(paragraphs=(_DECK, _A)),),
    )


def test_a_title_wrapped_above_its_date_is_not_cut() -> None:
    parsed = _parse(f"Slate wins a prize in the\nnorthern hills\nMarch 3, 2026\n\n{_A}\n\n{_B}")

    assert "Slate wins a prize in the\nnorthern hills" in laying_out.lay_out_text(parsed).text


@pytest.mark.parametrize(
    "below",
    [
        f"{_DECK}\n\nMarch 3, 2026\n\n{_A}\n\nMarch 5, 2026\n\n{_B}",
        f"{_DECK}\n\n{_A}\n\n{_B}\n\nMarch 3, 2026\n\n{_A}",
        f"{_A}\n\n某某县矿业局\n\n2026年3月3日",
        f"Contents\n\nMarch 3, 2026\n\n{_A}",
    ],
)
def test_one_of_several_dates_or_the_date_at_the_end_stays_in_the_text(below: str) -> None:
    assert _parse(f"Slate Wins a Prize\n\n{below}").published is None


@pytest.mark.parametrize(
    ("kicker", "title"),
    [("ENERGY", "Slate Wins a Prize"), ("要闻", "县里石板矿重新开放"), ("ENERGY", "Slate wins a prize.")],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_kicker_above_the_title_is_text(kicker: str, title: str, gap: str) -> None:
    parsed = _parse(f"{kicker}{gap}{title}{gap}March 3, 2026\n\nHighlights\n- One.\n\n{_A}\n\n{_B}")

    assert (parsed.title, parsed.published, parsed.highlights) == (title, _DAY, (Highlight(text="One."),))
    assert parsed.sections == (Section(heading=kicker, paragraphs=(_A, _B)),)


@pytest.mark.parametrize(
    "head",
    [
        "公告\n\n二〇二六年第五号石板公告",
        "ENERGY\n\nSlate Wins",
        "ENERGY\n\nPOLICY",
        f"SLATE\n\n{_A}",
        "目录\n\n县里石板矿重新开放",
    ],
)
def test_a_short_title_of_its_own_is_no_kicker(head: str) -> None:
    assert _parse(f"{head}\n\n{_B}\n\n{_A}").title == head.split("\n", 1)[0]


def test_a_kicker_stays_above_the_line_that_is_not_the_title_known() -> None:
    parsed = seed_text.parse(f"ENERGY\n\nHow the quarry began\n\n{_A}", title="Slate Rises")

    assert [section.heading for section in parsed.sections] == ["ENERGY", "How the quarry began"]
    assert seed_text.parse(f"ENERGY\n\nHow the quarry began\n\n{_A}", title="Energy").sections == (
        Section(heading="How the quarry began", paragraphs=(_A,)),
    )


@pytest.mark.parametrize("title", ["Slate Rises\n\n", ""])
def test_a_date_between_the_highlights_and_the_body_is_the_texts(title: str) -> None:
    parsed = _parse(f"{title}Highlights\n- One.\n- Two.\n\nMarch 3, 2026\n\n{_A}")

    assert (parsed.published, parsed.sections) == (_DAY, (Section(paragraphs=(_A,)),))
    assert len(parsed.highlights) == 2


def test_a_date_between_two_lists_keeps_them_apart() -> None:
    parsed = _parse(f"Highlights\n- One.\n\nMarch 3, 2026\n\n- Two.\n\n{_A}")

    assert (parsed.published, parsed.highlights) == (None, (Highlight(text="One."),))


def test_a_title_with_its_date_behind_it_keeps_both() -> None:
    dated = _parse(f"Slate Prices – March 3, 2026\n\nHow they rose\n\n{_A}")
    known = seed_text.parse(f"Beijing | 3 Mar 2026\n\n{_A}", title="Slate Rises")

    assert (dated.title, dated.published) == ("Slate Prices – March 3, 2026", _DAY)
    assert known == SeedText(title="Slate Rises", published=_DAY, sections=(Section(paragraphs=(_A,)),))


def test_a_name_and_a_date_further_down_head_a_section() -> None:
    parsed = _parse(f"Slate Rises\n\nMarch 3, 2026\n\n{_A}\n\nPhase One – March 5, 2026\n\n{_B}")

    assert parsed.sections[1] == Section(heading="Phase One – March 5, 2026", paragraphs=(_B,))


@pytest.mark.parametrize(
    ("head", "credit"),
    [
        ("石板矿重新开放\n来源：新华社 发布时间：2026-03-03\n", "新华社"), ("石板矿重新开放\n\n文章来源：新华社\n\n", "新华社"), ("来源：新华社\n\n", "新华社"),
        ("Slate Rises\n\nSource: China Daily\n\nMarch 3, 2026\n\n", "China Daily"), ("Slate rises.\n\nMarch 3, 2026 | Source: Xinhua\n\n", "Xinhua"),
    ],
)  # fmt: skip
def test_a_credit_at_the_head_is_kept_and_written_under_the_date(head: str, credit: str) -> None:
    parsed = _parse(f"{head}{_A}\n\n{_B}")

    assert parsed.credit == credit
    assert parsed.sections == (Section(paragraphs=(_A, _B)),)
    assert laying_out.credit_line(credit) in laying_out.lay_out_text(parsed).text.split("\n")


def test_a_credit_that_the_text_itself_gives_is_not_repeated() -> None:
    parsed = _parse(f"Slate Rises\n\n{_A}\n\n图为石板矿现场（来源：工信部网站）。\n\n{_B}")

    assert (parsed.credit, parsed.sections[0].paragraphs[1]) == (None, "图为石板矿现场（来源：工信部网站）。")
