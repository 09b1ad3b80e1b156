import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.markup_check import fault
from tests.telegram_html import UnparsableError, parse


@pytest.mark.parametrize(
    "html",
    [
        "plain & simple",
        "<b>a</b><i>b</i>",
        '<a href="https://e.org/?a=1&amp;b=2">x</a>',
        "<a href='https://e.org'>x</a>",
        "<blockquote expandable>a <b>b</b></blockquote>",
        '<span class="tg-spoiler">x</span>',
        "<PRE>x</PRE>",
        "5 &lt; 6",
    ],
)
def test_what_telegram_takes_has_no_fault(html: str) -> None:
    parse(html)

    assert fault(html) is None


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("a\n5 < 6", "line 2: '< 6' is no tag; write a bare < as &lt;"),
        ("<div>x</div>", "line 1: Telegram has no tag <div>; it knows"),
        ("<br>", "line 1: Telegram has no tag <br>"),
        ("<b>x", "line 1: <b> is never closed"),
        ("x</b>", "line 1: </b> stands where no end tag is due"),
        ("<b><i>x</b></i>", "line 1: </b> stands where </i> is due"),
        ("<span>x</span>", "line 1: <span> is taken only as"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "line 1: a blockquote cannot stand in"),
        ('<a href="x>y</a>', "line 1: '<a href=\"x>y</a>' is no tag"),
    ],
)
def test_what_it_refuses_is_told_with_its_line(html: str, said: str) -> None:
    assert (fault(html) or "").startswith(said)


@given(
    st.lists(
        st.sampled_from(
            [
                "<",
                ">",
                "&",
                "b",
                "</b>",
                "<b>",
                "<i>",
                "</i>",
                "<a href=",
                '"',
                "'",
                " ",
                "=",
                "x",
                "</a>",
                "<span",
                "&lt;",
            ]
        ),
        max_size=14,
    )
)
def test_what_has_no_fault_parses_by_telegrams_rules(pieces: list[str]) -> None:
    html = "".join(pieces)

    if fault(html) is None:
        parse(html)


def test_the_reference_refuses_what_is_never_closed() -> None:
    with pytest.raises(UnparsableError):
        parse("<b>x")
