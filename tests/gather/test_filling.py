import pytest

from monitor.errors import SourceError, Trouble
from monitor.gather import filling
from monitor.model import Recipe, Request


def test_values_are_written_as_each_place_wants_them() -> None:
    request = Request(
        url="https://example.org/{path}?t={token}",
        headers=(("X-Token", "{token}"),),
        params=(("q", ""), ("t", "{token}")),
        form=(("t", "{token}"),),
        json='{"token": "{token}", "n": 1}',
    )

    made = filling.fill(request, {"path": "a b/列.json", "token": 'x"y\r\nz'})

    assert made == Request(
        url="https://example.org/a%20b/%E5%88%97.json?t=x%22y%0D%0Az",
        headers=(("X-Token", 'x"y z'),),
        params=(("q", ""), ("t", 'x"y\r\nz')),
        form=(("t", 'x"y\r\nz'),),
        json='{"token": "x\\"y\\r\\nz", "n": 1}',
    )


def test_a_value_that_holds_braces_is_filled_in_once() -> None:
    assert filling.fill(Request(url="https://h/{a}"), {"a": "{b}", "b": "no"}).url == "https://h/%7Bb%7D"


def test_what_nothing_fills_in_is_named() -> None:
    with pytest.raises(SourceError, match=r"nothing fills in \{token\}") as raised:
        filling.fill(Request(url="https://h/?t={token}"), {"page": "1"})

    assert raised.value.trouble is Trouble.CHANGED


def test_a_request_without_placeholders_stays_the_same() -> None:
    request = filling.list_request(Recipe(form=(("a", "b"),), method="POST"), "https://h/")

    assert filling.fill(request, {}) is request


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (Request(url="https://h/{page}"), True),
        (Request(url="https://h/", json='{"p": {page}}'), True),
        (Request(url="https://h/", params=(("p", "{page}"),)), True),
        (Request(url="https://h/page"), False),
    ],
)
def test_the_number_of_the_page_is_found_anywhere(request_: Request, expected: bool) -> None:
    assert filling.holds_page(request_) is expected
