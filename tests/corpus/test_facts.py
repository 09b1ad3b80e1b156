"""Facts of a document as they are written out in the seed form."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.corpus import facts, identity, laying_out, seed_text
from monitor.corpus.facts import NO_FACTS, Facts
from monitor.corpus.normalise import normalise
from monitor.corpus.seed_lines import Clock, read
from monitor.model import Attachment, BodyFormat, Document, Entry, Outlet, Section

_TEXT = "The county reopened its slate quarry on Monday, and forty people went back to work there."
_FILE = Attachment(
    url="https://example.org/a.pdf", name="名单 | 第二批", media_type="application/pdf", size=12
)
_STATED = Facts(
    issuer="青石县人民政府",
    document_number="青政发〔2026〕3号",
    subject="工业\\其他",
    written_on=date(2026, 2, 4),
    index_number="QS-2026-1",
    attachments=(_FILE, Attachment(url="https://example.org/b", unread="an archive")),
)
_WRITTEN = """Slate Rises in May

The county reopened its slate quarry on Monday, and forty people went back to work there.

Document facts:
Issuer: 青石县人民政府
Document number: 青政发〔2026〕3号
Subject: 工业\\其他
Written on: 2026-02-04
Index number: QS-2026-1
Attachment: 名单 | 第二批 | application/pdf | 12 | https://example.org/a.pdf
Attachment: - | - | - | https://example.org/b | not read: an archive
"""
_DOCUMENT = Document(
    title="Slate Rises in May",
    language="en",
    sections=(Section(paragraphs=(_TEXT,)),),
    issuer=_STATED.issuer,
    document_number=_STATED.document_number,
    subject=_STATED.subject,
    written_on=_STATED.written_on,
    index_number=_STATED.index_number,
    attachments=_STATED.attachments,
)


def test_facts_stand_behind_the_text_and_are_read_again() -> None:
    assert laying_out.render(_DOCUMENT) == _WRITTEN
    assert seed_text.parse(_WRITTEN).facts == _STATED


def test_a_document_with_facts_is_read_as_the_same_document() -> None:
    entry = Entry(body=_WRITTEN, body_format=BodyFormat.SEED)

    again = normalise(
        entry, outlet=Outlet(name=""), zone="UTC", language=None, now=datetime(2026, 11, 1, tzinfo=UTC)
    )

    assert again == replace(_DOCUMENT, attachments=(_FILE, replace(_STATED.attachments[1], name="b")))


def test_what_the_text_says_itself_is_not_written_twice() -> None:
    signed = Section(
        paragraphs=(
            "青政发〔2026〕3号",
            "现将名单公布如下，请认真贯彻落实。",
            "青石县人民政府",
            "2026年2月4日",
        )
    )
    document = replace(_DOCUMENT, sections=(signed,), attachments=(), subject=None, index_number=None)

    assert "Document facts" not in laying_out.render(document)


def test_facts_move_no_text_and_make_no_new_version() -> None:
    bare = Document(title=_DOCUMENT.title, language="en", sections=_DOCUMENT.sections)

    layout, bare_layout = laying_out.lay_out(_DOCUMENT), laying_out.lay_out(bare)

    assert layout.text.startswith(bare_layout.text)
    assert layout.blocks[: len(bare_layout.blocks)] == bare_layout.blocks
    assert identity.content_hash(_DOCUMENT) == identity.content_hash(bare)
    assert identity.text_hash(layout) == identity.text_hash(bare_layout)


@pytest.mark.parametrize(
    "text",
    [
        "Document facts:\nThe quarry is open.",
        "Issuer: the county",
        "Document facts: Issuer: the county",
        "Document facts:",
    ],
)
def test_words_that_only_look_like_facts_stay_in_the_text(text: str) -> None:
    assert facts.take(read(text, Clock())) == (NO_FACTS, list(read(text, Clock())))


@pytest.mark.parametrize(
    ("line", "stated"),
    [
        ("Written on: soon", NO_FACTS),
        ("Attachment: https://example.org/a", Facts(attachments=(Attachment(url="https://example.org/a"),))),
        ("Attachment: 名单 | https://example.org/a", Facts(attachments=(Attachment(url="https://example.org/a", name="名单"),))),
        ("Attachment: 名单 | - | ²³ | u", Facts(attachments=(Attachment(url="u", name="名单"),))),
    ],
)  # fmt: skip
def test_a_line_that_says_less_is_read_for_what_it_says(line: str, stated: Facts) -> None:
    assert facts.take(read(f"Document facts:\n{line}", Clock())) == (stated, [])


def test_the_first_to_state_a_fact_is_believed() -> None:
    other = Facts(issuer="东河市人民政府", subject="农业")

    assert facts.first(Facts(issuer="青石县人民政府"), other) == Facts(
        issuer="青石县人民政府", subject="农业"
    )
    assert facts.beyond(other, Facts(subject="农业")) == Facts(issuer="东河市人民政府")
    assert facts.lines(replace(NO_FACTS, issuer=" ")) == []


_WORDS = st.text(alphabet="石板 |-:\n", max_size=8)


@given(st.builds(Facts, issuer=_WORDS, subject=_WORDS, written_on=st.none() | st.dates(),
                 attachments=st.lists(st.builds(Attachment, url=_WORDS, name=_WORDS, media_type=_WORDS, size=st.none() | st.integers(0, 10**15)), max_size=2).map(tuple)))  # fmt: skip
def test_any_facts_written_out_and_read_are_written_out_the_same(stated: Facts) -> None:
    written = facts.lines(stated)
    again, left = facts.take(read("\n".join(written), Clock()))

    assert left == []
    assert facts.lines(facts.take(read("\n".join(facts.lines(again)), Clock()))[0]) == facts.lines(again)
