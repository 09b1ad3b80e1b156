"""What must not be shown of an address that an operator typed: nearly all of it may be the key to somebody's door."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from monitor.model import Secret

_SHORTEST = 4  # letters: to take out every "en" or "to" would make a text unreadable and protect nothing
_PIECE = re.compile(r"[^/?&=#@:,;+\s]+")
_WEB = frozenset({"http", "https"})


def secrets_of(url: Secret) -> tuple[Secret, ...]:
    """Return everything in an address that could be a secret, the address itself first.

    The host of a web address is none. Of one such as `slack://TOKEN/…` the host is a token like the rest.
    """
    text = url.reveal().strip()
    pieces = (piece for found in _PIECE.findall(_private(text)) for piece in (found, unquote(found)))
    kept = dict.fromkeys(piece for piece in pieces if len(piece) >= _SHORTEST)
    return (Secret(text), *(Secret(piece) for piece in kept))


def web_host(url: Secret) -> str:
    """Return the host of a web address, which may be shown; empty where it is no web address."""
    try:
        parts = urlsplit(url.reveal().strip())
    except ValueError:
        return ""
    return (parts.hostname or "") if parts.scheme in _WEB else ""


def _private(text: str) -> str:
    if not web_host(Secret(text)):
        return text.partition("://")[2] or text
    parts = urlsplit(text)
    user = parts.netloc.rpartition("@")[0]
    return f"{user} {parts.path} {parts.query} {parts.fragment}"
