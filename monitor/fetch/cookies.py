"""The cookies of one poll: each host gets back what it gave, and nothing outlives the poll."""

from __future__ import annotations

from email.message import Message
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from types import TracebackType
from typing import Self, cast
from urllib.request import Request

from monitor.fetch.urls import Target
from monitor.fetch.wire import Head

_MAX_COOKIE = 4096  # bytes of one, as browsers have it
_MAX_COOKIES = 50  # of one host


class Session:
    """What makes the requests of one poll hang together; use it as an async context manager."""

    def __init__(self) -> None:
        self._jars: dict[str, CookieJar] = {}  # by host, so that no cookie for a whole domain travels

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._jars.clear()

    def cookie(self, target: Target) -> str | None:
        """Return what the Cookie header of a request says, None where this host gave none that fit."""
        jar = self._jars.get(target.host)
        if jar is None:
            return None
        request = Request(str(target))  # noqa: S310 - never opened: the jar wants this form
        jar.add_cookie_header(request)
        return request.get_header("Cookie")

    def take(self, target: Target, head: Head) -> None:
        """Keep the cookies of an answer."""
        given = [value for value in head.all(b"set-cookie") if len(value) <= _MAX_COOKIE]
        if not given:
            return
        jar = self._jars.setdefault(target.host, CookieJar())
        for value in given:
            answer = Message()
            answer["Set-Cookie"] = value
            if len(jar) < _MAX_COOKIES:
                jar.extract_cookies(
                    cast("HTTPResponse", _Answer(answer)),
                    Request(str(target)),  # noqa: S310 - as above
                )


class _Answer:
    """The one method of a response that the jar calls."""

    def __init__(self, headers: Message) -> None:
        self._headers = headers

    def info(self) -> Message:
        return self._headers
