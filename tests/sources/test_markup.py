"""Titles without their markup, and addresses that anybody can open."""

import pytest

from monitor.sources import markup


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("A <b>bold</b> list &amp; more", "A bold list & more"),
        ("<script>alert(1)</script> A pilot list <style>p {}</style>", "A pilot list"),
        ("1 < 2, and a <made-up> word", "1 < 2, and a <made-up> word"),
        ("<script> begins a title and never ends", "<script> begins a title and never ends"),
    ],
)
def test_a_title_is_what_a_reader_sees_of_it(written: str, read: str) -> None:
    assert markup.plain(written) == read


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("/a b.html", "https://site.example/a%20b.html"),
        ('/<b>"x"', "https://site.example/%3Cb%3E%22x%22"),
        ("/稀土/%E7%A8%80?a=1&b={2}#c", "https://site.example/稀土/%E7%A8%80?a=1&b=%7B2%7D#c"),
        ("javascript:alert(1)", None),
        ("  ", None),
        ("https://[broken/", None),
    ],
)
def test_an_address_is_one_that_anybody_can_open(link: str, address: str | None) -> None:
    assert markup.absolute(link, "https://site.example/list/") == address
