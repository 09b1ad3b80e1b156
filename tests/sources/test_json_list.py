import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from monitor.errors import ParseError, Trouble
from monitor.model import BodyFormat, Entry, Listed, SourceKind
from monitor.sources import reading
from tests.sources.contexts import context


def read(data: object, **how: Any) -> Listed:
    body = data if isinstance(data, bytes) else (data if isinstance(data, str) else json.dumps(data)).encode()
    given = {"title": "title", **how}
    return reading.read(body, context(SourceKind.JSON, **given))


def entry(item: dict[str, Any], **how: Any) -> Entry:
    (only,) = read([item], **how).entries
    return only.entry


def trouble(data: object, **how: Any) -> tuple[Trouble, str]:
    with pytest.raises(ParseError) as caught:
        read(data, **how)
    return caught.value.trouble, str(caught.value)


def test_an_object_of_the_list_becomes_an_entry_with_its_own_bytes() -> None:
    item = {
        "docId": 8801,
        "name": "关于<em>稀土</em>管理条例 &amp; 释义",
        "url": "/zc/8801.html",
        "at": "2026-11-20 09:30",
        "html": "<p>第一条</p>" * 40,
        "wh": "示政发〔2026〕8号",
        "org": ["示范部", "示范委"],
    }

    (only,) = read(
        {"data": {"list": [item]}},
        item="data.list",
        title="name",
        link="url",
        date="at",
        text="html",
        guid="docId",
        number="wh",
        issuer="org",
    ).entries

    assert only.entry == Entry(
        guid="8801",
        url="https://list.example.cn/zc/8801.html",
        title="关于稀土管理条例 & 释义",
        published=datetime(2026, 11, 20, 1, 30, tzinfo=UTC),
        body="<p>第一条</p>" * 40,
        body_format=BodyFormat.FRAGMENT,
        issuer="示范部、示范委",
        document_number="示政发〔2026〕8号",
    )
    assert json.loads(only.raw) == item


@pytest.mark.parametrize(
    "text",
    [
        '[{"title": "t"}]',
        '\ufeff[{"title": "t"}]',
        'callback([{"title": "t"}]);',
        '/**/ jQuery_1.cb2 ( [{"title": "t"}] )',
        'try{cb([{"title": "t"}])}catch(e){}',
        'var list = [{"title": "t"}];',
        ')]}\',\n[{"title": "t"}]',
        'while(1);[{"title": "t"}]',
    ],
)
def test_what_is_wrapped_around_json_is_taken_off(text: str) -> None:
    assert [found.entry.title for found in read(text).entries] == ["t"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-11-20", date(2026, 11, 20)),
        ("发布时间：2026年11月20日", date(2026, 11, 20)),
        (1763600000, datetime(2025, 11, 20, 0, 53, 20, tzinfo=UTC)),
        (1763600000123, datetime(2025, 11, 20, 0, 53, 20, 123000, tzinfo=UTC)),
        ("1763600000000", datetime(2025, 11, 20, 0, 53, 20, tzinfo=UTC)),
        ({"time": 1763600000000, "day": 4}, datetime(2025, 11, 20, 0, 53, 20, tzinfo=UTC)),
        (9999999999999, None),
        (17, None),
        (None, None),
        ("soon", None),
    ],
)
def test_a_date_is_text_or_seconds_or_milliseconds(value: object, expected: object) -> None:
    listed = read([{"title": "t", "d": value}, {"title": "u", "d": "2026-11-01"}], date="d")

    found = listed.entries[0].entry.published

    assert (found.replace(microsecond=0) if isinstance(found, datetime) else found) == (
        expected.replace(microsecond=0) if isinstance(expected, datetime) else expected
    )


@pytest.mark.parametrize(
    ("template", "url"),
    [
        ("https://list.example.cn/art/{id}.html", "https://list.example.cn/art/5.html"),
        ("/art?id={id}&n={meta.name}", "https://list.example.cn/art?id=5&n=a%20%E7%A8%80"),
        ("{path}", "https://list.example.cn/x/y?z=1"),
    ],
)
def test_a_link_may_be_put_together(template: str, url: str) -> None:
    item = {"title": "t", "id": 5, "meta": {"name": "a 稀"}, "path": "/x/y?z=1"}

    assert entry(item, link_template=template).url == url


def test_json_within_json_is_reached() -> None:
    assert entry({"title": "t", "urls": '{"pc": "/a.html"}'}, link="parse_json(urls).pc").url == (
        "https://list.example.cn/a.html"
    )


@pytest.mark.parametrize(("text", "needs"), [("", True), ("Short.", True), ("长文。" * 100, False)])
def test_an_entry_without_its_text_needs_its_page(text: str, *, needs: bool) -> None:
    item = {"title": "t", "url": "/a", "text": text}

    assert entry(item, link="url", text="text").needs_page is needs
    assert entry(item, text="text").needs_page is False


def test_what_cannot_be_read_is_a_problem_and_the_rest_is_read() -> None:
    items = [
        {"title": "good", "url": "/1"},
        7,
        {"title": "", "url": "/2"},
        {"title": "x", "url": "javascript:void(0)"},
    ]

    listed = read(items, link="url")

    assert [found.entry.title for found in listed.entries] == ["good"]
    assert listed.problems == (
        "entry 2: no object",
        "entry 3: neither title nor text",
        "entry 4: its link is no web address: javascript:void(0)",
    )


def test_a_link_that_lacks_a_part_is_a_problem() -> None:
    listed = read([{"title": "a"}, {"title": "b", "id": 1}], link_template="/x/{id}")

    assert listed.problems == ("entry 1: its link needs id, which it has not",)


def test_only_links_that_are_wanted_are_entries() -> None:
    items = [{"title": "a", "url": "/zc/1"}, {"title": "b", "url": "/xw/2"}]

    assert [found.entry.title for found in read(items, link="url", only="/zc/").entries] == ["a"]
    assert trouble(items, link="url", only="/gg/") == (
        Trouble.CHANGED,
        "none of 2 links has what `only` asks for: /gg/",
    )


def test_an_empty_list_is_no_error() -> None:
    assert read({"list": []}, item="list").entries == ()


def test_of_too_many_entries_the_first_are_read() -> None:
    listed = read([{"title": str(number)} for number in range(2_005)])

    assert len(listed.entries) == 2_000
    assert listed.problems == ("the list has 2005 entries; the first 2000 were read",)


@pytest.mark.parametrize(
    ("data", "how", "expected"),
    [
        ({"a": 1}, {}, (Trouble.CHANGED, 'the answer is no list; it begins {"a": 1}')),
        ({"a": 1}, {"item": "b.c"}, (Trouble.CHANGED, '`item` finds no list in the answer: b.c; it begins {"a": 1}')),
        ([{"x": 1}], {}, (Trouble.CHANGED, "1 entries, and none can be read; entry 1: neither title nor text")),
        ([{"title": "t"}], {"date": "d"}, (Trouble.CHANGED, "1 entries, and `date` finds no date in any: d")),
        ("", {}, (Trouble.MALFORMED, "an empty answer, not JSON")),
        ("hello", {}, (Trouble.MALFORMED, "plain text, not JSON: “hello”")),
        ("您的访问被拦截", {}, (Trouble.BLOCKED, "a refusal instead of the page: “您的访问被拦截”")),
        ("<html><title>News</title>", {}, (Trouble.MALFORMED, "an HTML page, not JSON: “News”")),
        ("<title>Just a moment...</title>", {}, (Trouble.BLOCKED, "a browser check instead of the page: “Just a moment...”")),
        ("{broken", {}, (Trouble.MALFORMED, "no JSON that can be read: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)")),
        ("[" * 100_000, {}, (Trouble.MALFORMED, "no JSON that can be read: nested too deeply")),
        ("[" * 200 + "]" * 200, {}, (Trouble.MALFORMED, "JSON nested too deeply")),
    ],
)  # fmt: skip
def test_error_what_came_instead_of_the_list_is_said(
    data: object, how: dict[str, str], expected: tuple[Trouble, str]
) -> None:
    assert trouble(data, **how) == expected
