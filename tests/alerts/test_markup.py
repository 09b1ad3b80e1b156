import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.alerts.markup import Piece, pieces, plain_text
from tests.telegram_html import parse


def test_tags_are_not_visible_and_references_are_what_they_stand_for() -> None:
    assert plain_text("<b>R&amp;D</b> &lt;5&#x27;&#39; &quot;a&quot;") == "R&D <5'' \"a\""


@pytest.mark.parametrize(
    "source", ["&nbsp;", "&ltx", "&#0;", "&#x110000;", "&#99999999;", "&", "R&D", "&#xd800;", "&;"]
)
def test_what_telegram_takes_for_text_is_text(source: str) -> None:
    assert plain_text(source) == source


def test_a_quoted_attribute_may_hold_an_angle_bracket() -> None:
    assert plain_text('<a href="https://e.org/?a>b">t</a>') == "t (https://e.org/?a>b)"


def test_plain_text_writes_the_address_behind_the_link() -> None:
    html = 'See <a href="https://e.org/?a=1&amp;b=2"><b>the list</b></a>, <i>now</i>'

    assert plain_text(html) == "See the list (https://e.org/?a=1&b=2), now"


def test_plain_text_leaves_out_the_address_that_does_not_fit() -> None:
    html = '<a href="https://e.org/long/address">a</a> <a href="http://b.de">b</a>'

    assert plain_text(html, limit=20) == "a b (http://b.de)"


def test_pieces_know_their_styles() -> None:
    html = '<b>a<i>b</i></b><a href="u:v">c</a>'

    assert list(pieces(html)) == [
        Piece("a", frozenset({"b"})),
        Piece("b", frozenset({"b", "i"})),
        Piece("c (u:v)", frozenset({"a"})),
    ]


@pytest.mark.parametrize("tag", ["<a>", "<a href=x>", "<b>"])
def test_a_tag_without_a_quoted_address_is_no_link(tag: str) -> None:
    assert plain_text(f"{tag}t</{tag[1]}>") == "t"


@settings(deadline=None)
@given(st.lists(st.sampled_from(["&", "#", "x", "lt", "amp", ";", "1", "38", "g", " ", "中"]), max_size=12))
def test_references_are_read_as_telegram_reads_them(parts: list[str]) -> None:
    source = "".join(parts)

    assert plain_text(source) == parse(source).text
