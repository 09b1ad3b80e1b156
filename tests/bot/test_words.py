"""Answers as Telegram takes them."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from monitor.bot.words import answer, bold, line, linked, moment, plain
from tests.fakes import NOW
from tests.telegram_html import parse, utf16

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_text_from_outside_is_shown_and_never_obeyed() -> None:
    html = answer([line(bold("<b>"), " & ", linked("<a href='x'>", "https://a.example/?a=1&b=2"))])

    parsed = parse(html)
    assert parsed.text == "<b> & <a href='x'>"
    assert [entity.url for entity in parsed.entities if entity.url] == ["https://a.example/?a=1&b=2"]


def test_an_address_that_is_no_web_address_is_no_link() -> None:
    assert answer([line(linked("title", "tg://user?id=1"))]) == "title"
    assert answer([line(linked("", None))]) == "(no title)"


def test_spaces_beside_a_name_stay() -> None:
    assert answer([line("a ", bold("b"), " c"), line("", plain(" "), "d")]) == "a <b>b</b> c\n d"


def test_what_one_message_cannot_hold_is_counted() -> None:
    html = answer([f"line {number} {'x' * 90}" for number in range(100)])

    assert html.endswith("more lines")
    assert utf16(parse(html).text) <= 4096


def test_more_links_than_telegram_takes_are_left_out() -> None:
    parsed = parse(answer([line(linked("a", "https://a.example/")) for _ in range(200)]))

    assert len(parsed.entities) == 90
    assert parsed.text.endswith("… and 110 more lines")


@given(texts=st.lists(st.text(max_size=400), max_size=60))
def test_any_texts_make_a_message_that_telegram_takes(texts: list[str]) -> None:
    html = answer(line(bold(text), plain(text), linked(text, "https://a.example/")) for text in texts)

    parsed = parse(html)
    assert utf16(parsed.text) <= 4096
    assert len(parsed.entities) <= 100


def test_instants_are_told_as_near_as_they_are() -> None:
    assert moment(NOW, NOW, SHANGHAI) == "20:00"
    assert moment(NOW - timedelta(days=2), NOW, SHANGHAI) == "28 Feb 20:00"
    assert moment(NOW - timedelta(days=200), NOW, SHANGHAI) == "14 Aug 2025"
