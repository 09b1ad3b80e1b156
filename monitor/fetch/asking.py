"""Ask → the request as it goes over the wire, and what becomes of it after a redirect."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass, replace

from monitor.errors import FetchError, Trouble
from monitor.fetch import urls
from monitor.fetch.failures import status_line
from monitor.fetch.urls import Target
from monitor.fetch.wire import Head, Headers
from monitor.model import Ask, Purpose

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
_BECOMES_GET = frozenset({301, 302, 303})  # for a POST, as browsers do it

_SCHEME = re.compile(rb"\s*([A-Za-z][A-Za-z0-9+.-]{0,20}):")

_ACCEPT = {
    Purpose.SOURCE: (
        b"application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, "
        b"text/xml;q=0.9, application/json;q=0.9, text/html;q=0.8, */*;q=0.5"
    ),
    Purpose.PAGE: b"text/html, application/xhtml+xml, */*;q=0.5",
    Purpose.FILE: b"*/*",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One request, complete but for its cookies."""

    method: str
    target: Target
    plain: Headers  # may be told to anyone
    private: Headers = ()  # an operator's own, for the first server only
    content: bytes = b""
    content_type: bytes | None = None

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """The header lines in order; an operator's own replace ours."""
        theirs = {name.lower() for name, _ in self.private}
        lines = [(b"Host", self.target.authority.encode("ascii"))]
        lines += [line for line in self.plain if line[0].lower() not in theirs]
        lines += self.private
        if self.target.username and b"authorization" not in theirs:
            pair = f"{self.target.username}:{self.target.password}".encode()
            lines.append((b"Authorization", b"Basic " + b64encode(pair)))
        if self.content_type is not None and b"content-type" not in theirs:
            lines.append((b"Content-Type", self.content_type))
        if self.content or self.method == "POST":
            lines.append((b"Content-Length", b"%d" % len(self.content)))
        return lines


def outgoing(ask: Ask, *, user_agent: bytes) -> Outgoing:
    """Return the request of an ask; raises FetchError where there is no sending it."""
    request = ask.request
    if request.method not in {"GET", "POST"}:
        raise FetchError(
            f"{request.method!r} is no method of ours; write GET or POST", trouble=Trouble.REFUSED
        )
    content, content_type = b"", None
    if request.json is not None:
        content, content_type = _bytes(request.json), b"application/json"
    elif request.form:
        content, content_type = urls.encoded(request.form), b"application/x-www-form-urlencoded"
    plain = [
        (b"User-Agent", user_agent),
        (b"Accept", _ACCEPT[ask.purpose]),
        (b"Accept-Encoding", b"gzip, deflate"),
    ]
    # A validator goes back as the bytes that came.
    if ask.etag:
        plain.append((b"If-None-Match", ask.etag.encode("latin-1", "replace")))
    if ask.last_modified:
        plain.append((b"If-Modified-Since", ask.last_modified.encode("latin-1", "replace")))
    return Outgoing(
        method=request.method,
        target=urls.parse(request.url).with_params(request.params),
        plain=tuple(plain),
        private=tuple((_bytes(name), _bytes(value)) for name, value in request.headers),
        content=content,
        content_type=content_type,
    )


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")  # half a surrogate pair stands for nothing


def redirected(sent: Outgoing, head: Head) -> Outgoing:
    """Return the request that a redirect asks for; raises FetchError where it leads nowhere."""
    location = next((value for name, value in head.headers if name == b"location"), b"")
    if not location:
        raise FetchError(
            f"{status_line(head.status)} without a Location", trouble=Trouble.MALFORMED, status=head.status
        )
    try:
        target = urls.join(sent.target, location)
    except FetchError as error:
        # Its own words are somebody else's text, and have no business in a line of ours.
        scheme = _SCHEME.match(location)
        name = scheme[1].decode().lower() if scheme else "http"
        kind = "what is no URL" if name in urls.DEFAULT_PORTS else f"a {name} URL"
        raise FetchError(
            f"{status_line(head.status)} to {kind}, refused",
            trouble=error.trouble,
            status=head.status,
        ) from None
    followed = replace(sent, target=target)
    if target.origin != sent.target.origin:
        followed = replace(followed, private=())
    if sent.method == "POST" and head.status in _BECOMES_GET:
        followed = replace(
            followed,
            method="GET",
            content=b"",
            content_type=None,
            private=tuple(line for line in followed.private if line[0].lower() != b"content-type"),
        )
    return followed
