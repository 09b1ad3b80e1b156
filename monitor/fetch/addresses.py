"""Which addresses and ports may be reached: the public internet, and what the operator allowed by name."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import httpx

PORTS = frozenset({80, 443, 8080, 8443})

# Python calls these global, or did in some release: none of them is a host on the public internet.
_NOT_PUBLIC_V4 = tuple(
    IPv4Network(block)
    for block in (
        "100.64.0.0/10",  # carrier-grade NAT, and the metadata service of Alibaba Cloud
        "168.63.129.16/32",  # the host agent of Azure
        "192.0.0.0/24",  # protocol assignments, and the metadata service of Oracle Cloud
        "192.88.99.0/24",  # 6to4 relays
        "224.0.0.0/3",  # multicast and reserved
    )
)
_UNICAST_V6 = IPv6Network(
    "2000::/3"
)  # the one block in use: leaves out NAT64, v4-mapped, site-local, multicast
_NOT_PUBLIC_V6 = tuple(
    ip_network(block)
    for block in (
        "2001::/23",  # Teredo and other protocol assignments
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: an IPv4 address in disguise
        "3fff::/20",  # documentation
    )
)


# Where clouds tell a machine who it is, credentials included: no host that anybody means to talk to.
_METADATA_V4 = (
    IPv4Network("169.254.0.0/16"),  # link-local: AWS, Azure, Google, and others after them
    IPv4Network("100.100.100.200/32"),  # Alibaba Cloud
    IPv4Network("168.63.129.16/32"),  # the host agent of Azure
    IPv4Network("192.0.0.192/32"),  # Oracle Cloud
)
_METADATA_V6 = (
    IPv6Network("fe80::/10"),  # link-local
    IPv6Network("fd00:ec2::/32"),  # AWS
    IPv6Network("fd20:ce::/32"),  # Google
)
_NAT64 = IPv6Network("64:ff9b::/96")

_NAME = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?")


def is_public(address: str) -> bool:
    """Tell whether a numeric address is a host on the public internet."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if not parsed.is_global:
        return False
    if isinstance(parsed, IPv4Address):
        return not any(parsed in block for block in _NOT_PUBLIC_V4)
    return parsed in _UNICAST_V6 and not any(parsed in block for block in _NOT_PUBLIC_V6)


def is_metadata(address: str) -> bool:
    """Tell whether a numeric address is one where a cloud hands out what a machine must keep to itself."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address):
        within = parsed.ipv4_mapped or parsed.sixtofour
        if parsed in _NAT64:
            within = IPv4Address(int(parsed) & 0xFFFFFFFF)
        if within is None:
            return any(parsed in block for block in _METADATA_V6)
        parsed = within
    return any(parsed in block for block in _METADATA_V4)


def canonical_host(host: str) -> str:
    """Return one spelling of a host, whichever way its letters or its IPv6 address are written."""
    bare = host.removeprefix("[").removesuffix("]").rstrip(".").lower()
    if ":" not in bare:
        return bare  # an IPv4 address in its usual form has no other
    try:
        return str(ip_address(bare))
    except ValueError:
        return bare


def is_address(host: str) -> bool:
    """Tell whether a host is an address in its usual form, not a name that is still to be looked up."""
    if ":" not in host and not host[-1:].isdigit():
        return False  # most hosts are names, and an exception takes long to find that out
    try:
        socket.inet_pton(socket.AF_INET6 if ":" in host else socket.AF_INET, host)
    except (OSError, ValueError):
        return False
    return True


def is_host(host: str) -> bool:
    """Tell whether it is a name that could be looked up, or an address."""
    return bool(_NAME.fullmatch(host)) or is_address(host)


def is_web_address(text: str) -> bool:
    """Say whether it is an http or https URL with a host that could be asked for."""
    try:
        url = httpx.URL(text)
        host = canonical_host(url.raw_host.decode("ascii"))
    except (httpx.InvalidURL, UnicodeError, ValueError):
        return False
    return url.scheme in {"http", "https"} and is_host(host) and url.port != 0


def endpoint(text: str) -> tuple[str, int | None]:
    """Read `host`, `host:port`, or an IPv6 address with or without brackets; raises ValueError otherwise."""
    try:
        return str(IPv6Address(text)), None
    except ValueError:
        pass
    try:
        # The scheme is made up, so that no port counts as its default and gets lost.
        url = httpx.URL(f"allow://{text}")
    except httpx.InvalidURL:
        raise ValueError(f"{text!r} is no host and no host:port") from None
    host = canonical_host(url.raw_host.decode("ascii"))
    is_bare = not url.userinfo and url.raw_path in {b"", b"/"} and not url.fragment and "?" not in text
    if not is_bare or not is_host(host):
        raise ValueError(f"{text!r} is no host and no host:port")
    return host, url.port


@dataclass(frozen=True, slots=True)
class Allowed:
    """The hosts an operator let in although they are private: no address or port check, no spacing."""

    endpoints: frozenset[tuple[str, int | None]]

    @classmethod
    def parse(cls, entries: frozenset[str]) -> Allowed:
        """Read the entries of `fetch.allow_private`; raises ValueError on one that is no host."""
        return cls(frozenset(endpoint(entry) for entry in entries))

    def covers(self, host: str, port: int) -> bool:
        """Tell whether this very host, by name and not by what it resolves to, was allowed."""
        if not self.endpoints:
            return False
        name = canonical_host(host)
        return (name, None) in self.endpoints or (name, port) in self.endpoints
