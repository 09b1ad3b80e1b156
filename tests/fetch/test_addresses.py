import pytest

from monitor.fetch.addresses import Allowed, endpoint, is_public

NOT_PUBLIC = [
    "0.0.0.0",
    "10.0.0.5",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "localhost",
    "",
]


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_off_the_public_internet_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "223.5.5.5", "2606:4700::1111", "2400:3200::1"])
def test_an_address_on_the_public_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("intranet", ("intranet", None)),
        ("Intranet.Example.", ("intranet.example", None)),
        ("127.0.0.1:8000", ("127.0.0.1", 8000)),
        ("intranet:80", ("intranet", 80)),
        ("::1", ("::1", None)),
        ("[::1]", ("::1", None)),
        ("[0:0:0:0:0:0:0:1]:8080", ("::1", 8080)),
        ("bücher.example", ("xn--bcher-kva.example", None)),
    ],
)
def test_an_allowed_host_may_be_written_in_any_usual_way(text: str, expected: tuple[str, int | None]) -> None:
    assert endpoint(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        ":80",
        "http://intranet",
        "intranet/path",
        "user@intranet",
        "a b",
        "host:port",
        "[::1",
        "host?x",
        "h#f",
    ],
)
def test_error_what_is_no_host_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no host"):
        endpoint(text)


@pytest.mark.parametrize(
    ("host", "port", "expected"),
    [
        ("intranet", 9000, True),
        ("INTRANET.", 80, True),
        ("10.0.0.5", 8000, True),
        ("10.0.0.5", 8001, False),
        ("0:0::1", 443, True),
        ("::ffff:10.0.0.5", 8000, False),
        ("example.com", 80, False),
    ],
)
def test_an_allowance_covers_its_host_and_port_and_nothing_else(
    host: str, port: int, *, expected: bool
) -> None:
    allowed = Allowed.parse(frozenset({"intranet", "10.0.0.5:8000", "[::1]"}))

    assert allowed.covers(host, port) is expected
