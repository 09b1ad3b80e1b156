"""The element that holds a page's article, whole and alone."""

import pytest

from monitor.corpus import container, html_lines
from monitor.corpus.seed_lines import Clock

_A = "The county reopened its slate quarry on Monday, and forty people went back to work there at once."
_B = "Slate from the quarry goes to roofers in three counties, who had waited for it since the spring."
_HAN = "县里上个月重新开放了石板矿，附近居民都表示欢迎，并且前去参观，第一批名单也已公布。"


def _lines(body: str) -> list[str]:
    page = html_lines.parse(f"<html><body>{body}</body></html>")
    assert page is not None
    found = container.of_page(page)
    return [] if found is None else [line.text for line in html_lines.of_element(found, Clock())]


@pytest.mark.parametrize(
    ("short", "lines"),
    [
        ("<ul><li>Trucks</li><li>Cranes</li></ul>", ["Trucks", "Cranes"]),
        ("<ol><li>包头</li><li>赣州</li></ol>", ["1. 包头", "2. 赣州"]),
        ("<table><tr><td>包头</td><td>高新区</td></tr><tr><td>赣州</td><td>9</td></tr></table>", ["包头 | 高新区", "赣州 | 9"]),
        ("<ul><li><a href=a.pdf>附件一</a></li><li><a href=b.docx>附件二</a></li></ul>", ["附件一", "附件二"]),
        ("<ul><li>Fields:<ul><li>Trucks</li></ul></li></ul>", ["Fields:", "Trucks"]),
        ("<h2>Places</h2><dl><dt>Baotou</dt><dd>Ore</dd></dl>", ["Places", "Baotou", "Ore"]),
        ("<blockquote>So be it.</blockquote>", ["So be it."]),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "<div class=text>{}</div>",
        "<article><div>{}</div></article>",
        "<main><div id=content><section>{}</section></div></main>",
        "<table><tr><td>{}</td></tr></table>",
    ],
)
@pytest.mark.parametrize(("one", "two"), [(_A, _B), (_HAN, _HAN * 2)])
def test_short_lists_and_tables_stay(short: str, lines: list[str], around: str, one: str, two: str) -> None:
    text = f"<p>{one}</p>{short}<p>{two}</p>"

    assert _lines(around.format(text)) == [one, *lines, two]


@pytest.mark.parametrize(
    "furniture",
    [
        "<nav><ul><li>Home</li></ul></nav>",
        "<aside><p>Buy our slate.</p></aside>",
        "<footer>Copyright 2026</footer>",
        "<form><p>Write to us.</p></form>",
        "<div role=navigation>Home</div>",
        "<div class='post sidebar'>Weather</div>",
        "<div id=related-posts><p>Marble falls.</p></div>",
        "<div class=more><h3>More</h3><a href=1>Marble Falls in the South</a></div>",
        "<ul><li><a href=/1>Marble Falls</a></li><li><a href=/2>Chalk Rises</a> 1</li></ul>",
        "<h3>Related Posts</h3><ul><li>Marble Falls</li></ul>",
        "<p>相关新闻：</p><ul><li><a href=1>大理石</a></li></ul>",
        "<p>Share:</p><ul><li>Facebook</li></ul>",
        "<ul><li><a href='http://['>Marble Falls</a></li></ul>",
    ],
)
@pytest.mark.parametrize("around", ["{0}<div class=text>{1}</div>{0}", "<div class=x>{0}{1}{0}</div>", "<article>{1}{0}</article>"])  # fmt: skip
def test_what_is_around_the_article_goes(furniture: str, around: str) -> None:
    assert _lines(around.format(furniture, f"<p>{_A}</p><ul><li>Trucks</li></ul><p>{_B}</p>")) == [
        _A, "Trucks", _B,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"<p>{_A}</p><p>The places:</p><ul><li><a href=/1>Baotou</a></li></ul>", ["The places:", "Baotou"]),
        (f"<p>{_A}</p><ul><li><a href=/1>Baotou</a></li></ul><p>{_B}</p>", ["Baotou", _B]),
    ],
)
def test_linked_names_that_belong_to_the_text_stay(text: str, lines: list[str]) -> None:
    assert _lines(f"<div class=text>{text}</div>") == [_A, *lines]


def test_highlights_beside_the_text_and_a_disclaimer_under_it_stay() -> None:
    page = (
        f"<article><aside class=box><h2>Highlights</h2><ul><li>It rose.</li></ul></aside><p>{_A}</p><p>{_B}</p>"
        "<footer><p>Disclaimer: nobody checked this.</p></footer></article>"
        "<footer>Disclaimer: this site is no advice.</footer>"
    )

    assert _lines(page) == ["Highlights", "It rose.", _A, _B, "Disclaimer: nobody checked this."]


@pytest.mark.parametrize(
    "body",
    [
        f"<div class=menu><h2>Rubric</h2></div><div class=text><p>{_A * 2}</p></div><ul><li>Trucks</li></ul><div class=foot>Tel.</div>",
        f"<div class=b><p>{_A * 2}</p></div><div class=b><ul><li>Trucks</li></ul></div><div class=foot>Tel.</div>",
        f"<div><article class=nav><p>{_A * 2}</p><ul><li>Trucks</li></ul></article></div>",
    ],
)
def test_a_list_beside_the_only_paragraph_stays(body: str) -> None:
    assert _lines(f"<div class=page><div class=top><a href=/>Home</a></div>{body}</div>") == [
        _A * 2,
        "Trucks",
    ]


def test_what_wraps_only_the_article_is_passed_on_the_way_to_its_list() -> None:
    text = f"<div class=b><div><p>{_A * 3}</p></div></div><ul><li>Trucks</li></ul>"

    assert _lines(f"<section>{text}</section><section><p><a href=/>Home</a></p></section>") == [
        _A * 3,
        "Trucks",
    ]


def test_text_without_elements_of_its_own_is_kept_whole() -> None:
    assert _lines(f"<div id=c>{_A}<br><br>{_B}<ul><li>Trucks</li></ul>{_A}</div>") == [_A, _B, "Trucks", _A]


def test_an_article_called_a_sidebar_is_still_the_article() -> None:
    assert _lines(f"<div class=sidebar><div><p>{_A}</p><p>{_B}</p></div></div><p>Tel.</p>")[:2] == [_A, _B]


def test_a_page_without_a_body_has_no_whole() -> None:
    page = html_lines.parse("<html><head><title>x</title></head></html>")

    assert page is not None
    assert container.whole(page) is None
    assert container.of_page(page) is None
