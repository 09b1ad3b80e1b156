import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.alerts.split import split_html
from tests.telegram_html import is_empty, parse, utf16

TEXTS = st.text(alphabet="ab c.\n<&>\"'中文。，！🟠👍🏽e\u0301\u200d🇨🇳\u2800", max_size=30).map(html.escape)
OPENINGS = ("<b>", "<i>", "<u>", "<code>", '<a href="https://e.org/?a=1&amp;b=2">', "<blockquote expandable>")


def wrap(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda opening, parts: f"{opening}{''.join(parts)}</{opening[1:].split(' ')[0].rstrip('>')}>",
        st.sampled_from(OPENINGS),
        st.lists(inner, max_size=4),
    )


HTML = st.lists(st.recursive(TEXTS, wrap, max_leaves=12), max_size=8).map("".join)


def styles(source: str) -> list[tuple[str, frozenset[tuple[str, str | None]]]]:
    """Return every visible code point with the styles it is in, as Telegram's own rules say."""
    parsed = parse(source)
    styled, at = [], 0
    for letter in parsed.text:
        inside = [e for e in parsed.entities if e.offset <= at < e.offset + e.length]
        styled.append((letter, frozenset((entity.type, entity.url) for entity in inside)))
        at += utf16(letter)
    return styled


@settings(deadline=None)
@given(HTML, st.integers(min_value=2, max_value=80))
def test_every_part_is_one_that_telegram_takes(source: str, limit: int) -> None:
    for part in split_html(source, limit=limit):
        parsed = parse(part)

        assert parsed.units <= limit
        assert len(parsed.entities) <= 100
        assert not is_empty(parsed.text)


@settings(deadline=None)
@given(HTML, st.integers(min_value=2, max_value=80))
def test_all_that_can_be_seen_stands_in_the_parts_in_the_style_it_had(source: str, limit: int) -> None:
    whole = styles(source)
    at = 0
    for part in split_html(source, limit=limit):
        split = styles(part)
        while whole[at : at + len(split)] != split:
            assert is_empty(whole[at][0])
            at += 1
        at += len(split)

    assert is_empty("".join(letter for letter, _ in whole[at:]))


@settings(deadline=None)
@given(HTML)
def test_what_fits_one_message_is_one_message(source: str) -> None:
    parts = split_html(source)

    assert [parse(part).text for part in parts] == (
        [] if is_empty(parse(source).text) else [parse(source).text]
    )


@settings(deadline=None)
@given(HTML, st.integers(min_value=2, max_value=80))
def test_splitting_parts_again_changes_nothing(source: str, limit: int) -> None:
    parts = split_html(source, limit=limit)

    assert tuple(again for part in parts for again in split_html(part, limit=limit)) == parts


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        pytest.param("one.\n\ntwo\nthree", 12, ("one.\n\n", "two\nthree"), id="a paragraph before a line"),
        pytest.param("one. a\ntwo and more", 12, ("one. a\n", "two and more"), id="a line before a sentence"),
        pytest.param("One is it. Two is it", 15, ("One is it. ", "Two is it"), id="a sentence before a word"),
        pytest.param("试点名单。共四十二个", 8, ("试点名单。", "共四十二个"), id="a Chinese sentence"),
        pytest.param("selected and named", 14, ("selected and ", "named"), id="a word"),
        pytest.param("试点名单试点", 4, ("试点名单", "试点"), id="a character where there is no word"),
        pytest.param("ab🇨🇳🇩🇪", 8, ("ab🇨🇳", "🇩🇪"), id="a flag as a whole"),
        pytest.param("👩\u200d🚀", 3, ("👩\u200d", "🚀"), id="a character longer than a message"),
        pytest.param(
            "a. " + "b" * 20, 12, ("a. " + "b" * 9, "b" * 11), id="no early break that wastes the room"
        ),
    ],
)
def test_a_part_ends_at_the_best_break(text: str, limit: int, expected: object) -> None:
    assert split_html(text, limit=limit) == expected


def test_open_tags_are_closed_and_opened_again() -> None:
    source = '<b>one <a href="https://e.org">two three</a></b>'

    assert split_html(source, limit=8) == (
        '<b>one <a href="https://e.org">two </a></b>',
        '<b><a href="https://e.org">three</a></b>',
    )


def test_a_reference_counts_as_what_it_stands_for_and_stays_whole() -> None:
    assert split_html("&amp;" * 5, limit=3) == ("&amp;" * 3, "&amp;" * 2)


def test_no_part_has_more_than_a_hundred_entities() -> None:
    parts = split_html("<b>x</b>\n" * 250)

    assert [len(parse(part).entities) for part in parts] == [100, 100, 50]


def test_a_part_with_nothing_to_see_is_left_out() -> None:
    assert split_html("a" + "\n" * 10 + "b", limit=5) == ("a\n\n\n\n", "\nb")
    assert split_html(" \n\u2800 ") == ()


def test_a_bare_bracket_or_ampersand_is_written_out() -> None:
    assert split_html("a < b & c") == ("a &lt; b &amp; c",)


def test_a_limit_without_room_for_a_character_is_refused() -> None:
    with pytest.raises(ValueError, match="room for one character"):
        split_html("text", limit=1)
