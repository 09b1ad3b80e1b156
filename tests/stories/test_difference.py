"""What an edit changed."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Document, Highlight, Section
from monitor.stories.difference import difference
from tests.fakes import document

OLD = document("A plant opens", "It cost 5.3 bn yuan.")


def paragraphs(*texts: str) -> Document:
    return replace(OLD, sections=(Section(paragraphs=texts),))


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (OLD, ""),
        (replace(OLD, title="A plant opens late"), "title: “A plant opens late”"),
        (replace(OLD, title="x" * 90), f"title: “{'x' * 59}…”"),
        (paragraphs("It cost 3.5 bn yuan."), "5.3 bn yuan → 3.5 bn yuan; 1 paragraph changed"),
        (paragraphs("It cost 5.3 bn yuan.", "More.", "And more."), "2 paragraphs added"),
        (paragraphs(), "1 paragraph removed"),
        (paragraphs("It cost a lot."), "1 paragraph changed"),
        (paragraphs("It  cost 5.3 bn yuan ."), ""),
        (replace(OLD, document_number="工信部〔2026〕1号"), "document number 工信部〔2026〕1号"),
        (replace(OLD, published=date(2026, 3, 4)), "dated 2026-03-04"),
        (replace(OLD, highlights=(Highlight(text="New:", children=("one",)),)), "2 paragraphs added"),
        (replace(OLD, disclaimer="From a company."), "1 paragraph added"),
    ],
)
def test_differences(new: Document, expected: str) -> None:
    assert difference(OLD, new) == expected


@given(st.lists(st.text(max_size=40), max_size=4), st.lists(st.text(max_size=40), max_size=4))
def test_any_two_texts_can_be_told_apart(one: list[str], other: list[str]) -> None:
    assert difference(paragraphs(*one), paragraphs(*one)) == ""
    assert isinstance(difference(paragraphs(*one), paragraphs(*other)), str)
