"""What a person sees of HTML, as lines."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.corpus import html_lines
from monitor.corpus.seed_lines import Clock, Kind


def _seen(markup: str) -> list[str]:
    marks = {Kind.HEADING: "# ", Kind.BULLET: "- ", Kind.DATE: "@ ", Kind.LABEL: "! ", Kind.DISCLAIMER: "? "}
    return [
        " " * line.indent + marks.get(line.kind, "") + line.text
        for line in html_lines.of_fragment(markup, Clock())
    ]


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        ("<p>One &amp; two &lt;b&gt;.</p>three", ["One & two <b>.", "three"]),
        ("石<b>板</b>矿<span>山</span>", ["石板矿山"]),
        ("<ruby>關<rp>(</rp><rt>guān</rt><rp>)</rp>鍵<rt>jiàn</rt></ruby>技術", ["關鍵技術"]),
        ("<p>石板\n  矿山，\n开放</p>", ["石板矿山，开放"]),
        ("<p>two\n words</p>", ["two words"]),
        ("one<br>two<br/><br/>three", ["one", "two", "three"]),
        ("<h2>Head</h2><p>text</p>tail", ["# Head", "text", "tail"]),
        ("<h2>Highlights</h2><ul><li>a<li>b</ul>", ["! Highlights", "- a", "- b"]),
        ("<ul><li>a:<ul><li>b</li></ul></li><li><p>c</p><p>d</p></li></ul>", ["- a:", "  - b", "- c", "d"]),
        ("<ul><li>a<br>b</li><li></li><li><img></li></ul>c", ["- a", "b", "c"]),
        ("<ul><li>Disclaimer: x.</li><li>Jun 4, 2026</li></ul>", ["? Disclaimer: x.", "- Jun 4, 2026"]),
        ("<ol start=3><li>a</li><li>b</li></ol><ol start=x><li>c</li></ol>", ["3. a", "4. b", "1. c"]),
        ("<li>stray</li></ul>", ["- stray"]),
        ("<p>• a</p>", ["- a"]),
        ("<pre>a\nb  c</pre>", ["a", "b c"]),
        ("<dl><dt>Term</dt><dd>meaning</dd></dl>", ["Term", "meaning"]),
        ("<p><span>By Jane Doe</span><time>June 4, 2026</time></p>", ["@ By Jane Doe June 4, 2026"]),
        ("<p>于<time>2026年</time>开放，<time></time><time>then</time></p>", ["于2026年开放，then"]),
        ("<p>June 4, 2026</p>", ["@ June 4, 2026"]),
        ("a<script>x</script>b<style>y</style>c<!-- d -->e<iframe>f</iframe><noscript>g</noscript>", ["abce"]),
        ("<div class='share-box'>Share</div>a<p style='display: none'>b</p><p hidden>c</p><p class=shareholder>d</p>", ["a", "d"]),
        (f"<div class='share'>{'long text ' * 60}</div>", [("long text " * 60).strip()]),
        ("<table><tr><th>Year</th><th>Tonnes</th></tr><tr><td><p>2025</p></td><td> 9 <br>or 10</td></tr></table>", ["Year | Tonnes", "2025 | 9 or 10"]),
        ("<table><tr><td><p>a</p><p>b</p></td></tr></table>", ["a", "b"]),
        ("<form><p>Your name</p></form>a", ["a"]),
        (f"<form><p>{'x' * 401}</p></form>", ["x" * 401]),
        ("<table><tr><td></td><td>x</td></tr><tr><td></td></tr></table>", ["x"]),
        ("<table><tr><td><h3>T</h3><p>a</p><p>b</p></td></tr></table>", ["# T", "a", "b"]),
        (f"<table><tr><td><p>{'x' * 301}</p></td><td>y</td></tr></table>", ["x" * 301, "y"]),
        ("<table><tr><td>a<table><tr><td>b</td><td>c</td></tr></table></td></tr></table>", ["a", "b | c"]),
        ("<p>　　第一段。<br>　　第二段。</p>", ["第一段。", "第二段。"]),
        ("", []),
        ("<!-- only -->", []),
        ("<a href=x>unclosed <b>bold", ["unclosed bold"]),
        ("\0<?xml version='1.0' encoding='gbk'?>x", ["x"]),
    ],
)  # fmt: skip
def test_markup_becomes_the_lines_a_person_sees(markup: str, lines: list[str]) -> None:
    assert _seen(markup) == lines


def test_line_breaks_and_blocks_are_told_apart() -> None:
    lines = html_lines.of_fragment("<p>a<br>b<br><br>c</p><p>d</p><p>x<br>\u3000\u3000e</p>", Clock())

    assert [(line.text, line.after_blank) for line in lines] == [
        ("a", True), ("b", False), ("c", True), ("d", True), ("x", True), ("e", True),
    ]  # fmt: skip


@pytest.mark.parametrize("markup", ["", "  ", "<!-- x -->", "<?xml version='1.0' encoding='utf-8'?>"])
def test_what_holds_no_element_is_none(markup: str) -> None:
    assert html_lines.parse(markup) is None


def test_deep_nesting_is_survived() -> None:
    assert isinstance(html_lines.of_fragment("<div>" * 50_000 + "x", Clock()), tuple)


@given(st.text(alphabet="<>/abptlihrdu&;=\"' \n石!-\0\ud800", max_size=80))
@settings(deadline=None)
def test_no_markup_makes_it_fail(markup: str) -> None:
    assert all(line.text == " ".join(line.text.split()) for line in html_lines.of_fragment(markup, Clock()))
