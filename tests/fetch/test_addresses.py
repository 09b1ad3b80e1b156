from ipaddress import IPv4Address, IPv6Address, IPv6Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.fetch.addresses import Allowed, canonical_host, endpoint, is_address, is_public, is_web_address

NOT_PUBLIC = [
    "0.0.0.0",
    "10.0.0.5",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.0.0.1%eth0",
    "0.1.2.3",
    "100.127.255.255",
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
    "64:ff9b::8.8.8.8",
    "::ffff:0:8.8.8.8",
    "::8.8.8.8",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:10::1",
    "2001:20::1",
    "2002:808:808::1",
    "4000::1",
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


@given(
    st.ip_addresses(v=4),
    st.sampled_from(["::ffff:0:0", "::ffff:0:0:0", "::", "64:ff9b::", "64:ff9b:1::"]),
)
def test_an_ipv4_address_in_an_ipv6_one_is_not_public(inner: IPv4Address, prefix: str) -> None:
    assert not is_public(str(IPv6Address(int(IPv6Address(prefix)) + int(inner))))


@given(st.ip_addresses(v=4))
def test_no_6to4_address_is_public(inner: IPv4Address) -> None:
    assert not is_public(str(IPv6Address((0x2002 << 112) + (int(inner) << 80) + 1)))


@given(st.ip_addresses(v=6))
def test_only_unicast_in_use_is_public_and_what_python_calls_private_never(address: IPv6Address) -> None:
    if is_public(str(address)):
        assert address in IPv6Network("2000::/3")
        assert not any((address.is_private, address.is_multicast, address.is_link_local))


@given(st.ip_addresses())
def test_an_address_is_one_in_its_canonical_form(address: IPv4Address | IPv6Address) -> None:
    assert is_address(str(address))
    assert canonical_host(str(address)) == str(address)


@pytest.mark.parametrize(
    "host",
    ["", "a.example", "a1", "1.2.3", "0x7f.0.0.1", "0177.0.0.1", "1.2.3.4.5", "a:b", "١.1.1.1", "1\x000"],
)
def test_what_has_to_be_looked_up_is_no_address(host: str) -> None:
    assert not is_address(host)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://a.example/x?y", True),
        ("http://[::1]:8080", True),
        ("http://bücher.example", True),
        ("ftp://a.example/", False),
        ("http://a.example:0/", False),
        ("http://a b/", False),
        ("http://a:b", False),
        ("a.example", False),
        ("http://", False),
        ("http://a\ud800/", False),
    ],
)
def test_a_web_address_is_told_from_other_text(text: str, *, expected: bool) -> None:
    assert is_web_address(text) is expected


def test_a_host_that_is_no_address_for_all_its_colons_stays_as_it_is() -> None:
    assert canonical_host("A:b.") == "a:b"


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
