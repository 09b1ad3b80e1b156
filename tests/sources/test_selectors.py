import pytest

from monitor.sources import page as pages
from monitor.sources import selectors

HTML = pages.of_text(
    "<div id='a' class='x y' data-u='1'>one <b>two</b> three</div><div><b title=' T  t '> </b></div>",
    url="https://a.example/",
).root


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("div", "one two three"),
        ("div::text", "one three"),
        ("div::attr(data-u)", "1"),
        ("div::ATTR( class )", "x y"),
        ("b::attr(title)", "T t"),
        ("div#a.x > b", "two"),
        ("p, b", "two"),
        ("div:has(b)::attr(id)", "a"),
        ("p", None),
        ("div::attr(none)", None),
    ],
)
def test_a_selector_gives_a_text_or_an_attribute(selector: str, expected: str | None) -> None:
    assert pages.value(HTML, selector) == expected


@pytest.mark.parametrize("selector", ["li", "::text", ":scope", "ul li:nth-child(2) > a::attr(href)"])
def test_a_sound_selector_has_nothing_wrong(selector: str) -> None:
    assert selectors.check(selector) is None


@pytest.mark.parametrize(
    ("selector", "message"),
    [
        ("", "an empty selector"),
        ("  ", "an empty selector"),
        ("li[", "no CSS selector: Expected ident or '*', got <EOF at 3>"),
        ("a::before", "no CSS selector: Pseudo-elements are not supported."),
        ("a::attr(href)::text", "no CSS selector: "),
        ("//div/a", "no CSS selector: Expected selector, got <DELIM '/' at 0>"),
        ("a" * 1_001, "a selector of 1001 characters; 1000 are the most"),
    ],
)
def test_what_is_wrong_with_a_selector_is_said(selector: str, message: str) -> None:
    assert (selectors.check(selector) or "").startswith(message)
