"""Titles made where there is none, and titles freed from the name of their site."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.corpus import titles
from monitor.corpus.laying_out import SeedText
from monitor.model import Highlight, Section


@pytest.mark.parametrize(
    ("seed", "title"),
    [
        (
            SeedText(highlights=(Highlight(text="It rose."),), sections=(Section(paragraphs=("No.",)),)),
            "It rose.",
        ),
        (SeedText(sections=(Section(paragraphs=("It rose. It fell.",)),)), "It rose."),
        (SeedText(sections=(Section(paragraphs=("- It rose",)),)), "It rose"),
        (SeedText(sections=(Section(heading="How it rose"),)), "How it rose"),
        (SeedText(disclaimer="Disclaimer: none. Really."), "Disclaimer: none."),
        (SeedText(), ""),
    ],
)
def test_a_title_is_made_of_the_first_thing_said(seed: SeedText, title: str) -> None:
    assert titles.derive(seed) == title


def test_a_long_text_is_cut_at_a_word() -> None:
    short = titles.shorten("The county and its neighbours " * 8)

    assert short == "The county and its neighbours " * 3 + "The county and its neighbours…"


def test_a_long_chinese_text_is_cut_at_a_clause_or_anywhere() -> None:
    assert titles.shorten("石板矿重新开放" * 10 + "，" + "村民" * 40) == "石板矿重新开放" * 10 + "…"
    assert titles.shorten("石" * 200) == "石" * 119 + "…"


@given(st.text(max_size=400))
def test_a_shortened_text_is_one_short_line(text: str) -> None:
    short = titles.shorten(text)

    assert len(short) <= 120
    assert len(short.splitlines()) <= 1


@pytest.mark.parametrize(
    ("title", "site", "kept"),
    [
        ("石板矿管理办法发布_某某政府网", None, "石板矿管理办法发布"),
        ("石板矿管理办法发布-某某省矿业厅", None, "石板矿管理办法发布"),
        ("石板矿管理办法发布_通知公告_某某网", None, "石板矿管理办法发布"),
        ("Slate Rises in the Valley | Slate Watch", None, "Slate Rises in the Valley"),
        ("Slate Rises in the Valley - Slate Times", None, "Slate Rises in the Valley"),
        ("Slate Rises in the Valley – Stone & Co", "Stone & Co", "Slate Rises in the Valley"),
        ("Slate rises - and falls again", None, "Slate rises - and falls again"),
        ("Short | Slate Watch", None, "Short | Slate Watch"),
        (
            "Slate Rises in the Valley | " + "word " * 12,
            None,
            "Slate Rises in the Valley | " + ("word " * 12).strip(),
        ),
        ("Slate", None, "Slate"),
    ],
)
def test_the_name_of_a_site_is_cut_off(title: str, site: str | None, kept: str) -> None:
    assert titles.without_site(title, site=site) == kept
