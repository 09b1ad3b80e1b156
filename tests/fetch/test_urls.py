import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import FetchError, Trouble
from monitor.fetch import urls

BASE = urls.parse("http://user:pass@a.example:8080/dir/page?x=1")

PLAIN = st.builds(
    "{}://{}{}{}".format,
    st.sampled_from(["http", "https"]),
    st.sampled_from(["a.example", "127.0.0.1", "a-b.example", "x.example:8080", "x.example:80", "1.example"]),
    st.text("abcXYZ019-._~/%41%e4=&,;:@+", max_size=30).map(lambda path: "/" + path),
    st.sampled_from(["", "?", "?a=b&c=%E4%B8%AD", "?/:@"]),
)


def outcome(text: str) -> tuple[str, str, int, str] | None:
    try:
        parsed = urls.parse(text)
    except FetchError:
        return None
    return parsed.scheme, parsed.host, parsed.port, parsed.path


@given(PLAIN)
def test_the_short_way_reads_a_url_as_the_long_way_does(text: str) -> None:
    url = httpx.URL(text)

    assert outcome(text) == (
        url.scheme,
        url.raw_host.decode(),
        url.port or urls.DEFAULT_PORTS[url.scheme],
        url.raw_path.decode(),
    )


@given(st.text(max_size=60) | st.text(max_size=60).map("http://".__add__) | st.text("/:@[].%0a", max_size=30))
def test_any_text_at_all_is_a_url_or_refused(text: str) -> None:
    parsed = outcome(text)

    assert parsed is None or outcome(str(urls.parse(text))) == parsed


def joined(location: bytes) -> str | None:
    try:
        return str(urls.join(BASE, location))
    except FetchError:
        return None


@given(st.binary(max_size=80) | st.text(max_size=40).map(str.encode))
def test_any_location_at_all_is_a_url_or_refused(location: bytes) -> None:
    target = joined(location)

    assert target is None or outcome(target)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("HTTP://A.Example", "http://a.example/"),
        ("http://a.example:80/x", "http://a.example/x"),
        ("https://a.example:80/x", "https://a.example:80/x"),
        ("http://user:pass@a.example/x#part", "http://a.example/x"),
        ("http://bücher.example/中", "http://xn--bcher-kva.example/%E4%B8%AD"),
        ("http://[0:0:0:0:0:0:0:1]:8080/", "http://[::1]:8080/"),
        ("http://a.example/a/../b?q=1 2", "http://a.example/b?q=1%202"),
    ],
)
def test_a_url_has_one_spelling(text: str, shown: str) -> None:
    assert str(urls.parse(text)) == shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x.example",
        "ftp://x.example/",
        "http://",
        "http:///x",
        "http://a.example:0/",
        "http://a.example:70000/",
        "http://a\ud800/",
        "http://[::1/",
        "http://①②⑦.⓪.⓪.①/",
        "http://999.1.1.1/",
    ],
)
def test_error_what_cannot_be_asked_for_is_refused(text: str) -> None:
    with pytest.raises(FetchError, match="not a URL") as caught:
        urls.parse(text)

    assert caught.value.trouble is Trouble.REFUSED


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        (b"other", "http://a.example:8080/dir/other"),
        (b" /other ", "http://a.example:8080/other"),
        (b"?y=2", "http://a.example:8080/dir/page?y=2"),
        (b"//b.example/c", "http://b.example/c"),
        (b"https://b.example/d", "https://b.example/d"),
        ("/公告".encode(), "http://a.example:8080/%E5%85%AC%E5%91%8A"),
        ("/公告".encode("gbk"), "http://a.example:8080/%B9%AB%B8%E6"),
    ],
)
def test_a_location_is_resolved_and_its_bytes_kept(location: bytes, shown: str) -> None:
    assert str(urls.join(BASE, location)) == shown


@pytest.mark.parametrize(
    ("location", "username"),
    [
        (b"/x", "user"),
        (b"http://A.example:8080/x", "user"),
        (b"http://me@a.example:8080/x", "me"),
        (b"http://a.example/x", ""),
        (b"https://a.example:8080/x", ""),
        (b"http://b.example:8080/x", ""),
    ],
)
def test_credentials_stay_with_their_origin(location: bytes, username: str) -> None:
    assert urls.join(BASE, location).username == username


def test_error_a_location_that_is_no_url_is_refused() -> None:
    with pytest.raises(FetchError, match="not a URL"):
        urls.join(BASE, b"http://[::1")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://a.example/s", "/s?q=%E7%A8%80+%E5%9C%9F&p=1&p=2"),
        ("http://a.example/s?own=%B9%AB", "/s?own=%B9%AB&q=%E7%A8%80+%E5%9C%9F&p=1&p=2"),
    ],
)
def test_parameters_join_the_query_that_is_there(text: str, expected: str) -> None:
    params = (("q", "稀 土"), ("p", "1"), ("p", "2"))

    assert urls.parse(text).with_params(params).path == expected


def test_half_a_surrogate_pair_stands_for_nothing() -> None:
    assert urls.encoded((("a", "\ud800"),)) == b"a=%3F"
