import html as entities
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from monitor.alerts import plain
from monitor.alerts.clip import units
from monitor.alerts.markup import read
from monitor.alerts.plain import Form, fit, headed, write

MESSAGE = (
    '🟠 <b>Pilot list</b> · <a href="https://e.org/a?x=1&amp;y=2">MIIT names 12 zones</a>\n\n'
    "• one\n<i>An outlet</i>\n<blockquote expandable>the [pilot]\nlist</blockquote>\n#rare_earth id d1"
)

# What a text from outside may hold, the orders of every dialect among it.
WORDS = st.text(
    alphabet=st.sampled_from(list("ab1 .-+=#>*_~|`[]()<>&\\!试点，。😀é")), min_size=1, max_size=12
)
ADDRESSES = st.sampled_from(["https://e.org/", "https://e.org/a(b)?x=1&y=2_3", "https://例.cn/文件 1"])


@st.composite
def messages(draw: st.DrawFn) -> str:
    """Return Telegram HTML as messages of ours are built."""
    lines = []
    for _ in range(draw(st.integers(1, 4))):
        runs = []
        for _ in range(draw(st.integers(1, 4))):
            text = entities.escape(draw(WORDS))
            tag = draw(st.sampled_from(["", "b", "i", "s", "a"]))
            if tag == "a":
                text = f'<a href="{entities.escape(draw(ADDRESSES))}">{text}</a>'
            elif tag:
                text = f"<{tag}>{text}</{tag}>"
            runs.append(text)
        line = "".join(runs)
        lines.append(f"<blockquote expandable>{line}</blockquote>" if draw(st.booleans()) else line)
    return "\n".join(lines)


def letters(html: str) -> str:
    """Return what a reader sees, white space aside."""
    return "".join("".join(letter.text for letter in read(html)).split())


def seen(rendered: str) -> str:
    return "".join(entities.unescape(re.sub(r"<[^>]*>", "", rendered)).split())


def links(html: str) -> list[tuple[str, str]]:
    found = re.findall(r'<a href="([^"]*)">(.*?)</a>', html, re.DOTALL)
    return [(entities.unescape(address), seen(text)) for address, text in found]


def test_text_is_what_a_reader_sees_with_the_address_behind_each_link() -> None:
    assert write(MESSAGE, Form.TEXT) == (
        "🟠 Pilot list · MIIT names 12 zones (https://e.org/a?x=1&y=2)\n\n"
        "• one\nAn outlet\nthe [pilot]\nlist\n#rare_earth id d1"
    )


def test_html_has_its_line_breaks_as_tags_and_nothing_of_telegrams_own() -> None:
    assert write(MESSAGE, Form.HTML) == (
        '🟠 <b>Pilot list</b> · <a href="https://e.org/a?x=1&amp;y=2">MIIT names 12 zones</a><br>\n<br>\n'
        "• one<br>\n<i>An outlet</i><br>\n<blockquote>the [pilot]<br>\nlist</blockquote><br>\n#rare_earth id d1"
    )


def test_html_leaves_out_tags_other_programs_do_not_know_and_keeps_their_text() -> None:
    source = "<tg-spoiler>a</tg-spoiler> <strong>b</strong> <a>no address</a>"

    assert write(source, Form.HTML) == "a b no address"


def test_markdown_keeps_links_lines_and_quotes() -> None:
    assert write(MESSAGE, Form.MARKDOWN) == (
        "🟠 **Pilot list** · [MIIT names 12 zones](https://e.org/a?x=1&y=2)\n\n"
        "• one  \n*An outlet*  \n> the \\[pilot\\]  \n> list\n\n#rare_earth id d1"
    )


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("a_b _c_", r"a_b \_c\_"),
        ("2 * 3 ~ ~~x~~ || a | b", r"2 \* 3 \~ \~\~x\~\~ \|\| a | b"),
        (
            "# no heading\n#tag\n- no list\n12. no list\n1.5 GW",
            "\\# no heading  \n#tag  \n\\- no list  \n12\\. no list  \n1.5 GW",
        ),
        ("AT&amp;T &amp;copy; &lt;b&gt; C:\\x", r"AT&T \&copy; \<b> C:\\x"),
        ("<b> edge </b>", " **edge** "),
        ("<b>试点。</b>后", "试点。后"),
        ("<b>试点</b>后", "**试点**后"),
        ("<b>  </b>", "  "),
        ('<a href="https://e.org/(1)"><b>bold</b></a>', "**[bold](https://e.org/%281%29)**"),
    ],
)
def test_what_could_be_an_order_of_markdown_is_none(source: str, written: str) -> None:
    assert write(source, Form.MARKDOWN) == written


@given(messages())
def test_a_reader_of_markdown_sees_every_letter(source: str) -> None:
    rendered = MarkdownIt("commonmark").enable("strikethrough").render(write(source, Form.MARKDOWN))

    assert seen(rendered) == letters(source)


@given(messages())
def test_no_link_is_lost_in_markdown(source: str) -> None:
    rendered = MarkdownIt("commonmark").render(write(source, Form.MARKDOWN))

    wanted = {address for address, text in links(source) if text}
    normalised = {
        MarkdownIt().normalizeLink(address.replace("(", "%28").replace(")", "%29")) for address in wanted
    }
    assert {address for address, _ in links(rendered)} == normalised


@given(messages())
def test_html_shows_the_same_and_leads_to_the_same(source: str) -> None:
    rendered = write(source, Form.HTML)

    assert seen(rendered) == letters(source)
    assert links(rendered) == links(source)


@given(messages(), st.sampled_from(list(Form)), st.integers(60, 300))
def test_pieces_fit(source: str, form: Form, limit: int) -> None:
    pieces = fit(source, form, limit=limit)

    assert all(units(piece) <= limit for piece in pieces)
    assert len(pieces) <= plain.MAX_PIECES


def test_a_long_message_goes_out_in_pieces_and_nothing_is_lost() -> None:
    source = "\n".join(f"<b>{number}</b> a line of a digest" for number in range(60))

    pieces = fit(source, Form.TEXT, limit=300)

    assert len(pieces) > 1
    assert "".join("".join(pieces).split()) == letters(source)


def test_what_would_take_too_many_pieces_is_cut_and_says_so() -> None:
    pieces = fit("word " * 2000, Form.TEXT, limit=160)

    assert len(pieces) == plain.MAX_PIECES
    assert pieces[-1].endswith("(cut: this service takes no longer messages)")
    assert max(map(units, pieces)) <= 160


def test_an_address_longer_than_a_piece_is_parted_like_any_text() -> None:
    address = "https://e.org/" + "a" * 300
    source = f'<a href="{address}">title</a>'

    pieces = fit(source, Form.MARKDOWN, limit=200)

    assert len(pieces) == 2
    assert "".join("".join(pieces).split()) == f"title({address})"


def test_where_there_is_hardly_any_room_a_beginning_is_told() -> None:
    assert fit("word " * 50, Form.TEXT, limit=20) == ("word word word word…",)


def test_a_title_leaves_the_text_and_its_address_stays() -> None:
    parted = headed(MESSAGE, limit=250)

    assert parted.title == "🟠 Pilot list · MIIT names 12 zones"
    assert parted.rest.startswith('<a href="https://e.org/a?x=1&amp;y=2">e.org</a>\n• one\n')


def test_a_title_with_no_room_is_clipped_and_stands_in_the_text_too() -> None:
    parted = headed(MESSAGE, limit=20)

    assert units(parted.title) <= 20
    assert parted.title.endswith("…")
    assert parted.rest == MESSAGE


def test_a_single_line_is_title_and_text() -> None:
    parted = headed("<b>only</b> this", limit=250)

    assert (parted.title, parted.rest) == ("only this", "<b>only</b> this")


def test_an_address_without_a_host_is_written_out() -> None:
    assert headed('<a href="mailto:x">a</a>\nb', limit=250).rest == '<a href="mailto:x">mailto:x</a>\nb'
    assert headed('<a href="http://[">a</a>\nb', limit=250).rest == '<a href="http://[">http://[</a>\nb'
