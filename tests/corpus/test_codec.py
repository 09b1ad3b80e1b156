from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.corpus import codec
from monitor.model import (
    Attachment,
    BacklogRule,
    Document,
    Entry,
    Highlight,
    Outlet,
    OutletKind,
    Section,
    Source,
    SourceKind,
)

TEXT = st.text(max_size=20)
# Until 1991 clocks were changed there: hours that were twice, or never, equal nothing in another zone (PEP 495).
PUBLISHED = (
    st.none()
    | st.dates()
    | st.datetimes(min_value=datetime(1992, 1, 1), timezones=st.just(ZoneInfo("Asia/Shanghai")))  # noqa: DTZ001  the strategy adds the zone
    | st.datetimes(timezones=st.just(UTC))
)
DOCUMENTS = st.builds(
    Document,
    title=TEXT,
    title_derived=st.booleans(),
    published=PUBLISHED,
    language=TEXT,
    highlights=st.lists(
        st.builds(Highlight, text=TEXT, children=st.lists(TEXT, max_size=2).map(tuple)), max_size=2
    ).map(tuple),
    sections=st.lists(
        st.builds(Section, heading=st.none() | TEXT, paragraphs=st.lists(TEXT, max_size=2).map(tuple)),
        max_size=2,
    ).map(tuple),
    disclaimer=st.none() | TEXT,
    outlet=st.builds(Outlet, name=TEXT, kind=st.sampled_from(OutletKind)),
    origin=st.lists(st.sampled_from(OutletKind), min_size=1, max_size=3).map(tuple),
    url=st.none() | TEXT,
    document_number=st.none() | TEXT,
    issuer=st.none() | TEXT,
    subject=st.none() | TEXT,
    written_on=st.none() | st.dates(),
    index_number=st.none() | TEXT,
    attachments=st.lists(
        st.builds(
            Attachment, url=TEXT, name=TEXT, media_type=st.none() | TEXT, size=st.none() | st.integers()
        ),
        max_size=2,
    ).map(tuple),
)


@given(DOCUMENTS)
def test_a_document_comes_back_as_it_was(document: Document) -> None:
    assert codec.decode_document(codec.encode_document(document)) == document


@given(DOCUMENTS)
def test_day_precision_stays_a_date(document: Document) -> None:
    back = codec.decode_document(codec.encode_document(document))

    assert isinstance(back.published, datetime) == isinstance(document.published, datetime)


def test_chinese_is_stored_readable() -> None:
    assert "试点名单" in codec.encode_document(Document(title="试点名单"))


def test_fields_that_older_data_lack_take_their_defaults() -> None:
    assert codec.decode_document('{"title": "t"}') == Document(title="t")


def test_fields_that_only_newer_data_have_are_passed_over() -> None:
    assert codec.decode_document('{"title": "t", "mood": "sunny"}') == Document(title="t")


def test_attachments_of_which_only_the_address_was_stored_still_come_back() -> None:
    stored = '{"title": "t", "attachments": ["https://example.org/a.pdf"]}'

    assert codec.decode_document(stored).attachments == (Attachment(url="https://example.org/a.pdf"),)


@pytest.mark.parametrize("backlog", [timedelta(hours=36, microseconds=5), BacklogRule.NONE])
def test_a_field_of_two_types_keeps_which_it_was(backlog: timedelta | BacklogRule) -> None:
    source = Source(id="a", kind=SourceKind.FEED, location="u", backlog=backlog, outlet=Outlet(name="A"))

    assert codec.decode(Source, codec.encode(source)) == source


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{}", "Document.title is missing"),
        ("[]", "Document: an object is needed"),
        ('{"title": 5}', "Document.title: str is needed"),
        ('{"title": "t", "title_derived": 1}', "Document.title_derived: bool is needed"),
        ('{"title": "t", "origin": ["martian"]}', "Document.origin: 'martian' is not a valid OutletKind"),
        ('{"title": "t", "origin": []}', "a document rests on at least one kind of origin"),
        ('{"title": "t", "attachments": "x"}', "Document.attachments: a list is needed"),
        ('{"title": "t", "published": 7}', "Document.published: a value of another type"),
        ('{"title": "t", "published": "2026-01-01T10:00"}', "Document.published: a value of another type"),
        (
            '{"title": "t", "highlights": [{"text": null}]}',
            "Document.highlights: Highlight.text: str is needed",
        ),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_document_is_refused_by_name(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        codec.decode_document(text)


@pytest.mark.parametrize("every", ["true", '"1h"', "1e300", "NaN"])
def test_what_is_no_length_of_time_is_refused(every: str) -> None:
    with pytest.raises(ValueError, match=r"Source\.every"):
        codec.decode(Source, f'{{"id": "a", "kind": "feed", "location": "u", "every": {every}}}')


def test_a_type_without_a_json_form_is_a_mistake_of_ours() -> None:
    @dataclass(frozen=True)
    class Odd:
        value: dict[str, str]

    odd: Any = Odd
    with pytest.raises(AssertionError, match="no JSON form"):
        codec.decode(odd, '{"value": {}}')


def test_an_entry_keeps_its_date() -> None:
    entry = Entry(guid="g", published=date(2026, 11, 20))

    assert codec.decode(Entry, codec.encode(entry)) == entry
