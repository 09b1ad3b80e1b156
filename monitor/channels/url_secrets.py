"""What must not be shown of an address that an operator typed: whatever of it may be the key to somebody's door."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, unquote_plus, urlsplit

from monitor.model import Secret

_SHORTEST = 4  # letters: to take out every "en" or "to" would make a text unreadable and protect nothing
_RANDOM = 6  # letters and digits, from which on they are more likely a key than a name with a number
_LONG = 16  # characters that are no single word any more
_PIECE = re.compile(r"[^/?&=#@:,;+\s]+")
_WEB = frozenset({"http", "https"})
# localhost, an address in numbers, a name with dots: what stands behind a dot is in no key's last place.
_HOST = re.compile(r"localhost|\[[0-9a-f:.]+\]|\d{1,3}(?:\.\d{1,3}){3}|(?:[a-z0-9-]+\.)+[a-z]{2,12}")
_NAME_AND_PORT = re.compile(r"([a-z][a-z0-9-]*):\d{1,5}")
_PLAIN_KEYS = frozenset({"format", "overflow", "verify"})  # how Apprise is to write, not where


def secrets_of(url: Secret) -> tuple[Secret, ...]:
    """Return everything in an address that could be a secret, the address itself first.

    These are who logs in, the values of a query, and parts of the path that look like keys; neither ordinary words
    nor host and port. Of an address such as `slack://TOKEN/…` the host is a token like the rest.
    """
    text = url.reveal().strip()
    pieces = (piece for found in _private(text) for piece in (found, unquote(found), unquote_plus(found)))
    kept = dict.fromkeys(piece for piece in pieces if len(piece) >= _SHORTEST)
    return (Secret(text), *(Secret(piece) for piece in kept))


def web_host(url: Secret) -> str:
    """Return the host of a web address, which may be shown; empty where it is no web address."""
    try:
        parts = urlsplit(url.reveal().strip())
    except ValueError:
        return ""
    return (parts.hostname or "") if parts.scheme in _WEB else ""


def _private(text: str) -> Iterator[str]:
    before, _, fragment = text.partition("#")
    before, _, query = before.partition("?")
    scheme, _, rest = before.rpartition("://")
    place, _, path = rest.partition("/")
    user, _, host = place.rpartition("@")
    yield from _PIECE.findall(f"{user} {fragment}")
    if not _is_host(host, is_web=scheme in _WEB):
        yield from _PIECE.findall(host)
    yield from filter(_looks_random, _PIECE.findall(path))
    for pair in query.split("&"):
        key, has_value, value = pair.partition("=")
        if not has_value:
            yield from filter(_looks_random, _PIECE.findall(key))
        elif key not in _PLAIN_KEYS:
            yield value
            yield from _PIECE.findall(value)


def _is_host(place: str, *, is_web: bool) -> bool:
    level = place.lower() if is_web else place  # a key's capitals tell it from a host
    name, _, port = level.rpartition(":")
    if is_web or _HOST.fullmatch(name if port.isdigit() and name else level):
        return True
    named = _NAME_AND_PORT.fullmatch(level)
    return named is not None and not _looks_random(named[1])


def _looks_random(piece: str) -> bool:
    """Say whether a part of a path looks like a key: long, or letters and digits or capitals among one another."""
    piece = unquote(piece)
    has_digit = any(map(str.isdigit, piece))
    # One capital in front is a word's own: Services, but not S000.
    has_capitals = any(map(str.isupper, piece if has_digit else piece[1:]))
    return (
        len(piece) >= _LONG
        or (len(piece) >= _RANDOM and has_digit)
        or (len(piece) >= _SHORTEST and has_capitals)
    )
