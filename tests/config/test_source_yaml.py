"""Sources as YAML: what is written reads back as what was meant."""

from datetime import date
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.config import source_yaml, yaml_text


def read_back(text: str) -> Any:
    node, problems = yaml_text.read(f"sources:\n{text}", "", {})
    assert node is not None
    assert problems == ()
    return node.data["sources"][0]


def test_a_source_is_written_as_a_person_would() -> None:
    data = {
        "id": "miit-notices",
        "kind": "listing",
        "url": "https://www.miit.gov.cn/a/index.html?b=c&d=1",
        "item": "ul.list > li",
        "link": "a::attr(href)",
        "every": "30m",
        "pages": 3,
        "demo": False,
        "verified": date(2026, 11, 22),
        "outlet": {"name": "工信部", "kind": "official"},
    }

    assert source_yaml.item(data) == (
        "- id: miit-notices\n"
        "  kind: listing\n"
        "  url: https://www.miit.gov.cn/a/index.html?b=c&d=1\n"
        "  item: ul.list > li\n"
        "  link: a::attr(href)\n"
        "  every: 30m\n"
        "  pages: 3\n"
        "  demo: false\n"
        "  verified: 2026-11-22\n"
        "  outlet: {name: 工信部, kind: official}\n"
    )


def test_what_is_too_long_for_a_line_stands_in_lines() -> None:
    url = "https://example.org/" + "x" * 90
    data = {
        "id": "a",
        "headers": {"Referer": url, "X-A": "1"},
        "before": [{"url": url, "take": {"token": {"css": "meta"}}}, {"url": "https://b.example/"}],
    }

    written = source_yaml.item(data)

    assert written == (
        "- id: a\n"
        "  headers:\n"
        f"    Referer: {url}\n"
        '    X-A: "1"\n'
        "  before:\n"
        f"    - url: {url}\n"
        "      take: {token: {css: meta}}\n"
        "    - {url: https://b.example/}\n"
    )
    assert read_back(written) == data


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain words, of a title", '"plain words, of a title"'),
        ("yes", '"yes"'),
        ("12:30", '"12:30"'),
        ("2026-11-22", '"2026-11-22"'),
        ("a: b", '"a: b"'),
        ("#top", '"#top"'),
        ("ends with a colon:", '"ends with a colon:"'),
        ("", '""'),
        ("two\nlines", '"two\\nlines"'),
        ("a\u2028b\x7f", '"a\\u2028b\\u007f"'),
        ("half \ud800", "half \ufffd"),
        ("${TELEGRAM_BOT_TOKEN}", '"$${TELEGRAM_BOT_TOKEN}"'),
        ("稀土 & 磁材", "稀土 & 磁材"),
    ],
)
def test_a_text_stands_in_quotes_only_where_it_must(text: str, written: str) -> None:
    assert source_yaml.item({"id": text}) == f"- id: {written}\n"


def test_what_came_from_outside_never_reads_the_environment() -> None:
    item = source_yaml.item({"id": "a", "url": "https://evil.example/?${SECRET}"})

    node, problems = yaml_text.read(item, "", {"SECRET": "told"})

    assert problems == ()
    assert node is not None
    assert node.data[0]["url"] == "https://evil.example/?${SECRET}"


SCALARS = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=["Cs"])),
    st.sampled_from(["-", "? a", "!x", "*", "&a", "%", "@b", "`", "null", "~", "0x1", "1_0", "=", "<<"]),
    st.integers(-(10**6), 10**6),
    st.booleans(),
    st.none(),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text("abcé:# ", min_size=1), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text("abz-_", min_size=1, max_size=5), VALUES, min_size=1, max_size=6))
@example({"a": [{"b": "x" * 120, "c": [{"d": "y" * 120}]}, "z" * 120]})
@example({"a": {}, "b": [], "c": {"d": {}}})
@example({"a": 1.5})
def test_what_is_written_reads_back(data: dict[str, Any]) -> None:
    assert read_back(source_yaml.item(data)) == data


def test_a_sound_source_has_no_problems() -> None:
    assert source_yaml.source({"id": "a", "kind": "feed", "url": "https://a.example/feed"})[1] == ()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"id": "a", "kind": "feed", "url": "ftp://a.example/"}, "is no web address"),
        ({"id": "a", "kind": "fed", "url": "https://a.example/"}, "did you mean `feed`?"),
        ({"id": "a", "kind": "feed", "url": "https://a.example/", "evry": "1h"}, "did you mean `every`?"),
        ({"id": "a b", "kind": "feed", "url": "https://a.example/"}, "is no id"),
        ({}, "it is no mapping"),
    ],
)
def test_a_source_that_could_not_stand_in_the_settings_is_told(data: dict[str, Any], said: str) -> None:
    source, problems = source_yaml.source(data)

    assert source is None
    assert any(said in problem for problem in problems), problems
