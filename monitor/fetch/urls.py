"""URLs as they go out: one spelling of scheme, host, port and path, whichever way a person or a server writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode, urljoin

import httpx

from monitor.errors import FetchError, Trouble
from monitor.fetch.addresses import canonical_host, is_address, is_host
from monitor.model import Pairs

DEFAULT_PORTS = {"http": 80, "https": 443}

Origin = tuple[str, str, int]
"""Scheme, host and port: who shares credentials, connections and robots.txt."""

# Nearly every URL is of this form and needs no normalising; httpx takes 50 µs to find that out.
_PLAIN = re.compile(
    r"(https?)://([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::([1-9][0-9]{0,3}|[1-5][0-9]{4}))?"
    r"(/(?:(?<!/)\.|[A-Za-z0-9_~=&,;:@/+-]|%[0-9A-Fa-f]{2})*(?:\?(?:[A-Za-z0-9_.~=&,;:@/+-]|%[0-9A-Fa-f]{2})*)?)"
)
_ASCII = bytes(range(128)).decode("ascii")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A URL, taken apart and normalised; its text never shows credentials."""

    scheme: str
    host: str  # ASCII, lower case, an IPv6 address without brackets
    port: int
    path: str  # with the query, percent-encoded
    username: str = ""
    password: str = ""

    @property
    def origin(self) -> Origin:
        """Whom the request goes to."""
        return self.scheme, self.host, self.port

    @property
    def authority(self) -> str:
        """The host, and the port where it is not the scheme's own, as the Host header has it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"

    def with_params(self, params: Pairs) -> Target:
        """Add to the query, its own part kept as it stands."""
        if not params:
            return self
        path, _, query = self.path.partition("?")
        return replace(self, path=f"{path}?{query}{'&' if query else ''}{encoded(params).decode('ascii')}")


def encoded(pairs: Pairs) -> bytes:
    """Return names and values as a query or a form has them."""
    return urlencode(pairs, encoding="utf-8", errors="replace").encode("ascii")


def parse(text: str) -> Target:
    """Read an absolute URL; raises FetchError where it cannot be asked for."""
    if (plain := _PLAIN.fullmatch(text)) and _is_plain_host(plain[2]):
        scheme, host, port, path = plain.groups()
        return Target(
            scheme=scheme, host=host, port=int(port) if port else DEFAULT_PORTS[scheme], path=path or "/"
        )
    try:
        url = httpx.URL(text)
        host = url.raw_host.decode("ascii").lower()
    except (httpx.InvalidURL, ValueError) as error:
        raise _refused(f"not a URL: {error}") from None
    if url.scheme not in DEFAULT_PORTS or not is_host(canonical_host(host)):
        raise _refused(
            "not a URL that can be fetched: it must start with http:// or https:// and name a host"
        )
    port = DEFAULT_PORTS[url.scheme] if url.port is None else url.port
    if not 0 < port < 65536:
        raise _refused(f"not a URL that can be fetched: there is no port {port}")
    return Target(
        scheme=url.scheme,
        host=canonical_host(host) if ":" in host else host,
        port=port,
        path=url.raw_path.decode("ascii"),
        username=url.username,
        password=url.password,
    )


def join(base: Target, location: bytes) -> Target:
    """Resolve what a Location header says; raises FetchError where it leads to nothing that can be asked for."""
    # Servers put raw UTF-8 or GBK here: the bytes are what they want back, whichever it is.
    text = quote(location.strip(), safe=_ASCII)
    try:
        target = parse(urljoin(str(base), text))
    except ValueError as error:
        raise _refused(f"not a URL: {error}") from None
    if target.origin == base.origin and not target.username and base.username:
        # The same server wants the same credentials; another one must never see them.
        return replace(target, username=base.username, password=base.password)
    return target


def _is_plain_host(host: str) -> bool:
    return host[-1].isalpha() or is_address(host)


def _refused(message: str) -> FetchError:
    return FetchError(" ".join(message.split())[:300], trouble=Trouble.REFUSED)
