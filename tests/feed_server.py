"""A local web server that answers by script and remembers every request."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import ClassVar, Literal, Self

LAST_MODIFIED = "Wed, 18 Nov 2026 08:00:00 GMT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One scripted answer; by default a 200 with an ETag of the body, and 304 to who sends it back."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/rss+xml; charset=utf-8"
    validators: bool = True  # send ETag and Last-Modified, and answer 304
    etag: str | None = None  # instead of the one made from the body
    last_modified: str = LAST_MODIFIED
    compress: bool = False  # gzip, where the client takes it
    fault: Literal["hang", "drop", "cut"] | None = None  # no answer; none and hung up; half of the body
    size: int | None = None  # that many bytes of white space instead of the body


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One request as it came, and what it was answered."""

    method: str
    path: str
    headers: Mapping[str, str]  # names in lower case
    status: int | None  # None: hung or dropped


class FeedServer:
    """Serves on 127.0.0.1 at a free port for as long as the `with` block lasts.

    A path's replies are given in turn and the last one again and again; an unknown path is a 404.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._script: dict[str, list[Reply]] = {}
        self._seen: list[Seen] = []
        self._is_over = threading.Event()
        handler = type("Handler", (_Handler,), {"feeds": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def host(self) -> str:
        """`host:port`, as `fetch.allow_private` wants it."""
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/feed.xml") -> str:
        return f"http://{self.host}{path}"

    def script(self, path: str, *replies: Reply) -> str:
        """Set what a path answers from now on, and return its URL."""
        with self._lock:
            self._script[path] = list(replies)
        return self.url(path)

    def redirect(self, path: str, location: str, *, status: int = 302) -> str:
        """Send who asks for a path elsewhere, and return its URL."""
        return self.script(path, Reply(status=status, headers={"Location": location}, validators=False))

    @property
    def requests(self) -> tuple[Seen, ...]:
        """Everything asked so far, in order."""
        with self._lock:
            return tuple(self._seen)

    def statuses(self, path: str) -> tuple[int | None, ...]:
        """What a path was answered, in order."""
        return tuple(seen.status for seen in self.requests if seen.path == path)

    def next_reply(self, path: str) -> Reply:
        with self._lock:
            replies = self._script.get(path)
            if not replies:
                return Reply(status=404, validators=False)
            return replies.pop(0) if len(replies) > 1 else replies[0]

    def remember(self, seen: Seen) -> None:
        with self._lock:
            self._seen.append(seen)

    def wait_for_the_end(self) -> None:
        self._is_over.wait()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a hanging answer must not hold the test

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients that hang up are what the tests are about."""


class _Handler(BaseHTTPRequestHandler):
    feeds: ClassVar[FeedServer]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        reply = self.feeds.next_reply(self.path)
        etag = reply.etag or f'"{hashlib.sha256(reply.body).hexdigest()[:16]}"'
        status = 304 if self._is_known(reply, etag) else reply.status
        lost = reply.fault in {"hang", "drop"}
        self.feeds.remember(
            Seen(
                method=self.command,
                path=self.path,
                headers={name.lower(): value for name, value in self.headers.items()},
                status=None if lost else status,
            )
        )
        if lost:
            if reply.fault == "hang":
                self.feeds.wait_for_the_end()
            self.close_connection = True
            return
        with suppress(ConnectionError):  # who refuses a large body hangs up in the middle of it
            self._answer(reply, status, etag)

    def _is_known(self, reply: Reply, etag: str) -> bool:
        if not reply.validators or reply.status != 200:
            return False
        if (sent := self.headers.get("If-None-Match")) is not None:
            return sent == etag
        return self.headers.get("If-Modified-Since") == reply.last_modified

    def _answer(self, reply: Reply, status: int, etag: str) -> None:
        body = b"" if status == 304 else reply.body if reply.size is None else b" " * reply.size
        self.send_response_only(status)
        if "Date" not in reply.headers:
            self.send_header("Date", self.date_time_string())
        if reply.compress and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body)
            self.send_header("Content-Encoding", "gzip")
        if reply.validators:
            self.send_header("ETag", etag)
            self.send_header("Last-Modified", reply.last_modified)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if reply.fault == "cut":
            body = body[: len(body) // 2]
            self.close_connection = True
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing: the tests read `requests`."""
