import pytest

from monitor.errors import FetchError, Trouble
from monitor.fetch import asking
from monitor.fetch.asking import Outgoing
from monitor.fetch.wire import Head
from monitor.model import Ask, Pairs, Purpose, Request

AGENT = b"policy-monitor/1 (+https://monitor.example)"
OWN: Pairs = (("Referer", "https://a.example/"), ("X-Token", "s3cret"))


def sent(ask: Ask) -> dict[str, str]:
    lines = asking.outgoing(ask, user_agent=AGENT).headers
    assert len({name.lower() for name, _ in lines}) == len(lines)
    return {name.decode(): value.decode("latin-1") for name, value in lines}


def post(url: str = "https://user:pass@a.example/q") -> Outgoing:
    request = Request(url=url, method="POST", form=(("q", "稀土"),), headers=(*OWN, ("Content-Type", "t")))
    return asking.outgoing(Ask(request=request), user_agent=AGENT)


def after(request: Outgoing, status: int, location: bytes) -> Outgoing:
    return asking.redirected(request, Head(status, ((b"location", location),)))


def test_a_plain_request_says_who_asks_and_nothing_else() -> None:
    headers = sent(Ask(request=Request(url="http://a.example:8080/f")))

    assert headers.keys() == {"Host", "User-Agent", "Accept", "Accept-Encoding"}
    assert (headers["Host"], headers["User-Agent"]) == ("a.example:8080", AGENT.decode())
    assert headers["Accept-Encoding"] == "gzip, deflate"


@pytest.mark.parametrize(
    ("purpose", "accept"),
    [(Purpose.SOURCE, "application/atom+xml"), (Purpose.PAGE, "text/html"), (Purpose.FILE, "*/*")],
)
def test_what_is_accepted_depends_on_the_purpose(purpose: Purpose, accept: str) -> None:
    headers = sent(Ask(request=Request(url="http://a.example/"), purpose=purpose))

    assert headers["Accept"].startswith(accept)


def test_validators_go_back_byte_for_byte() -> None:
    headers = sent(Ask(request=Request(url="http://a.example/"), etag='W/"caf\xe9"', last_modified="noon"))

    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == ('W/"caf\xe9"', "noon")


def test_a_form_is_encoded() -> None:
    request = post()

    assert (request.method, request.content) == ("POST", b"q=%E7%A8%80%E5%9C%9F")
    assert (b"Content-Length", b"20") in request.headers


def test_a_json_body_goes_as_it_is() -> None:
    request = Request(url="http://a.example/", method="POST", json='{"q": "稀土"}')

    assert asking.outgoing(Ask(request=request), user_agent=AGENT).content == '{"q": "稀土"}'.encode()
    assert sent(Ask(request=request))["Content-Type"] == "application/json"


def test_a_post_without_a_body_says_so() -> None:
    assert sent(Ask(request=Request(url="http://a.example/", method="POST")))["Content-Length"] == "0"


def test_an_operators_headers_replace_ours() -> None:
    request = Request(
        url="http://user:pass@a.example/",
        method="POST",
        form=(("a", "b"),),
        headers=(("user-agent", "Mozilla"), ("AUTHORIZATION", "Bearer x"), ("content-type", "text/plain")),
    )

    headers = sent(Ask(request=request))

    assert headers["user-agent"] == "Mozilla"
    assert headers["AUTHORIZATION"] == "Bearer x"
    assert headers["content-type"] == "text/plain"


def test_credentials_of_the_url_become_a_header() -> None:
    headers = sent(Ask(request=Request(url="http://user:p%C3%A4ss@a.example/")))

    assert headers["Authorization"] == "Basic dXNlcjpww6Rzcw=="


@pytest.mark.parametrize("method", ["HEAD", "get", "DELETE", "GET /\r\nX:"])
def test_error_another_method_is_refused(method: str) -> None:
    with pytest.raises(FetchError, match="write GET or POST") as caught:
        asking.outgoing(Ask(request=Request(url="http://a.example/", method=method)), user_agent=AGENT)

    assert caught.value.trouble is Trouble.REFUSED


@pytest.mark.parametrize(
    ("status", "method"), [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")]
)
def test_what_a_post_becomes_after_a_redirect(status: int, method: str) -> None:
    followed = after(post(), status, b"/other")

    names = {name.lower() for name, _ in followed.headers}
    assert followed.method == method
    assert followed.content == (b"" if method == "GET" else b"q=%E7%A8%80%E5%9C%9F")
    assert bool(names & {b"content-type", b"content-length"}) is (method == "POST")
    assert names >= {b"referer", b"x-token", b"authorization"}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_get_stays_one(status: int) -> None:
    first = asking.outgoing(Ask(request=Request(url="http://a.example/")), user_agent=AGENT)

    assert after(first, status, b"/b").method == "GET"


@pytest.mark.parametrize(
    "location",
    [b"http://a.example/x", b"https://b.example/x", b"https://a.example:8443/x", b"//www.a.example/"],
)
def test_another_origin_sees_no_credentials_and_no_headers_of_the_operator(location: bytes) -> None:
    followed = after(post(), 307, location)

    names = {name.lower() for name, _ in followed.headers}
    assert not names & {b"referer", b"x-token", b"authorization"}
    assert b"content-type" in names


def test_headers_do_not_come_back_with_the_first_origin() -> None:
    away = after(post(), 307, b"https://b.example/")

    back = after(away, 307, b"https://a.example/q")

    assert (back.private, back.target.username) == ((), "")


@pytest.mark.parametrize(
    ("location", "message", "trouble"),
    [
        (b"", "HTTP 302 Found without a Location", Trouble.MALFORMED),
        (b"ftp://x/f", "HTTP 302 Found to a ftp URL, refused", Trouble.REFUSED),
        (b"javascript:x", "HTTP 302 Found to a javascript URL, refused", Trouble.REFUSED),
    ],
)
def test_error_a_redirect_to_nowhere_is_refused(location: bytes, message: str, trouble: Trouble) -> None:
    with pytest.raises(FetchError) as caught:
        after(post(), 302, location)

    assert (str(caught.value), caught.value.trouble, caught.value.status) == (message, trouble, 302)


def test_half_a_surrogate_pair_stands_for_nothing() -> None:
    request = Request(url="http://a.example/", method="POST", json="\ud800", headers=(("X", "\udfff"),))

    made = asking.outgoing(Ask(request=request, etag="中"), user_agent=AGENT)

    assert made.content == b"?"
    assert {(b"X", b"?"), (b"If-None-Match", b"?")} <= set(made.headers)
