"""OPML read and written, whatever a feed reader or a stranger makes of it."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import opml
from monitor.config.opml import Outline
from monitor.errors import MonitorError

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
FEED = {"id": "a", "kind": "feed", "url": "https://a.example/feed", "outlet": {"name": "A & B"}}


def file(body: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>\n') -> bytes:
    return f'{head}<opml version="2.0"><head><title>x</title></head><body>{body}</body></opml>'.encode()


def test_feeds_are_read_in_order_with_their_folders() -> None:
    body = file(
        '<outline text="Top" xmlUrl="https://top.example/"/>\n'
        '<outline text="News" title="News &amp; more">\n'
        '<outline text="Inner"><outline type="rss" title="  A\n B " xmlUrl=" https://a.example/f " '
        'htmlUrl="https://a.example/" language="zh-CN"/></outline>\n'
        '<outline text="B" xmlUrl="https://b.example/f"/></outline>\n'
        '<outline text="C" xmlurl="https://c.example/f"/>'
    )

    assert opml.read(body) == (
        Outline(line=2, title="Top", feed="https://top.example/"),
        Outline(
            line=5,
            folders=("News & more", "Inner"),
            title="A B",
            feed="https://a.example/f",
            page="https://a.example/",
            language="zh-CN",
        ),
        Outline(line=6, folders=("News & more",), title="B", feed="https://b.example/f"),
        Outline(line=7, title="C", feed="https://c.example/f"),
    )


def test_what_only_leads_to_a_page_is_told_apart() -> None:
    (found,) = opml.read(file('<outline text="A" type="link" url="https://a.example/"/>'))

    assert (found.feed, found.page) == (None, "https://a.example/")


def test_folders_without_a_name_or_anything_in_them_are_none() -> None:
    body = file('<outline><outline xmlUrl="https://a.example/"/></outline><outline text="empty"/>')

    (found,) = opml.read(body)

    assert found == Outline(line=2, feed="https://a.example/")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('<outline text="A & B" xmlUrl="https://a.example/?x=1&y=2"/>', id="bare ampersands"),
        pytest.param(
            '<outline text="A &nbsp; B" xmlUrl="https://a.example/?x=1&amp;y=2">', id="HTML's names"
        ),
    ],
)
def test_what_is_not_quite_xml_is_read_all_the_same(body: str) -> None:
    (found,) = opml.read(file(body))

    assert found.feed == "https://a.example/?x=1&y=2"


def test_other_encodings_are_read_by_what_the_bytes_are() -> None:
    head = '<?xml version="1.0" encoding="gb2312"?>\n'
    body = file('<outline text="工信部" xmlUrl="https://a.example/"/>', head).decode().encode("gb18030")

    assert opml.read(body)[0].title == "工信部"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        pytest.param(b"", "is no OPML", id="nothing"),
        pytest.param(b"\x00\x01\x02", "is no OPML", id="no text"),
        pytest.param(b"<html><body>x</body></html>", "is no OPML", id="a page"),
        pytest.param(b"<!x><opml/>", "is no XML", id="no XML"),
        pytest.param(b" " * (opml.MOST_BYTES + 1), "is larger than 4 MiB", id="too large"),
        pytest.param(
            file("<outline text='&a;'/>", '<!DOCTYPE opml [<!ENTITY a "b">]>'),
            "declares entities",
            id="entities of its own",
        ),
        pytest.param(
            file("<outline text='&a;'/>", '<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
            "declares entities",
            id="a file of this machine",
        ),
        pytest.param(file('<outline xmlUrl="x"/>' * 10_001), "over 10,000 outlines", id="too many"),
    ],
)
def test_what_is_no_opml_is_one_line(body: bytes, said: str) -> None:
    with pytest.raises(MonitorError) as error:
        opml.read(body)

    assert said in str(error.value)


def test_outlines_nested_without_end_do_not_matter() -> None:
    assert opml.read(file("<outline text='a'>" * 5_000)) == ()


def said(body: bytes) -> str:
    """Return the one line that is said of no OPML, nothing for what is read."""
    try:
        found = opml.read(body)
    except MonitorError as error:
        return str(error)
    assert all(isinstance(one, Outline) for one in found)
    return ""


@given(st.binary(max_size=400) | st.text(alphabet='<>/="& aoutlinexmUrp![]', max_size=400).map(str.encode))
def test_any_bytes_are_outlines_or_one_line(body: bytes) -> None:
    for some in (body, file(body.decode("utf-8", "replace"))):
        assert said(some).count("\n") == 0


def test_sources_are_written_for_other_readers_and_for_this_one() -> None:
    listing = {"id": "b", "kind": "listing", "url": "https://b.example/", "item": "li", "language": "zh"}

    written = opml.write([FEED, listing], now=NOW)

    assert b"<dateCreated>Sun, 22 Nov 2026 08:00:00 +0000</dateCreated>" in written
    assert b'text="A &amp; B" title="A &amp; B" type="rss" xmlUrl="https://a.example/feed"' in written
    assert b'text="b" title="b" type="html" htmlUrl="https://b.example/" language="zh"' in written
    feed, page = opml.read(written)
    assert (feed.feed, feed.data) == ("https://a.example/feed", FEED)
    assert (page.feed, page.page, page.data) == (None, "https://b.example/", listing)


def test_that_an_address_answered_here_is_not_handed_on() -> None:
    (found,) = opml.read(opml.write([FEED | {"verified": date(2026, 11, 1)}], now=NOW))

    assert found.data == FEED


def test_a_day_among_the_values_is_written_as_a_day() -> None:
    (found,) = opml.read(opml.write([FEED | {"params": {"from": date(2026, 11, 1)}}], now=NOW))

    assert found.data == FEED | {"params": {"from": "2026-11-01"}}


@pytest.mark.parametrize(
    "said", ["", "[1]", "{", "x" * 30_000, "[" * 19_000, json.dumps("a")], ids=lambda said: said[:5] or "none"
)
def test_an_attribute_of_ours_that_is_none_is_passed_over(said: str) -> None:
    outline = f'<outline monitor:source="{said.replace(chr(34), "&quot;")}" xmlUrl="https://a.example/"/>'
    body = file(outline).replace(b"<opml ", b'<opml xmlns:monitor="urn:policy-monitor:opml" ')

    (found,) = opml.read(body)

    assert (found.data, found.feed) == (None, "https://a.example/")


TEXTS = st.text(max_size=30)
DATA = st.fixed_dictionaries(
    {"id": st.text("abc", min_size=1), "kind": st.sampled_from(["feed", "json"]), "url": TEXTS},
    optional={"item": TEXTS, "pages": st.integers(), "params": st.dictionaries(TEXTS, TEXTS, max_size=3)},
)


@given(st.lists(DATA, max_size=5))
def test_what_is_written_reads_back(sources: list[dict[str, Any]]) -> None:
    found = opml.read(opml.write(sources, now=NOW))

    assert [one.data for one in found] == sources
