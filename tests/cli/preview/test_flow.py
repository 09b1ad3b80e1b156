import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.markup import visible
from monitor.cli.preview.flow import Block, blocks


def in_lines(html: str, width: float = 10, quote_width: float = 8) -> list[str]:
    """Return the lines of a text whose letters are as wide as one."""
    return [
        "".join(word.text for word in line)
        for block in set_in(html, width, quote_width)
        for line in block.lines
    ]


def set_in(html: str, width: float = 10, quote_width: float = 8) -> tuple[Block, ...]:
    return blocks(html, width, quote_width, lambda text: float(len(text)))


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        pytest.param("one two three", ["one two", "three"], id="between words"),
        pytest.param(
            "试点名单公布，共四十二个", ["试点名单公布，共四十", "二个"], id="between Chinese characters"
        ),
        pytest.param("一二三四五六七八九十，共", ["一二三四五六七八九", "十，共"], id="not before a comma"),
        pytest.param(
            "一二三四五六七八九《十》", ["一二三四五六七八九", "《十》"], id="not behind an opening mark"
        ),
        pytest.param(
            "https://example.org/a", ["https://ex", "ample.org/", "a"], id="inside what is longer than a line"
        ),
        pytest.param(
            "x https://example.org/a", ["x", "https://ex", "ample.org/", "a"], id="the same, behind a word"
        ),
        pytest.param("a\n\nb", ["a", "", "b"], id="empty lines"),
        pytest.param("a  \n  b", ["a", "b"], id="spaces at the edges of lines"),
        pytest.param("<b>on</b>e <i>two</i> three", ["one two", "three"], id="words of several styles"),
        pytest.param("a\n<blockquote>b</blockquote>\nc", ["a", "b", "c"], id="line breaks beside a quote"),
        pytest.param(
            "<blockquote>one two three</blockquote>", ["one two", "three"], id="a quote is narrower"
        ),
        pytest.param("", [], id="nothing"),
    ],
)
def test_a_line_is_broken_where_a_phone_breaks_it(html: str, lines: list[str]) -> None:
    assert in_lines(html) == lines


def test_styles_quotes_and_hashtags_are_kept() -> None:
    plain, quote, last = set_in("<b>a</b>b\n<blockquote expandable>c</blockquote>\n#d_e #1 f", 20)

    assert [(word.text, word.is_bold) for word in plain.lines[0]] == [("a", True), ("b", False)]
    assert (quote.is_quote, plain.is_quote) == (True, False)
    assert [(word.text, "a" in word.tags) for word in last.lines[0]] == [("#d_e", True), (" #1 f", False)]


@given(
    st.lists(st.sampled_from(["a", "word", "试", "，", "《", " ", "\n", "longer-than-it"]), max_size=40),
    st.integers(min_value=3, max_value=12),
)
def test_no_letter_is_lost_and_no_line_too_long(pieces: list[str], width: int) -> None:
    html = "".join(pieces)

    lines = in_lines(html, width, width)

    assert "".join(lines).replace(" ", "") == visible(html).replace(" ", "").replace("\n", "")
    assert all(len(line) <= width + 20 for line in lines)  # marks that cling to a word may stick out
