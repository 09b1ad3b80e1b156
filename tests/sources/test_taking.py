import pytest

from monitor.errors import ParseError, Trouble
from monitor.model import Take
from monitor.sources import taking

PAGE = b"""<html><body><script url="/api/unit" queryData="{'webId':'a1','pageId':'b2'}"></script>
<input name="token" value=" t-1 "><p>Some text</p></body></html>"""


def take(*takes: Take, body: bytes = PAGE) -> tuple[tuple[str, str], ...]:
    return taking.take(takes, body, content_type="text/html; charset=utf-8")


def test_values_are_taken_from_a_page_in_order() -> None:
    assert take(
        Take(name="url", css="script::attr(url)"),
        Take(name="token", css="input[name=token]::attr(value)"),
        Take(name="page", css="script::attr(querydata)", pattern="'pageId':'([^']+)'"),
        Take(name="text", pattern="Some [a-z]+"),
    ) == (("url", "/api/unit"), ("token", "t-1"), ("page", "b2"), ("text", "Some text"))


def test_values_are_taken_from_json() -> None:
    body = b'cb({"data": {"key": 5, "deep": "{\\"x\\": \\"y\\"}"}})'

    assert take(
        Take(name="k", path="data.key"), Take(name="x", path="parse_json(data.deep).x"), body=body
    ) == (
        ("k", "5"),
        ("x", "y"),
    )


@pytest.mark.parametrize(
    ("one", "body", "trouble", "message"),
    [
        (Take(name="a", css="b"), PAGE, Trouble.CHANGED, "`a` is not in the answer: css b finds nothing"),
        (Take(name="a", path="x"), b"{}", Trouble.CHANGED, "`a` is not in the answer: path x finds nothing"),
        (Take(name="a", pattern="z+"), PAGE, Trouble.CHANGED, "`a` is not in the answer: pattern z+ finds nothing"),
        (Take(name="a", css="p", pattern="z+"), PAGE, Trouble.CHANGED, "`a` is not in the answer: pattern z+ finds nothing"),
        (Take(name="a", pattern="(x*)"), b"x" * 9_000, Trouble.CHANGED, "`a` is 9000 characters: pattern (x*) finds too much"),
        (Take(name="a", css="b"), "<title>安全验证</title>".encode(), Trouble.BLOCKED, "a captcha instead of the page: “安全验证”"),
        (Take(name="a", path="x"), b"<p>News</p>", Trouble.MALFORMED, "an HTML page, not JSON: “<p>News</p>”"),
        (Take(name="a", css="b"), b"", Trouble.MALFORMED, "an empty answer, not a page"),
    ],
)  # fmt: skip
def test_error_what_is_not_there_is_named(one: Take, body: bytes, trouble: Trouble, message: str) -> None:
    with pytest.raises(ParseError) as caught:
        take(one, body=body)

    assert (caught.value.trouble, str(caught.value)) == (trouble, message)
