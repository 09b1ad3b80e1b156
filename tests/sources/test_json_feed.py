import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from monitor.errors import ParseError
from monitor.model import BodyFormat, Entry, Listed
from monitor.sources import json_feed
from monitor.sources.context import MAX_ENTRIES

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def parse(*items: Any, **feed: Any) -> Listed:
    text = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": list(items), **feed})
    return json_feed.parse(text, url="https://a.example/feed.json", zone="Asia/Shanghai", now=NOW)


def entry(item: dict[str, Any], **feed: Any) -> Entry:
    (only,) = parse(item, **feed).entries
    return only.entry


def test_an_item_becomes_an_entry() -> None:
    item = {
        "id": "1",
        "url": "/1",
        "title": " 名单 ",
        "date_published": "2026-11-20T08:00:00+08:00",
        "content_html": "<p>x</p>",
        "content_text": "x",
        "tags": ["ignored"],
    }

    (only,) = parse(item, language="zh-CN").entries

    assert only.entry == Entry(
        guid="1",
        url="https://a.example/1",
        title="名单",
        published=datetime(2026, 11, 20, tzinfo=UTC),
        language="zh",
        body="<p>x</p>",
        body_format=BodyFormat.FRAGMENT,
    )
    assert json.loads(only.raw) == item


@pytest.mark.parametrize(
    ("item", "body", "body_format"),
    [
        ({"content_text": "a <p>b"}, "a <p>b", BodyFormat.SEED),
        ({"summary": "s"}, "s", BodyFormat.SEED),
        ({"content_html": "", "summary": "s"}, "s", BodyFormat.SEED),
        ({"content_html": "no tag &amp; no harm"}, "no tag & no harm", BodyFormat.SEED),
        ({"title": "t"}, "", BodyFormat.SEED),
    ],
)
def test_the_body_is_the_richest_there_is(item: dict[str, Any], body: str, body_format: BodyFormat) -> None:
    read = entry(item)

    assert (read.body, read.body_format) == (body, body_format)


@pytest.mark.parametrize(
    ("item", "field", "expected"),
    [
        ({"id": 17}, "guid", "17"),
        ({"id": 1.5}, "guid", "1.5"),
        ({"id": ""}, "guid", None),
        ({"external_url": "https://b.example/x"}, "url", "https://b.example/x"),
        ({"url": "mailto:a@b"}, "url", None),
        ({"date_modified": "2026-11-19"}, "published", date(2026, 11, 19)),
        ({"date_published": "soon"}, "published", None),
        ({"language": "en_GB"}, "language", "en"),
        ({"language": "english"}, "language", None),
        ({"title": None, "summary": "s"}, "title", None),
    ],
)
def test_what_is_missing_or_odd_is_none(item: dict[str, Any], field: str, expected: object) -> None:
    assert getattr(entry({"title": "t", **item}), field) == expected


@pytest.mark.parametrize(
    ("item", "problem"),
    [
        ("text", "entry 1: text, not an object"),
        (None, "entry 1: nothing, not an object"),
        ({"title": 5}, "entry 1: its title is a number, not text"),
        ({"title": "t", "id": True}, "entry 1: its id is true or false, not text"),
        ({"title": "t", "url": ["x"]}, "entry 1: its url is a list, not text"),
        ({"title": "t", "content_html": {}}, "entry 1: its content_html is an object, not text"),
        ({"id": "1"}, "entry 1: neither title nor text"),
    ],
)
def test_one_bad_item_is_a_problem_and_the_rest_is_read(item: Any, problem: str) -> None:
    parsed = parse(item, {"title": "good"})

    assert [raw.entry.title for raw in parsed.entries] == ["good"]
    assert parsed.problems == (problem,)


def test_half_a_character_becomes_one_that_can_be_stored() -> None:
    (only,) = parse({"title": "a\ud800b"}).entries

    assert only.entry.title == "a\ufffdb"
    only.raw.decode()


def test_of_too_many_items_the_first_are_read() -> None:
    parsed = parse(*({"title": str(number)} for number in range(MAX_ENTRIES + 1)))

    assert len(parsed.entries) == MAX_ENTRIES
    assert parsed.problems == ("the feed has 2001 entries; the first 2000 were read",)


@pytest.mark.parametrize(
    "version", ["https://jsonfeed.org/version/1", "http://www.jsonfeed.org/version/1.1/"]
)
def test_both_versions_are_read(version: str) -> None:
    assert parse({"title": "t"}, version=version).entries


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "neither XML nor JSON that can be read"),
        ("[" * 100_000, "neither XML nor JSON that can be read"),
        ('{"version": 1}', "JSON, but not a JSON Feed"),
        ("[]", "JSON, but not a JSON Feed"),
        ('{"version": "https://jsonfeed.org/version/1", "items": 5}', "a JSON Feed whose items are a number"),
    ],
)
def test_error_what_is_no_json_feed_is_said_so(text: str, message: str) -> None:
    with pytest.raises(ParseError, match=message):
        json_feed.parse(text, url="https://a.example/", zone="UTC", now=NOW)


def test_a_feed_without_items_is_an_empty_poll() -> None:
    text = '{"version": "https://jsonfeed.org/version/1"}'

    assert json_feed.parse(text, url="https://a.example/", zone="UTC", now=NOW) == Listed(entries=())
